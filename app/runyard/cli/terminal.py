"""Text for a terminal or a pipe: made harmless, aligned, coloured only where somebody sees it."""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]"
)
_LEAST = 8  # columns narrower than this are not cut
_GAP = "  "


def harmless(text: str) -> str:
    """Return text in which whatever could steer a terminal is written out, on one line."""
    if text.isprintable():
        return text
    return "".join(mark if _shown(mark) else _written_out(mark) for mark in text)


def _shown(mark: str) -> bool:
    return mark.isprintable() or mark == "\u200d" or unicodedata.category(mark) == "Zs"


def _written_out(mark: str) -> str:
    return mark.encode("unicode_escape").decode("ascii")


def harmless_line(text: str, *, colours: bool) -> str:
    """Return a logged line without what steers a terminal; tabs stay, colours if asked for."""
    if text.isprintable():
        return text
    pieces = _COLOUR.split(text)
    kept = _COLOUR.findall(text) if colours else []
    shown = [_plain(piece) for piece in pieces]
    line = "".join(part + colour for part, colour in zip_longest(shown, kept, fillvalue=""))
    return f"{line}\x1b[0m" if kept else line


def _plain(text: str) -> str:
    text = _SEQUENCE.sub("", text)
    return "".join(mark if mark == "\t" or _shown(mark) else _written_out(mark) for mark in text)


def coloured() -> bool:
    """Whether standard output shows colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def width(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii():
        return len(text)
    return sum(_cells(mark) for mark in text)


def _cells(mark: str) -> int:
    if unicodedata.combining(mark) or mark in "\u200d\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def cut(text: str, cells: int) -> str:
    """Return text that takes at most so many cells."""
    if width(text) <= cells:
        return text
    kept, taken = "", 0
    for mark in text:
        taken += _cells(mark)
        if taken > cells - 1:
            break
        kept += mark
    return f"{kept}…"


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Sequence[bool] = (),
    paint: Callable[[int, str], str] = lambda column, text: text,
) -> None:
    """Print rows under heads, aligned; cut to the window on a terminal, whole in a pipe.

    `right` says which columns are numbers; `paint` colours the padded cell of a column.
    """
    cells = [[harmless(text) for text in row] for row in (heads, *rows)]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    if sys.stdout.isatty():
        widths = _fitting(widths, shutil.get_terminal_size().columns)
    lines = []
    for number, row in enumerate(cells):
        parts = []
        for column, text in enumerate(row):
            shown = cut(text, widths[column])
            space = " " * (widths[column] - width(shown))
            last = column == len(row) - 1
            whole = space + shown if right and right[column] else shown + ("" if last else space)
            parts.append(click.style(whole, bold=True) if number == 0 else paint(column, whole))
        lines.append(_GAP.join(parts).rstrip())
    echo("\n".join(lines))


def _fitting(widths: list[int], window: int) -> list[int]:
    """Narrow the widest columns until the line fits, as far as that can be."""
    found = list(widths)
    over = sum(found) + len(_GAP) * (len(found) - 1) - window
    while over > 0:
        widest = max(range(len(found)), key=found.__getitem__)
        if found[widest] <= _LEAST:
            break
        found[widest] -= 1
        over -= 1
    return found


def echo(text: str) -> None:
    """Print text; colours are dropped where nobody sees them."""
    click.echo(text, color=coloured())


class _Screen:
    """Standard output of a terminal, for text that was logged."""

    def write(self, text: str) -> int:
        """Write without what steers the terminal."""
        sys.stdout.write("\n".join(harmless_line(line, colours=False) for line in text.split("\n")))
        return len(text)


def stream() -> SupportsWrite[str]:
    """Return standard output for raw values: as they are into a pipe, harmless on a terminal."""
    return _Screen() if sys.stdout.isatty() else sys.stdout


def note(text: str) -> None:
    """Print a sentence about the answer beside it, to standard error."""
    click.echo(harmless(text), err=True)
