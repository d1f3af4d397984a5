"""`ShownLine` and `LineCache`: the lines that are looked at, ready to be painted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from runyard.domain.printed import Span

#: Characters of a line that are shown in the list; the rest is to be seen in a pane of its own.
CUT = 2000
#: What is kept at most: lines, and characters of them together.
LINES, CHARACTERS = 12_000, 4_000_000


class ShownLine(NamedTuple):
    """One line: `time` in µs UTC, `text` as it is shown, `cut` how many characters more it has."""

    time: int
    stream: int
    text: str
    spans: tuple[Span, ...] = ()
    cut: int = 0


class LineCache:
    """Lines by number, the longest unused dropped first. A line that was printed never changes."""

    def __init__(self) -> None:
        self._lines: OrderedDict[int, ShownLine] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        return len(self._lines)

    @property
    def characters(self) -> int:
        """How many characters are kept."""
        return self._characters

    def get(self, number: int) -> ShownLine | None:
        """Return a line that is here."""
        return self._lines.get(number)

    def touch(self, numbers: Iterable[int]) -> None:
        """Say that these lines are in use."""
        for number in numbers:
            if number in self._lines:
                self._lines.move_to_end(number)

    def missing(self, numbers: Iterable[int]) -> list[int]:
        """Return which of these are not here."""
        return [number for number in numbers if number not in self._lines]

    def add(self, lines: Mapping[int, ShownLine]) -> None:
        """Keep lines, and drop others for them."""
        for number, line in lines.items():
            if number not in self._lines:
                self._characters += len(line.text)
            self._lines[number] = line
        while len(self._lines) > LINES or (self._characters > CHARACTERS and len(self._lines) > len(lines)):
            _, dropped = self._lines.popitem(last=False)
            self._characters -= len(dropped.text)

    def clear(self) -> None:
        """Forget all."""
        self._lines.clear()
        self._characters = 0
