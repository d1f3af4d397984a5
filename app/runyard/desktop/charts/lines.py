"""What a chart draws: its lines, its axes, and the ranges they take."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Unit

if TYPE_CHECKING:
    from runyard.desktop.charts.thinning import Pyramid, Samples


class MarkKind(Enum):
    """What is marked beside a curve; the value is how it reads."""

    NAN = "NaN"
    HIGH = "inf"
    LOW = "-inf"
    BELOW = "0 or less"


class Mark(NamedTuple):
    """The places of one kind of value; `places` may end early, `more` says so."""

    kind: MarkKind
    places: tuple[float, ...]
    more: bool = False


@dataclass(frozen=True, eq=False)
class Line:
    """One curve.

    Attributes
    ----------
    key : hashable
        Tells lines of a chart apart across updates.
    label : str
        The context in words; may be empty.
    color : int
        Index of the series colour.
    curve : Samples
        What is drawn at full strength: the smoothed curve, or the original without smoothing.
    original : Samples, optional
        What is drawn faintly behind a smoothed curve.
    full : Pyramid, optional
        Every point of what is drawn, for thinning again and exact values; None while it is too large to hold.
    marks : tuple of Mark
        Where values are what a curve cannot show: NaN, infinite, or of no place on a logarithmic axis.
    """

    key: Hashable
    label: str
    color: int
    curve: Samples
    original: Samples | None = None
    full: Pyramid | None = None
    marks: tuple[Mark, ...] = ()
    last: float = math.nan
    #: Place and value of a point read for the crosshair, where the points are not at hand.
    probed: tuple[float, float] | None = None

    @property
    def rough(self) -> bool:
        """Whether a value under the crosshair has to be read to be exact."""
        return self.full is None and not self.curve.exact


def x_extent(lines: Sequence[Line], axes: Axes) -> tuple[float, float]:
    """Return the x range that shows everything, and the planned length."""
    import numpy as np

    low, high = math.inf, -math.inf
    for line in lines:
        x = line.full.points.x if line.full is not None else line.curve.x
        if axes.sloped and len(x) and x[0] <= 0:
            x = x[int(np.searchsorted(x, 0.0, "right")) :]
        if len(x):
            low, high = min(low, float(x[0])), max(high, float(x[-1]))
    if axes.sloped:
        return _sloped_extent(low, high, axes.end)
    if axes.x is XKind.RELATIVE and 0 < low < 0.1 * high:
        low = 0.0  # from the start of the run
    if low > high:
        return 0.0, axes.end or 1.0
    if axes.x is XKind.STEP and low == 0 and high >= 99:
        high += 1  # steps 0 to 9,999 are ten thousand: the axis ends at a number worth a tick
    if axes.end is not None and axes.end > low:
        high = max(high, axes.end)
        if 0 < low < 0.1 * high:
            low = 0.0
    if low == high:
        return low - 0.5, high + 0.5
    return low, high


def _sloped_extent(low: float, high: float, end: float | None) -> tuple[float, float]:
    if low > high:
        return 1.0, max(10.0, end or 10.0)
    high = max(high, end or high)
    return (low, high) if high > low * (1 + 1e-9) else (low / 2, high * 2)


def y_extent(lines: Sequence[Line], axes: Axes, x_low: float, x_high: float) -> tuple[float, float] | None:
    """Return the y range for what is seen between two places; None when there is no value to show."""
    import numpy as np

    lows, highs = [], []
    for line in lines:
        for samples in (line.curve, line.original):
            if samples is None:
                continue
            first, last = np.searchsorted(samples.x, [x_low, x_high])
            seen = slice(first, last + 1)
            lows.append(samples.low[seen])
            highs.append(samples.high[seen])
    if not lows:
        return None
    low, high = np.concatenate(lows), np.concatenate(highs)
    values = np.concatenate([low, high])
    values = values[np.isfinite(values) & (values > 0 if axes.log else True)]
    if not len(values):
        return None
    if axes.ignore_outliers and len(values) > 20:
        bottom, top = np.quantile(values, [0.02, 0.98])
        values = values[(values >= bottom) & (values <= top)]
    bottom, top = _padded(float(values.min()), float(values.max()), axes.log)
    if axes.unit not in (Unit.NONE, Unit.CELSIUS) and not axes.log and values.min() >= 0:
        bottom = 0.0  # how much of something there is reads from nothing up
    return bottom, top


def _padded(low: float, high: float, log: bool) -> tuple[float, float]:
    """Leave air above and below; begin at zero where zero is near; stay where floats can be divided."""
    if log:
        low, high = (min(max(end, _TINY), _HUGE) for end in (low, high))
        if high / low < 1 + 1e-9:
            return low / 2, high * 2
        room = 10 ** ((math.log10(high) - math.log10(low)) * 0.05)
        return low / room, high * room
    low, high = (min(max(end, -_HUGE), _HUGE) for end in (low, high))
    span = high - low
    if span <= max(abs(low), abs(high)) * 1e-13 or span < _TINY:
        room = abs(low) * 0.1 if abs(low) > _TINY else 1.0
        return low - room, high + room
    bottom = 0.0 if 0 <= low < 0.35 * span else low - 0.05 * span
    return bottom, high + 0.05 * span


#: Ranges keep away from where a float has no neighbours left to divide by.
_TINY, _HUGE = 1e-300, 1e300


class Point(NamedTuple):
    """A point of a line, as the crosshair finds it."""

    line: Line
    x: float
    y: float


def points_at(lines: Sequence[Line], x: float) -> list[Point]:
    """Return the point of each line nearest to `x`, where the line has one."""
    found = ((line, value_at(line, x)) for line in lines)
    return [Point(line, *place) for line, place in found if place is not None]


def with_probes(lines: Sequence[Line], found: Mapping[Hashable, tuple[float, float]]) -> tuple[Line, ...]:
    """Return the lines with the points read for the crosshair."""
    return tuple(replace(line, probed=found[line.key]) if line.key in found else line for line in lines)


def value_at(line: Line, x: float) -> tuple[float, float] | None:
    """Return place and value of the point of a line nearest to `x`; exact where the points are at hand."""
    from runyard.desktop.charts.thinning import nearest

    if line.full is None and line.probed is not None and _stands_for(line.curve, line.probed[0], x):
        return line.probed
    samples = line.full.points if line.full is not None else line.curve
    index = nearest(samples.x, x)
    if index is None or x < samples.x[0] - _slack(samples) or x > samples.x[-1] + _slack(samples):
        return None
    return float(samples.x[index]), float(samples.last[index])


def _stands_for(samples: Samples, place: float, x: float) -> bool:
    """Whether a point read for the crosshair belongs to the entry under `x`."""
    from runyard.desktop.charts.thinning import nearest

    return not samples.exact and nearest(samples.x, place) == nearest(samples.x, x)


def _slack(samples: Samples) -> float:
    """A crosshair a little beyond the end of a line still finds its last point."""
    return float(samples.x[-1] - samples.x[0]) * 0.02


def left_out(lines: Sequence[Line], axes: Axes) -> str:
    """Return in words which points have no place on a logarithmic x axis; empty where all have one."""
    if not axes.sloped:
        return ""
    firsts = [line.full.points.x[0] for line in lines if line.full is not None and len(line.full)]
    lowest = min(firsts, default=1.0)
    if lowest > 0:
        return ""
    if lowest < 0:
        return "above 0 only"
    return "without the start" if axes.x is XKind.RELATIVE else f"without {axes.place(0.0)}"


def summary(title: str, lines: Sequence[Line], axes: Axes) -> str:
    """Return a chart as sentences, for those who do not see it."""
    parts = [title]
    for line in lines:
        x = line.curve.x
        if not len(x):
            continue
        low, high = _bounds(line)
        name = line.label or "curve"
        parts.append(
            f"{name} from {axes.place(float(x[0]))} to {axes.place(float(x[-1]))},"
            f" last {axes.value(line.last)}, lowest {axes.value(low)}, highest {axes.value(high)}"
        )
        parts += [f"{name} is {mark.kind.value} at {axes.place(mark.places[0])}" for mark in line.marks]
    if len(parts) == 1:
        return f"{title}. No points yet"
    without = left_out(lines, axes)
    return ". ".join([*parts, without[:1].upper() + without[1:]] if without else parts)


def _bounds(line: Line) -> tuple[float, float]:
    import numpy as np

    samples = line.original or line.curve
    if np.isnan(samples.low).all():
        return math.nan, math.nan
    return float(np.nanmin(samples.low)), float(np.nanmax(samples.high))
