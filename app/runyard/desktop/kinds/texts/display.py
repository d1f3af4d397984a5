"""How logged text is shown: one sign for each letter, and none that steers the screen."""

from __future__ import annotations

import re
from typing import NamedTuple

_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_STEERING = (*(code for code in range(32) if code not in (9, 10)), *range(0x7F, 0xA0), 0x2028, 0x2029, *_BIDI)
#: What stands for each; pictures of control characters are in hardly any font.
_SIGNS = dict.fromkeys(_STEERING, 0xFFFD)
_ODD = re.compile("[" + "".join(map(re.escape, map(chr, sorted(_SIGNS)))) + "]")
_PIECE = 500_000
_BLANK = re.compile(r"\s+")
#: Letters of a text that its row in the table looks at.
PREVIEW = 320
#: A match further back than this is out of sight in a narrow row, which then begins so little before it.
_SIGHT, _BEFORE = 20, 12


class Preview(NamedTuple):
    """One line of a text, and where the matches are in it."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


def shown(text: str) -> str:
    """Return a text of the same length in which control and direction characters are signs."""
    return text.translate(_SIGNS) if _ODD.search(text) else text


def all_shown(text: str) -> str:
    """Return a whole text so, in pieces: what looks at every letter holds up all other threads."""
    return "".join(shown(text[at : at + _PIECE]) for at in range(0, len(text), _PIECE))


def odd(text: str, most: int = 1000) -> int:
    """Return how many characters `shown` replaces, counting no further than `most`."""
    number = 0
    # In pieces, since a pattern holds up all other threads.
    for at in range(0, len(text), _PIECE):
        for _ in _ODD.finditer(text, at, at + _PIECE):
            number += 1
            if number >= most:
                return number
    return number


def preview(text: str, spans: list[tuple[int, int]]) -> Preview:
    """Return one line of a text, from its beginning or from just before its first match."""
    start = 0
    if spans and spans[0][0] > _SIGHT:
        start = max(0, spans[0][0] - _BEFORE)
    end = min(len(text), start + PREVIEW)
    pieces: list[str] = ["…"] if start else []
    length = len(pieces)
    found = []
    at = start
    for begin, stop in spans:
        if begin >= end:
            break
        before = _line(text[at:begin], first=not length)
        inside = _line(text[begin : min(stop, end)], first=False)
        pieces += [before, inside]
        found.append((length + len(before), length + len(before) + len(inside)))
        length += len(before) + len(inside)
        at = min(stop, end)
    pieces.append(_line(text[at:end], first=not length))
    if end < len(text):
        pieces.append("…")
    return Preview("".join(pieces), tuple(found))


def _line(text: str, *, first: bool) -> str:
    line = shown(_BLANK.sub(" ", text))
    return line.lstrip() if first else line


def utf16(text: str, place: int) -> int:
    """Return where a place of a Python text is in a Qt text, which counts letters beyond U+FFFF twice."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def from_utf16(text: str, place: int) -> int:
    """Return the place in a Python text of a place in a Qt text."""
    if text.isascii():
        return place
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * place].decode("utf-16-le", "ignore"))
