"""What people choose about charts."""

from __future__ import annotations

from enum import StrEnum

from runyard.desktop.charts import ticks


class Smoothing(StrEnum):
    """The kinds of smoothing, under the keys that settings keep."""

    EMA_STEP = "ema-step"
    EMA = "ema"
    GAUSSIAN = "gaussian"
    AVERAGE = "average"


class XKind(StrEnum):
    """What the x axis counts; seconds for both times, the values of another series for METRIC."""

    STEP = "step"
    EPOCH = "epoch"
    RELATIVE = "relative"
    WALL = "wall"
    METRIC = "metric"

    def label(self, x: float) -> str:
        """Return a place on this axis in words."""
        if self is XKind.RELATIVE:
            return f"{ticks.relative_second(x)} in"
        if self is XKind.WALL:
            return ticks.moment(x)
        return f"{self.value} {self.number(x)}"

    def number(self, x: float) -> str:
        """Return a place on this axis as a number or a time."""
        if self is XKind.RELATIVE:
            return ticks.relative_second(x)
        if self is XKind.WALL:
            return ticks.moment(x)
        return f"{x:,.0f}" if x == int(x) else f"{x:,.4g}"

    def ticks(self, low: float, high: float, count: int) -> list[ticks.Tick]:
        """Return the ticks of this axis over a range."""
        if self is XKind.RELATIVE:
            return ticks.relative_time(low, high, count)
        if self is XKind.WALL:
            return ticks.wall_time(low, high, count)
        if self is XKind.METRIC:
            return ticks.linear(low, high, count)
        return ticks.counted(low, high, count)
