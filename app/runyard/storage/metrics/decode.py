"""Chunks to numpy arrays. Imports numpy, so what a training script loads imports it inside functions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from runyard.storage.metrics.codec import BASED, BLOCK, FORMAT, HEAD, RAW, THREE, integer_size, kinds

__all__ = ["BLOCK", "Arrays", "Overview", "decode", "decode_many", "decode_overview", "decode_steps"]


class Arrays(NamedTuple):
    """Points in written order.

    Attributes
    ----------
    steps : int64[n]
    values : float64[n]
    times : int64[n], µs UTC
    epochs : float64[n], NaN where none was given; or None when no point has one
    """

    steps: NDArray[np.int64]
    values: NDArray[np.float64]
    times: NDArray[np.int64]
    epochs: NDArray[np.float64] | None


class Overview(NamedTuple):
    """Every 64 points of one chunk in written order, float64[m] each but `nans`, int64[m].

    `low` and `high` skip NaN, and are NaN where a block holds no number.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    first: NDArray[np.float64]
    last: NDArray[np.float64]
    nans: NDArray[np.int64]


def decode(data: bytes, count: int) -> Arrays:
    """Return the points of one chunk."""
    return decode_many([(data, count)], count)


def decode_many(chunks: Iterable[tuple[bytes, int]], total: int) -> Arrays:
    """Return the points of consecutive chunks, given as (data, count), `total` points in all.

    Raises
    ------
    ValueError
        If the chunks do not hold exactly `total` points.
    """
    steps = np.empty(total, np.int64)
    values = np.empty(total, np.float64)
    times = np.empty(total, np.int64)
    epochs: NDArray[np.float64] | None = None
    start = 0
    for data, count in chunks:
        end = start + count
        if end > total:
            raise ValueError(f"more than {total} points")
        step_kind, width, time_kind, epoch_kind = kinds(data)
        at = _integers(data, HEAD.size, step_kind, steps[start:end])
        values[start:end] = np.frombuffer(data, "<f4" if width == 4 else "<f8", count, at)
        at = _integers(data, at + width * count, time_kind, times[start:end])
        if epoch_kind:
            if epochs is None:
                epochs = np.full(total, np.nan)
            epochs[start:end] = _epochs(data, at, epoch_kind, count)
        start = end
    if start != total:
        raise ValueError(f"{start} points instead of {total}")
    return Arrays(steps, values, times, epochs)


def decode_steps(data: bytes, count: int) -> NDArray[np.int64]:
    """Return the steps of a chunk, of which only the bytes up to their end are looked at."""
    steps = np.empty(count, np.int64)
    _integers(data, HEAD.size, kinds(data)[0], steps)
    return steps


def decode_overview(blob: bytes) -> Overview:
    """Return the overview that the writer made of a chunk."""
    version, width = blob[0], blob[1]
    if version != FORMAT:
        raise ValueError(f"overview format {version} is not known")
    blocks = (len(blob) - 2) // (4 * width + 1)
    numbers = np.frombuffer(blob, "<f4" if width == 4 else "<f8", 4 * blocks, 2).astype(np.float64)
    low, high, first, last = numbers.reshape(4, blocks)
    return Overview(
        low, high, first, last, np.frombuffer(blob, "u1", blocks, 2 + 4 * width * blocks).astype(np.int64)
    )


def _integers(data: bytes, at: int, kind: int, out: NDArray[np.int64]) -> int:
    """Fill `out` from a packed column at `at`; return where the column ends. Sums wrap as int64 does."""
    count = len(out)
    if kind == RAW:
        out[:] = np.frombuffer(data, "<i8", count, at)
    elif kind == 0:
        if count > 1:
            start, stride = np.frombuffer(data, "<i8", 2, at)
            np.multiply(np.arange(count, dtype=np.int64), stride, out=out)
            out += start
        else:
            out[:] = np.frombuffer(data, "<i8", 1, at)
    else:
        if kind > BASED:
            start, base = np.frombuffer(data, "<i8", 2, at)
            np.add(_small(data, at + 16, kind - BASED, count - 1), base, out=out[1:])
        else:
            [start] = np.frombuffer(data, "<i8", 1, at)
            out[1:] = np.frombuffer(data, f"<i{kind}", count - 1, at + 8)
        out[0] = start
        np.cumsum(out, out=out)
    return at + integer_size(kind, count)


def _small(data: bytes, at: int, width: int, count: int) -> NDArray[Any]:
    if width != THREE:
        return np.frombuffer(data, f"<u{width}", count, at)
    small = np.frombuffer(data, "u1", count, at + 2 * count).astype(np.uint32) << 16
    small |= np.frombuffer(data, "<u2", count, at)
    return small


def _epochs(data: bytes, at: int, kind: int, count: int) -> NDArray[np.float64]:
    if kind == 8:
        return np.frombuffer(data, "<f8", count, at)
    runs = int(np.frombuffer(data, "<u4", 1, at)[0])
    lengths = np.frombuffer(data, "<u4", runs, at + 4)
    return np.repeat(np.frombuffer(data, "<f8", runs, at + 4 + 4 * runs), lengths)
