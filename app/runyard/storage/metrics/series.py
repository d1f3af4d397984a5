"""Series: their summaries, and every point of one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo, SeriesKey
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

if TYPE_CHECKING:
    from runyard.storage.metrics.decode import Arrays

_SUMMARY = """
SELECT series.id, run_id, kind, name.text, context.canonical, count, first_step, last_step, first, last,
  low, low_step, high, high_step, total, nan_count, first_nan_step, first_time, last_time,
  has_epochs, revision
FROM series JOIN name ON name.id = name_id JOIN context ON context.id = context_id
"""


def of_run(store: Store, run_id: int, kind: DataKind | None = None) -> list[SeriesInfo]:
    """Return the series of a run that hold points, by name and context."""
    where = (
        "WHERE run_id = :run AND (:kind IS NULL OR kind = :kind) AND count > 0"
        " ORDER BY kind, name.text, canonical"
    )
    values = {"run": run_id, "kind": None if kind is None else int(kind)}
    with store.lock:
        rows = store.connection.execute(_SUMMARY + where, values)
        return [_info(row) for row in rows.fetchall()]


def of_runs(
    store: Store, run_ids: Sequence[int], kind: DataKind, names: Iterable[str] | None = None
) -> list[SeriesInfo]:
    """Return the series of one kind of several runs, in no order; with `names` only those called so."""
    where = "WHERE run_id IN (SELECT value FROM json_each(?)) AND kind = ? AND count > 0"
    values = [json.dumps(list(run_ids)), int(kind)]
    if names is not None:
        where += " AND name_id IN (SELECT id FROM name WHERE text IN (SELECT value FROM json_each(?)))"
        values.append(json.dumps(list(names)))
    with store.lock:
        rows = store.connection.execute(_SUMMARY + where, values)
        return [_info(row) for row in rows.fetchall()]


def find(store: Store, run_id: int, key: SeriesKey) -> SeriesInfo | None:
    """Return one series of a run, or None when it holds no point."""
    where = "WHERE run_id = ? AND kind = ? AND name.text = ? AND canonical = ? AND count > 0"
    with store.lock:
        row = store.connection.execute(_SUMMARY + where, (run_id, *key)).fetchone()
    return None if row is None else _info(row)


def last_steps(store: Store, run_id: int) -> dict[SeriesKey, int]:
    """Return the highest step of every series of a run, which is where automatic steps go on."""
    sql = """SELECT kind, name.text, canonical, last_step FROM series
             JOIN name ON name.id = name_id JOIN context ON context.id = context_id
             WHERE run_id = ? AND count > 0"""
    with store.lock:
        rows = store.connection.execute(sql, (run_id,)).fetchall()
    return {SeriesKey(DataKind(kind), name, context): step for kind, name, context, step in rows}


def read(store: Store, series_id: int, *, all_points: bool = False) -> Arrays:
    """Return the points of a series by step; of points with one step the latest written, or all of them.

    Returns
    -------
    Arrays
        steps int64[n], values float64[n], times int64[n] in µs UTC, epochs float64[n] or None.
        With `all_points` the points of one step keep the order in which they were written.
    """
    from runyard.storage.metrics.decode import decode_many

    sql = "SELECT data, count FROM chunk WHERE series_id = ? ORDER BY id"
    with store.lock:
        chunks = store.connection.execute(sql, (series_id,)).fetchall()
    with decoding("A metric"):
        return by_step(decode_many(chunks, sum(count for _, count in chunks)), all_points)


def by_step(points: Arrays, all_points: bool) -> Arrays:
    """Return points in the order of steps; of those with one step the latest written, or all of them."""
    import numpy as np

    steps = points.steps
    if len(steps) < 2 or bool((steps[1:] > steps[:-1]).all()):
        return points
    order = np.argsort(steps, kind="stable")
    if not all_points:
        ordered = steps[order]
        order = order[np.append(ordered[1:] != ordered[:-1], True)]
    epochs = None if points.epochs is None else points.epochs[order]
    return points._replace(
        steps=steps[order], values=points.values[order], times=points.times[order], epochs=epochs
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value  # SQLite keeps NaN as NULL


def _info(row: tuple[Any, ...]) -> SeriesInfo:
    (series_id, run_id, kind, name, context, count, first_step, last_step, first, last) = row[:10]
    (low, low_step, high, high_step, total, nan_count, first_nan, first_time, last_time) = row[10:19]
    return SeriesInfo(
        id=series_id,
        run_id=run_id,
        key=SeriesKey(DataKind(kind), name, context),
        count=count,
        first_step=first_step,
        last_step=last_step,
        first=_number(first),
        last=_number(last),
        low=low,
        low_step=low_step,
        high=high,
        high_step=high_step,
        total=_number(total),
        nan_count=nan_count,
        first_nan_step=first_nan,
        first_time=first_time,
        last_time=last_time,
        has_epochs=bool(row[19]),
        revision=row[20],
    )
