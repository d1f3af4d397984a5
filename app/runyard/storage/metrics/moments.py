"""Steps and times of a run: when a step was logged, and at which step a run was at a time.

The metric with the most points tells; all others of a run are logged beside it.
"""

from __future__ import annotations

from typing import NamedTuple

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.metrics.decode import Arrays, decode
from runyard.storage.store import Store
from runyard.storage.trouble import decoding


class Moment(NamedTuple):
    """A step that was logged, and when, in µs UTC."""

    step: int
    time: int


def of_step(store: Store, run_id: int, step: int) -> Moment | None:
    """Return the first step from `step` on that was logged, else the last one; None without metrics."""
    known = _telling(store, run_id)
    if known is None:
        return None
    points = _chunk(store, known.id, "max_step >= ? ORDER BY min_step", step)
    if points is None:
        points = _chunk(store, known.id, "max_step <= ? ORDER BY max_step DESC", step)
    if points is None:
        return None
    later = (points.steps >= step).nonzero()[0]
    at = later[points.steps[later].argmin()] if len(later) else points.steps.argmax()
    return Moment(int(points.steps[at]), int(points.times[at]))


def of_time(store: Store, run_id: int, time: int) -> Moment | None:
    """Return the step that was logged last at a time; None before the first, and without metrics."""
    known = _telling(store, run_id)
    points = None if known is None else _chunk(store, known.id, "min_time <= ? ORDER BY min_time DESC", time)
    if points is None:
        return None
    before = (points.times <= time).nonzero()[0]
    at = before[points.times[before].argmax()]
    return Moment(int(points.steps[at]), int(points.times[at]))


def _telling(store: Store, run_id: int) -> SeriesInfo | None:
    return max(series.of_run(store, run_id, DataKind.METRIC), key=_count, default=None)


def _count(info: SeriesInfo) -> int:
    return info.count


def _chunk(store: Store, series_id: int, where: str, value: int) -> Arrays | None:
    sql = f"SELECT data, count FROM chunk WHERE series_id = ? AND {where} LIMIT 1"
    with store.lock:
        found = store.connection.execute(sql, (series_id, value)).fetchone()
    if found is None:
        return None
    with decoding("A metric"):
        return decode(*found)
