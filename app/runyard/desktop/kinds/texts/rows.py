"""Breaking a text into the rows of a page, whatever its size."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

#: More rows than this are not laid out; what follows is told.
MOST_ROWS = 3_000_000
#: A row that is not wrapped breaks here all the same: what is laid out at once has an end.
LONGEST = 4000
_CHECK = 4096
_PIECE = 500_000
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60"
    "\U0001f000-\U0003ffff]"
)
_UNEVEN = re.compile(f"\t|{_WIDE.pattern}")


class Rows(NamedTuple):
    """Where each row begins in the text, and the number of its line from 1.

    `widest` is the length of the longest row, `end` where the last row ends.
    """

    starts: array[int]
    lines: array[int]
    widest: int
    end: int

    def row_at(self, place: int) -> int:
        """Return the row that holds a place of the text."""
        return max(0, bisect_right(self.starts, place) - 1)


def rows_of(
    text: str, columns: int | None, *, cancelled: Callable[[], bool] = bool, most: int = MOST_ROWS
) -> Rows | None:
    """Return the rows of a text, wrapped at `columns` letters between words where that is not None.

    Letters of double width and tabs take more room than one letter: lines with them are wrapped earlier.
    None when nobody waits any more.
    """
    starts, lines = array("q"), array("q")
    room = LONGEST if columns is None else max(8, min(columns, LONGEST))
    pattern = _pattern(room, columns is not None)
    uneven = columns is not None and _is_uneven(text)
    at, line, widest, end = 0, 1, 0, len(text)
    while at <= end:
        if len(starts) % _CHECK == 0 and cancelled():
            return None
        if len(starts) >= most:
            return Rows(starts, lines, widest, at)
        here = pattern
        if uneven and (not starts or text[at - 1] == "\n"):
            here = pattern = _fitting(text, at, room)
        match = here.match(text, at)
        assert match is not None
        starts.append(at)
        lines.append(line)
        widest = max(widest, match.end() - at)
        at = match.end()
        if at >= end:
            break
        if text[at] == "\n":
            at += 1
            line += 1
    return Rows(starts, lines, widest, end)


def _is_uneven(text: str) -> bool:
    """Whether letters differ in width; looked for in pieces, since a pattern holds up all other threads."""
    return any(_UNEVEN.search(text, at, at + _PIECE) is not None for at in range(0, len(text), _PIECE))


def _fitting(text: str, at: int, room: int) -> re.Pattern[str]:
    """Return how the line that begins here is broken."""
    stop = text.find("\n", at, at + LONGEST)
    line = text[at : at + LONGEST if stop < 0 else stop]
    if _WIDE.search(line):
        return _pattern(max(8, room // 2), True)
    tabs = line.count("\t", 0, room)
    return _pattern(max(8, room - 3 * tabs), True)


@lru_cache(maxsize=256)
def _pattern(room: int, words: bool) -> re.Pattern[str]:
    """Return what matches one row: the rest of the line, else up to its last blank, else as much as fits."""
    between = rf"|[^\n]{{0,{room - 1}}}[ \t]" if words else ""
    return re.compile(rf"[^\n]{{0,{room}}}(?=\n|\Z){between}|[^\n]{{{room}}}")
