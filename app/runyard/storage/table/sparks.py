"""Curves small enough for a cell: the extremes of each pixel column, for a block of runs at once.

Imports numpy when it is asked for curves, so only a worker may ask.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias

from runyard.storage.query.sources import series_name
from runyard.storage.store import Store
from runyard.storage.table.columns import series_column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

#: Pixel columns that a curve is thinned to.
PIXELS = 64
_POINTS_AN_ENTRY = 64  # of an overview
#: Pieces of a line between gaps: x, y, x, y and so on as shares of the box, y upwards.
Spark: TypeAlias = "tuple[array[float], ...]"

_CHUNKS = """
WITH wanted(id, coarse) AS MATERIALIZED (
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))
SELECT wanted.id, chunk.count, min_step, max_step,
  CASE WHEN coarse THEN overview END, CASE WHEN NOT coarse OR overview IS NULL THEN data END
FROM wanted CROSS JOIN chunk ON chunk.series_id = wanted.id ORDER BY wanted.id, chunk.id
"""


def read(store: Store, ids: Sequence[int], column: str) -> dict[int, Spark]:
    """Return the curve of a metric column for each of these runs that has points of it.

    Two statements read all of them: points where a series has few, the overviews of its chunks where it has
    many. A value far from the others shows at its place; NaN and infinities are gaps.
    """
    wanted = series_column(column)
    if wanted is None:
        return {}
    execute = store.connection.execute
    with store.read():
        key = series_name(execute, wanted.kind, wanted.name, wanted.context)
        if key is None:
            return {}
        sql = """SELECT id, run_id, count FROM (SELECT value AS asked FROM json_each(?))
                 CROSS JOIN series ON run_id = asked AND kind = ? AND name_id = ? AND context_id = ?
                 WHERE count > 0"""
        found = execute(sql, (json.dumps(list(ids)), *key)).fetchall()
        runs = {series_id: run_id for series_id, run_id, _ in found}
        asked = [(series_id, count >= PIXELS * _POINTS_AN_ENTRY) for series_id, _, count in found]
        rows = execute(_CHUNKS, (json.dumps(asked),)).fetchall()
    return {runs[series_id]: _spark(chunks) for series_id, chunks in groupby(rows, itemgetter(0))}


def _spark(chunks: Iterable[Sequence[Any]]) -> Spark:
    """Return the line through the chunks of one series."""
    import numpy as np

    steps, low, high = (np.concatenate(parts) for parts in zip(*map(_entries, chunks), strict=True))
    if (steps[1:] < steps[:-1]).any():
        order = np.argsort(steps, kind="stable")
        steps, low, high = steps[order], low[order], high[order]
    latest = np.append(steps[1:] != steps[:-1], True)[: len(steps)]
    if not latest.all():
        steps, low, high = steps[latest], low[latest], high[latest]
    if len(steps) > 2 * PIXELS:
        steps, low, high = _thinned(steps, low, high)
    finite = np.isfinite(low) & np.isfinite(high)
    if not finite.any():
        return ()
    least, most = float(low[finite].min()), float(high[finite].max())
    across = (steps - steps[0]) / ((steps[-1] - steps[0]) or 1.0)
    tall = most - least
    scaled = [(part - least) / tall if tall > 0 else np.full(len(part), 0.5) for part in (low, high)]
    return tuple(_pieces(finite, across, *scaled))


def _entries(chunk: Sequence[Any]) -> tuple[Floats, Floats, Floats]:
    """Return step, lowest and highest value of each point of a chunk, or of 64 of them at a time."""
    import numpy as np

    from runyard.storage.metrics.decode import decode, decode_overview

    _, count, first, last, overview, data = chunk
    try:
        if data is not None:
            points = decode(data, count)
            return points.steps.astype(np.float64), points.values, points.values
        seen = decode_overview(overview)
    except (ValueError, IndexError, struct.error):  # damaged; the page of the run says so
        none = np.zeros(0)
        return none, none, none
    stride = (last - first) / max(1, count - 1)
    return first + np.arange(len(seen.low)) * (_POINTS_AN_ENTRY * stride), seen.low, seen.high


def _thinned(steps: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    """Return one entry for each pixel column that has any."""
    import numpy as np

    share = (steps - steps[0]) / ((steps[-1] - steps[0]) or 1.0)
    columns = np.minimum(np.floor(share * PIXELS), PIXELS - 1)
    starts = np.flatnonzero(np.diff(columns, prepend=-1.0))
    low = np.where(np.isfinite(low), low, np.nan)
    high = np.where(np.isfinite(high), high, np.nan)
    return steps[starts], np.fmin.reduceat(low, starts), np.fmax.reduceat(high, starts)


def _pieces(finite: NDArray[np.bool_], across: Floats, low: Floats, high: Floats) -> list[array[float]]:
    """Cut the line at the gaps; it enters each entry at the end that is nearer."""
    pieces: list[array[float]] = []
    piece: array[float] = array("f")
    rows = zip(finite.tolist(), across.tolist(), low.tolist(), high.tolist(), strict=True)
    for is_number, x, bottom, top in rows:
        if not is_number:
            if piece:
                pieces.append(piece)
            piece = array("f")
            continue
        at = piece[-1] if piece else top
        near, far = (bottom, top) if abs(at - bottom) < abs(at - top) else (top, bottom)
        piece.extend((x, near))
        if far != near:
            piece.extend((x, far))
    return [*pieces, piece] if piece else pieces
