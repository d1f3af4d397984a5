"""What a printed line looks like: its text without escape sequences, and the styles that those asked for.

Nothing in a line can move a cursor, set a title, hide what follows or turn the direction of writing: such
characters are dropped where they only steer a terminal, and shown as a sign where they would deceive.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

#: Characters of a line that are looked at; no line that was captured is nearly as long.
MOST = 1 << 20
_TRUE = 1 << 24
_FORWARD = 200  # columns that one movement to the right skips at most
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ODD = re.compile(f"[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb{_BIDI}\ud800-\udfff]")
_ODD_BUT_BREAKS = re.compile(_ODD.pattern.replace("\n-", "\v-"))
_COLOURS = re.compile("\x1b\\[[0-9;:]{0,64}m")
_TOKEN = re.compile(
    r"(?:\x1b\[|\x9b)(?P<numbers>[0-?]{0,64})[ -/]{0,8}(?P<final>[@-~])"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]{0,8}[0-OQ-WYZ`-~]"
    f"|{_ODD.pattern}"
)
_SIGN = "\ufffd"


class Style(NamedTuple):
    """How characters are drawn.

    A colour is None, 0 to 255 of the terminal's palette, or a true colour; see `rgb`.
    """

    fore: int | None = None
    back: int | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    inverse: bool = False
    strike: bool = False


class Span(NamedTuple):
    """Characters from `start` up to `end` that share a style."""

    start: int
    end: int
    style: Style


class Printed(NamedTuple):
    """A line as it is shown."""

    text: str
    spans: tuple[Span, ...] = ()


PLAIN = Style()
_Parts = list[tuple[str, Style]]


def is_plain(text: str) -> bool:
    """Whether a text is shown exactly as it is."""
    return _ODD.search(text) is None


def shown(text: str) -> str:
    """Return the characters of a line as they are shown."""
    return text[:MOST] if is_plain(text) else parse(text).text


def shown_all(texts: Sequence[str]) -> list[str]:
    """Return `shown` of many lines; of lines that have nothing but colours in them at little cost."""
    joined = _COLOURS.sub("", "\n".join(texts))
    if _ODD_BUT_BREAKS.search(joined) is None:
        lines = joined.split("\n")
        if len(lines) == len(texts) and max(map(len, texts)) <= MOST:
            return lines
    return [shown(text) for text in texts]


def rgb(color: int) -> tuple[int, int, int] | None:
    """Return red, green and blue of a true colour; None of one of the palette."""
    return (color >> 16 & 255, color >> 8 & 255, color & 255) if color >= _TRUE else None


def parse(text: str) -> Printed:
    """Return a line as it is shown, with its styles."""
    text = text[:MOST]
    if is_plain(text):
        return Printed(text)
    drafts: list[_Parts] = [[]]
    style, position = PLAIN, 0
    for token in _TOKEN.finditer(text):
        if token.start() > position:
            drafts[-1].append((text[position : token.start()], style))
        position = token.end()
        found = token.group()
        if token["final"] == "m":
            style = _styled(style, token["numbers"])
        elif token["final"] is not None:
            _move(drafts, token["final"], token["numbers"], style)
        elif found == "\r":
            drafts.append([])
        elif found == "\b":
            _take_back(drafts[-1])
        elif len(found) == 1:
            drafts[-1].append((_SIGN, style))
    drafts[-1].append((text[position:], style))
    return _joined(_overlaid(drafts))


def _move(drafts: list[_Parts], final: str, numbers: str, style: Style) -> None:
    """Do what a movement means within one line; all others mean nothing here."""
    if final == "C":
        count = int(numbers[:4]) if numbers.isdecimal() else 1
        drafts[-1].append((" " * min(max(count, 1), _FORWARD), style))
    elif final == "G" and numbers in ("", "1"):
        drafts.append([])
    elif final == "K":
        if numbers in ("", "0"):
            del drafts[:-1]  # what earlier drafts had beyond this place is wiped out
        else:
            drafts[:] = [[]]


def _take_back(parts: _Parts) -> None:
    while parts:
        text, style = parts.pop()
        if text:
            parts.append((text[:-1], style))
            return


def _overlaid(drafts: list[_Parts]) -> _Parts:
    """Lay each draft over those before it, as a line drawn again over itself."""
    result = drafts[-1]
    length = sum(len(text) for text, _ in result)
    for draft in drafts[-2::-1]:
        passed = 0
        for text, style in draft:
            if passed + len(text) > length:
                rest = text[max(0, length - passed) :]
                result.append((rest, style))
                length += len(rest)
            passed += len(text)
    return result


def _joined(parts: _Parts) -> Printed:
    spans: list[Span] = []
    at = 0
    for text, style in parts:
        end = at + len(text)
        if text and style != PLAIN:
            if spans and spans[-1].end == at and spans[-1].style == style:
                spans[-1] = spans[-1]._replace(end=end)
            else:
                spans.append(Span(at, end, style))
        at = end
    return Printed("".join(text for text, _ in parts), tuple(spans))


_ON = {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "inverse", 9: "strike"}
_OFF = {23: "italic", 24: "underline", 27: "inverse", 29: "strike"}


def _styled(style: Style, numbers: str) -> Style:
    """Return the style after an escape sequence that ends in m."""
    codes = [int(part[:4]) if part.isdecimal() else 0 for part in re.split("[;:]", numbers)]
    at = 0
    while at < len(codes):
        code = codes[at]
        at += 1
        if code == 0:
            style = PLAIN
        elif code in _ON:
            style = style._replace(**{_ON[code]: True})
        elif code == 22:
            style = style._replace(bold=False, dim=False)
        elif code in _OFF:
            style = style._replace(**{_OFF[code]: False})
        elif code in (38, 48):
            color, at = _color(codes, at)
            style = style._replace(fore=color) if code == 38 else style._replace(back=color)
        elif code in (39, 49):
            style = style._replace(fore=None) if code == 39 else style._replace(back=None)
        else:
            style = _short(style, code)
    return style


def _short(style: Style, code: int) -> Style:
    """Return the style after one of the sixteen colours was chosen; other codes mean nothing."""
    for first, bright in ((30, 0), (90, 8)):
        if first <= code < first + 8:
            return style._replace(fore=code - first + bright)
        if first + 10 <= code < first + 18:
            return style._replace(back=code - first - 10 + bright)
    return style


def _color(codes: list[int], at: int) -> tuple[int | None, int]:
    """Return the colour that begins at a place of the codes, and the place after it."""
    kind = codes[at] if at < len(codes) else 0
    if kind == 5 and at + 1 < len(codes):
        return min(codes[at + 1], 255), at + 2
    if kind == 2 and at + 3 < len(codes):
        red, green, blue = (min(part, 255) for part in codes[at + 1 : at + 4])
        return _TRUE | red << 16 | green << 8 | blue, at + 4
    return None, len(codes)
