"""Printed text as the lines a terminal shows of it.

A line that a progress bar draws again and again is one line: ``\\r`` begins it anew, and cursor movements go
back to lines above, as several bars do. Lines that may still be drawn anew wait; all others are handed over
as soon as they end. Colours are kept, every other escape sequence is dropped.
"""

from __future__ import annotations

import re
from time import time_ns

from runyard.journal.batch import LogLine

#: Characters after which a line that never ends is kept as it is.
LONGEST = 1 << 16
#: Lines that wait at most, because the cursor may come back to them.
_HIGHEST = 64
_TOKEN = re.compile(
    r"\n|\r|\x08+"
    r"|\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<final>[@-ln-~])"  # all but colours, which end in m
    r"|\x1b[\]PX^_][^\x07\x1b\n]{0,512}(?:\x07|\x1b\\)"
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"
)
_SPECIAL = re.compile(r"[\r\x08\x1b]")
#: The beginning of an escape sequence, at the end of what came so far.
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,8}|[\]PX^_][^\x07\x1b\n]{0,512}\x1b?|[ -/]{0,8})\Z")
_LONGEST_ESCAPE = 520


class _Row:
    __slots__ = ("drawn", "kept", "text", "time")

    def __init__(self, *, kept: bool = False) -> None:
        self.text = ""
        self.time = 0
        self.drawn = kept  # whether it was begun anew, so that it may be again
        self.kept = kept  # whether it was handed over already


class Folding:
    """Folds what is printed to one stream."""

    def __init__(self, stream: int) -> None:
        self._stream = stream
        self._rows = [_Row()]
        self._at = 0
        self._anew = False  # whether what is written next replaces the row
        self._touched = False  # whether something was written since the cursor came to the row
        self._climbed = False  # whether the cursor is on its way up
        self._reach = 0  # how far above the last row the cursor has been
        self._unfinished = ""

    def feed(self, text: str) -> list[LogLine]:
        """Take text that was printed; return the lines that are complete now."""
        if self._unfinished:
            text, self._unfinished = self._unfinished + text, ""
        row = self._rows[0]
        if len(self._rows) == 1 and not row.drawn and not self._anew and not _SPECIAL.search(text):
            *done, row.text = (row.text + text).split("\n")
            if len(row.text) > LONGEST:
                done.append(row.text)
                row.text = ""
            now = row.time = time_ns() // 1000
            return [self._line(now, line) for line in done]
        found: list[LogLine] = []
        end = _UNFINISHED.search(text, max(0, len(text) - _LONGEST_ESCAPE))
        if end:
            text, self._unfinished = text[: end.start()], end.group()
        position = 0
        for token in _TOKEN.finditer(text):
            self._write(text[position : token.start()], found)
            position = token.end()
            self._act(token, found)
        self._write(text[position:], found)
        return found

    def finish(self) -> list[LogLine]:
        """Return every line that still waits or was begun and not ended."""
        last = self._rows[-1]
        if not last.text:
            self._rows.pop()
        found: list[LogLine] = []
        self._release(len(self._rows), found)
        self._rows, self._at, self._unfinished = [_Row()], 0, ""
        return found

    def _line(self, time: int, text: str) -> LogLine:
        return LogLine(time, self._stream, text.encode("utf-8", "backslashreplace").decode("utf-8"))

    def _write(self, text: str, found: list[LogLine]) -> None:
        if not text:
            return
        self._arrive(found)
        row = self._rows[self._at]
        if self._anew:
            row.text, row.drawn, self._anew = "", True, False
        row.text += text
        row.time = time_ns() // 1000
        row.kept = False
        self._touched = True
        if len(row.text) > LONGEST:
            self._release(len(self._rows), found)
            self._rows, self._at = [_Row()], 0

    def _act(self, token: re.Match[str], found: list[LogLine]) -> None:
        text, final = token.group(), token["final"]
        if text == "\n":
            self._newline(found)
        elif text == "\r":
            if self._touched:  # drawn twice without a look at other rows: those above are done
                self._settle(found)
            self._anew = True
        elif text[0] == "\b":
            row = self._rows[self._at]
            row.text = row.text[: -len(text)]
        elif final in ("A", "F", "B", "E"):
            count = int(token["numbers"][:4]) if token["numbers"].isdecimal() else 1
            if final in ("A", "F"):
                self._up(count)
            else:
                self._down(count, found)
            self._anew = self._anew or final in ("F", "E")
        elif final == "G" and token["numbers"] in ("", "1"):
            self._anew = True
        elif final == "K" and (self._anew or token["numbers"] in ("1", "2")):
            row = self._rows[self._at]
            row.text, row.drawn = "", True

    def _newline(self, found: list[LogLine]) -> None:
        self._arrive(found)
        if self._at < len(self._rows) - 1:
            self._move(self._at + 1)
            self._anew = True
            return
        row = self._rows[self._at]
        if row.drawn:
            self._down(1, found)
            self._anew = False
            return
        row.time = time_ns() // 1000
        self._release(len(self._rows), found)
        self._rows, self._at, self._reach = [_Row()], 0, 0
        self._anew = self._touched = False

    def _up(self, count: int) -> None:
        room = max(0, 2 * _HIGHEST - len(self._rows))
        above = [_Row(kept=True) for _ in range(min(count - self._at, room))]
        self._rows[:0] = above
        self._move(max(0, self._at + len(above) - count))
        self._reach = max(self._reach, len(self._rows) - 1 - self._at)
        self._climbed = True

    def _down(self, count: int, found: list[LogLine]) -> None:
        self._arrive(found)
        count = min(count, _HIGHEST)
        missing = self._at + count - (len(self._rows) - 1)
        self._rows += [_Row() for _ in range(missing)]
        self._move(self._at + count)
        if missing > 0:
            self._release(len(self._rows) - _HIGHEST, found)

    def _move(self, row: int) -> None:
        self._at = row
        self._touched = False

    def _arrive(self, found: list[LogLine]) -> None:
        if self._climbed:
            self._climbed = False
            self._settle(found)

    def _settle(self, found: list[LogLine]) -> None:
        """Hand over the rows that are higher than the cursor ever went."""
        self._release(min(self._at, len(self._rows) - 1 - self._reach), found)

    def _release(self, count: int, found: list[LogLine]) -> None:
        """Hand over the first rows, but for those that were handed over before or were wiped out."""
        if count <= 0:
            return
        found += [
            self._line(row.time or time_ns() // 1000, row.text)
            for row in self._rows[:count]
            if not row.kept and (row.text.strip() or not row.drawn)
        ]
        del self._rows[:count]
        self._at -= count
