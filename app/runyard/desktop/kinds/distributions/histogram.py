"""`Histogram`: the weights of one distribution, read from what was logged, with what can be said of them.

Imports numpy: load it on a worker, or after one has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BINS = 65_536
#: What is this much smaller than the sum is what adding up in another order leaves, not a weight.
_CRUMB = 1e-13


class DamagedError(ValueError):
    """What was stored is no distribution; the message says why."""


class Histogram(NamedTuple):
    """Weights float64[bins] over bins of one width from `low` to `high`."""

    low: float
    high: float
    weights: NDArray[np.float64]

    @property
    def width(self) -> float:
        """The width of a bin."""
        return (self.high - self.low) / len(self.weights)

    def edges(self, place: int) -> tuple[float, float]:
        """Return where a bin begins and ends."""
        step = self.width
        end = self.high if place == len(self.weights) - 1 else self.low + (place + 1) * step
        return self.low + place * step, end


def decode(content: bytes | None, meta: Mapping[str, Any]) -> Histogram:
    """Return the distribution that was stored.

    Raises
    ------
    DamagedError
        If weights or range are none; a repository may come from anywhere.
    """
    if content is None:
        raise DamagedError("Its content is missing")
    bins, rest = divmod(len(content), 8)
    if rest or not bins:
        raise DamagedError(f"{len(content):,} bytes are no list of weights")
    if bins > MOST_BINS:
        raise DamagedError(f"It has {bins:,} bins, more than {MOST_BINS:,}")
    said = meta.get("bins")
    if isinstance(said, int) and said != bins:
        raise DamagedError(f"It has {bins:,} weights for {said:,} bins")
    low, high = _range(meta)
    weights = np.frombuffer(content, dtype="<f8").astype(np.float64, copy=False)
    if not bool(np.isfinite(weights).all()):
        raise DamagedError("One of its weights is not a number")
    if bool((weights < 0).any()):
        raise DamagedError("One of its weights is negative")
    with np.errstate(over="ignore"):
        if not math.isfinite(float(weights.sum())):
            raise DamagedError("Its weights add up to more than a number can hold")
    return Histogram(low, high, weights)


def _range(meta: Mapping[str, Any]) -> tuple[float, float]:
    low, high = meta.get("low"), meta.get("high")
    for end in (low, high):
        if isinstance(end, bool) or not isinstance(end, int | float) or not _finite(end):
            raise DamagedError("Its range is not a pair of numbers")
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    low, high = float(low), float(high)
    if low > high:
        raise DamagedError("Its range ends before it begins")
    if not math.isfinite(high - low):
        raise DamagedError("Its range is wider than a number can hold")
    if high - low <= 2 * MOST_BINS * math.ulp(max(abs(low), abs(high))):
        around = max(abs(low) * 1e-6, 0.5e-6)  # samples that are all the same have a place, but no width
        return low - around, high + around
    return low, high


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an int beyond what a float holds
        return False


def spread(histograms: Sequence[Histogram], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of each histogram in other bins, float64[n, len(edges) - 1].

    A weight is divided among the new bins by how much of its own bin each covers, as if it lay evenly in it.
    So what lies inside of `edges` keeps its sum.
    """
    found = np.zeros((len(histograms), len(edges) - 1))
    by_bins: dict[int, list[int]] = {}
    for place, one in enumerate(histograms):
        by_bins.setdefault(len(one.weights), []).append(place)
    for bins, places in by_bins.items():
        same = [histograms[place] for place in places]
        lows = np.array([one.low for one in same])[:, None]
        spans = np.array([one.high - one.low for one in same])[:, None]
        sums = np.zeros((len(same), bins + 1))
        np.cumsum(np.stack([one.weights for one in same]), axis=1, out=sums[:, 1:])
        at = np.clip((edges[None, :] - lows) / spans, 0.0, 1.0) * bins
        whole = np.minimum(at.astype(np.intp), bins - 1)
        below = np.take_along_axis(sums, whole, axis=1)
        above = np.take_along_axis(sums, whole + 1, axis=1)
        share = at - whole
        parts = np.diff(below * (1.0 - share) + above * share, axis=1)
        parts[parts < sums[:, -1:] * _CRUMB] = 0.0
        found[places] = parts
    return found


def joined(one: Histogram, bins: int) -> Histogram:
    """Return a histogram with at most so many bins, over the same range and with the same sum."""
    if len(one.weights) <= bins:
        return one
    edges = np.linspace(one.low, one.high, bins + 1)
    return one._replace(weights=spread([one], edges)[0])


def same_bins(histograms: Sequence[Histogram]) -> bool:
    """Whether all have the same bins."""
    first = histograms[0]
    return all(
        one.low == first.low and one.high == first.high and len(one.weights) == len(first.weights)
        for one in histograms
    )


def merged(histograms: Sequence[Histogram]) -> Histogram:
    """Return the sum of several; where their bins differ, over bins as fine as the finest."""
    if same_bins(histograms):
        first = histograms[0]
        if len(histograms) == 1:
            return first
        return first._replace(weights=np.sum([one.weights for one in histograms], axis=0))
    edges = common_edges(
        min(one.low for one in histograms),
        max(one.high for one in histograms),
        min(one.width for one in histograms),
        max(len(one.weights) for one in histograms),
    )
    return Histogram(float(edges[0]), float(edges[-1]), spread(histograms, edges).sum(axis=0))


def common_edges(low: float, high: float, finest: float, bins: int, most: int = 512) -> NDArray[np.float64]:
    """Return the edges of bins over a range: as fine as `finest`, at least `bins`, at most `most` of them."""
    wanted = (high - low) / finest if finest > 0 else float(most)
    number = max(min(bins, most), min(most, math.ceil(min(wanted, float(most)) - 1e-9)), 1)
    return np.linspace(low, high, number + 1)


class Facts(NamedTuple):
    """What can be said of a distribution; `exact` names what was computed from the samples themselves.

    `total` is the number of samples, or the sum of all weights where that is not known.
    """

    mean: float | None
    std: float | None
    least: float | None
    most: float | None
    total: float
    mode: tuple[float, float] | None
    exact: frozenset[str]


def facts(one: Histogram, meta: Mapping[str, Any]) -> Facts:
    """Return the facts of a distribution; what was not logged with it is computed from its bins."""
    weights = one.weights
    total = float(weights.sum())
    guessed: dict[str, float | None] = dict.fromkeys(("mean", "std", "min", "max"))
    mode = None
    if total > 0:
        centers = one.low + (np.arange(len(weights)) + 0.5) * one.width
        shares = weights / total
        mean = float((centers * shares).sum())
        held = np.flatnonzero(weights)
        guessed["mean"] = mean
        guessed["std"] = math.sqrt(max(0.0, float((((centers - mean) ** 2) * shares).sum())))
        guessed["min"] = one.edges(int(held[0]))[0]
        guessed["max"] = one.edges(int(held[-1]))[1]
        mode = one.edges(int(weights.argmax()))
    exact = set()
    for key in guessed:
        value = meta.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and _finite(value):
            guessed[key] = float(value)
            exact.add(key)
    said = meta.get("count")
    if isinstance(said, int | float) and not isinstance(said, bool) and _finite(said):
        total = float(said)
        exact.add("count")
    return Facts(
        guessed["mean"], guessed["std"], guessed["min"], guessed["max"], total, mode, frozenset(exact)
    )
