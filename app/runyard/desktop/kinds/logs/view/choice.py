"""`Choice`: the characters that are selected, from where the selection began to where the caret is."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """A place between two characters of a line."""

    line: int
    column: int


class Choice(NamedTuple):
    """`anchor` stays where it is while the selection is extended, `caret` moves."""

    anchor: Place
    caret: Place

    @property
    def start(self) -> Place:
        """The place that comes first."""
        return min(self.anchor, self.caret)

    @property
    def end(self) -> Place:
        """The place that comes last."""
        return max(self.anchor, self.caret)

    def __bool__(self) -> bool:
        return self.anchor != self.caret

    def moved(self, caret: Place, *, extend: bool) -> Choice:
        """Return the choice with the caret elsewhere."""
        return Choice(self.anchor if extend else caret, caret)

    def within(self, line: int, length: int) -> tuple[int, int] | None:
        """Return which characters of a line are selected; None when it has no part in the selection."""
        start, end = self.start, self.end
        if not self or not start.line <= line <= end.line:
            return None
        low = min(start.column, length) if line == start.line else 0
        high = min(end.column, length) if line == end.line else length
        return low, high
