"""Finding what is under the mouse, and the next point along a line."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from runyard.desktop.charts.lines import Line, points_at
from runyard.desktop.charts.scale import Scale

_NEAR = 16.0


def snapped(lines: Sequence[Line], x: float) -> float:
    """Return the place of the point nearest to `x`, so that the crosshair stands on values."""
    return min((p.x for p in points_at(lines, x)), key=lambda place: abs(place - x), default=x)


def nearest_line(lines: Sequence[Line], scale: Scale, x: float, y: float) -> Hashable:
    """Return the key of the line that passes the pixel `y` closely at `x`, or None."""
    best: Hashable = None
    distance = _NEAR
    for point in points_at(lines, x):
        at = scale.py(point.y)
        if at is not None and abs(at - y) < distance:
            best, distance = point.line.key, abs(at - y)
    return best


def next_place(lines: Sequence[Line], scale: Scale, now: float, direction: int) -> float | None:
    """Return the place of a point to the right (1) or left (-1) that stands on another pixel."""
    stride = 1.0
    while stride < scale.plot.width():
        there = snapped(lines, scale.x_at(scale.px(now) + direction * stride))
        if (there - now) * direction > 0:
            return there
        stride *= 2
    return None
