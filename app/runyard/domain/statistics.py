"""What several values come to: mean, spread, and the interval their mean lies in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_CONFIDENCE = 0.95
_NORMAL_FROM = 2_000  # degrees of freedom from which the series below is no better than its expansion
_NORMAL = 1.959963984540054  # the two-sided 95 % point of the normal distribution


class Statistic(NamedTuple):
    """A sample in numbers.

    Attributes
    ----------
    n : int
        Finite values; NaN and the infinities are counted in `odd` and left out of everything else.
    mean, low, high : float
        NaN without a finite value; the mean is an infinity where that is all there is.
    deviation : float
        Sample standard deviation, with n - 1 in the denominator; NaN below two values.
    interval : float
        Half the width of the 95 % confidence interval of the mean, by Student's t with n - 1 degrees of
        freedom; NaN below two values.
    odd : int
        Values that are NaN or infinite.
    """

    n: int
    mean: float
    low: float
    high: float
    deviation: float
    interval: float
    odd: int = 0


def describe(values: Iterable[float]) -> Statistic:
    """Return the statistics of a sample.

    Sums are exact before they are rounded (`math.fsum`), and deviations are taken from the mean in a second
    pass, so that large values close together keep their spread.
    """
    finite: list[float] = []
    odd = 0
    beyond = 0.0
    for value in values:
        if math.isfinite(value):
            finite.append(float(value))
        else:
            odd += 1
            beyond += value
    n = len(finite)
    if not n:
        return Statistic(0, beyond if odd else math.nan, math.nan, math.nan, math.nan, math.nan, odd)
    low, high = min(finite), max(finite)
    scale = max(abs(low), abs(high)) or 1.0  # values near the largest float would overflow in a sum
    mean = math.fsum(value / scale for value in finite) / n * scale
    if n == 1:
        return Statistic(1, finite[0], low, high, math.nan, math.nan, odd)
    squares = math.fsum(((value - mean) / scale) ** 2 for value in finite)
    deviation = math.sqrt(squares / (n - 1)) * scale
    return Statistic(n, mean, low, high, deviation, student(n - 1) * deviation / math.sqrt(n), odd)


@lru_cache(maxsize=1024)
def student(freedom: int) -> float:
    """Return the two-sided 95 % point of Student's t distribution.

    The distribution function of whole degrees of freedom is a finite sum of powers of the cosine of
    atan(t / sqrt(freedom)) (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4);
    it is inverted by halving an interval. For many degrees of freedom the expansion 26.7.5 is used.
    """
    if freedom < 1:
        raise ValueError(f"freedom must be at least 1, not {freedom}")
    if freedom >= _NORMAL_FROM:
        z = _NORMAL
        first = (z**3 + z) / 4
        second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
        return z + first / freedom + second / freedom**2
    low, high = 0.0, math.pi / 2
    for _ in range(80):
        middle = (low + high) / 2
        if _within(middle, freedom) < _CONFIDENCE:
            low = middle
        else:
            high = middle
    return math.tan((low + high) / 2) * math.sqrt(freedom)


def _within(angle: float, freedom: int) -> float:
    """Return the probability that t lies between plus and minus tan(angle) * sqrt(freedom)."""
    sine, cosine = math.sin(angle), math.cos(angle)
    square = cosine * cosine
    if freedom % 2:
        term = total = cosine if freedom > 1 else 0.0
        for k in range(3, freedom - 1, 2):
            term *= square * (k - 1) / k
            total += term
        return 2 / math.pi * (angle + sine * total)
    term = total = 1.0
    for k in range(2, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    return sine * total
