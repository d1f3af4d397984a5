"""`Rows`: which lines are shown, in what places, and what the ruler at their side tells."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from runyard.desktop.kinds.logs.lines.traits import PROBLEM, REPEAT, STDERR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Detail = Literal["all", "fold", "problems"]
MATCH, ON_STDERR = 1, 2
#: Fewer lines alike than this are not worth a fold.
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown: 1 or 2 for one stream, 0 for both; `only` the lines that a search has found."""

    stream: int = 0
    detail: Detail = "all"
    only: bool = False

    @property
    def shows_all(self) -> bool:
        """Whether every line is shown."""
        return not self.stream and self.detail == "all" and not self.only


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows and the lines they show: all of `count` lines, or those of `lines`.

    Attributes
    ----------
    folded : array of int
        For each row how many lines alike before it are folded away, or, below zero, are shown and can be
        folded away; empty where nothing is folded.
    """

    count: int = 0
    lines: array[int] | None = None
    folded: array[int] = field(default_factory=lambda: array("i"))

    def __len__(self) -> int:
        return self.count if self.lines is None else len(self.lines)

    def line(self, row: int) -> int:
        """Return the line that a row shows."""
        return row if self.lines is None else self.lines[row]

    def row(self, line: int) -> int:
        """Return the row that shows a line, or the next one shown; -1 without rows."""
        last = len(self) - 1
        return min(line if self.lines is None else bisect_left(self.lines, line), last)

    def shows(self, line: int) -> bool:
        """Whether a line has a row."""
        row = self.row(line)
        return row >= 0 and self.line(row) == line

    def fold(self, row: int) -> int:
        """Return what `folded` says of a row."""
        return self.folded[row] if self.folded else 0

    def hides(self, line: int) -> bool:
        """Whether a line is folded away, so that it can be unfolded."""
        row = self.row(line)
        return row >= 0 and self.fold(row) > 0 and self.line(row) - self.fold(row) <= line < self.line(row)


def compose(count: int, traits: bytes, hits: array[int], wanted: Filter, opened: frozenset[int]) -> Rows:
    """Return the rows of a filter.

    Parameters
    ----------
    count : int
        How many lines there are.
    traits : bytes
        What is known of the lines so far, one byte each; a filter that needs it shows no more lines.
    hits : array of int
        The lines that a search has found.
    opened : set of int
        The first lines of stretches of lines alike that are not to be folded.
    """
    if wanted.shows_all:
        return Rows(count)
    import numpy as np

    known = np.frombuffer(traits, np.uint8)
    lines = np.frombuffer(hits, np.uint32) if wanted.only else np.arange(count, dtype=np.uint32)
    if wanted.stream or wanted.detail != "all":
        lines = lines[lines < len(known)]
    if wanted.stream:
        lines = lines[(known[lines] & STDERR != 0) == (wanted.stream == 2)]
    if wanted.detail == "problems":
        lines = lines[known[lines] & PROBLEM != 0]
    if wanted.detail == "fold":
        return _fold(lines, known, opened, count)
    return Rows(count, _array(lines))


def _fold(lines: NDArray[np.uint32], known: NDArray[np.uint8], opened: frozenset[int], count: int) -> Rows:
    import numpy as np

    if not len(lines):
        return Rows(count, array("I"))
    goes_on = np.zeros(len(lines), bool)
    goes_on[1:] = (known[lines[1:]] & REPEAT != 0) & (np.diff(lines) == 1)
    starts = np.flatnonzero(~goes_on)
    sizes = np.diff(np.append(starts, len(lines)))
    folds = sizes >= _LEAST
    is_open = np.isin(lines[starts], np.fromiter(opened, np.uint32, len(opened)))
    shown = np.repeat(~folds | is_open, sizes)
    lasts = starts + sizes - 1
    shown[lasts] = True
    told = np.zeros(len(lines), np.int32)
    told[lasts] = np.where(folds, np.where(is_open, 1 - sizes, sizes - 1), 0)
    folded = array("i", told[shown].tobytes())
    return Rows(count, _array(lines[shown]), folded)


def _array(lines: NDArray[np.uint32]) -> array[int]:
    return array("I", lines.astype("uint32").tobytes())


def ruler(rows: Rows, traits: bytes, hits: array[int], pixels: int) -> bytes:
    """Return for each pixel of a ruler over all rows whether there is a match or a line on stderr."""
    marks = bytearray(max(0, pixels))
    if not len(rows) or not marks:
        return bytes(marks)
    import numpy as np

    found = np.frombuffer(marks, np.uint8)
    on_stderr = np.flatnonzero(np.frombuffer(traits, np.uint8) & STDERR)
    for lines, mark in ((on_stderr, ON_STDERR), (np.frombuffer(hits, np.uint32), MATCH)):
        places = lines.astype(np.int64)
        if rows.lines is not None:
            shown = np.frombuffer(rows.lines, np.uint32)
            at = np.searchsorted(shown, places)
            at = np.minimum(at, len(shown) - 1)
            places = at[shown[at] == places]
        places = places[places < len(rows)]
        found[np.unique(places * pixels // max(len(rows), 1))] |= mark
    return bytes(marks)


def count_stderr(traits: bytes) -> int:
    """Return how many of the lines came from stderr."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(traits, np.uint8) & STDERR))
