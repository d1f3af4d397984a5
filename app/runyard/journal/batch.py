"""What one stretch of a journal segment amounts to: the unit of ingest.

A batch comes either from the memory lists of the process that logged (live) or from reading a segment
(recovery). Both ways give equal batches for the same calls, so ingest has one path.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import Any

from runyard.domain.series import SeriesKey


@dataclass(slots=True)
class Points:
    """New points of one series, in written order.

    Attributes
    ----------
    steps : array of int64 (``'q'``)
    times : array of int64 (``'q'``), µs UTC
    values : array of float64 (``'d'``)
    epochs : array of float64 (``'d'``), NaN where none was given; or None when no point has one
    """

    steps: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    values: array[float] = field(default_factory=lambda: array("d"))
    epochs: array[float] | None = None

    def __len__(self) -> int:
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Op:
    """A change to the run itself, with its time in µs UTC.

    `name` and the shape of `data` (JSON-like):

    - ``"field"``: ``[field, value]`` with field in name, description, experiment, archived
    - ``"param"``: ``[path, encoded]``, path a list of keys (empty: the whole tree), encoded by
      `domain.params`
    - ``"unset"``: ``[path]``
    - ``"tag"``, ``"untag"``: ``[tag name]``
    - ``"progress"``: ``[done, total or None, unit]``
    - ``"exit"``: ``{"status", "code", "signal", "traceback"}``
    - ``"gap"``: ``{"records", "bytes", "reason"}``, records given up or found damaged
    """

    name: str
    time: int
    data: Any


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of terminal output: stream 1 is stdout, 2 is stderr; time in µs UTC."""

    time: int
    stream: int
    text: str


@dataclass(frozen=True, slots=True)
class Owner:
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


@dataclass(slots=True)
class Batch:
    """Everything between two offsets of one segment.

    `start` and `end` are byte offsets; ingest commits only if the offset stored for (owner, segment) equals
    `start`. `sealed` says that the segment will not grow past `end`. `last_time` is the time of the newest
    record, µs UTC, or None when the batch holds none with a time.
    """

    owner: Owner
    segment: int
    start: int
    end: int
    sealed: bool = False
    points: dict[SeriesKey, Points] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    lines: list[LogLine] = field(default_factory=list)
    last_time: int | None = None

    def __len__(self) -> int:
        return sum(map(len, self.points.values())) + len(self.ops) + len(self.lines)
