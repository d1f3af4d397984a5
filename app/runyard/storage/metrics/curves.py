"""What a chart needs of a series: overviews where they are fine enough, points elsewhere."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from weakref import WeakKeyDictionary

from runyard.storage.store import Store

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays

    Floats = NDArray[np.float64]

Axis = Literal["step", "time", "epoch"]

#: An overview entry must be narrower than this many pixel columns to stand for its points.
_ENTRY_PIXELS = 0.5


class Curve(NamedTuple):
    """A part of a series in entries, each standing for one point or for several in a row.

    Attributes
    ----------
    x : float64[m]
        Place of the entry's first point, never decreasing: steps, epochs, or µs UTC.
    first, low, high, last : float64[m]
        The entry's values; low and high skip NaN. The same array four times when every entry is one point.
    nans : float64[k]
        Where values are NaN: the points when `exact`, else the entries that hold them.
    exact : bool
        Whether every entry is one point.
    count : int
        Points behind the entries.
    """

    x: Floats
    first: Floats
    low: Floats
    high: Floats
    last: Floats
    nans: Floats
    exact: bool
    count: int  # type: ignore[assignment]  # hides the method of tuples, which nobody needs here


class _Chunk(NamedTuple):
    id: int
    count: int  # type: ignore[assignment]
    low: int
    high: int
    summed_up: bool


class _Index:
    """The chunks of a series along one axis, and their overviews once they were needed.

    Attributes
    ----------
    ordered : bool
        Whether each chunk begins where the one before ends, or later.
    """

    def __init__(self, revision: int, chunks: list[_Chunk], before: _Index | None) -> None:
        self.revision = revision
        self.chunks = chunks
        self.ordered = all(a.high <= b.low for a, b in pairwise(chunks))
        self._before = before
        self._overviews: Curve | None = None
        self._starts: NDArray[np.intp] | None = None

    def overviews(self, store: Store, series_id: int, start: int, end: int) -> Curve:
        """Return the overview entries of the chunks from `start` to `end`."""
        if self._overviews is None or self._starts is None:
            self._load(store, series_id)
        assert self._overviews is not None
        assert self._starts is not None
        part = slice(int(self._starts[start]), int(self._starts[end]))
        columns = [column[part] for column in self._overviews[:5]]
        nans = self._overviews.nans[part]
        count = sum(chunk.count for chunk in self.chunks[start:end])
        return _curve(columns, columns[0][nans > 0], False, count)

    def _load(self, store: Store, series_id: int) -> None:
        """Read every overview, but those that the index before this one has."""
        import numpy as np

        from runyard.storage.metrics.decode import decode_overview

        kept, before, self._before = 0, self._before, None
        pieces: list[Sequence[Any]] = []
        starts = [0]
        if before is not None and before._overviews is not None and before._starts is not None:
            limit = min(len(before.chunks), len(self.chunks))
            kept = next((i for i in range(limit) if before.chunks[i] != self.chunks[i]), limit)
            pieces.append([column[: before._starts[kept]] for column in before._overviews[:6]])
            starts = list(before._starts[: kept + 1])
        found = dict(
            store.connection.execute(
                "SELECT id, overview FROM chunk WHERE series_id = ? AND id >= ? AND overview IS NOT NULL",
                (series_id, self.chunks[kept].id if kept < len(self.chunks) else 2**63 - 1),
            ).fetchall()
        )
        for chunk in self.chunks[kept:]:
            blob = found.get(chunk.id)
            if blob is not None:
                entries = decode_overview(blob)
                at = np.arange(len(entries.low)) * 64.0
                x = chunk.low + at * ((chunk.high - chunk.low) / max(1, chunk.count - 1))
                pieces.append((x, entries.first, entries.low, entries.high, entries.last, entries.nans))
                at_end = starts[-1] + len(x)
            else:
                at_end = starts[-1]
            starts.append(at_end)
        columns = (
            [np.concatenate(column) for column in zip(*pieces, strict=True)] if pieces else [np.zeros(0)] * 6
        )
        self._overviews = _curve(columns, columns[5], False, 0)
        self._starts = np.array(starts, dtype=np.intp)


#: The series last looked at through each store: moving about in a long one reads only what is new.
_RECENT = 8
_indexes: WeakKeyDictionary[Store, OrderedDict[tuple[int, Axis], _Index]] = WeakKeyDictionary()


def curve(store: Store, series_id: int, axis: Axis, x_min: float, x_max: float, pixels: int) -> Curve:
    """Return a series between `x_min` and `x_max`, fine enough for `pixels` columns.

    One entry beyond each edge continues the line. Of a step written twice the latest value counts; where
    overviews stand for points, extremes cover both. A series whose steps ever went back is read as a whole,
    and so is any series along epochs, which chunks do not index.

    Parameters
    ----------
    axis : {"step", "time", "epoch"}
        What `x` is; "time" in µs UTC.
    """
    with store.read():
        row = store.connection.execute(
            "SELECT ordered, revision FROM series WHERE id = ?", (series_id,)
        ).fetchone()
        if row is None:
            return _joined([])
        if axis != "epoch" and row[0]:
            index = _index(store, series_id, axis, row[1])
            if index.ordered:
                return _read(store, series_id, axis, index, x_min, x_max, pixels)
    return _whole(store, series_id, axis)


def _index(store: Store, series_id: int, axis: Axis, revision: int) -> _Index:
    recent = _indexes.setdefault(store, OrderedDict())
    known = recent.pop((series_id, axis), None)
    if known is None or known.revision != revision:
        known = _Index(revision, _chunks(store, series_id, axis), known)
    recent[series_id, axis] = known
    while len(recent) > _RECENT:
        recent.popitem(last=False)
    return known


def _chunks(store: Store, series_id: int, axis: Axis) -> list[_Chunk]:
    """The chunks in written order, as one row: each row more is a fight for the interpreter's lock."""
    [text] = store.connection.execute(
        f"SELECT json_group_array(json_array(id, count, min_{axis}, max_{axis}, overview IS NOT NULL))"
        " FROM chunk WHERE series_id = ?",
        (series_id,),
    ).fetchone()
    return sorted(_Chunk(*row) for row in json.loads(text))


def _read(
    store: Store, series_id: int, axis: Axis, index: _Index, x_min: float, x_max: float, pixels: int
) -> Curve:
    """Read what touches the range, and one chunk more at each side for the line to run out to."""
    from runyard.storage.metrics.decode import decode_many

    chunks = index.chunks
    start = max(0, bisect_left(chunks, x_min, key=_high) - 1)
    end = min(len(chunks), bisect_right(chunks, x_max, key=_low) + 1)
    density = pixels / max(x_max - x_min, 1e-300)
    pieces: list[Curve] = []
    for coarse, run in groupby(range(start, end), lambda i: _coarse_enough(chunks[i], axis, density)):
        places = list(run)
        first, last = places[0], places[-1] + 1
        if coarse:
            pieces.append(index.overviews(store, series_id, first, last))
            continue
        blobs = [
            (
                *store.connection.execute("SELECT data FROM chunk WHERE id = ?", (chunk.id,)).fetchone(),
                chunk.count,
            )
            for chunk in chunks[first:last]
        ]
        pieces.append(_points(decode_many(blobs, sum(count for _, count in blobs)), axis))
    return _joined(pieces)


def _low(chunk: _Chunk) -> int:
    return chunk.low


def _high(chunk: _Chunk) -> int:
    return chunk.high


def _coarse_enough(chunk: _Chunk, axis: Axis, density: float) -> bool:
    """Whether the overview shows the same picture as the points.

    An overview does not say where its entries stand in the chunk. Steps that look evenly spaced are placed
    by proportion; anything else only in a chunk that is no wider than a pixel column.
    """
    if not chunk.summed_up:
        return False
    width = (chunk.high - chunk.low) * density
    even = axis == "step" and (chunk.high - chunk.low) % max(1, chunk.count - 1) == 0
    return width <= (chunk.count / 64 * _ENTRY_PIXELS if even else 1.0)


def _points(found: Arrays, axis: Axis) -> Curve:
    """Points in the order of their steps, the latest of each step, along `axis`."""
    import numpy as np

    steps, values = found.steps, found.values
    kept = np.append(steps[1:] != steps[:-1], True) if len(steps) else np.zeros(0, bool)
    if axis == "step":
        x = steps.astype(np.float64)
    elif axis == "time":
        x = found.times.astype(np.float64)
    else:
        x = np.full(len(steps), np.nan) if found.epochs is None else found.epochs
        kept &= ~np.isnan(x)
    if not kept.all():
        x, values = x[kept], values[kept]
    if axis != "step" and len(x) and (x[1:] < x[:-1]).any():
        order = np.argsort(x, kind="stable")
        x, values = x[order], values[order]
    return Curve(x, values, values, values, values, x[np.isnan(values)], exact=True, count=len(values))


def _whole(store: Store, series_id: int, axis: Axis) -> Curve:
    from runyard.storage.metrics import series

    return _points(series.read(store, series_id), axis)


def _joined(pieces: Sequence[Curve]) -> Curve:
    import numpy as np

    if len(pieces) == 1:
        return pieces[0]
    if not pieces:
        none = np.zeros(0)
        return Curve(none, none, none, none, none, none, exact=True, count=0)
    columns = [np.concatenate(column) for column in zip(*(piece[:6] for piece in pieces), strict=True)]
    return _curve(columns, columns[5], False, sum(piece.count for piece in pieces))


def _curve(columns: Sequence[Floats], nans: Floats, exact: bool, count: int) -> Curve:
    return Curve(columns[0], columns[1], columns[2], columns[3], columns[4], nans, exact, count)
