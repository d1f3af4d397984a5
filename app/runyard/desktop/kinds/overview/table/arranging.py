"""Which rows of a card are shown, and in which order. Pure, for workers too."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from runyard.desktop.kinds.overview.table.card_model import CardRow
from runyard.search.matching.matching import Matcher

#: Asked of a cancelled flag once in so many rows.
_BLOCK = 256


class Wanted(NamedTuple):
    """What a person asks of a card: a text, the name of a filter, a column and whether from the highest."""

    matcher: Matcher = Matcher()
    group: str = ""
    column: int | None = None
    descending: bool = False

    @property
    def narrows(self) -> bool:
        """Whether rows may be left out."""
        return bool(self.matcher) or bool(self.group)


class Arranged(NamedTuple):
    """The rows to show; `problem` says what went wrong with the pattern."""

    rows: list[CardRow]
    problem: str | None = None


def arrange(
    rows: Sequence[CardRow], wanted: Wanted, cancelled: Callable[[], bool] = lambda: False
) -> Arranged:
    """Return the rows that are wanted, in the order that is wanted."""
    finder = wanted.matcher.finder()
    found = []
    for at, row in enumerate(rows):
        if at % _BLOCK == 0 and cancelled():
            break
        if (not wanted.group or wanted.group in row.groups) and finder.found(row.search):
            found.append(row)
    if wanted.column is not None:
        found = _sorted(found, wanted.column, wanted.descending)
    return Arranged(found, finder.problem)


def groups(rows: Sequence[CardRow]) -> list[str]:
    """Return the filters that a card can offer: the groups that some but not all rows are in."""
    count: dict[str, int] = {}
    for row in rows:
        for group in row.groups:
            count[group] = count.get(group, 0) + 1
    return [group for group, found in count.items() if found < len(rows)]


def _sorted(rows: Sequence[CardRow], column: int, descending: bool) -> list[CardRow]:
    """Sort by a column: numbers before texts; NaN, then what is missing, comes last either way."""
    ranked = [(_rank(row.order[column] if column < len(row.order) else None), row) for row in rows]
    there = [pair for pair in ranked if pair[0][0] < 2]
    there.sort(key=_by_rank, reverse=descending)
    rest = sorted((pair for pair in ranked if pair[0][0] >= 2), key=_by_rank)
    return [row for _, row in (*there, *rest)]


def _by_rank(pair: tuple[tuple[int, float, str], CardRow]) -> tuple[int, float, str]:
    return pair[0]


def _rank(value: float | str | None) -> tuple[int, float, str]:
    if value is None:
        return 3, 0.0, ""
    if isinstance(value, str):
        return 1, 0.0, value.casefold()
    return (2, 0.0, "") if math.isnan(value) else (0, value, "")
