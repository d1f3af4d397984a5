"""Finds LaTeX between dollar signs in Markdown, and hides it from the reader of Markdown."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

#: Stand around the number of a formula where its source stood. Nobody types them: they are for private use.
OPEN, CLOSE = "\ue000", "\ue001"
HIDDEN = re.compile(f"{OPEN}(\\d+){CLOSE}")
#: A longer one is not drawn.
LONGEST = 2_000
#: More in one text stay as they were written.
MOST = 400

_FENCE = re.compile(r"[ >]*(?:[-*+]|\d+[.)])?\s*(`{3,}|~{3,})")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_SIGNS = re.compile(r"\\.|`+|\$\$|\$", re.DOTALL)


class Formula(NamedTuple):
    """LaTeX, and whether it stands in a line of its own."""

    tex: str
    display: bool

    @property
    def source(self) -> str:
        """The formula as it was written."""
        signs = "$$" if self.display else "$"
        return f"{signs}{self.tex}{signs}"


def hide(text: str) -> tuple[str, list[Formula]]:
    """Return the Markdown with a mark in place of each formula, and the formulas in the order of the marks.

    Code keeps its dollars. A single dollar opens only before a character and closes only after one and not
    before a digit, so that prices stay prices.
    """
    found: list[Formula] = []
    text = text.replace(OPEN, "\ufffd").replace(CLOSE, "\ufffd")
    if "$" not in text and "![](" not in text:
        return text, found
    parts = [part if code else _hide(part, found) for part, code in _paragraphs(text)]
    return "".join(parts), found


def _paragraphs(text: str) -> list[tuple[str, bool]]:
    """Cut a text at blank lines and at blocks of code; the second value says whether a part is code."""
    parts: list[tuple[str, bool]] = []
    lines: list[str] = []
    fence, listed = "", False

    def end(*, code: bool = False) -> None:
        if lines:
            parts.append(("".join(lines), code))
            lines.clear()

    for line in text.splitlines(keepends=True):
        opened = _FENCE.match(line)
        if fence:
            lines.append(line)
            if opened and opened[1].startswith(fence) and not line[opened.end(1) :].strip():
                end(code=True)
                fence = ""
        elif opened:
            end()
            fence = opened[1]
            lines.append(line)
        elif not line.strip():
            end()
            parts.append((line, True))
        elif not lines and not listed and line.startswith(("    ", "\t")):
            parts.append((line, True))
        else:
            listed = bool(_ITEM.match(line)) or (listed and line.startswith((" ", "\t")))
            lines.append(line)
    end(code=bool(fence))
    return parts


def _hide(text: str, found: list[Formula]) -> str:
    if "`" not in text:
        text = text.replace("![](", "![Picture](")  # Qt leaves out one without words
    signs = list(_SIGNS.finditer(text))
    runs: dict[str, list[int]] = {}
    for place, sign in enumerate(signs):
        if sign[0][0] in "`$":
            runs.setdefault(sign[0], []).append(place)
    made, done, place = [], 0, 0
    while place < len(signs):
        sign = signs[place]
        places = runs.get(sign[0], [])
        after = bisect_right(places, place)
        closing = places[after] if after < len(places) else None
        place += 1
        if closing is None:
            continue
        if sign[0][0] == "`":
            place = closing + 1
        elif len(found) < MOST and _pair(text, sign, signs[closing]):
            display = sign[0] == "$$"
            tex = text[sign.end() : signs[closing].start()].strip()
            made += [text[done : sign.start()], f"{OPEN}{len(found)}{CLOSE}"]
            found.append(Formula(re.sub(r"\n[ \t]*(>[ \t]*)*", "\n", tex), display))
            done, place = signs[closing].end(), closing + 1
    return "".join([*made, text[done:]])


def _pair(text: str, opening: re.Match[str], closing: re.Match[str]) -> bool:
    inside = text[opening.end() : closing.start()]
    if not inside.strip():
        return False
    if opening[0] == "$$":
        return True
    after = text[closing.end() : closing.end() + 1]
    return not inside[0].isspace() and not inside[-1].isspace() and not after.isdigit()
