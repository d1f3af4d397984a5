"""Smoothing of whole curves: exponential, by step distance or by point; Gaussian; moving average.

Everything runs on the full data in blocks, looks at `cancelled` between them, and skips values that are not
finite (they stay as they are). Each kind takes one amount from 0 (off) to below 1, the weight of the past;
the last two choose the window whose mean age is that of the exponential one: N = (1 + w) / (1 - w).

Imports numpy: load it on a worker.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runyard.desktop.charts.options import Smoothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_LANES, _DEPTH = 1024, 64
#: Points smoothed at once by a window: few enough to stay in a processor's cache.
_PIECE = 1 << 14
#: Long kernels are applied by Fourier transforms of so many points; not where single values stand out, whose
#: rounding would show in all of them.
_TRANSFORM, _EVEN = 2048, 50.0
_UNIT_POINTS = 4096


class CancelledError(Exception):
    """The result is no longer wanted."""


class State(NamedTuple):
    """Where an exponential average stands after its last point."""

    total: float
    weight: float
    x: float
    unit: float


def _never() -> bool:
    return False


def smooth(
    kind: Smoothing, amount: float, x: Floats, y: Floats, cancelled: Callable[[], bool] = _never
) -> Floats:
    """Return `y` smoothed, one value a point.

    Parameters
    ----------
    kind : Smoothing
    amount : float
        0 up to, not including, 1.
    x, y : float64[n]
        `x` never decreases; only `Smoothing.EMA_STEP` looks at it.
    cancelled : callable
        Asked between blocks.

    Raises
    ------
    CancelledError
        If `cancelled` says so.
    """
    if amount <= 0 or len(y) < 2:
        return y
    window = (1 + amount) / (1 - amount)
    if kind is Smoothing.GAUSSIAN:
        return gaussian(y, window / math.sqrt(12), cancelled)
    if kind is Smoothing.AVERAGE:
        return moving_average(y, max(1, round(window)) | 1, cancelled)
    return exponential(x, y, amount, by_step=kind is Smoothing.EMA_STEP, cancelled=cancelled)[0]


def reach(kind: Smoothing, amount: float) -> int | None:
    """Return how many points a smoothed value looks ahead and behind; None where it remembers all."""
    window = (1 + amount) / (1 - amount)
    if kind is Smoothing.GAUSSIAN:
        return _radius(window / math.sqrt(12))
    if kind is Smoothing.AVERAGE:
        return (max(1, round(window)) | 1) // 2
    return None


def typical_distance(x: Floats) -> float:
    """Return the median distance between the first 4,096 points, so that a longer curve keeps its unit."""
    gaps = np.diff(x[:_UNIT_POINTS])
    gaps = gaps[gaps > 0]
    return float(np.median(gaps)) if len(gaps) else 1.0


def exponential(
    x: Floats,
    y: Floats,
    weight: float,
    *,
    by_step: bool,
    unit: float | None = None,
    state: State | None = None,
    cancelled: Callable[[], bool] = _never,
) -> tuple[Floats, State]:
    """Return the debiased exponential moving average, and the state to go on from.

    With points i and decay d_i: total = total * d_i + y_i, norm = norm * d_i + 1, result = total / norm. The
    division is the zero-debias of TensorBoard's scalar charts and of Adam (Kingma and Ba 2015, section 3). By
    point, d_i = weight; by step, d_i = weight ** (distance to the point before / unit), the time weighting of
    W&B's line plots with a fixed unit in place of the width of the chart: evenly spaced steps give the plain
    average, after a gap the past counts less, and a curve logged rarely is not smoothed beyond recognition
    beside one logged often. `unit` None takes the typical distance of this curve.
    """
    out = np.empty(len(y))
    if state is not None:
        unit = state.unit
    elif unit is None or not by_step:
        unit = typical_distance(x) if by_step else 1.0
    if by_step and state is None and len(x):
        state = State(0.0, 0.0, float(x[0]), unit)
    total, norm, before = (state.total, state.weight, state.x) if state else (0.0, 0.0, 0.0)
    rate = math.log(weight) / unit
    for start in range(0, len(y), _LANES * _DEPTH):
        if cancelled():
            raise CancelledError
        part = slice(start, start + _LANES * _DEPTH)
        values = y[part]
        finite = np.isfinite(values)
        gaps = np.diff(x[part], prepend=before) if by_step else None
        before = float(x[part][-1])
        if (gaps is None or (gaps == gaps[0]).all()) and finite.all():
            steady = weight if gaps is None else math.exp(gaps[0] * rate)
            out[part], total, norm = _even(values, steady, total, norm)
            continue
        decay = np.full(len(values), weight) if gaps is None else np.exp(gaps * rate)
        pair = np.zeros((2, len(values)))
        np.copyto(pair[0], values, where=finite)
        pair[1] = finite
        with np.errstate(over="ignore", invalid="ignore"):
            sums = scan(pair, decay, np.array([total, norm]))
            total, norm = float(sums[0, -1]), float(sums[1, -1])
            mean = np.divide(sums[0], sums[1], out=values.astype(np.float64), where=finite)
        out[part] = mean
    return out, State(total, norm, before, unit)


def _even(values: Floats, decay: float, total: float, norm: float) -> tuple[Floats, float, float]:
    """The common case, one decay for every point and no value missing: a third of the work of `scan`."""
    count = len(values)
    lanes = -(-count // _DEPTH)
    padded = np.zeros(lanes * _DEPTH)
    padded[:count] = values
    sums = np.ascontiguousarray(padded.reshape(lanes, _DEPTH).T)
    line = np.empty(lanes)
    entering = np.empty(lanes)
    with np.errstate(all="ignore"):
        for i in range(1, _DEPTH):
            np.multiply(sums[i - 1], decay, out=line)
            sums[i] += line
        whole = decay**_DEPTH
        for lane, end in enumerate(sums[-1].tolist()):
            entering[lane] = total
            total = total * whole + end
        sums += np.multiply.outer(decay ** np.arange(1.0, _DEPTH + 1.0), entering)
        result = np.ascontiguousarray(sums.T).reshape(-1)[:count]
        total = float(result[-1])
        norms = _even_norms(count, decay, norm)
        result[: len(norms)] /= norms
        result[len(norms) :] *= 1.0 - decay
    return result, total, float(norms[-1])


def _even_norms(count: int, decay: float, norm: float) -> Floats:
    """The divisors of the first points; after those returned it stays at 1 / (1 - decay) to the last bit."""
    if decay >= 1.0:
        return norm + np.arange(1.0, count + 1.0)
    settled = min(count, math.ceil(-50.0 / math.log(decay)) + 1) if decay > 0 else 1
    powers = np.power(decay, np.arange(1.0, settled + 1.0))
    norms: Floats = norm * powers + (1.0 - powers) / (1.0 - decay)
    return norms


def scan(values: Floats, decay: Floats, carry: Floats) -> Floats:
    """Return s with s[:, i] = s[:, i-1] * decay[i] + values[:, i], where s[:, -1] begins as `carry`.

    The row is cut into lanes that advance together; what a lane hands on is the same recurrence again.

    Parameters
    ----------
    values : float64[k, n]
    decay : float64[n]
    carry : float64[k]
    """
    rows, count = values.shape
    if count <= 48:
        return _scan_plainly(values, decay, carry)
    depth = min(_DEPTH, max(2, math.isqrt(count)))
    lanes = -(-count // depth)
    padded = np.zeros((rows, lanes * depth))
    padded[:, :count] = values
    factors = np.ones(lanes * depth)
    factors[:count] = decay
    sums = np.ascontiguousarray(padded.reshape(rows, lanes, depth).transpose(2, 0, 1))
    gains = np.ascontiguousarray(factors.reshape(lanes, depth).T)
    for i in range(1, depth):
        sums[i] += sums[i - 1] * gains[i]
        gains[i] *= gains[i - 1]
    ends = scan(np.ascontiguousarray(sums[-1]), gains[-1], carry)
    entering = np.concatenate([carry[:, None], ends[:, :-1]], axis=1)
    sums += gains[:, None, :] * entering
    return np.ascontiguousarray(sums.transpose(1, 2, 0)).reshape(rows, -1)[:, :count]


def _scan_plainly(values: Floats, decay: Floats, carry: Floats) -> Floats:
    out = np.empty_like(values)
    now = carry
    for i in range(values.shape[1]):
        now = now * decay[i] + values[:, i]
        out[:, i] = now
    return out


def moving_average(y: Floats, window: int, cancelled: Callable[[], bool] = _never) -> Floats:
    """Return the mean over an odd `window` of points centred on each, shorter at both ends."""
    half = window // 2

    def mean(padded: Floats, present: Floats | None) -> Floats:
        sums = _window_sums(padded, window)
        sums /= float(window) if present is None else np.maximum(1.0, _window_sums(present, window))
        return sums

    return _windowed(y, half, mean, cancelled)


def _window_sums(values: Floats, window: int) -> Floats:
    """Sums of every `window` neighbours, from those of 1, 2, 4, 8 ...: nothing is subtracted or cancels."""
    count = len(values) - window + 1
    sums = np.zeros(count)
    level, size, at = values, 1, 0
    while size <= window:
        if window & size:
            sums += level[at : at + count]
            at += size
        if 2 * size <= window:
            level = level[:-size] + level[size:]
        size *= 2
    return sums


def _radius(sigma: float) -> int:
    return max(1, math.ceil(4 * sigma))


def gaussian(y: Floats, sigma: float, cancelled: Callable[[], bool] = _never) -> Floats:
    """Return the Gaussian mean, `sigma` in points, cut at four sigma, normalised over values present."""
    radius = _radius(sigma)
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    kernel /= kernel.sum()

    def mean(padded: Floats, present: Floats | None) -> Floats:
        sums = _convolved(padded, kernel)
        if present is not None:
            sums /= np.maximum(np.convolve(present, kernel, "valid"), np.finfo(float).tiny)
        return sums

    return _windowed(y, radius, mean, cancelled)


def _convolved(values: Floats, kernel: Floats) -> Floats:
    """Return the mean of every window under a symmetric kernel."""
    size = np.abs(values)
    around = len(kernel) - 1
    if around * 2 > _TRANSFORM or not float(size.max()) <= _EVEN * float(size.mean()):
        return np.convolve(values, kernel, "valid")
    step, count = _TRANSFORM - around, len(values) - around
    rows = -(-count // step)
    padded = np.zeros(rows * step + around)
    padded[: len(values)] = values
    table = np.lib.stride_tricks.sliding_window_view(padded, _TRANSFORM)[::step]
    turned = np.fft.rfft(table, axis=1)
    turned *= np.fft.rfft(kernel, _TRANSFORM)
    found: Floats = np.fft.irfft(turned, _TRANSFORM, axis=1)[:, around:].ravel()[:count]
    return found


def _windowed(
    y: Floats, half: int, mean: Callable[[Floats, Floats | None], Floats], cancelled: Callable[[], bool]
) -> Floats:
    """Apply a centred mean piece by piece; beyond the ends and where not finite, nothing is present.

    `mean` gets None for what is present amid a curve without gaps, where every window is full.
    """
    out = np.empty(len(y))
    for start in range(0, len(y), _PIECE):
        if cancelled():
            raise CancelledError
        end = min(len(y), start + _PIECE)
        left, right = start - half, end + half
        if left >= 0 and right <= len(y) and np.isfinite(y[left:right]).all():
            out[start:end] = mean(y[left:right], None)
            continue
        padded = np.zeros(right - left)
        present = np.zeros(len(padded))
        inner = slice(max(0, -left), len(padded) - max(0, right - len(y)))
        seen = y[max(0, left) : right]
        finite = np.isfinite(seen)
        np.copyto(padded[inner], seen, where=finite)
        present[inner] = finite
        out[start:end] = np.where(np.isfinite(y[start:end]), mean(padded, present), y[start:end])
    return out
