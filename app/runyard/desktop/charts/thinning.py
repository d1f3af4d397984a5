"""Reducing curves to what a screen can show: extremes of every pixel column, so that no spike is ever lost.

Imports numpy: load it on a worker, or after one has.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCK = 64


class Samples(NamedTuple):
    """A curve in pieces: each entry stands for one point or for several that follow each other.

    All arrays are float64[m]; `x` never decreases and is where an entry's first point lies. NaN in `low` and
    `high` means that an entry has no number. A curve of single points holds the same array four times.
    """

    x: NDArray[np.float64]
    first: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    last: NDArray[np.float64]

    @property
    def exact(self) -> bool:
        """Whether every entry is a single point."""
        return self.low is self.high

    def part(self, entries: slice) -> Samples:
        """Return some of the entries; nothing is copied."""
        if self.exact:
            return whole(self.x[entries], self.low[entries])
        return Samples(*(array[entries] for array in self))


def whole(x: NDArray[np.float64], y: NDArray[np.float64]) -> Samples:
    """Return points as samples, one entry each; nothing is copied."""
    return Samples(x, y, y, y, y)


def blocks(x: NDArray[np.float64], y: NDArray[np.float64]) -> Samples:
    """Return one entry for each run of 64 points."""
    starts = np.arange(0, len(x), BLOCK)
    return _gather(whole(x, y), starts)


def thin(samples: Samples, x_min: float, x_max: float, pixels: int, *, sloped: bool = False) -> Samples:
    """Return what is seen of `samples` between `x_min` and `x_max`, at most about two entries a pixel column.

    One entry beyond each edge stays, so that the line runs out of the picture instead of ending inside it.
    With `sloped` the axis is logarithmic, and what is not above zero is left out.
    """
    start = max(0, int(np.searchsorted(samples.x, x_min, "left")) - 1)
    if sloped:
        x_min = max(x_min, np.finfo(float).tiny)
        start = max(start, int(np.searchsorted(samples.x, 0.0, "right")))
    end = min(len(samples.x), int(np.searchsorted(samples.x, x_max, "right")) + 1)
    seen = samples
    if start > 0 or end < len(samples.x):
        seen = samples.part(slice(start, end))
    if len(seen.x) <= 2 * pixels or not x_max > x_min:
        return seen
    along = seen.x
    if sloped:
        along, x_min, x_max = np.log10(along), math.log10(x_min), math.log10(x_max)
    columns = np.floor((along - x_min) * (pixels / (x_max - x_min)))
    np.clip(columns, -1, pixels, out=columns)
    starts = np.flatnonzero(np.diff(columns, prepend=-2.0))
    return _gather(seen, starts)


def _gather(samples: Samples, starts: NDArray[np.intp]) -> Samples:
    if not len(starts):
        return samples
    ends = np.append(starts[1:], len(samples.x)) - 1
    low = np.fmin.reduceat(samples.low, starts)
    high = np.fmax.reduceat(samples.high, starts)
    first, last = samples.first[starts], samples.last[ends]
    # A NaN at the edge of an entry must not break the line through the numbers inside it.
    first = np.where(np.isnan(first), low, first)
    last = np.where(np.isnan(last), high, last)
    return Samples(samples.x[starts], first, low, high, last)


class Pyramid:
    """A whole curve in memory with the extremes of every 64 points, thinned in time that follows the pixels.

    Parameters
    ----------
    x, y : float64[n]
        Points, `x` never decreasing.
    """

    def __init__(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        self.points = whole(x, y)
        self.coarse = blocks(x, y) if len(x) > 4 * BLOCK * BLOCK else None

    def __len__(self) -> int:
        return len(self.points.x)

    def extended(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> Pyramid:
        """Return this curve with points appended; full blocks are not looked at again."""
        longer = Pyramid.__new__(Pyramid)
        longer.points = whole(np.concatenate([self.points.x, x]), np.concatenate([self.points.low, y]))
        longer.coarse = None
        if self.coarse is None:
            return Pyramid(longer.points.x, longer.points.low)
        kept = len(self) // BLOCK
        tail = blocks(longer.points.x[kept * BLOCK :], longer.points.low[kept * BLOCK :])
        longer.coarse = Samples(
            *(np.concatenate([old[:kept], new]) for old, new in zip(self.coarse, tail, strict=True))
        )
        return longer

    def thin(self, x_min: float, x_max: float, pixels: int, *, sloped: bool = False) -> Samples:
        """Return what is seen between `x_min` and `x_max`; see `thin`."""
        if sloped:
            return thin(self._mixed(x_min, x_max, pixels), x_min, x_max, pixels, sloped=True)
        if self.coarse is not None:
            x = self.points.x
            seen = int(np.searchsorted(x, x_max, "right") - np.searchsorted(x, x_min, "left"))
            if seen > 4 * BLOCK * pixels:
                return thin(self.coarse, x_min, x_max, pixels)
        return thin(self.points, x_min, x_max, pixels)

    def _mixed(self, x_min: float, x_max: float, pixels: int) -> Samples:
        """Points where a logarithmic axis spreads them, blocks from where a block is half a pixel wide."""
        if self.coarse is None:
            return self.points
        x_min = max(x_min, np.finfo(float).tiny)
        starts = self.coarse.x
        first = max(0, int(np.searchsorted(starts, x_min, "left")) - 1)
        last = int(np.searchsorted(starts, x_max, "right")) + 1
        along = np.log10(np.maximum(starts[first:last], x_min))
        wide = np.flatnonzero(np.diff(along) * pixels / max(math.log10(x_max / x_min), 1e-12) > 0.5)
        change = first + (int(wide[-1]) + 1 if len(wide) else 0)
        if change >= last - 1:
            return self.points
        fine, rest = slice(first * BLOCK, change * BLOCK), slice(change, last)
        pairs = zip(self.points, self.coarse, strict=True)
        return Samples(*(np.concatenate([points[fine], blocks[rest]]) for points, blocks in pairs))


def polyline(samples: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return x and y of the line to draw: single points as they are, else four corners of each entry."""
    if samples.exact:
        return samples.x, samples.low
    rising = samples.first <= samples.last
    middle = np.where(rising, samples.low, samples.high), np.where(rising, samples.high, samples.low)
    y = np.stack([samples.first, *middle, samples.last], axis=1).ravel()
    return np.repeat(samples.x, 4), y


def nearest(x: NDArray[np.float64], at: float) -> int | None:
    """Return the index of the entry of a sorted array nearest to `at`, or None when it is empty."""
    if not len(x):
        return None
    after = int(np.searchsorted(x, at, "left"))
    if after == len(x):
        return after - 1
    if after and at - x[after - 1] <= x[after] - at:
        return after - 1
    return after
