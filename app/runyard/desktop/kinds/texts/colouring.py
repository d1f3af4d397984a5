"""Colours of code and JSON, by patterns that never look at a letter more than a few times.

A lexer for each language would know more, and would run patterns over whatever a run logged that can be made
to take for ever. These tell strings, numbers, words and comments, in most languages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

#: From, to, and the name of a token colour.
Span = tuple[int, int, str]
_STRING = r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\\n]|\\.)*+`"
_NUMBER = r"(?<![\w.])[-+]?(?:0[xXbBoO][\da-fA-F_]++|\d[\d_]*+(?:\.\d++)?(?:[eE][-+]?\d++)?)(?!\w)"
_KEYWORDS = """
    abstract alter and as assert async await begin break by case catch class const continue create def default
    del delete do done echo elif else end enum except export extends extern false False final finally fn for
    from func function global goto group if impl implements import in include insert int interface into is
    join lambda let limit local loop match mod mut namespace new nil None nonlocal not null nullptr of on or
    order package pass private protected pub public raise return select self set static struct super switch
    template then this throw trait true True try type typedef typeof union unsigned update use using values
    var virtual void volatile when where while with yield
"""
_WORDS = frozenset(_KEYWORDS.split())
_WORD = re.compile(r"[A-Za-z_]\w*+")
_HASH, _SLASH, _DASH = r"\#[^\n]*+", r"//[^\n]*+|/\*[^\n]*+", r"--[^\n]*+"
_REST = rf"(?P<string>{_STRING})|(?P<number>{_NUMBER})|(?P<word>{_WORD.pattern})"
_LINE = {
    family: re.compile(rf"(?P<comment>{comment})|{_REST}")
    for family, comment in (("hash", _HASH), ("slash", _SLASH), ("dash", _DASH))
}
_JSON = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*+"?)(?P<key>\s*+:)?'
    rf"|(?P<number>{_NUMBER})|(?P<word>\b(?:true|false|null|NaN|Infinity)\b)"
)
_BLOCKS = {
    "hash": re.compile(r'"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)|\#[^\n]*+|' + _STRING),
    "slash": re.compile(r"/\*[\s\S]*?(?:\*/|\Z)|//[^\n]*+|" + _STRING),
    "dash": re.compile(r"/\*[\s\S]*?(?:\*/|\Z)|--[^\n]*+|" + _STRING),
}
_SIGNS = {
    "hash": re.compile(r"(?m)^\s*(?:#(?!include|define)|def |import |from |class \w+.*:|@\w)|:\s*$"),
    "slash": re.compile(r"(?m)^\s*(?://|/\*|\*/|#include|#define)|[;{}]\s*$"),
    "dash": re.compile(r"(?mi)^\s*(?:--|select |insert |create (?:table|index|view) |update |delete from )"),
}
_TONE = {"comment": "text_faint", "string": "code_string", "number": "code_number"}
#: Beyond this much of a text, what runs over several lines is not looked for.
MOST_BLOCKS = 2_000_000


class Blocks(NamedTuple):
    """What runs over several lines: comments and strings, from, to, in order."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    tones: tuple[str, ...] = ()

    def at(self, begin: int, end: int) -> list[Span]:
        """Return the parts of blocks within a stretch of the text, counted from its beginning."""
        found = []
        place = max(0, bisect_right(self.starts, begin) - 1)
        while place < len(self.starts) and self.starts[place] < end:
            low, high = max(begin, self.starts[place]), min(end, self.ends[place])
            if low < high:
                found.append((low - begin, high - begin, self.tones[place]))
            place += 1
        return found


def family_of(text: str) -> str:
    """Return how a piece of code writes comments: "hash", "slash" or "dash"."""
    head = text[:20_000]
    found = {family: len(signs.findall(head)) for family, signs in _SIGNS.items()}
    return max(found, key=lambda family: found[family])  # of equal ones the first


def blocks_of(text: str, family: str) -> Blocks:
    """Return what runs over several lines."""
    starts, ends, tones = [], [], []
    for match in _BLOCKS[family].finditer(text, 0, min(len(text), MOST_BLOCKS)):
        found = match[0]
        if "\n" in found:
            starts.append(match.start())
            ends.append(match.end())
            tones.append("text_faint" if found.startswith("/*") else "code_string")
    return Blocks(tuple(starts), tuple(ends), tuple(tones))


def code_spans(line: str, family: str) -> list[Span]:
    """Return the colours of one line of code."""
    found: list[Span] = []
    for match in _LINE[family].finditer(line):
        kind = match.lastgroup or ""
        if kind != "word":
            found.append((*match.span(), _TONE[kind]))
        elif match[0] in _WORDS or (family == "dash" and match[0].lower() in _WORDS):
            found.append((*match.span(), "code_keyword"))
    return found


def json_spans(line: str) -> list[Span]:
    """Return the colours of one line of JSON."""
    found: list[Span] = []
    for match in _JSON.finditer(line):
        if match["string"] is not None:
            tone = "code_key" if match["key"] is not None else "code_string"
            found.append((*match.span("string"), tone))
        else:
            found.append((*match.span(), "code_number" if match["number"] else "code_keyword"))
    return found
