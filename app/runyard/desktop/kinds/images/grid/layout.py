"""Where everything stands in the grid: groups, their heads, and cells of one size. Numbers only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect

HEAD, GAP, BELOW = 32, 12, 8
_NARROWEST, _WIDEST = 0.4, 2.5


class Group(NamedTuple):
    """Items that stand together: the step or index they share, the place of the first, how many."""

    value: int
    first: int
    many: int
    epoch: float | None = None


class Measure(NamedTuple):
    """What cells are like: their least width, width over height, and the height of a caption."""

    least: int
    aspect: float
    caption: int
    heads: bool = True


class GridLayout:
    """The cells of groups one below another, in columns that fill the width."""

    def __init__(self, groups: Sequence[Group], width: int, measure: Measure) -> None:
        self.groups = list(groups)
        self.width = max(1, width)
        self.columns = max(1, (self.width + GAP) // (measure.least + GAP))
        self.cell_width = (self.width - GAP * (self.columns - 1)) // self.columns
        aspect = min(_WIDEST, max(_NARROWEST, measure.aspect))
        self.cell_height = max(8, round(self.cell_width / aspect))
        self.row_height = self.cell_height + measure.caption + BELOW
        self.caption = measure.caption
        self._head = HEAD if measure.heads else GAP
        self._firsts = [group.first for group in self.groups]
        self._tops: list[int] = []
        top = 0
        for group in self.groups:
            self._tops.append(top)
            top += self._head + -(-group.many // self.columns) * self.row_height
        self.height = top
        self.many = sum(group.many for group in self.groups)

    @property
    def head_height(self) -> int:
        """Return the room above the cells of a group."""
        return self._head

    def group_of(self, number: int) -> int:
        """Return the group that an item is in."""
        return bisect_right(self._firsts, number) - 1

    def group_at(self, y: int) -> int:
        """Return the group at a height; the last for what lies below all."""
        return max(0, bisect_right(self._tops, y) - 1)

    def top(self, group: int) -> int:
        """Return where a group begins."""
        return self._tops[group]

    def rect(self, number: int) -> QRect:
        """Return the cell of an item, without its caption."""
        at = self.group_of(number)
        row, column = divmod(number - self._firsts[at], self.columns)
        left = column * (self.cell_width + GAP)
        top = self._tops[at] + self._head + row * self.row_height
        return QRect(left, top, self.cell_width, self.cell_height)

    def at(self, x: int, y: int) -> int:
        """Return the item at a point, its caption included; -1 if there is none."""
        if not self.groups or not 0 <= y < self.height or x < 0:
            return -1
        group = self.group_at(y)
        below = y - self._tops[group] - self._head
        column, beside = divmod(x, self.cell_width + GAP)
        row, under = divmod(below, self.row_height)
        place = row * self.columns + column
        inside = beside < self.cell_width and under < self.cell_height + self.caption
        fits = below >= 0 and column < self.columns and place < self.groups[group].many
        return self._firsts[group] + place if inside and fits else -1

    def between(self, low: int, high: int) -> range:
        """Return the items whose cells may show between two heights."""
        if not self.groups or high <= 0 or low >= self.height:
            return range(0)
        first, last = self._row_start(max(0, low)), self._row_start(min(high, self.height - 1))
        at = self.group_of(last)
        end = self.groups[at].first + self.groups[at].many
        return range(first, min(end, last + self.columns))

    def groups_between(self, low: int, high: int) -> range:
        """Return the groups that may show between two heights."""
        if not self.groups:
            return range(0)
        return range(self.group_at(max(0, low)), self.group_at(min(high, self.height - 1)) + 1)

    def moved(self, number: int, rows: int) -> int:
        """Return the item so many rows above or below one, in the same column or the last of a short row."""
        column = (number - self._firsts[self.group_of(number)]) % self.columns
        here = number
        for _ in range(abs(rows)):
            here = self._next_row(here, column, 1 if rows > 0 else -1)
        return here

    def _next_row(self, number: int, column: int, way: int) -> int:
        at = self.group_of(number)
        group = self.groups[at]
        row = (number - group.first) // self.columns + way
        if not 0 <= row * self.columns < group.many:
            at += way
            if not 0 <= at < len(self.groups):
                return number
            group = self.groups[at]
            row = 0 if way > 0 else (group.many - 1) // self.columns
        return group.first + min(row * self.columns + column, group.many - 1)

    def _row_start(self, y: int) -> int:
        """Return the first item of the row at a height, or of the row next below."""
        at = self.group_at(y)
        group = self.groups[at]
        row = max(0, y - self._tops[at] - self._head) // self.row_height
        return group.first + min(row * self.columns, (group.many - 1) // self.columns * self.columns)
