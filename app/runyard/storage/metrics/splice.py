"""Joining encoded chunks into one."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from runyard.journal.batch import Points
from runyard.storage.metrics import codec
from runyard.storage.metrics.codec import EncodedChunk


def join(parts: Sequence[tuple[bytes, int]], *, overview: bool) -> EncodedChunk:
    """Return one chunk with the points of several, given as (data, count), in this order."""
    whole = codec.decode_points(*parts[0])
    for data, count in parts[1:]:
        more = codec.decode_points(data, count)
        if more.epochs is not None or whole.epochs is not None:
            whole.epochs = _epochs(whole) + _epochs(more)
        whole.steps += more.steps
        whole.times += more.times
        whole.values += more.values
    return codec.encode(whole, overview=overview)


def _epochs(points: Points) -> array[float]:
    if points.epochs is None:
        return array("d", [float("nan")]) * len(points.steps)
    return points.epochs
