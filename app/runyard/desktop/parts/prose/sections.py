"""Cuts a long text into sections that are set one after the other, so that none holds the interface."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from runyard.desktop.parts.prose.formulas import OPEN

#: A section ends at the next gap behind so many lines or characters, and in any case behind `HARD`.
SOFT = (50, 2_000)
HARD = (120, 4_000)
#: A cell of a table and a formula cost as much as so many characters.
_CELL, _FORMULA = 10, 40
#: What a line and a cell cost beside their characters, in the measure of `fitting`.
_LINE, _CELL_KEPT = 30, 40
#: A longer line is cut: a paragraph is set in one go.
LONGEST_LINE = 4_000
_LINKS = 50
#: A table with more columns is not set as one: Qt lays each of them out twice.
_WIDEST = 30

_FENCE = re.compile(r"[ >]{0,12}(`{3,}|~{3,})")
_LINK = re.compile(r" {0,3}\[[^\]]{1,200}\]:\s*\S")
_RULER = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-*:?\s*)*$")
_GOES_ON = re.compile(r"\s|[-*+>]|\d+[.)]\s")


@dataclass
class _Cutter:
    sections: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    size: int = 0
    fence: str = ""  # the line that opened the code one is in
    marks: str = ""
    table: list[str] = field(default_factory=list)  # its head, while in a table
    before: str = ""

    def take(self, line: str) -> None:
        opened = _FENCE.match(line)
        if self.over(HARD) or (self.over(SOFT) and self.before == "" and not _GOES_ON.match(line)):
            self.cut()
        self.add(line)
        if self.fence:
            if opened and opened[1].startswith(self.marks) and not line[opened.end() :].strip():
                self.fence = ""
        elif opened:
            self.fence, self.marks = line, opened[1]
        elif "|" in line and self.before and not self.table and _RULER.match(line) and "|" in self.before:
            self.table = [self.before, line]
        elif not line.strip():
            self.table = []
        self.before = line

    def over(self, bounds: tuple[int, int]) -> bool:
        return len(self.lines) >= bounds[0] or self.size >= bounds[1]

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.size += len(line) + _CELL * line.count("|") + _FORMULA * line.count(OPEN)

    def cut(self) -> None:
        self.sections.append("\n".join([*self.lines, *([self.marks] if self.fence else [])]))
        self.lines, self.size = [], 0
        for line in [self.fence] if self.fence else self.table:
            self.add(line)


def fitting(text: str, most: int) -> str:
    """Return the beginning of a text that costs as much as `most` characters to set."""
    spent = end = 0
    while end < len(text):
        at = text.find("\n", end, end + LONGEST_LINE)
        following = at + 1 if at >= 0 else min(len(text), end + LONGEST_LINE)
        spent += following - end + _LINE + _CELL_KEPT * text.count("|", end, following)
        if spent > most and end:
            break
        end = following
    return text[:end]


def cut(text: str) -> list[str]:
    """Return the sections of a Markdown text; what lies across a cut goes on behind it.

    Fences are closed and opened again, heads of tables repeated, and the addresses of links given to all.
    """
    cutter = _Cutter()
    links: list[str] = []
    for line in text.split("\n"):
        if _LINK.match(line) and len(links) < _LINKS and not cutter.fence:
            links.append(line[:LONGEST_LINE])
        if line.count("|") > _WIDEST and not cutter.fence:
            line = line.replace("|", "\\|")  # noqa: PLW2901 - words, not a table
        for piece in _pieces(line, broken=bool(cutter.fence)):
            cutter.take(piece)
    cutter.cut()
    if len(cutter.sections) > 1 and links:
        return [f"{section}\n\n" + "\n".join(links) for section in cutter.sections]
    return cutter.sections


def _pieces(line: str, *, broken: bool) -> list[str]:
    if len(line) <= LONGEST_LINE:
        return [line]
    pieces = [line[at : at + LONGEST_LINE] for at in range(0, len(line), LONGEST_LINE)]
    return pieces if broken else [part for piece in pieces for part in (piece, "")]
