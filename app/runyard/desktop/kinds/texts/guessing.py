"""What a text probably is, so that it is opened as that."""

from __future__ import annotations

import re

from runyard.desktop.kinds.texts.pretty_json import pretty
from runyard.desktop.kinds.texts.renderings import CODE, JSON, MARKDOWN, PLAIN

_HEAD = 20_000
_MARKDOWN = (
    re.compile(r"(?m)^\#{1,6} \S"),
    re.compile(r"(?m)^```"),
    re.compile(r"(?m)^\|[^\n]*\|\s*$"),
    re.compile(r"(?m)^(?:[-*+]|\d+\.) \S"),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"!?\[[^\]\n]*\]\([^)\n]*\)"),
    re.compile(r"(?m)^> "),
)
_CODE = re.compile(
    r"(?m)^\s*(?:def \w+\(|class \w+[(:]|import \w|from \w[\w.]* import |return\b|#include\b|#!/|function\b"
    r"|(?:const|let|var) \w|(?:public|private|static) \w"
    r"|(?i:select .+ from |insert into |create table ))|[;{}]\s*$"
)


def guess(text: str) -> str:
    """Return how a text is best shown: "plain", "markdown", "json" or "code"."""
    head = text[:_HEAD]
    begin = head.lstrip()[:1]
    if begin in ("{", "[") and _is_json(text):
        return JSON
    lines = max(1, len(head.strip().splitlines()))
    code = len(_CODE.findall(head))
    signs = sum(1 for sign in _MARKDOWN if sign.search(head))
    fenced = "```" in head
    if code >= 2 and code / lines >= 0.2 and not fenced:
        return CODE
    if signs >= 2 or (signs == 1 and _MARKDOWN[0].match(head.lstrip())):
        return MARKDOWN
    return PLAIN


def _is_json(text: str) -> bool:
    if len(text) <= 200_000:
        return not pretty(text).problem
    return text.rstrip()[-1:] in ("}", "]") and '":' in text[:_HEAD].replace(" ", "")
