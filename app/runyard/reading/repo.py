"""A repository, opened for reading."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.domain.run import RunInfo
from runyard.reading import fresh
from runyard.reading.frames import frame, joined
from runyard.reading.metric import Metric
from runyard.reading.view import RunView
from runyard.search.parse import parse
from runyard.storage import listing, location, recovery, runs, series_listing
from runyard.storage.store import Store

if TYPE_CHECKING:
    import pandas as pd

Item = TypeVar("Item")
_EVERY = "run.archived in [True, False]"  # mentions archived runs, so that they are not left out


class Found(Sequence[Item], Generic[Item]):
    """What a query found, in order, newest run first. Can be gone through more than once."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Item]: ...
    def __getitem__(self, index: int | slice) -> Item | Sequence[Item]:
        return self._items[index]

    def __repr__(self) -> str:
        return f"<{len(self)} found>"


class FoundRuns(Found[RunView]):
    """Runs that a query found."""

    def iter_runs(self) -> Iterator[RunView]:
        """Yield each run."""
        return iter(self)

    def dataframe(self, include_props: bool = True, include_params: bool = True) -> pd.DataFrame:
        """Return a row a run; see `RunView.dataframe`."""
        return frame([run._row(include_props, include_params) for run in self])


class FoundMetrics(Found[Metric]):
    """Metrics that a query found."""

    def iter_runs(self) -> Iterator[RunView]:
        """Yield each run that has one of the metrics."""
        return iter(dict.fromkeys(metric.run for metric in self))

    def dataframe(self, only_last: bool = False) -> pd.DataFrame:
        """Return the rows of every metric, with name, context and run; see `Metric.dataframe`."""
        return joined(
            metric.dataframe(include_name=True, include_context=True, include_run=True, only_last=only_last)
            for metric in self
        )


class Repo:
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
            recovery.recover(self.store)

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
        return RunView(self, self._present(run_hash).id)

    def list_active_runs(self) -> list[str]:
        """Return the hashes of the runs that processes are logging to."""
        return [run.hash for run in self.query_runs(f"run.active and {_EVERY}")]

    def total_runs_count(self) -> int:
        """Return how many runs there are, archived ones included, the trash left out."""
        fresh.before_read(self.path)
        return runs.counts(self.store).total

    def delete_run(self, run_hash: str) -> bool:
        """Move a run to the trash, from where it can be restored; see `delete_runs`."""
        return self.delete_runs([run_hash])[0]

    def delete_runs(self, run_hashes: Iterable[str]) -> tuple[bool, list[str]]:
        """Move runs to the trash, from where they can be restored.

        Returns
        -------
        done : bool
            True: what cannot be done is raised.
        remaining : list of str
            Empty.

        Raises
        ------
        MissingRunError
            If a hash is not known; then nothing is moved.
        KnownProblem
            If the repository is open for reading only.
        """
        fresh.before_read(self.path)
        ids = [self._present(run_hash).id for run_hash in run_hashes]
        if self.store.read_only:
            raise KnownProblem("The repository is open for reading only", "Open it with read_only=False")
        runs.trash(self.store, ids)
        return True, []

    def close(self) -> None:
        """Let go of the database; a second call does nothing."""
        self.store.close()

    def _present(self, run_hash: str) -> RunInfo:
        info = runs.info(self.store, runs.find(self.store, run_hash))
        if info.trashed is not None:
            raise MissingRunError(f"The run {run_hash} is in the trash", "Restore it first")
        return info

    def __enter__(self) -> Repo:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Repo({str(self.path)!r})"
