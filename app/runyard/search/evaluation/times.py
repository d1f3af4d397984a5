"""Times that a query computes: Unix seconds, local time where no zone is said."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

_LONGEST_FORMAT = 100


def moment(
    year: int,
    month: int,
    day: int,
    hour: int = 0,
    minute: int = 0,
    second: int = 0,
    microsecond: int = 0,
) -> float:
    """Return the Unix seconds of a local date and time."""
    return dt.datetime(year, month, day, hour, minute, second, microsecond).timestamp()  # noqa: DTZ001


def length(
    days: float = 0,
    seconds: float = 0,
    microseconds: float = 0,
    milliseconds: float = 0,
    minutes: float = 0,
    hours: float = 0,
    weeks: float = 0,
) -> float:
    """Return a length of time in seconds."""
    given = (days, seconds, microseconds, milliseconds, minutes, hours, weeks)
    if not all(isinstance(number, int | float) for number in given):
        raise TypeError  # a text or list times a number would be a longer one
    return (
        weeks * 604_800 + days * 86_400 + hours * 3_600 + minutes * 60 + seconds
        + milliseconds / 1e3 + microseconds / 1e6
    )  # fmt: skip


def read(text: str, form: str) -> float | None:
    """Return the time that a text says in a format of ``strptime``."""
    if len(form) > _LONGEST_FORMAT or len(text) > _LONGEST_FORMAT:
        return None
    try:
        return dt.datetime.strptime(text, form).timestamp()  # noqa: DTZ007 - local unless it says a zone
    except re.error:  # a directive stands twice
        return None


def from_iso(text: str) -> float:
    """Return the time that an ISO text says."""
    return dt.datetime.fromisoformat(text).timestamp()


def from_seconds(seconds: float) -> float:
    """Return a time from Unix seconds, which is what it is here already."""
    return float(seconds)


def to_iso(seconds: Any) -> str | None:
    """Return local ISO text for Unix seconds."""
    return None if not isinstance(seconds, int | float) else _local(seconds).isoformat(" ")


def part(seconds: Any, name: str) -> int | None:
    """Return the year, month, day, hour, minute, second or weekday (Monday is 0) of a local time."""
    if not isinstance(seconds, int | float):
        return None
    local = _local(seconds)
    return local.weekday() if name == "weekday" else int(getattr(local, name))


def _local(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds)  # noqa: DTZ006 - local time is meant


#: What may be asked of a time.
PARTS = ("year", "month", "day", "hour", "minute", "second")
