"""A run as it was logged, for reading."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from types import EllipsisType
from typing import TYPE_CHECKING, Any, NamedTuple

from runyard.domain import context as contexts
from runyard.domain import params as trees
from runyard.domain.kinds import OBJECTS, DataKind
from runyard.domain.message import Level, Message
from runyard.domain.plain import shown
from runyard.domain.series import SeriesInfo, SeriesKey
from runyard.reading.facts import SECOND
from runyard.reading.frames import frame
from runyard.reading.run_objects import RunObjects
from runyard.storage.metrics import series
from runyard.storage.objects import attachments
from runyard.storage.output import logs, messages
from runyard.storage.runs import params

if TYPE_CHECKING:
    import pandas as pd

    from runyard.reading.metric import Metric
    from runyard.reading.repo import Repo

_STREAMS = {1: "stdout", 2: "stderr"}
Key = str | int | tuple[str | int, ...] | EllipsisType


class TerminalLine(NamedTuple):
    """One line that a script has printed: `time` in µs since 1970, UTC; `stream` is stdout or stderr."""

    time: int
    stream: str
    text: str


class RunView(RunObjects):
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

    @property
    def run(self) -> RunView:
        """The run itself: whatever a query yields run by run has its run under this name."""
        return self

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
        from runyard.reading.metric import Metric  # a script that only logs never needs it

        self._fresh()
        kind = DataKind.SYSTEM if system else DataKind.METRIC
        return [Metric(self, info) for info in series.of_run(self.repo.store, self._run_id, kind)]

    def get_metric(self, name: str, context: Mapping[str, Any] | None = None) -> Metric | None:
        """Return a metric by its name and exact context, or None; system metrics are found as well."""
        from runyard.reading.metric import Metric

        self._fresh()
        text = contexts.canonical(context)
        for kind in (DataKind.METRIC, DataKind.SYSTEM):
            info = series.find(self.repo.store, self._run_id, SeriesKey(kind, name, text))
            if info is not None:
                return Metric(self, info)
        return None

    def iter_metrics_info(self) -> Iterator[tuple[str, dict[str, Any], RunView]]:
        """Yield name, context and this run for each metric; their values are not read."""
        for metric in self.metrics():
            yield metric.name, metric.context, self

    def collect_sequence_info(
        self, types: str | Iterable[str] = "metric", skip_last_value: bool = False
    ) -> dict[str, list[dict[str, Any]]]:
        """Return what the run has of some kinds of data, without reading it.

        Parameters
        ----------
        types : str or iterable of str
            Of ``"metric"``, ``"system"`` (the metrics of the machine), ``"images"``, ``"audios"``,
            ``"texts"``, ``"distributions"`` and ``"figures"``.
        skip_last_value : bool
            Leave out ``last_value``.

        Returns
        -------
        dict
            For each type a list of ``{"name", "context", "last_value"}``, by name and context; objects have
            ``count`` instead.

        Raises
        ------
        ValueError
            If a type is not known.
        """
        self._fresh()
        found = {}
        for name, kind in kinds_of(types).items():
            infos = series.of_run(self.repo.store, self._run_id, kind)
            found[name] = [_listed(info, skip_last_value) for info in infos]
        return found

    def messages(self, level: str | int | None = None) -> list[Message]:
        """Return what the script has told with `log_info` and the like, oldest first.

        Parameters
        ----------
        level : str or int, optional
            Only messages that matter so much or more: ``"debug"``, ``"info"``, ``"warning"``, ``"error"``, or
            their numbers in Python's logging.

        Returns
        -------
        list of Message
            Each has `time` (µs since 1970, UTC), `level`, `text` and `args`.

        Raises
        ------
        ValueError
            If the level is not known.
        """
        least = _level(level)
        self._fresh()
        return messages.read(self.repo.store, self._run_id, least)

    def get_terminal_logs(self, start: int = 0, count: int | None = None) -> list[TerminalLine]:
        """Return what the script has printed.

        Parameters
        ----------
        start : int
            The first line wanted; the very first is 0, the last one -1.
        count : int, optional
            How many at most; None is all.

        Raises
        ------
        TypeError, ValueError
            If they are no integers, or `count` is negative.
        """
        begin, most = _integer("start", start), None if count is None else _integer("count", count)
        if most is not None and most < 0:
            raise ValueError(f"count must not be negative, not {most}")
        self._fresh()
        store = self.repo.store
        first, end, _ = slice(begin, None).indices(logs.count(store, self._run_id))
        there = max(0, end - first)
        lines = logs.lines(store, self._run_id, first, there if most is None else min(most, there))
        return [TerminalLine(line.time, _STREAMS[line.stream], line.text) for line in lines]

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
                "creation_time": info.created / SECOND,
                "end_time": None if info.ended is None else info.ended / SECOND,
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


def _integer(name: str, value: int) -> int:
    try:
        return operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be an integer, not {shown(value)[:60]}") from None


def _path(key: Key) -> tuple[str | int, ...]:
    if key is ...:
        return ()
    return key if isinstance(key, tuple) else (key,)


def kinds_of(types: str | Iterable[str]) -> dict[str, DataKind]:
    """Return the kinds of data that words such as ``"metric"`` mean, in the order given.

    Raises
    ------
    ValueError
        If one is not known.
    """
    known = {_plural(kind): kind for kind in DataKind}
    asked = [types] if isinstance(types, str) else list(types)
    for name in asked:
        if name not in known:
            raise ValueError(f"there is no type of data {name!r}; there are {', '.join(known)}")
    return {name: known[name] for name in asked}


def _plural(kind: DataKind) -> str:
    return kind.name.lower() + "s" * (kind in OBJECTS)


def _listed(info: SeriesInfo, skip_last_value: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"name": info.key.name, "context": contexts.parse(info.key.context)}
    if info.key.kind in OBJECTS:
        return {**found, "count": info.count}
    return found if skip_last_value else {**found, "last_value": info.last}


def _level(level: str | int | None) -> Level:
    try:
        return (
            Level.DEBUG if level is None else Level[level.upper()] if isinstance(level, str) else Level(level)
        )
    except (KeyError, ValueError):
        words = ", ".join(f"{found.name.lower()!r} ({found:d})" for found in Level)
        raise ValueError(f"there is no level {level!r}; there are {words}") from None
