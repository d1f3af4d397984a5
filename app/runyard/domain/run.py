"""What is known of a run besides its params and data."""

from __future__ import annotations

from typing import NamedTuple

from runyard.domain.status import RunStatus


class Progress(NamedTuple):
    """How far a run says it is: `done` of `total` (None: unknown) in `unit`, said at `at` (µs, UTC)."""

    done: float
    total: float | None
    unit: str
    at: int

    @property
    def share(self) -> float | None:
        """The part done, 0 to 1; None without a total."""
        if not self.total:
            return None
        return min(1.0, max(0.0, self.done / self.total))

    @property
    def words(self) -> str:
        """How far that is in its own unit: ``1,860 of 3,000 steps``."""
        end = f" of {self.total:,.10g}" if self.total else ""
        unit = self.unit if (self.total or self.done) == 1 else _several(self.unit)
        return f"{self.done:,.10g}{end} {unit}".strip()


def _several(unit: str) -> str:
    """Return a unit for more than one of it; signs and abbreviations such as ``%`` and ``MB`` stay."""
    if not unit.isascii() or not unit[-1:].islower() or unit.endswith("s"):
        return unit
    if unit.endswith(("tch", "sh", "x")):
        return f"{unit}es"
    if unit.endswith("y") and unit[-2:-1] not in "aeiou":
        return f"{unit[:-1]}ies"
    return f"{unit}s"


class Tag(NamedTuple):
    """A label people attach to runs.

    `color` is an index into the palette, or ``"hue:210"`` for a custom one.
    """

    id: int
    name: str
    comment: str = ""
    color: str = "0"
    hidden: bool = False


TAG_NAME_LIMIT = 50
TAG_COMMENT_LIMIT = 200


class Attempt(NamedTuple):
    """One process that wrote to the run. Times in µs UTC; `ended` is None while it lives."""

    number: int
    host: str
    pid: int
    started: int
    ended: int | None
    status: RunStatus
    exit_code: int | None = None
    signal: str = ""
    traceback: str = ""
    python: str = ""
    script: str = ""


class RunInfo(NamedTuple):
    """A run's facts. Times are integer µs UTC; `color` is the index of the run's colour.

    `label` is a short text beside the name, `group` and `job_type` tell what the run is part of, `marked` is
    set by people. `expected` is when the run promised to report next, None without a promise.
    `pinned_params` are dotted paths of params that the run wants to be read first, in its order.
    """

    id: int
    hash: str
    name: str
    description: str
    experiment_id: int
    experiment: str
    status: RunStatus
    created: int
    ended: int | None
    archived: bool
    trashed: int | None
    color: int
    tags: tuple[Tag, ...] = ()
    progress: Progress | None = None
    attempt_started: int | None = None
    last_record: int | None = None
    problems: tuple[str, ...] = ()
    label: str = ""
    group: str = ""
    job_type: str = ""
    marked: bool = False
    expected: int | None = None
    pinned_params: tuple[str, ...] = ()

    def duration(self, now: int) -> int:
        """Return µs from creation to the end, or to `now` while the run is active."""
        return max(0, (self.ended if self.ended is not None else now) - self.created)


class Experiment(NamedTuple):
    """A named group of runs."""

    id: int
    name: str
    description: str = ""
    archived: bool = False
    runs: int = 0
