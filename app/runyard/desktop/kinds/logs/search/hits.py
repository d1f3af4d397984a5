"""`Hits`: which lines a search has found, how often each, and which of all matches is which."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import NamedTuple


class Match(NamedTuple):
    """One match: its place among all, its line, and which match of that line it is."""

    place: int
    line: int
    nth: int


class Hits:
    """Matches in the order of their lines; lines only ever come at the end."""

    def __init__(self) -> None:
        self.lines: array[int] = array("I")
        self._ends: array[int] = array("Q")  # how many matches there are up to the end of each line

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def extend(self, lines: array[int], ends: array[int]) -> None:
        """Take further lines, each with how many matches there are up to its end."""
        self.lines.extend(lines)
        self._ends.extend(ends)

    def match(self, place: int) -> Match:
        """Return a match by its place, which counts from zero and goes round."""
        place %= len(self)
        at = bisect_right(self._ends, place)
        return Match(place, self.lines[at], place - (self._ends[at - 1] if at else 0))

    def from_line(self, line: int) -> int:
        """Return the place of the first match in or after a line; the number of matches beyond the last."""
        at = bisect_left(self.lines, line)
        return self._ends[at - 1] if at else 0
