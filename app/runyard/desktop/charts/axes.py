"""`Axes`: what both axes of a chart count, and how places on them read."""

from __future__ import annotations

from dataclasses import dataclass

from runyard.desktop.charts import ticks
from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Measure, Unit, measure


@dataclass(frozen=True)
class Axes:
    """How a chart is drawn.

    Attributes
    ----------
    end : float, optional
        Where the x axis ends at least, the planned length.
    x_name : str
        The metric that the x axis counts, where it is one.
    """

    x: XKind = XKind.STEP
    log: bool = False
    ignore_outliers: bool = False
    end: float | None = None
    x_log: bool = False
    x_name: str = ""
    unit: Unit = Unit.NONE

    @property
    def sloped(self) -> bool:
        """Whether the x axis is logarithmic; the time of day has no zero to count from."""
        return self.x_log and self.x is not XKind.WALL

    def place(self, x: float) -> str:
        """Return a place on the x axis in words."""
        return f"{self.x_name} {ticks.value_text(x, 6)}" if self.x is XKind.METRIC else self.x.label(x)

    def number(self, x: float) -> str:
        """Return a place on the x axis as a number or a time."""
        return ticks.value_text(x, 6) if self.x is XKind.METRIC else self.x.number(x)

    def x_ticks(self, low: float, high: float, count: int) -> list[ticks.Tick]:
        """Return the ticks of the x axis over a range."""
        if not self.sloped:
            return self.x.ticks(low, high, count)
        places = ticks.logarithmic(low, high, count)
        if self.x is XKind.RELATIVE:
            return [ticks.Tick(tick.value, ticks.duration(tick.value)) for tick in places]
        return places

    def y_ticks(self, low: float, high: float, count: int) -> list[ticks.Tick]:
        """Return the ticks of the y axis over a range, in the unit's multiple for this range."""
        size = self.measure(high).size
        places = ticks.logarithmic if self.log else ticks.linear
        found = places(low / size, high / size, count)
        return found if size == 1.0 else [ticks.Tick(tick.value * size, tick.label) for tick in found]

    def measure(self, largest: float) -> Measure:
        """Return what values up to `largest` are counted in."""
        return measure(self.unit, largest)

    def value(self, y: float, digits: int = 4) -> str:
        """Return a value with its unit."""
        counted = self.measure(abs(y))
        if not counted.sign:
            return ticks.value_text(y, digits)
        return f"{ticks.value_text(y / counted.size, min(digits, 3))} {counted.sign}"
