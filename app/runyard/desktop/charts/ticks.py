"""Where an axis puts its ticks, and how numbers read beside it."""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple


class Tick(NamedTuple):
    """A place on an axis and its label."""

    value: float
    label: str


_SECOND_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)
_LOG_PARTS = ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0))


def nice_step(span: float, count: int) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten of which at most `count` fit into `span`.

    A step of 1.5 or 2.5 is taken only where it divides the span evenly, as in 0, 1,500, 3,000.
    """
    if not (math.isfinite(span) and span > 0):
        return 1.0
    fits = max(1, count)
    power = 10.0 ** math.floor(math.log10(span / (fits + 1)))
    for factor in (1.0, 1.5, 2.0, 2.5, 5.0, 10.0):
        step = factor * power
        if math.floor(span / step * (1 + 1e-9)) > fits:
            continue
        if factor in (1.5, 2.5) and abs(span / step - round(span / step)) > 1e-9:
            continue
        return step
    return 20.0 * power


def counted(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks for steps and epochs: whole numbers while the range is wide, thousands set apart."""
    step = nice_step(high - low, count)
    if high - low >= 2:
        step = max(1.0, float(round(step)))
    values = _multiples(low, high, step)
    largest = max((abs(value) for value in values), default=0.0)
    return [Tick(value, whole_number(value, step, largest)) for value in values]


def linear(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks at nice numbers inside [low, high], at most about `count` of them."""
    step = nice_step(high - low, count)
    values = _multiples(low, high, step)
    largest = max((abs(value) for value in values), default=0.0)
    return [Tick(value, number(value, step, largest)) for value in values]


def _multiples(low: float, high: float, step: float) -> list[float]:
    slack = step * 1e-9
    index = math.ceil((low - slack) / step)
    values: list[float] = []
    while index * step <= high + slack and len(values) < 1000:
        value = index * step
        if values and value <= values[-1]:  # the step is below what a float resolves here
            break
        values.append(value + 0.0)
        index += 1
    return values


def logarithmic(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks for a logarithmic axis over [low, high], both above zero.

    Within a decade the ticks are those of a linear axis; over several, 1 2 5, 1 3 or whole decades.
    """
    decades = math.log10(high / low)
    if decades < 0.9:
        return [tick for tick in linear(low, high, count) if tick.value > 0]
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    chosen: list[float] = []
    for parts in reversed(_LOG_PARTS):
        chosen = _log_places(first, last, parts, low, high, 1)
        if len(chosen) <= count:
            break
    every = 1
    while len(chosen) > count:
        every += 1
        chosen = _log_places(first, last, (1.0,), low, high, every)
    return [Tick(value, number(value, value, value)) for value in chosen]


def _log_places(
    first: int, last: int, parts: tuple[float, ...], low: float, high: float, every: int
) -> list[float]:
    return [
        float(f"{part}e{power}")
        for power in range(first, last + 1)
        if power % every == 0 and abs(power) < 308
        for part in parts
        if low * (1 - 1e-9) <= part * 10.0**power <= high * (1 + 1e-9)
    ]


def relative_time(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks for seconds since a start: 30 s, 5 m, 2 h, 3 d."""
    step = _time_step(high - low, count)
    if step < 1:
        return [Tick(t.value, t.label if t.value == 0 else f"{t.label} s") for t in linear(low, high, count)]
    return [Tick(value, duration(value)) for value in _multiples(low, high, step)]


def wall_time(low: float, high: float, count: int) -> list[Tick]:
    """Return ticks for seconds since 1970, labelled in local time, the day named where it begins."""
    step = max(1.0, _time_step(high - low, count))
    shift = _utc_offset(low)
    ticks = []
    for value in _multiples(low + shift, high + shift, step):
        moment = dt.datetime.fromtimestamp(value - shift, dt.UTC).astimezone()
        if step >= 86400 or (moment.hour == 0 and moment.minute == 0 and moment.second == 0):
            label = f"{moment.day} {moment:%b}"
        else:
            label = f"{moment:%H:%M:%S}" if step < 60 else f"{moment:%H:%M}"
        ticks.append(Tick(value - shift, label))
    return ticks


def _utc_offset(at: float) -> float:
    offset = dt.datetime.fromtimestamp(at, dt.UTC).astimezone().utcoffset()
    return offset.total_seconds() if offset else 0.0


def _time_step(span: float, count: int) -> float:
    rough = span / max(1, count)
    if rough < 1:
        return nice_step(span, count)
    for step in _SECOND_STEPS:
        if step >= rough:
            return float(step)
    return 86400.0 * math.ceil(nice_step(span / 86400, count))


def duration(seconds: float) -> str:
    """Return seconds as an axis says them: ``90`` reads "1 m 30 s"."""
    if seconds == 0:
        return "0"
    sign, rest = ("-", -seconds) if seconds < 0 else ("", seconds)
    parts = []
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        whole = int(rest // size)
        if whole:
            parts.append(f"{whole:,} {unit}")
            rest -= whole * size
    if (rest and len(parts) < 2) or not parts:
        parts.append(f"{rest:g} s" if rest == int(rest) else f"{rest:.3g} s")
    return sign + " ".join(parts[:2])


def relative_second(seconds: float) -> str:
    """Return a time since the start to the second, or to the millisecond below ten seconds."""
    return duration(float(round(seconds))) if abs(seconds) >= 10 else f"{seconds:.3f} s"


def moment(seconds: float) -> str:
    """Return seconds since 1970 as local date and time."""
    when = dt.datetime.fromtimestamp(seconds, dt.UTC).astimezone()
    return f"{when.day} {when:%b %H:%M:%S}"


def number(value: float, step: float, largest: float) -> str:
    """Return an axis label: digits enough for `step`, and k, M or an exponent where `largest` needs it."""
    if value == 0:
        return "0"
    if largest >= 1e12 or largest < 1e-2:
        return _exponent(value, step)
    for limit, unit, size in ((1e9, "G", 1e9), (1e6, "M", 1e6), (1e4, "k", 1e3)):
        if largest >= limit and step >= size / 1000:
            return f"{_trimmed(value / size, step / size)}{unit}"
    return _trimmed(value, step)


def whole_number(value: float, step: float, largest: float) -> str:
    """Return a label for steps: thousands apart up to a million, then M and G."""
    if largest < 1e6:
        return _trimmed(value, step)
    return number(value, step, largest)


def _trimmed(value: float, step: float) -> str:
    text = f"{value:,.{_decimals(step)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimals(step: float) -> int:
    """Digits after the point that tell multiples of `step` apart."""
    for digits in range(12):
        if abs(step * 10**digits - round(step * 10**digits)) < 1e-6 * max(1.0, step * 10**digits):
            return digits
    return 12


def _exponent(value: float, step: float) -> str:
    power = math.floor(math.log10(abs(value)) + 1e-12)
    digits = _decimals(step / 10.0**power) if step and abs(step) < abs(value) else 0
    return f"{value / 10.0**power:.{min(digits, 6)}f}e{power}"


def value_text(value: float, digits: int = 4) -> str:
    """Return a value as a legend says it, with about `digits` significant digits."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    size = abs(value)
    if size == 0:
        return "0"
    if size < 1e-2 or size >= 1e7:
        return f"{value:.2e}"
    if size >= 1000:
        return f"{value:,.0f}" if size >= 10000 or value == int(value) else f"{value:,.1f}"
    decimals = digits - 1 - math.floor(math.log10(size))
    return f"{value:.{max(0, min(4, decimals))}f}"
