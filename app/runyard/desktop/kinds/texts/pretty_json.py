"""JSON set out over lines, never read into objects: every number and string stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<string>"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+")'
    r"|(?P<scalar>-?(?:0|[1-9]\d*+)(?:\.\d++)?(?:[eE][+-]?\d++)?(?![\w.+-])|(?:true|false|null|NaN|-?Infinity)\b)"
    r"|(?P<sign>[{}\[\],:])|(?P<end>\Z))",
    re.DOTALL,
)
#: Deeper levels are not set in any further: ten thousand of them would be mostly blanks.
_DEEPEST = 40
_INLINE = 60
_CHECK = 4096


class Pretty(NamedTuple):
    """The text set out, how many values it holds and how deep, or one sentence why it is not JSON."""

    text: str
    problem: str = ""
    values: int = 0
    deepest: int = 0


class _Level:
    """A bracket that is open: which one, where its parts begin, and whether it holds only scalars so far."""

    __slots__ = ("flat", "length", "sign", "start")

    def __init__(self, sign: str, start: int) -> None:
        self.sign = sign
        self.start = start
        self.flat = True
        self.length = 0


class _Writer:
    """Puts tokens down with line breaks between them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.levels: list[_Level] = []
        self.values = self.deepest = 0
        #: What may come next: "value", "first" (value or end), "key", "first key", "colon", "more".
        self.wants = "value"

    def take(self, kind: str, token: str) -> str:
        """Take the next token; return what is wrong with it, or nothing."""
        if kind == "sign" and token in "{[":
            return self._open(token)
        if kind == "sign" and token in "}]":
            return self._close(token)
        if kind == "sign":
            return self._between(token)
        if self.wants in ("key", "first key"):
            return self._key(kind, token)
        if self.wants not in ("value", "first"):
            return self._top(kind, token)
        self._place(token)
        self.values += 1
        self.wants = "more"
        return ""

    def _top(self, kind: str, token: str) -> str:
        """After a whole value another may follow, as in JSON lines."""
        if self.levels or self.wants != "more":
            return f"{self._expected()} is missing"
        self.parts.append("\n")
        self.wants = "value"
        return self.take(kind, token)

    def _open(self, token: str) -> str:
        if self.wants not in ("value", "first"):
            return self._top("sign", token) if not self.levels else f"{self._expected()} is missing"
        for level in self.levels[-1:]:
            level.flat = False
        self._place(token)
        self.levels.append(_Level(token, len(self.parts)))
        self.values += 1
        self.deepest = max(self.deepest, len(self.levels))
        self.wants = "first key" if token == "{" else "first"
        return ""

    def _close(self, token: str) -> str:
        opened = "{" if token == "}" else "["
        if not self.levels or self.levels[-1].sign != opened:
            return f"{token} closes nothing"
        if self.wants not in ("first", "first key", "more"):
            return f"{self._expected()} is missing"
        level = self.levels.pop()
        if level.flat and level.length <= _INLINE:
            self._join(level)
        else:
            self._break()
        self.parts.append(token)
        self.wants = "more"
        return ""

    def _between(self, token: str) -> str:
        if token == ":" and self.wants == "colon":
            self.parts.append(": ")
            self.wants = "value"
            return ""
        if token == "," and self.wants == "more" and self.levels:
            self.parts.append(",")
            self.wants = "key" if self.levels[-1].sign == "{" else "value"
            return ""
        return f"{token} stands where {self._expected()} is missing"

    def _key(self, kind: str, token: str) -> str:
        if kind != "string":
            return "a key in quotes is missing"
        self._place(token)
        self.wants = "colon"
        return ""

    def _place(self, token: str) -> None:
        """Put down a key, a scalar or an opening bracket, on a line of its own unless it follows its key."""
        if self.levels:
            self.levels[-1].length += len(token) + 2
            if not self.parts[-1].endswith(": "):
                self._break()
        self.parts.append(token)

    def _break(self) -> None:
        self.parts.append("\n" + "  " * min(len(self.levels), _DEEPEST))

    def _join(self, level: _Level) -> None:
        """Put a short list or object on one line."""
        inside = self.parts[level.start :]
        del self.parts[level.start :]
        for place, part in enumerate(inside):
            if not part.startswith("\n"):
                self.parts.append(part)
            elif place:
                self.parts.append(" ")

    def _expected(self) -> str:
        return {
            "value": "a value",
            "first": "a value",
            "key": "a key",
            "first key": "a key",
            "colon": "a colon",
            "more": "a comma",
        }[self.wants]


def pretty(text: str, cancelled: Callable[[], bool] = bool) -> Pretty:
    """Return JSON set out over lines; values one after another, as in JSON lines, are each set out."""
    writer = _Writer()
    at = number = 0
    while True:
        number += 1
        if number % _CHECK == 0 and cancelled():
            return Pretty("", "It was not set out to its end")
        match = _TOKEN.match(text, at)
        if match is None:
            return Pretty("", _where(text, at, "something that is no JSON stands"))
        kind = match.lastgroup or ""
        if kind == "end":
            break
        problem = writer.take(kind, match[kind])
        if problem:
            return Pretty("", _where(text, match.start(kind), problem))
        at = match.end()
    if writer.levels or writer.wants != "more":
        return Pretty("", _where(text, len(text), "it ends before all is closed"))
    return Pretty("".join(writer.parts), "", writer.values, writer.deepest)


def _where(text: str, at: int, problem: str) -> str:
    blank = len(text) - len(text[at:].lstrip())
    at = max(at, min(blank, len(text)))
    line = text.count("\n", 0, at) + 1
    column = at - text.rfind("\n", 0, at)
    return f"Not JSON: {problem} at line {line:,}, column {column:,}"
