"""Parts of a series: what lies between two steps, how many steps there are, a few that stand for all."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from runyard.storage.metrics.codec import HEAD, integer_size, kinds
from runyard.storage.metrics.series import by_step
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays

LEAST, MOST = -(2**63), 2**63 - 1  # steps


class _Chunk(NamedTuple):
    id: int
    count: int  # type: ignore[assignment]  # hides the method of tuples
    low: int
    high: int


def between(
    store: Store, series_id: int, low: int = LEAST, high: int = MOST, *, all_points: bool = False
) -> Arrays:
    """Return the points with steps from `low` to `high`, both included, as `series.read` does.

    Only the chunks that hold such steps are read.
    """
    from runyard.storage.metrics.decode import decode_many

    sql = """SELECT data, count FROM chunk
             WHERE series_id = ? AND max_step >= ? AND min_step <= ? ORDER BY id"""
    with store.lock:
        chunks = store.connection.execute(sql, (series_id, low, high)).fetchall()
    with decoding("A metric"):
        points = decode_many(chunks, sum(count for _, count in chunks))
    return cut(by_step(points, all_points), low, high)


def cut(points: Arrays, low: int, high: int) -> Arrays:
    """Return the points, which are in the order of steps, from step `low` to step `high`, both included."""
    start = int(points.steps.searchsorted(low, "left"))
    return take(points, slice(start, int(points.steps.searchsorted(high, "right"))))


def take(points: Arrays, chosen: slice | NDArray[np.intp]) -> Arrays:
    """Return some of the points."""
    epochs = None if points.epochs is None else points.epochs[chosen]
    return points._replace(
        steps=points.steps[chosen], values=points.values[chosen], times=points.times[chosen], epochs=epochs
    )


def sampled(points: Arrays, count: int) -> Arrays:
    """Return `count` of the points, or all when there are fewer, spread evenly over them.

    The last is always among them, then, as far as `count` allows, the first, the highest and the lowest: an
    evenly spread point near those makes room for them.
    """
    import numpy as np

    total = len(points.steps)
    if count >= total:
        return points
    extremes: list[int] = []
    if not np.isnan(points.values).all():
        extremes = [int(np.nanargmax(points.values)), int(np.nanargmin(points.values))]
    wanted = list(dict.fromkeys([total - 1, 0, *extremes]))[:count]
    spread = np.linspace(0, total - 1, count).round().astype(np.intp) if count > 1 else [total - 1]
    chosen = [int(place) for place in spread]
    for place in wanted:
        if place not in chosen:
            free = [other for other in chosen if other not in wanted]
            chosen.remove(min(free, key=lambda other: abs(other - place)))
            chosen.append(place)
    return take(points, np.array(sorted(chosen), dtype=np.intp))


def distinct(store: Store, series_id: int) -> int:
    """Return how many different steps a series has.

    Values are never read, and of a chunk whose steps rise steadily, as nearly all do, only a few bytes.
    """
    sql = "SELECT id, count, min_step, max_step FROM chunk WHERE series_id = ? ORDER BY min_step, max_step"
    with store.read(), decoding("A metric"):
        chunks = [_Chunk(*row) for row in store.connection.execute(sql, (series_id,)).fetchall()]
        if any(after.low < before.high for before, after in pairwise(chunks)):
            return _different([(_steps(store, chunk), chunk.count) for chunk in chunks])
        shared = sum(after.low == before.high for before, after in pairwise(chunks))
        return sum(_within(store, chunk) for chunk in chunks) - shared


def _within(store: Store, chunk: _Chunk) -> int:
    """Return how many different steps one chunk has."""
    if chunk.low == chunk.high:
        return 1
    steps = _steps(store, chunk)
    return chunk.count if kinds(steps)[0] == 0 else _different([(steps, chunk.count)])


def _steps(store: Store, chunk: _Chunk) -> bytes:
    """Return the beginning of a chunk, up to the end of its steps."""
    with store.connection.blobopen("chunk", "data", chunk.id, readonly=True) as blob:
        head = blob.read(HEAD.size)
        return head + blob.read(integer_size(kinds(head)[0], chunk.count))


def _different(parts: list[tuple[bytes, int]]) -> int:
    import numpy as np

    from runyard.storage.metrics.decode import decode_steps

    return len(np.unique(np.concatenate([decode_steps(data, count) for data, count in parts])))
