"""From weights to the pixels of a heat map.

Imports numpy: load it on a worker, or after one has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Where the colours of a logarithmic scale begin: its least weight must differ from none.
LEAST = 0.14
_LEVELS = 255


def reduced(
    values: NDArray[np.float32], borders: NDArray[np.float64], low: float, high: float, pixels: int
) -> NDArray[np.float32]:
    """Return the highest value under each pixel, along the first axis; NaN where there is none.

    `borders` are those of the values, `low` and `high` what the pixels show.
    """
    at = np.linspace(low, high, pixels + 1)
    begin = np.searchsorted(borders, at[:-1], side="right") - 1
    end = np.searchsorted(borders, at[1:], side="left")
    empty = (end <= 0) | (begin >= len(values))
    begin = np.clip(begin, 0, len(values) - 1)
    end = np.clip(end, begin + 1, len(values))
    padded = np.concatenate([values, np.full((1, values.shape[1]), np.nan, dtype=values.dtype)])
    pairs = np.column_stack([begin, end]).ravel()
    found: NDArray[np.float32] = np.fmax.reduceat(padded, pairs, axis=0)[::2]
    found[empty] = np.nan
    return found


def shares(values: NDArray[np.float32], least: float, most: float, *, log: bool) -> NDArray[np.float32]:
    """Return how far up the colours each weight stands, 0 to 1; NaN stays NaN."""
    if most <= 0:
        return values * 0
    if not log:
        linear: NDArray[np.float32] = np.minimum(values / np.float32(most), np.float32(1))
        return linear
    with np.errstate(divide="ignore", invalid="ignore"):
        span = math.log(most / least) if most > least else 1.0
        up = np.log(values / np.float32(least)) / np.float32(span) if most > least else values * 0 + 1
        up = LEAST + (1 - LEAST) * np.clip(up, 0, 1)
    found: NDArray[np.float32] = np.where(values > 0, up, values * 0).astype(np.float32)
    return found


def table(colors: Sequence[tuple[int, int, int]]) -> NDArray[np.uint32]:
    """Return 256 pixel values: no ink at all, then the way from the first to the last of some colours."""
    stops = np.linspace(0, 1, len(colors))
    places = np.linspace(0, 1, _LEVELS)
    channels = [np.interp(places, stops, [color[k] for color in colors]).round() for k in range(3)]
    red, green, blue = (channel.astype(np.uint32) for channel in channels)
    opaque = np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue
    return np.concatenate([np.zeros(1, dtype=np.uint32), opaque])


def painted(found: NDArray[np.float32], inks: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return shares as ARGB pixels, uint32[rows, columns], the last bin on top."""
    ink = np.where(np.isnan(found), 0, np.nan_to_num(found) * (_LEVELS - 1) + 1).astype(np.uint8)
    return np.ascontiguousarray(inks[ink].T[::-1])
