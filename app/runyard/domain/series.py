"""Names and summaries of series."""

from __future__ import annotations

from typing import NamedTuple

from runyard.domain.kinds import DataKind


class SeriesKey(NamedTuple):
    """What tells the series of one run apart. `context` is canonical text (see `domain.context`)."""

    kind: DataKind
    name: str
    context: str


class SeriesInfo(NamedTuple):
    """A series with its summary over every point kept.

    `first` and `last` are by step, the latest write winning; `low` and `high` skip NaN and are None when
    no value is a number; `last` may be NaN. Steps are int64, times µs UTC.
    """

    id: int
    run_id: int
    key: SeriesKey
    count: int  # type: ignore[assignment]  # hides tuple.count, which nobody asks a series
    first_step: int
    last_step: int
    first: float
    last: float
    low: float | None
    low_step: int | None
    high: float | None
    high_step: int | None
    total: float
    nan_count: int
    first_nan_step: int | None
    first_time: int
    last_time: int
    has_epochs: bool
    revision: int
