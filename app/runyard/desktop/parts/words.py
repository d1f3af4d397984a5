"""How numbers, times and sizes read, the same on every page."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

from runyard.domain import clock

NONE = "–"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = ((86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"))
_SIZES = ("bytes", "KB", "MB", "GB", "TB")


def duration(us: int) -> str:
    """Return a span of µs in its two largest units: ``12 m 11 s``, ``51 s``, ``420 ms``."""
    us = max(0, us)
    if 0 < us < 1_000_000:
        return f"{max(1, us // 1000)} ms"
    for place, (large, name) in enumerate(_UNITS[:-1]):
        if us >= large:
            small, small_name = _UNITS[place + 1]
            return f"{us // large} {name} {us % large // small} {small_name}"
    return f"{us // 1_000_000} s"


def moment(us: int, now: int | None = None) -> str:
    """Return a local time, the shorter the nearer: ``Today 14:45``, ``20 Nov 23:21``, ``6 Nov 2025``."""
    at, today = clock.local(us), clock.local(clock.now() if now is None else now)
    if at.date() == today.date():
        return f"Today {at:%H:%M}"
    if at.year == today.year:
        return f"{at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def day(date: dt.date, today: dt.date | None = None) -> str:
    """Return a local day: ``20 Nov``, with its year where that is not this one."""
    this = clock.local(clock.now()).date() if today is None else today
    shown = f"{date.day} {_MONTHS[date.month - 1]}"
    return shown if date.year == this.year else f"{shown} {date.year}"


def full_moment(us: int) -> str:
    """Return a local time to the second, for tooltips: ``20 Nov 2026, 23:21:05``."""
    at = clock.local(us)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}, {at:%H:%M:%S}"


def count(value: int) -> str:
    """Return a whole number with thousands set apart: ``10,240``."""
    return f"{value:,}"


def number(value: float, digits: int = 4) -> str:
    """Return a value with `digits` significant digits: ``0.07481``, ``97.09``, ``1.200e-05``, ``NaN``."""
    if not math.isfinite(value):
        return _special(value)
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e15 or (size < 1e-4 and size < 10.0**-digits):
        return f"{value:.{digits - 1}e}"
    if value == int(value):
        return str(int(value))
    return f"{value:.{max(0, digits - 1 - math.floor(math.log10(size)))}f}"


def decimals(largest: float, digits: int = 4) -> int:
    """Return how many decimals give the largest value of a column `digits` significant digits."""
    if not math.isfinite(largest) or largest == 0:
        return digits
    return min(12, max(0, digits - 1 - math.floor(math.log10(abs(largest)))))


def aligned(value: float, places: int) -> str:
    """Return a value of a column whose numbers have `places` decimals, or more where those tell nothing."""
    if not math.isfinite(value):
        return _special(value)
    if value == int(value) and abs(value) < 1e15:
        return f"{value:.{places}f}"
    if places == 0 or abs(value) < 10.0 ** (1 - places) or abs(value) >= 1e15:
        return number(value, 3 if abs(value) < 1 else 4)
    return f"{value:.{places}f}"


def size(found: int) -> str:
    """Return a number of bytes: ``96 KB``, ``1.84 GB``."""
    amount, place = float(found), 0
    while amount >= 1000 and place < len(_SIZES) - 1:
        amount /= 1024
        place += 1
    if place == 0:
        return "1 byte" if found == 1 else f"{found} bytes"
    return f"{amount:.{0 if amount >= 100 or place == 1 else 1 if amount >= 10 else 2}f} {_SIZES[place]}"


def seconds(spent: float) -> str:
    """Return how long a query took: ``11 ms``, ``1.4 s``."""
    return f"{spent:.1f} s" if spent >= 1 else f"{max(1, round(spent * 1000))} ms"


def folder(path: Path) -> str:
    """Return a path as people write it: the home folder is a tilde."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)


def _special(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "inf" if value > 0 else "-inf"
