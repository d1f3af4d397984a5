"""`Span`: a part of a sorted row of numbers, which grows with the row where it reaches its end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence


class Span:
    """The numbers there are, and the first and the last of those chosen; None is as far as there are any."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.amounts: list[int] = []
        self._low: int | None = None
        self._high: int | None = None

    def set_counts(self, counts: Sequence[tuple[int, int]]) -> bool:
        """Take other numbers, each with how many there are of it; return whether anything differs."""
        values, amounts = [value for value, _ in counts], [amount for _, amount in counts]
        if values == self.values and amounts == self.amounts:
            return False
        self.values, self.amounts = values, amounts
        if self.first > self.last:
            self.forget()  # nothing is left of what was chosen
        return True

    def forget(self) -> None:
        """Choose all."""
        self._low = self._high = None

    @property
    def first(self) -> int:
        """Return the place of the first number chosen."""
        return 0 if self._low is None else min(bisect_left(self.values, self._low), len(self.values) - 1)

    @property
    def last(self) -> int:
        """Return the place of the last number chosen."""
        end = len(self.values) - 1
        return end if self._high is None else max(0, bisect_right(self.values, self._high) - 1)

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Return the first and the last number chosen; None when that is all of them."""
        if not self.values or (self._low is None and self._high is None):
            return None
        return self.values[self.first], self.values[self.last]

    def choose(self, first: int, last: int) -> bool:
        """Choose by places; return whether that is another choice."""
        end = len(self.values) - 1
        low = None if first <= 0 else self.values[min(first, end)]
        high = None if last >= end else self.values[max(last, 0)]
        if (low, high) == (self._low, self._high):
            return False
        self._low, self._high = low, high
        return True
