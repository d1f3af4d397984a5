"""Values as people read them, and as JSON keeps them."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import click

from runyard.domain.clock import local
from runyard.domain.status import RunStatus
from runyard.reading.export import jsonable
from runyard.storage.table.cells import Missing

#: What JSON lets stand although a terminal may act on it: late control characters, directions of text.
_STEERS = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_COLOURS = {
    RunStatus.RUNNING: "blue",
    RunStatus.FINISHED: "green",
    RunStatus.FAILED: "red",
    RunStatus.CRASHED: "red",
    RunStatus.KILLED: "yellow",
    RunStatus.STALE: "yellow",
}


def when(moment: int | None) -> str:
    """Return a time (µs UTC) as local text, to the second; empty when there is none."""
    return "" if moment is None else local(moment).strftime("%Y-%m-%d %H:%M:%S")


def iso(moment: int | None) -> str | None:
    """Return a time (µs UTC) as an ISO timestamp in UTC."""
    return None if moment is None else dt.datetime.fromtimestamp(moment / 1_000_000, dt.UTC).isoformat()


def lasting(seconds: float) -> str:
    """Return a duration in its two largest units."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"


def size(count: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{count} bytes" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def number(value: float | None) -> str:
    """Return a number to six digits."""
    return "" if value is None else f"{value:.6g}"


def counted(count: int, noun: str) -> str:
    """Return ``1 run`` or ``2 runs``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def cell(column: str, value: Any) -> str:
    """Return a raw cell of a column as text in a table."""
    if value is None or isinstance(value, Missing):
        return ""
    if column == "created":
        return when(value)
    if column == "duration":
        return lasting(value)
    if column == "tags":
        return ", ".join(value)
    if column == "marked":
        return "yes" if value else ""
    if isinstance(value, bool) or not isinstance(value, float):
        return value if isinstance(value, str) else json.dumps(jsonable(value), ensure_ascii=False)
    return number(value)


def status_colour(text: str) -> str:
    """Return a padded status in its colour."""
    word = text.strip()
    colour = _COLOURS.get(RunStatus(word)) if word in set(RunStatus) else None
    return click.style(text, fg=colour) if colour else text


def as_json(value: Any, indent: int | None = 2) -> str:
    """Return a value as JSON text in which nothing steers a terminal."""
    text = json.dumps(jsonable(value), ensure_ascii=False, indent=indent)
    return _STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
