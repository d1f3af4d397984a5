"""What one stretch of a journal segment amounts to: the unit of ingest.

A batch comes either from the memory lists of the process that logged (live) or from reading a segment
(recovery). Both ways give equal batches for the same calls, so ingest has one path.
"""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

from runyard.domain.series import SeriesKey


def _fields(value: Points | Batch) -> list[Any]:
    return [getattr(value, name) for name in value.__slots__]


class Points:
    """New points of one series, in written order.

    Attributes
    ----------
    steps : array of int64 (``'q'``)
    times : array of int64 (``'q'``), µs UTC
    values : array of float64 (``'d'``)
    epochs : array of float64 (``'d'``), NaN where none was given; or None when no point has one
    """

    __slots__ = ("epochs", "steps", "times", "values")

    def __init__(
        self,
        steps: array[int] | None = None,
        times: array[int] | None = None,
        values: array[float] | None = None,
        epochs: array[float] | None = None,
    ) -> None:
        self.steps: array[int] = array("q") if steps is None else steps
        self.times: array[int] = array("q") if times is None else times
        self.values: array[float] = array("d") if values is None else values
        self.epochs = epochs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Points) and _fields(self) == _fields(other)

    def __len__(self) -> int:
        return len(self.steps)


class Op(NamedTuple):
    """A change to the run itself, with its time in µs UTC.

    `name` and the shape of `data` (JSON-like):

    - ``"field"``: ``[field, value]`` with field in name, description, experiment, archived, label, group,
      job_type, marked, pinned_params (a list of dotted paths)
    - ``"param"``: ``[path, encoded]``, path a list of keys (empty: the whole tree), encoded by
      `domain.params`
    - ``"unset"``: ``[path]``
    - ``"tag"``, ``"untag"``: ``[tag name]``
    - ``"progress"``: ``[done, total or None, unit]``
    - ``"expect"``: ``[µs by which the run reports again, or None]``
    - ``"message"``: ``[level, text, args as `params.encode` writes them]``
    - ``"attachment"``: ``[name, sha256 of a blob that lies in place, size in bytes]``
    - ``"exit"``: ``{"status", "code", "signal", "traceback"}``
    - ``"gap"``: ``{"records", "bytes", "reason"}``, records given up or found damaged
    """

    name: str
    time: int
    data: Any


class Blob(NamedTuple):
    """A file named by its SHA-256 that lies in its place; `size` in bytes."""

    sha256: str
    size: int


class Part(NamedTuple):
    """A file that is not in its place yet: its bytes, or the name of the spool file they are in.

    Attributes
    ----------
    size : int
        Bytes as they are here.
    recipe : dict or None
        How they become the file, as `storage.objects.media` knows it: an image's pixels are encoded at
        ingest. None when they are the file.
    """

    data: bytes | None
    spool: str
    size: int
    recipe: dict[str, Any] | None

    @classmethod
    def of(cls, data: bytes, recipe: dict[str, Any] | None = None) -> Part:
        """Return bytes that wait in memory."""
        return cls(data, "", len(data), recipe)


class NewItem(NamedTuple):
    """An image, sound, text, distribution or figure: its content either in `data` or in `blob`.

    `meta`, `picture` and `plotly` are what `domain.item.Item` says. A journal carries parts; ingest puts them
    in their place as blobs.
    """

    meta: dict[str, Any]
    data: bytes | None = None
    blob: Blob | Part | None = None
    picture: Blob | Part | None = None
    plotly: Blob | Part | None = None


class Items(NamedTuple):
    """What one call logged at one step of one series, by index; time in µs UTC.

    `indices` are the places in the list that was logged, where some of it could not be kept.
    """

    key: SeriesKey
    step: int
    time: int
    epoch: float | None
    items: tuple[NewItem, ...]
    indices: tuple[int, ...] | None = None


class LogLine(NamedTuple):
    """One line of terminal output: stream 1 is stdout, 2 is stderr; time in µs UTC."""

    time: int
    stream: int
    text: str


class Owner(NamedTuple):
    """The process behind a journal, from the header that every segment repeats.

    `run` is the hash, `owner` 8 random hex digits, `started` µs UTC when the journal was opened,
    `process_started` the seconds that psutil reports, and `auxiliary` marks a forked child, which is silent
    about status.
    """

    run: str
    owner: str
    host: str
    boot_id: str
    pid: int
    process_started: float
    started: int
    auxiliary: bool = False
    python: str = ""
    script: str = ""
    resumed: bool = False


class Batch:
    """Everything between two offsets of one segment.

    `start` and `end` are byte offsets; ingest commits only if the offset stored for (owner, segment) equals
    `start`. `sealed` says that the segment will not grow past `end`. `last_time` is the time of the newest
    record, µs UTC, or None when the batch holds none with a time.
    """

    __slots__ = (
        "end",
        "items",
        "last_time",
        "lines",
        "ops",
        "owner",
        "points",
        "sealed",
        "segment",
        "start",
    )

    def __init__(
        self,
        owner: Owner,
        segment: int,
        start: int,
        end: int,
        sealed: bool = False,
        points: dict[SeriesKey, Points] | None = None,
        ops: list[Op] | None = None,
        lines: list[LogLine] | None = None,
        last_time: int | None = None,
        items: list[Items] | None = None,
    ) -> None:
        self.owner = owner
        self.segment = segment
        self.start = start
        self.end = end
        self.sealed = sealed
        self.points: dict[SeriesKey, Points] = {} if points is None else points
        self.ops: list[Op] = [] if ops is None else ops
        self.lines: list[LogLine] = [] if lines is None else lines
        self.last_time = last_time
        self.items: list[Items] = [] if items is None else items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Batch) and _fields(self) == _fields(other)

    def __len__(self) -> int:
        return sum(map(len, self.points.values())) + len(self.ops) + len(self.lines) + len(self.items)
