"""A run as it was logged, for reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any

from runyard.domain import clock
from runyard.domain import context as contexts
from runyard.domain import params as trees
from runyard.domain.kinds import DataKind
from runyard.domain.run import RunInfo
from runyard.domain.series import SeriesKey
from runyard.reading import fresh
from runyard.reading.frames import frame
from runyard.reading.metric import Metric
from runyard.storage import attachments, params, runs, series

if TYPE_CHECKING:
    import pandas as pd

    from runyard.reading.repo import Repo

Key = str | int | tuple[str | int, ...] | EllipsisType
_SECOND = 1_000_000


class RunView:
    """A run in a repository. Every access reads the repository anew, so that a live run can be watched.

    Params read like a dictionary: ``run["hparams", "lr"]`` or ``run["hparams"]["lr"]``; ``run[...]`` is all.

    Attributes
    ----------
    repo : Repo
        Where the run lies.
    """

    def __init__(self, repo: Repo, run_id: int) -> None:
        self.repo = repo
        self._run_id = run_id

    def _fresh(self) -> None:
        """Called before each read: stores what this process has logged and not stored yet."""
        fresh.before_read(self.repo.path)

    def _info(self) -> RunInfo:
        self._fresh()
        return runs.info(self.repo.store, self._run_id)

    @property
    def hash(self) -> str:
        """24 lower-case hexadecimal digits that name the run for good."""
        return runs.info(self.repo.store, self._run_id).hash

    @property
    def name(self) -> str:
        """The name people see."""
        return self._info().name

    @property
    def description(self) -> str:
        """What the run is about; empty when never set."""
        return self._info().description

    @property
    def experiment(self) -> str:
        """The name of the run's experiment."""
        return self._info().experiment

    @property
    def archived(self) -> bool:
        """Whether the run is in the archive."""
        return self._info().archived

    @property
    def tags(self) -> list[str]:
        """The names of the run's tags, sorted."""
        return [tag.name for tag in self._info().tags]

    @property
    def status(self) -> str:
        """One of queued, running, stale, finished, failed, crashed, killed."""
        return self._info().status.value

    @property
    def active(self) -> bool:
        """Whether a process may still be logging to the run."""
        return self._info().status.active

    @property
    def created_at(self) -> dt.datetime:
        """When the run began; aware, UTC."""
        return clock.utc(self._info().created)

    @property
    def creation_time(self) -> float:
        """When the run began, seconds since 1970, UTC."""
        return self._info().created / _SECOND

    @property
    def finalized_at(self) -> dt.datetime | None:
        """When the run ended; aware, UTC; None while it goes on."""
        ended = self._info().ended
        return None if ended is None else clock.utc(ended)

    @property
    def end_time(self) -> float | None:
        """When the run ended, seconds since 1970, UTC; None while it goes on."""
        ended = self._info().ended
        return None if ended is None else ended / _SECOND

    @property
    def duration(self) -> float:
        """Seconds from beginning to end, or until now while the run goes on."""
        return self._info().duration(clock.now()) / _SECOND

    @property
    def diff(self) -> str:
        """The changes that were not committed when the run began, as `git diff` writes them; may be empty.

        Kept with ``Run(log_system_params=True)``. Bytes that are not UTF-8 are shown as ``\\xff``.
        """
        self._fresh()
        found = attachments.read(self.repo.store, self._run_id, attachments.DIFF)
        return (found or b"").decode("utf-8", "backslashreplace")

    def __getitem__(self, key: Key) -> Any:
        """Return a param or a dictionary of them.

        Raises
        ------
        KeyError
            If the run has no such param.
        """
        self._fresh()
        found: Any = params.tree(self.repo.store, self._run_id)
        for part in _path(key):
            try:
                found = found[part]
            except (LookupError, TypeError):
                raise KeyError(key) from None
        return found

    def get(self, key: Key, default: Any = None) -> Any:
        """Return a param, or `default` when the run has none of that name."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: Key) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def metrics(self, *, system: bool = False) -> list[Metric]:
        """Return the metrics that hold values, by name and context; those of the machine with `system`."""
        self._fresh()
        kind = DataKind.SYSTEM if system else DataKind.METRIC
        return [Metric(self, info) for info in series.of_run(self.repo.store, self._run_id, kind)]

    def get_metric(self, name: str, context: Mapping[str, Any] | None = None) -> Metric | None:
        """Return a metric by its name and exact context, or None; system metrics are found as well."""
        self._fresh()
        text = contexts.canonical(context)
        for kind in (DataKind.METRIC, DataKind.SYSTEM):
            info = series.find(self.repo.store, self._run_id, SeriesKey(kind, name, text))
            if info is not None:
                return Metric(self, info)
        return None

    def dataframe(self, include_props: bool = True, include_params: bool = True) -> pd.DataFrame:
        """Return one row: the run's properties, then its params by dotted path.

        Raises
        ------
        KnownProblem
            If pandas is not installed.
        """
        return frame([self._row(include_props, include_params)])

    def _row(self, include_props: bool, include_params: bool) -> dict[str, Any]:
        info = self._info()
        row: dict[str, Any] = {"hash": info.hash}
        if include_props:
            row |= {
                "name": info.name,
                "description": info.description,
                "archived": info.archived,
                "creation_time": info.created / _SECOND,
                "end_time": None if info.ended is None else info.ended / _SECOND,
                "active": info.status.active,
                "status": info.status.value,
                "experiment": info.experiment,
                "tags": ", ".join(tag.name for tag in info.tags),
            }
        if include_params:
            row |= {trees.dotted(path): value for path, value in trees.leaves(self[...])}
        return row

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunView):
            return NotImplemented
        return (other.repo.path, other._run_id) == (self.repo.path, self._run_id)

    def __hash__(self) -> int:
        return hash((self.repo.path, self._run_id))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.hash[:8]}, {self.name!r})"


def _path(key: Key) -> tuple[str | int, ...]:
    if key is ...:
        return ()
    return key if isinstance(key, tuple) else (key,)
