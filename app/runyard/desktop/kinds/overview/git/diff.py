"""Reading a difference as git writes it: its lines, their kinds, what it does to each file. For workers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from runyard.search.matching.matching import Matcher

#: Bytes of a difference that are shown, lines of it, and characters of one line.
MOST_BYTES, MOST_LINES, LONGEST_LINE = 2_000_000, 100_000, 2_000
TAB = 4
CONTEXT, ADDED, REMOVED, PLACE, HEAD = range(5)
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_BLOCK = 2_000
_MOST_FOUND = 10_000


@dataclass(slots=True)
class ChangedFile:
    """What happens to one file: `sign` is M, A, D or R; `line` is where the difference speaks of it."""

    path: str
    line: int
    sign: str = "M"
    added: int = 0
    removed: int = 0


@dataclass(slots=True)
class Diff:
    """A difference: `kinds` has one byte a line; `size` is that of the whole, `cut` whether more follows."""

    lines: list[str] = field(default_factory=list)
    kinds: bytearray = field(default_factory=bytearray)
    files: list[ChangedFile] = field(default_factory=list)
    longest: int = 0
    size: int = 0
    cut: bool = False

    @property
    def added(self) -> int:
        """How many lines come."""
        return sum(file.added for file in self.files)

    @property
    def removed(self) -> int:
        """How many lines go."""
        return sum(file.removed for file in self.files)


class Place(NamedTuple):
    """A line that a search found, and the parts of it that fit."""

    line: int
    spans: list[tuple[int, int]]


def parse(data: bytes, size: int, cancelled: Callable[[], bool] = lambda: False) -> Diff:
    """Read the beginning of a difference of `size` bytes; what is no difference is shown as it is."""
    text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    found = Diff(size=size, cut=size > len(data) or len(lines) > MOST_LINES)
    reader = _Reader(found)
    for at, line in enumerate(lines[:MOST_LINES]):
        if at % _BLOCK == 0 and cancelled():
            break
        reader.take(line.rstrip("\r"))
    return found


def search(diff: Diff, matcher: Matcher, cancelled: Callable[[], bool]) -> tuple[list[Place], str | None]:
    """Return the lines that fit, and what went wrong."""
    finder = matcher.finder()
    found: list[Place] = []
    for at, line in enumerate(diff.lines):
        if at % _BLOCK == 0 and cancelled():
            break
        if finder.found(line):
            found.append(Place(at, finder.spans(line, 100)))
            if len(found) >= _MOST_FOUND:
                break
    return found, finder.problem


class _Reader:
    """Tells the kinds of lines apart: inside a hunk, which says how long it is, every sign is content."""

    def __init__(self, diff: Diff) -> None:
        self._diff = diff
        self._old = self._new = 0

    def take(self, line: str) -> None:
        """Read one line."""
        kind = self._content(line) if self._old > 0 or self._new > 0 else self._frame(line)
        kept = line[:LONGEST_LINE]
        self._diff.lines.append(kept)
        self._diff.kinds.append(kind)
        self._diff.longest = max(self._diff.longest, len(kept.expandtabs(TAB)))

    def _content(self, line: str) -> int:
        sign, files = line[:1], self._diff.files
        if sign == "+":
            self._new -= 1
            if files:
                files[-1].added += 1
            return ADDED
        if sign == "-":
            self._old -= 1
            if files:
                files[-1].removed += 1
            return REMOVED
        if sign == "\\":
            return HEAD
        self._old -= 1
        self._new -= 1
        return CONTEXT

    def _frame(self, line: str) -> int:
        files = self._diff.files
        hunk = _HUNK.match(line)
        if hunk is not None:
            self._old, self._new = (int(part[:9]) if part else 1 for part in hunk.groups())
            return PLACE
        if line.startswith("diff --git "):
            path = line.rpartition(" b/")[2]
            files.append(ChangedFile(path, len(self._diff.lines)))
        elif files and line.startswith("new file"):
            files[-1].sign = "A"
        elif files and line.startswith("deleted file"):
            files[-1].sign = "D"
        elif files and line.startswith("rename to "):
            files[-1].sign, files[-1].path = "R", line[10:]
        return HEAD
