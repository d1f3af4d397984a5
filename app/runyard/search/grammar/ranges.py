"""Time ranges in words: ``today``, ``last 2 hours``, ``between 8-20 and 8-22``.

Everything is local time unless a zone is written. A range covers all of the units it names, the last one too:
``between 1-1 and 4-30`` ends when the 30th does, and ``this month`` holds its last day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from runyard.domain.errors import KnownProblem

EXAMPLES = (
    "today, this week, 2 days ago, last 3 hours, last month, since 2026-11-20, after yesterday, "
    "before 30 days ago, between 8-20 and 8-22, on 2026-11-20, 14:30"
)
_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "mins"), "minute"),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), "hour"),
    **dict.fromkeys(("day", "days"), "day"),
    **dict.fromkeys(("week", "weeks"), "week"),
    **dict.fromkeys(("month", "months"), "month"),
    **dict.fromkeys(("year", "years"), "year"),
}
_WIDTHS = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": dt.timedelta(days=1),
    "week": dt.timedelta(weeks=1),
}
_AGO = re.compile(r"(\d{1,6}) ?([a-z]+) ago")
_LAST = re.compile(r"last (?:(\d{1,6}) ?)?([a-z]+)")
_BETWEEN = re.compile(r"between (.+?) and (.+)")
_DAY = re.compile(r"(?:(?P<year>\d{2}|\d{4})-)?(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?P<part>\.\d{1,6})?)?")
_ZONE = re.compile(r"(?<=\d)(?:z|[+-]\d{2}:?\d{2})$")


class Range(NamedTuple):
    """From `start` until before `end`; naive datetimes in local time, None where the range is open."""

    start: dt.datetime | None
    end: dt.datetime | None

    def __str__(self) -> str:
        if self.start is None or self.end is None:
            return f"before {_words(self.end)}" if self.end is not None else f"since {_words(self.start)}"
        return f"from {_words(self.start)} until before {_words(self.end)}"


def parse(text: str, now: dt.datetime | None = None) -> Range:
    """Return the range that a text means.

    Parameters
    ----------
    text : str
        ``today``, ``yesterday``, ``this`` unit, ``last [N]`` units (counted back from now), ``N`` units
        ``ago`` (the calendar unit so long ago), a date, a time of today, an ISO timestamp, and ``before``,
        ``after``, ``since``, ``on`` or ``between ... and`` any of them. Units are minute, hour, day, week
        (from Monday), month and year.
    now : datetime, optional
        The present, naive and local.

    Raises
    ------
    KnownProblem
        If the text is none of these.
    """
    moment = dt.datetime.now() if now is None else now  # noqa: DTZ005 - local time is meant
    words = " ".join(text.lower().split())
    try:
        return _range(words, moment)
    except (ValueError, OverflowError) as error:
        raise KnownProblem(f"{text!r} is no range of time", f"Write one like: {EXAMPLES}") from error


def _range(words: str, now: dt.datetime) -> Range:
    between = _BETWEEN.fullmatch(words)
    if between is not None:
        one, other = _unit(between[1], now), _unit(between[2], now)
        return Range(min(one[0], other[0]), max(one[1], other[1]))
    how, _, rest = words.partition(" ")
    if how == "before":
        return Range(None, _unit(rest, now)[0])
    if how == "after":
        return Range(_unit(rest, now)[1], None)
    if how == "since":
        return Range(_unit(rest, now)[0], None)
    return Range(*_unit(rest if how == "on" else words, now))


def _unit(words: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return the stretch that one date, time or unit covers."""
    if words in ("today", "yesterday"):
        return _calendar("day", now if words == "today" else now - dt.timedelta(days=1))
    if words.startswith("this "):
        return _calendar(_UNITS.get(words[5:], ""), now)
    ago = _AGO.fullmatch(words)
    if ago is not None:
        unit = _UNITS.get(ago[2], "")
        return _calendar(unit, _earlier(now, int(ago[1]), unit))
    last = _LAST.fullmatch(words)
    if last is not None:
        return _earlier(now, int(last[1] or 1), _UNITS.get(last[2], "")), now
    return _written(words, now)


def _calendar(unit: str, moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return the minute, hour, day, week, month or year that a moment lies in."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = {
        "minute": moment.replace(second=0, microsecond=0),
        "hour": moment.replace(minute=0, second=0, microsecond=0),
        "day": day,
        "week": day - dt.timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }
    if unit not in starts:
        raise ValueError(f"no unit {unit!r}")
    start = starts[unit]
    width = _WIDTHS.get(unit)
    return start, start + width if width is not None else _earlier(start, -1, unit)


def _earlier(moment: dt.datetime, count: int, unit: str) -> dt.datetime:
    """Return the moment so many units before; a day that a month does not have becomes its last."""
    if unit in _WIDTHS:
        return moment - count * _WIDTHS[unit]
    if unit not in ("month", "year"):
        raise ValueError(f"no unit {unit!r}")
    months = moment.year * 12 + moment.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    following = dt.date(year + month // 11, (month + 1) % 12 + 1, 1)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, _day_before(following).day))


def _day_before(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=1)


def _written(words: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Return what a date, a time, or both together cover."""
    month = _MONTH.fullmatch(words)
    if month is not None:
        return _calendar("month", dt.datetime(int(month["year"]), int(month["month"]), 1))  # noqa: DTZ001
    date, _, clock = words.replace("t", " ").partition(" ")
    if ":" in date and not clock:
        date, clock = "", date
    if not date and not clock:
        raise ValueError("nothing written")
    day = _date(date, now) if date else now.replace(hour=0, minute=0, second=0, microsecond=0)
    return _at(day, clock) if clock else _calendar("day", day)


def _date(text: str, now: dt.datetime) -> dt.datetime:
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"no date {text!r}")
    year = found["year"]
    full = now.year if year is None else int(year) + (2000 if len(year) == 2 else 0)
    return dt.datetime(full, int(found["month"]), int(found["day"]))  # noqa: DTZ001 - local time is meant


def _at(day: dt.datetime, clock: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the minute, second or microsecond of a day, brought to local time when a zone is written."""
    zone = _ZONE.search(clock)
    found = _CLOCK.fullmatch(clock[: zone.start()] if zone is not None else clock)
    if found is None:
        raise ValueError(f"no time {clock!r}")
    part = round(float(found["part"] or 0) * 1_000_000)
    start = day.replace(
        hour=int(found["hour"]),
        minute=int(found["minute"]),
        second=int(found["second"] or 0),
        microsecond=part,
    )
    if zone is not None:
        written = zone[0].upper()
        start = dt.datetime.fromisoformat(start.isoformat() + written).astimezone().replace(tzinfo=None)
    if found["part"] is not None:
        return start, start + dt.timedelta(microseconds=1)
    return start, start + _WIDTHS["minute" if found["second"] is None else "second"]


def _words(moment: dt.datetime | None) -> str:
    if moment is None:
        return ""
    return moment.isoformat(" ", "microseconds" if moment.microsecond else "auto").removesuffix(":00")
