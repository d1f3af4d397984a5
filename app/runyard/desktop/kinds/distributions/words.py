"""How the numbers of distributions read."""

from __future__ import annotations

import math

NONE = "–"


def amount(value: float) -> str:
    """Return a weight: whole numbers with thousands set apart, others with four digits."""
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return _digits(value, 4)


def number(value: float | None) -> str:
    """Return a fact with four significant digits."""
    if value is None:
        return NONE
    if value == int(value) and abs(value) < 1e7:
        return f"{value:,.0f}"
    return _digits(value, 4)


def place(value: float, step: float) -> str:
    """Return a place on the axis of values with the digits that tell bins of width `step` apart."""
    if value == 0 or abs(value) < step * 1e-6:
        return "0"
    size = abs(value)
    if size >= 1e7 or size < 1e-4:
        digits = max(0, math.floor(math.log10(size)) - math.floor(math.log10(step)) + 1) if step > 0 else 3
        return f"{value:.{min(digits, 8)}e}"
    decimals = max(0, 1 - math.floor(math.log10(step))) if step > 0 else 4
    return f"{value:,.{min(decimals, 10)}f}"


def between(low: float, high: float) -> str:
    """Return a bin: ``0.12 – 0.15``."""
    step = high - low
    return f"{place(low, step)} – {place(high, step)}"


def share(part: float) -> str:
    """Return a share of the whole: ``2.5 %``."""
    return f"{part * 100:.1f} %" if part >= 0.001 else "under 0.1 %"


def steps(first: int, last: int) -> str:
    """Return one step or several: ``step 1,860``, ``steps 1,080 – 1,086``."""
    return f"step {first:,}" if first == last else f"steps {first:,} – {last:,}"


def _digits(value: float, digits: int) -> str:
    size = abs(value)
    if size >= 1e7 or size < 1e-4:
        return f"{value:.{digits - 1}e}"
    return f"{value:,.{max(0, digits - 1 - math.floor(math.log10(size)))}f}"
