"""What values are measured in, and how a value reads with its unit."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """A unit as logged; sizes and rates are shown in the multiple that suits a chart."""

    NONE = ""
    PERCENT = "percent"
    BYTES = "bytes"
    RATE = "bytes per second"
    CELSIUS = "celsius"
    WATTS = "watts"


class Measure(NamedTuple):
    """The multiple of a unit that a chart counts in, and its sign."""

    size: float
    sign: str


_PLAIN = {
    Unit.NONE: Measure(1.0, ""),
    Unit.PERCENT: Measure(1.0, "%"),
    Unit.CELSIUS: Measure(1.0, "°C"),
    Unit.WATTS: Measure(1.0, "W"),
}
_STEPS = {
    Unit.BYTES: [
        Measure(1024.0**power, sign) for power, sign in enumerate(("B", "KiB", "MiB", "GiB", "TiB"))
    ],
    Unit.RATE: [Measure(1000.0**power, sign) for power, sign in enumerate(("B/s", "kB/s", "MB/s", "GB/s"))],
}


def measure(unit: Unit, largest: float) -> Measure:
    """Return what values up to `largest` are counted in."""
    if unit in _PLAIN:
        return _PLAIN[unit]
    steps = _STEPS[unit]
    if not math.isfinite(largest):
        return steps[0]
    return next((step for step in reversed(steps) if largest >= step.size), steps[0])
