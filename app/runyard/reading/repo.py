"""A repository, opened for reading."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from runyard.domain import context as contexts
from runyard.domain.errors import KnownProblem
from runyard.reading import fresh
from runyard.reading.found import FoundMetrics, FoundRuns
from runyard.reading.metric import Metric
from runyard.reading.organising import Organising
from runyard.reading.querying import Querying
from runyard.reading.view import RunView, kinds_of
from runyard.search.grammar.parse import parse
from runyard.storage import location
from runyard.storage.connection import DATABASE
from runyard.storage.ingest import recovery
from runyard.storage.overview import inventory
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing, series_listing

log = logging.getLogger("runyard")
_EVERY = "run.archived in [True, False]"  # mentions archived runs, so that they are not left out


class Repo(Organising, Querying):
    """A repository of runs.

    Opening it for writing takes in what crashed processes left in their journals. It is never created here.

    Parameters
    ----------
    path : path, optional
        The folder that holds `.runyard`, or that folder itself. Without it ``RUNYARD_REPO``, then the nearest
        repository upward from the working directory.
    read_only : bool
        Change nothing, not even what crashed processes left. A folder one cannot write is read so anyway.

    Raises
    ------
    RepositoryMissingError
        If there is none.
    """

    def __init__(self, path: str | os.PathLike[str] | None = None, read_only: bool = False) -> None:
        folder = location.resolve(path, create=False)
        self.store = Store.open(folder, read_only=read_only or not os.access(folder, os.W_OK))
        if not self.store.read_only:
            _recover(self.store)

    @classmethod
    def from_path(cls, path: str | os.PathLike[str], read_only: bool = False) -> Repo:
        """Return the repository at a path, as ``Repo(path)`` does."""
        return cls(path, read_only)

    @classmethod
    def default_repo(cls) -> Repo:
        """Return the repository of ``RUNYARD_REPO``, or the nearest upward, as ``Repo()`` does."""
        return cls()

    @staticmethod
    def exists(path: str | os.PathLike[str]) -> bool:
        """Return whether there is a repository at a path."""
        try:
            return (location.resolve(path, create=False) / DATABASE).is_file()
        except KnownProblem:
            return False

    @classmethod
    def over(cls, store: Store) -> Repo:
        """Return a repository that reads through a store that is open already."""
        repo = cls.__new__(cls)
        repo.store = store
        return repo

    @property
    def path(self) -> Path:
        """The `.runyard` folder."""
        return self.store.folder

    def query_runs(self, query: str = "") -> FoundRuns:
        """Return the runs that a query matches; archived ones only if it mentions ``run.archived``.

        Raises
        ------
        QueryError
            With the place in the text that is not understood.
        """
        understood = parse(query)
        fresh.before_read(self.path)
        found = listing.find(self.store, understood)
        return FoundRuns([RunView(self, run_id) for run_id in found.ids])

    def query_metrics(self, query: str = "") -> FoundMetrics:
        """Return the metrics that a query matches, of runs as in `query_runs`.

        Beside all that is known of ``run``, a query may use ``metric.name``, ``metric.context`` and its keys,
        and ``metric.last``, ``min``, ``max`` and ``first``.

        Raises
        ------
        QueryError
            With the place in the text that is not understood.
        """
        understood = parse(query, "metric")
        fresh.before_read(self.path)
        views: dict[int, RunView] = {}
        found = []
        for info in series_listing.find(self.store, understood):
            view = views.setdefault(info.run_id, RunView(self, info.run_id))
            found.append(Metric(view, info))
        return FoundMetrics(found)

    def iter_runs(self) -> Iterator[RunView]:
        """Yield every run that is not in the trash, archived ones too, newest first."""
        return iter(self.query_runs(_EVERY))

    def get_run(self, run_hash: str) -> RunView:
        """Return a run by its hash, or by the beginning of it that no other has.

        Raises
        ------
        MissingRunError
            If there is none, or it is in the trash.
        AmbiguousHashError
            If several runs begin so.
        """
        fresh.before_read(self.path)
        [run_id] = runs.find_all(self.store, [run_hash], trashed=False)
        return RunView(self, run_id)

    def list_all_runs(self) -> list[str]:
        """Return the hashes of the runs that are not in the trash, archived ones too, newest first."""
        return [run.hash for run in self.iter_runs()]

    def list_active_runs(self) -> list[str]:
        """Return the hashes of the runs that processes are logging to."""
        return [run.hash for run in self.query_runs(f"run.active and {_EVERY}")]

    def list_corrupted_runs(self) -> list[str]:
        """Return the hashes of the runs that crashed, or of which something was lost; newest first."""
        fresh.before_read(self.path)
        return [run.hash for run in runs.infos(self.store, runs.troubled(self.store))]

    def trashed_runs(self) -> list[RunView]:
        """Return the runs in the trash, the latest put there first."""
        fresh.before_read(self.path)
        return [RunView(self, run_id) for run_id in purge.trashed(self.store)]

    def total_runs_count(self) -> int:
        """Return how many runs there are, archived ones included, the trash left out."""
        fresh.before_read(self.path)
        return runs.counts(self.store).total

    def collect_sequence_info(
        self, types: str | Iterable[str] = "metric"
    ) -> dict[str, dict[str, list[dict[str, Any]]]]:
        """Return which names and contexts there are of some kinds of data, over all runs.

        Parameters
        ----------
        types : str or iterable of str
            Of ``"metric"``, ``"system"`` (the metrics of the machine), ``"images"``, ``"audios"``,
            ``"texts"``, ``"distributions"`` and ``"figures"``.

        Returns
        -------
        dict
            ``{type: {name: [context, ...]}}``.

        Raises
        ------
        ValueError
            If a type is not known.
        """
        asked = kinds_of(types)
        fresh.before_read(self.path)
        known = inventory.series_keys(self.store)
        found: dict[str, dict[str, list[dict[str, Any]]]] = {word: {} for word in asked}
        for word, kind in asked.items():
            for key in known:
                if key.kind is kind:
                    found[word].setdefault(key.name, []).append(contexts.parse(key.context))
        return found

    def collect_params_info(self) -> dict[str, Any]:
        """Return the tree of params over all runs, with a type some run has in the place of each value.

        Returns
        -------
        dict
            ``{"hparams": {"lr": {"__example_type__": "float"}}}``; a param that is a value in one run and a
            dictionary in another has both.
        """
        fresh.before_read(self.path)
        tree: dict[str, Any] = {}
        for path, kind in inventory.param_types(self.store):
            place = tree
            for key in path:
                place = place.setdefault(key, {})
            place["__example_type__"] = kind
        return tree

    def close(self) -> None:
        """Let go of the database; a second call does nothing."""
        self.store.close()

    def __enter__(self) -> Repo:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Repo({str(self.path)!r})"


def _recover(store: Store) -> None:
    """Take in what dead processes left; a fault of ours there is told, and what is stored can be read."""
    try:
        recovery.recover(store)
    except KnownProblem:
        raise
    except Exception:
        log.exception("some journals in %s could not be taken in; they wait there", store.journals)
