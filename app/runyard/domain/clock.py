"""Time as the product keeps it: integer microseconds since 1970, UTC."""

from __future__ import annotations

import datetime as dt
import time


def now() -> int:
    """Return the present in µs UTC."""
    return time.time_ns() // 1000


def utc(us: int) -> dt.datetime:
    """Return an aware UTC datetime."""
    return dt.datetime.fromtimestamp(us / 1_000_000, dt.UTC)


def local(us: int) -> dt.datetime:
    """Return an aware datetime in this machine's time zone."""
    return utc(us).astimezone()
