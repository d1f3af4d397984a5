"""`Scrolling`: which rows are in sight at a value of the scroll bar, and which value brings a row into sight.

A row counts as high as one line of text, also where it is wrapped over several: how high all rows are
together would only be known if all were read. Within a row the value moves it by its true height.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Seen(NamedTuple):
    """A row in sight: where its top is in the view, and how high it is."""

    row: int
    top: int
    height: int


class Scrolling:
    """`unit` is the height of a row of one line, `height_of` tells that of any row."""

    def __init__(self, height_of: Callable[[int], int]) -> None:
        self._height_of = height_of
        self.unit = 22
        self.count = 0
        self.room = 0

    def most(self) -> int:
        """Return the largest value: the last row stands at the bottom."""
        return self.value_at_bottom(self.count - 1)

    def seen(self, value: int) -> list[Seen]:
        """Return the rows in sight."""
        found: list[Seen] = []
        row, inside = divmod(max(0, value), self.unit)
        top: int | None = None
        while row < self.count and (top is None or top < self.room):
            height = self._height_of(row)
            if top is None:
                top = -(inside * height // self.unit)
            found.append(Seen(row, top, height))
            top += height
            row += 1
        return found

    def value_at_top(self, row: int) -> int:
        """Return the value that brings a row to the top."""
        return min(max(0, row) * self.unit, self.most())

    def value_at_bottom(self, row: int) -> int:
        """Return the value that brings a row to the bottom; 0 when all before it has room."""
        left = self.room
        while row >= 0:
            height = self._height_of(row)
            if height >= left:
                return row * self.unit + (height - left) * self.unit // height
            left -= height
            row -= 1
        return 0

    def value_showing(self, row: int, value: int) -> int:
        """Return the value nearest to `value` at which a row is in sight."""
        if row * self.unit <= value:
            return self.value_at_top(row)
        return max(value, self.value_at_bottom(row))
