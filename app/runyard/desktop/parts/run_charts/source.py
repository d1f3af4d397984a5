"""Reading and preparing curves on a worker: points, smoothing, thinning, and what is kept between two looks.

Imports numpy, so it is itself imported on a worker.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from runyard.desktop.charts.lines import Line, Mark, MarkKind
from runyard.desktop.charts.options import Smoothing, XKind
from runyard.desktop.charts.smoothing import State, exponential, smooth
from runyard.desktop.charts.thinning import Pyramid, Samples, thin, whole
from runyard.desktop.parts.run_charts import marking
from runyard.desktop.parts.run_charts.reading import Wish
from runyard.desktop.parts.run_charts.state import Curve
from runyard.storage.metrics import curves, series
from runyard.storage.store import Store

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from runyard.storage.metrics.decode import Arrays

    Floats = NDArray[np.float64]

#: Series up to this many points are read whole; larger ones show their overview first.
LARGE = 100_000
#: How many points to keep in memory, 16 bytes each; the last curve is kept whatever it takes.
_KEPT_POINTS = 12_000_000
_NEVER_COARSE = 1 << 40

Cancelled = Callable[[], bool]


class Loaded(NamedTuple):
    """Lines for a chart; unless `complete`, ask again for the rest, which takes longer."""

    lines: tuple[Line, ...]
    complete: bool


@dataclass
class _Kept:
    """One series as it is drawn: every point of the curve shown, and of the original where that is held."""

    revision: int
    shown: Pyramid
    original: Pyramid | None
    state: State | None
    marks: tuple[Mark, ...]
    last: float
    #: The last value as logged: when its step is logged again, the curve is read anew.
    tail: float

    @property
    def points(self) -> int:
        """How many are held."""
        return len(self.shown) + (len(self.original) if self.original is not None else 0)


class _Key(NamedTuple):
    """What a prepared curve depends on; `held` has the original in memory, however long it is."""

    series: int
    x_series: int | None
    kind: XKind
    smoothing: Smoothing
    amount: float
    start: int
    unit: float | None
    held: bool


class Source:
    """Curves for charts, from any reading thread; what was prepared is kept for the next look."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def clear(self) -> None:
        """Forget what is kept."""
        with self._lock:
            self._kept.clear()

    def load(self, store: Store, cancelled: Cancelled, wish: Wish, *, thorough: bool) -> Loaded:
        """Return the lines of a chart; large series are smoothed only when `thorough`."""
        lines, complete = [], True
        for curve in wish.curves:
            if cancelled():
                break
            line, done = self._line(store, cancelled, wish, curve, thorough)
            lines.append(line)
            complete = complete and done
        return Loaded(tuple(lines), complete)

    def _line(
        self, store: Store, cancelled: Cancelled, wish: Wish, curve: Curve, thorough: bool
    ) -> tuple[Line, bool]:
        options, info = wish.options, curve.series
        # Overviews lie evenly along what is stored: of no use on a logarithmic axis or along another metric.
        held = wish.axes.sloped or options.x is XKind.METRIC
        x_series = curve.x.id if curve.x is not None else None
        key = _Key(
            info.id, x_series, options.x, options.smoothing, options.amount, wish.start, _unit(wish), held
        )
        smoothed = options.amount > 0
        kept = self._find(key)
        if kept is not None and kept.revision < curve.revision:
            kept = self._extended(store, cancelled, key, kept, curve) if info.count > LARGE else None
        if kept is None and (info.count <= LARGE or held or (smoothed and thorough)):
            kept = self._read(store, cancelled, key, curve)
        if kept is None:
            raw, marks = self._glimpse(store, wish, curve)
            return _line(wish, curve, raw, None, None, marks, info.last), not smoothed
        low, high = wish.view or _extent(kept.shown, wish)
        shown = kept.shown.thin(low, high, wish.pixels, sloped=wish.axes.sloped)
        original = None
        if smoothed:
            if kept.original is not None:
                original = kept.original.thin(low, high, wish.pixels, sloped=wish.axes.sloped)
            else:
                original, _ = self._glimpse(store, wish, curve)
        return _line(wish, curve, shown, original, kept.shown, kept.marks, kept.last), True

    def _glimpse(self, store: Store, wish: Wish, curve: Curve) -> tuple[Samples, tuple[Mark, ...]]:
        """The original between two places, from overviews where they are fine enough."""
        axis, scale, shift = _mapping(wish.options.x, wish.start)
        low, high = wish.view or _summed_extent(curve, wish, scale, shift)
        found = curves.curve(
            store, curve.series.id, axis, low / scale + shift, high / scale + shift, wish.pixels
        )
        x = (found.x - shift) * scale
        samples = (
            whole(x, found.low) if found.exact else Samples(x, found.first, found.low, found.high, found.last)
        )
        marks = marking.of_extremes(x, found.low, found.high, (found.nans - shift) * scale)
        return thin(samples, low, high, wish.pixels), marks

    def _read(self, store: Store, cancelled: Cancelled, key: _Key, curve: Curve) -> _Kept:
        """Read a series whole and smooth it, along another metric in the order of steps."""
        along, x, y = _points(store, key)
        shown, state = y, None
        if key.amount > 0 and key.smoothing in (Smoothing.EMA, Smoothing.EMA_STEP) and len(y):
            by_step = key.smoothing is Smoothing.EMA_STEP
            shown, state = exponential(
                along, y, key.amount, by_step=by_step, unit=key.unit, cancelled=cancelled
            )
        elif key.amount > 0:
            shown = smooth(key.smoothing, key.amount, along, y, cancelled)
        last = float(shown[-1]) if len(shown) else curve.series.last
        tail = float(y[-1]) if len(y) else curve.series.last
        if key.kind is XKind.METRIC and len(x) and (x[1:] < x[:-1]).any():
            order = np.argsort(x, kind="stable")
            x, y, shown = x[order], y[order], shown[order]
        marks = marking.of_points(curve.series, x, y)
        original = Pyramid(x, y) if key.amount > 0 and (key.held or len(x) <= LARGE) else None
        return self._keep(key, _Kept(curve.revision, Pyramid(x, shown), original, state, marks, last, tail))

    def _extended(
        self, store: Store, cancelled: Cancelled, key: _Key, kept: _Kept, curve: Curve
    ) -> _Kept | None:
        """Go on from what is kept with the points that came since; None when it has to be read anew."""
        if key.kind in (XKind.EPOCH, XKind.METRIC) or not len(kept.shown) or key.held:
            return None
        if key.amount > 0 and kept.state is None:
            return None
        axis, scale, shift = _mapping(key.kind, key.start)
        before = float(kept.shown.points.x[-1])
        at = before / scale + shift
        found = curves.curve(store, curve.series.id, axis, at, at + 1e15, _NEVER_COARSE)
        x = (found.x - shift) * scale
        new = x > before
        if not found.exact or not _same(found.low[x == before], kept.tail):
            return None
        more_x, more_y = x[new], found.low[new]
        tail = float(more_y[-1]) if len(more_y) else kept.tail
        marks = marking.joined(kept.marks, marking.of_points(curve.series, more_x, more_y))
        state = kept.state
        if state is not None and len(more_y):
            by_step = key.smoothing is Smoothing.EMA_STEP
            more_y, state = exponential(
                more_x, more_y, key.amount, by_step=by_step, state=state, cancelled=cancelled
            )
        last = float(more_y[-1]) if len(more_y) else kept.last
        longer = kept.shown.extended(more_x, more_y) if len(more_x) else kept.shown
        return self._keep(key, _Kept(curve.revision, longer, None, state, marks, last, tail))

    def _find(self, key: _Key) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _keep(self, key: _Key, kept: _Kept) -> _Kept:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            total = sum(other.points for other in self._kept.values())
            while total > _KEPT_POINTS and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                total -= dropped.points
        return kept


def _same(values: Floats, value: float) -> bool:
    """Whether the only value is this one, NaN included."""
    return len(values) == 1 and values.tobytes() == np.float64(value).tobytes()


def probe(store: Store, series_id: int, kind: XKind, start: int, x: float) -> tuple[float, float] | None:
    """Return place and value of the stored point nearest to `x`."""
    axis, scale, shift = _mapping(kind, start)
    at = x / scale + shift
    found = curves.curve(store, series_id, axis, at, at, _NEVER_COARSE)
    if not len(found.x) or not found.exact:
        return None
    index = int(np.argmin(np.abs(found.x - at)))
    return float((found.x[index] - shift) * scale), float(found.low[index])


def _line(
    wish: Wish,
    curve: Curve,
    shown: Samples,
    original: Samples | None,
    full: Pyramid | None,
    marks: tuple[Mark, ...],
    last: float,
) -> Line:
    told = tuple(mark for mark in marks if wish.axes.log or mark.kind is not MarkKind.BELOW)
    return Line(curve.series.id, curve.label, curve.color, shown, original, full, told, last)


def _mapping(kind: XKind, start: int) -> tuple[curves.Axis, float, float]:
    """Return the stored axis, and scale and shift from its unit to that of the chart."""
    if kind is XKind.RELATIVE:
        return "time", 1e-6, float(start)
    if kind is XKind.WALL:
        return "time", 1e-6, 0.0
    return ("epoch" if kind is XKind.EPOCH else "step"), 1.0, 0.0


def _points(store: Store, key: _Key) -> tuple[Floats, Floats, Floats]:
    """Every point: what it is smoothed along, which never decreases, its place on the axis, and its value."""
    found = series.read(store, key.series)
    steps = found.steps.astype(np.float64)
    if key.kind is XKind.METRIC:
        return _against(store, key, found)
    axis, scale, shift = _mapping(key.kind, key.start)
    if axis == "step":
        return steps, steps, found.values
    if axis == "time":
        x = np.asarray((found.times - shift) * scale, dtype=np.float64)
    else:
        x = np.full(len(found.steps), np.nan) if found.epochs is None else found.epochs
    present = ~np.isnan(x)
    x, y = (x, found.values) if present.all() else (x[present], found.values[present])
    if len(x) and (x[1:] < x[:-1]).any():
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
    return x, x, y


def _against(store: Store, key: _Key, found: Arrays) -> tuple[Floats, Floats, Floats]:
    """Points of which another series has a number at the same step, in the order of steps."""
    none = np.zeros(0)
    if key.x_series is None:
        return none, none, none
    x = places_against(found, found if key.x_series == key.series else series.read(store, key.x_series))
    both = np.isfinite(x)
    return found.steps[both].astype(np.float64), x[both], found.values[both]


def places_against(found: Arrays, other: Arrays) -> Floats:
    """Return the value of another series at each step of this one; NaN where it has none."""
    if not len(other.steps):
        return np.full(len(found.steps), np.nan)
    at = np.minimum(np.searchsorted(other.steps, found.steps), len(other.steps) - 1)
    return np.where(other.steps[at] == found.steps, other.values[at], np.nan)


def _unit(wish: Wish) -> float | None:
    """The distance over which smoothing by step forgets one weight: that of the finest curve of the chart.

    It is the mean distance by the summaries, to two digits, so that it holds while a run logs.
    """
    if wish.options.smoothing is not Smoothing.EMA_STEP or wish.options.x is XKind.EPOCH:
        return None
    timed = wish.options.x in (XKind.RELATIVE, XKind.WALL)
    spans = [
        ((one.last_time - one.first_time) * 1e-6 if timed else one.last_step - one.first_step)
        / (one.count - 1)
        for one in (curve.series for curve in wish.curves)
        if one.count > 1
    ]
    spans = [span for span in spans if span > 0]
    return float(f"{min(spans):.2g}") if spans else None


def _extent(curve: Pyramid, wish: Wish) -> tuple[float, float]:
    x, end = curve.points.x, wish.end
    if wish.axes.sloped:
        x = x[int(np.searchsorted(x, 0.0, "right")) :]
        low, high = (float(x[0]), float(x[-1])) if len(x) else (1.0, 10.0)
        return low, max(high, end or high, low * 1.000001)
    if not len(x):
        return 0.0, end or 1.0
    return min(0.0, float(x[0])) if end else float(x[0]), max(float(x[-1]), end or float(x[-1]))


def _summed_extent(curve: Curve, wish: Wish, scale: float, shift: float) -> tuple[float, float]:
    """The x range of a series by its summary."""
    info = curve.series
    timed = wish.options.x in (XKind.RELATIVE, XKind.WALL)
    first, last = (info.first_time, info.last_time) if timed else (info.first_step, info.last_step)
    low, high = (first - shift) * scale, (last - shift) * scale
    return low, max(high, wish.end or high)
