"""Dates and times written as text."""

from __future__ import annotations

import datetime as dt
import re

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?P<seconds>:\d{2}(?P<part>\.\d{1,6})?)?(?P<zone>Z|[+-]\d{2}:?\d{2})?"
)


def span(text: str) -> tuple[float, float] | None:
    """Return the first moment of a written date or time and the first one after it, Unix seconds.

    ``2026-11`` is a month, ``2026-11-20`` a day, ``2026-11-20 14:30`` a minute; local time, unless a zone is
    written. None when the text is none of these.
    """
    text = text.strip()
    try:
        month = _MONTH.fullmatch(text)
        if month is not None:
            year, number = int(month[1]), int(month[2])
            first = dt.datetime(year, number, 1)  # noqa: DTZ001 - local time is meant
            after = dt.datetime(year + number // 12, number % 12 + 1, 1)  # noqa: DTZ001
            return first.timestamp(), after.timestamp()
        if _DAY.fullmatch(text):
            day = dt.datetime.fromisoformat(text)
            return day.timestamp(), (day + dt.timedelta(days=1)).timestamp()
        written = _TIME.fullmatch(text)
        if written is None:
            return None
        moment = dt.datetime.fromisoformat(text)
        width = 60.0 if written["seconds"] is None else 1e-6 if written["part"] else 1.0
        return moment.timestamp(), moment.timestamp() + width
    except (ValueError, OverflowError, OSError):  # no such day, or beyond what the system can count
        return None
