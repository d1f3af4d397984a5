"""Time ranges in words."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from runyard.domain.errors import KnownProblem
from runyard.search.grammar import ranges

NOW = "2026-11-20 14:35:20"  # a Friday


def moment(text):
    return None if text is None else dt.datetime.fromisoformat(text)


def covers(text, now=NOW):
    return ranges.parse(text, moment(now))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("today", "2026-11-20", "2026-11-21"),
        ("Yesterday", "2026-11-19", "2026-11-20"),
        ("this minute", "2026-11-20 14:35", "2026-11-20 14:36"),
        ("this hour", "2026-11-20 14:00", "2026-11-20 15:00"),
        ("this day", "2026-11-20", "2026-11-21"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("this month", "2026-11-01", "2026-12-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("5 minutes ago", "2026-11-20 14:30", "2026-11-20 14:31"),
        ("1 hour ago", "2026-11-20 13:00", "2026-11-20 14:00"),
        ("2 days ago", "2026-11-18", "2026-11-19"),
        ("0 days ago", "2026-11-20", "2026-11-21"),
        ("1 week ago", "2026-11-09", "2026-11-16"),
        ("1 month ago", "2026-10-01", "2026-11-01"),
        ("11 months ago", "2025-12-01", "2026-01-01"),
        ("2 years ago", "2024-01-01", "2025-01-01"),
        ("last minute", "2026-11-20 14:34:20", NOW),
        ("last  2   HOURS", "2026-11-20 12:35:20", NOW),
        ("last 5 min", "2026-11-20 14:30:20", NOW),
        ("last 2hr", "2026-11-20 12:35:20", NOW),
        ("last 3 days", "2026-11-17 14:35:20", NOW),
        ("last week", "2026-11-13 14:35:20", NOW),
        ("last month", "2026-10-20 14:35:20", NOW),
        ("last 14 months", "2025-09-20 14:35:20", NOW),
        ("last year", "2025-11-20 14:35:20", NOW),
        ("before 30 days ago", None, "2026-10-21"),
        ("before yesterday", None, "2026-11-19"),
        ("after yesterday", "2026-11-20", None),
        ("since yesterday", "2026-11-19", None),
        ("since 2026-11-01", "2026-11-01", None),
        ("on 2026-08-20", "2026-08-20", "2026-08-21"),
        ("2026-08-20", "2026-08-20", "2026-08-21"),
        ("26-8-2", "2026-08-02", "2026-08-03"),
        ("8-20", "2026-08-20", "2026-08-21"),
        ("2026-12", "2026-12-01", "2027-01-01"),
        ("14:30", "2026-11-20 14:30", "2026-11-20 14:31"),
        ("9:05:07", "2026-11-20 09:05:07", "2026-11-20 09:05:08"),
        ("2026-08-20 14:30", "2026-08-20 14:30", "2026-08-20 14:31"),
        ("2026-08-20T14:30:05", "2026-08-20 14:30:05", "2026-08-20 14:30:06"),
        ("2026-08-20T14:30:05.25", "2026-08-20 14:30:05.250", "2026-08-20 14:30:05.250001"),
        ("between 1-1 and 4-30", "2026-01-01", "2026-05-01"),
        ("between 4-30 and 1-1", "2026-01-01", "2026-05-01"),
        ("between yesterday and today", "2026-11-19", "2026-11-21"),
        ("between 2026-08-20 10:00 and 2026-08-20 11:00", "2026-08-20 10:00", "2026-08-20 11:01"),
    ],
)
def test_what_a_text_covers(text, start, end):
    assert covers(text) == (moment(start), moment(end))


@pytest.mark.parametrize(
    ("text", "now", "start", "end"),
    [
        ("last month", "2026-03-31 10:00", "2026-02-28 10:00", "2026-03-31 10:00"),
        ("last year", "2024-02-29 10:00", "2023-02-28 10:00", "2024-02-29 10:00"),
        ("1 month ago", "2026-03-31 10:00", "2026-02-01", "2026-03-01"),
        ("1 month ago", "2026-01-05 10:00", "2025-12-01", "2026-01-01"),
        ("this month", "2026-12-31 23:59", "2026-12-01", "2027-01-01"),
        ("this week", "2026-11-22 23:59", "2026-11-16", "2026-11-23"),
    ],
)
def test_the_ends_of_months_and_weeks(text, now, start, end):
    assert covers(text, now) == (moment(start), moment(end))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs to change the time zone")
def test_a_written_zone_is_brought_to_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    try:
        assert covers("2026-08-20T14:30Z") == (moment("2026-08-20 16:30"), moment("2026-08-20 16:31"))
        assert covers("since 2026-01-20T14:30:00-05:00").start == moment("2026-01-20 20:30")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "text",
    ["", "soon", "last", "this", "this fortnight", "3 apples ago", "last 2 weekdays", "between 1-1", "13-45",
     "24:00", "2026-02-30", "after", "before soon", "999999 years ago", "on", "2026-08-20 14",
     "14:30 2026-08-20"],
)  # fmt: skip
def test_anything_else_is_refused_with_examples(text):
    with pytest.raises(KnownProblem, match="is no range of time") as caught:
        covers(text)
    assert "last 3 hours" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("today", "from 2026-11-20 00:00 until before 2026-11-21 00:00"),
        ("since yesterday", "since 2026-11-19 00:00"),
        ("before 8-20 10:00:05", "before 2026-08-20 10:00:05"),
    ],
)
def test_a_range_says_what_it_covers(text, words):
    assert str(covers(text)) == words


def test_without_a_moment_now_is_now():
    before = dt.datetime.now()  # noqa: DTZ005
    found = ranges.parse("last hour")
    assert found.end is not None
    assert before <= found.end <= dt.datetime.now()  # noqa: DTZ005
