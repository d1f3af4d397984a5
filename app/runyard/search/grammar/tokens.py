"""Splitting a query into words, leniently: the text may be half typed."""

from __future__ import annotations

import re
from typing import NamedTuple

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<string>[A-Za-z]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
  | (?P<open>[A-Za-z]{0,2}["'].*)
  | (?P<number>0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+
      |(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
  | (?P<name>[^\W\d]\w*)
  | (?P<op>==|!=|<=|>=|<>|&&|\|\||:=|\*\*|//|<<|>>|->|[-+*/%@<>=!&|^~.,:;()\[\]{}])
  | (?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """A word of a query; `kind` is string, open (a string without its end), number, name, op or bad."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokens(text: str) -> list[Token]:
    """Return the words of a text, spaces left out."""
    return [
        Token(str(found.lastgroup), found.group(), found.start())
        for found in _PATTERN.finditer(text)
        if found.lastgroup != "space"
    ]
