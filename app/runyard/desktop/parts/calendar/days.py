"""The days of a calendar in columns of weeks, and how many days of which month stand where."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import NamedTuple

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEAR = 364
DAY = dt.timedelta(days=1)
LEVELS = 4


class Weeks(NamedTuple):
    """The weeks from the one of `first` to the one of `last`, Monday on top."""

    first: dt.date
    last: dt.date

    @property
    def monday(self) -> dt.date:
        """The first day of the first column, perhaps before `first`."""
        return self.first - self.first.weekday() * DAY

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return (self.last - self.monday).days // 7 + 1

    def place(self, day: dt.date) -> tuple[int, int]:
        """Return column and row of a day."""
        return divmod((day - self.monday).days, 7)

    def day(self, column: int, row: int) -> dt.date | None:
        """Return the day of a cell; None beside the range."""
        found = self.monday + (7 * column + row) * DAY
        return found if 0 <= row < 7 and self.first <= found <= self.last else None

    def months(self) -> list[tuple[int, str]]:
        """Return the column where each month begins, with its name; one that is cut off is left out."""
        found = []
        for column in range(self.columns):
            week = [day for row in range(7) if (day := self.day(column, row)) is not None]
            begins = next((day for day in week if day.day == 1), None)
            if begins is not None:
                found.append((column, MONTHS[begins.month - 1]))
        return found


def last_year(today: dt.date) -> Weeks:
    """Return the year that ends today."""
    return Weeks(today - YEAR * DAY, today)


def level(count: int, most: int) -> int:
    """Return how strong a day is painted, 0 to `LEVELS`: only a day without a run is 0.

    By the root of its share, or one very busy day would make all others look alike.
    """
    return 0 if count <= 0 or most <= 0 else min(LEVELS, math.ceil(LEVELS * math.sqrt(count / most)))


def day_words(day: dt.date, count: int) -> str:
    """Return what a day's label says: ``Thu 12 Nov 2026, 14 runs created``."""
    made = "no run created" if not count else f"{count:,} {'run' if count == 1 else 'runs'} created"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}, {made}"


def year_words(counts: Mapping[dt.date, int]) -> str:
    """Return the sum in words: ``1,122 in the last year, 22 on the busiest day``."""
    total = sum(counts.values())
    if not total:
        return "None in the last year"
    return f"{total:,} in the last year, {max(counts.values()):,} on the busiest day"
