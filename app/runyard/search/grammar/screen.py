"""What is wrong with a query already in its words, said better than Python's grammar would."""

from __future__ import annotations

import re

from runyard.domain.errors import Problem
from runyard.search.grammar.tokens import Token

LONGEST = 4000
DEEPEST = 50

_INSTEAD = {
    "=": ("One = is not a comparison", "=="),
    "&&": ("&& is not understood", "and"),
    "||": ("|| is not understood", "or"),
    "!": ("! is not understood", "not"),
    "<>": ("<> is not understood", "!="),
    "&": ("& is not understood", "and"),
    "|": ("| is not understood", "or"),
    ":=": ("Nothing can be assigned in a search", "=="),
    ";": ("A search is one expression", "and"),
    "->": ("-> is not understood", ""),
}
_CLOSES = {")": "(", "]": "[", "}": "{"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = set("\\'\"abfnrtvxNuU01234567")


def screen(text: str, words: list[Token]) -> Problem | None:
    """Return what is wrong with the words themselves, or None."""
    if len(text) > LONGEST:
        return Problem(LONGEST, len(text) - LONGEST, f"A search has at most {LONGEST:,} characters")
    for index, word in enumerate(words):
        if word.text == "=" and _names_argument(words, index):
            continue
        problem = _word(word, words[index - 1] if index else None)
        if problem is not None:
            return problem
    return _brackets(words)


def _names_argument(words: list[Token], index: int) -> bool:
    """Whether the = at `index` gives an argument its name, as in ``timedelta(days=7)``."""
    if index < 3 or words[index - 1].kind != "name" or words[index - 2].text not in ("(", ","):
        return False
    depth = 0
    for at in range(index - 1, 0, -1):
        depth += {")": 1, "]": 1, "}": 1, "(": -1, "[": -1, "{": -1}.get(words[at].text, 0)
        if depth < 0:
            return words[at].text == "(" and words[at - 1].kind == "name"
    return False


def _word(word: Token, before: Token | None) -> Problem | None:
    if word.kind == "open":
        return _problem(word, f"The text that begins here has no closing {word.text.lstrip('rRuUbBfF')[0]}")
    if word.kind == "bad":
        return _bad(word)
    if word.kind == "op" and word.text in _INSTEAD:
        message, instead = _INSTEAD[word.text]
        return _problem(word, message, instead and f"Write {instead}")
    if word.kind == "string":
        return _string(word, before)
    touching = before is not None and before.end == word.start
    if touching and before is not None and before.kind == "number" and word.kind in ("name", "number"):
        return Problem(before.start, word.end - before.start, f"{before.text}{word.text} is not a number")
    return None


def _bad(word: Token) -> Problem:
    if word.text == "#":
        return _problem(word, "Comments are not understood")
    if word.text in "“”„‘’«»":
        return _problem(word, f"{word.text} is not a quotation mark here", 'Write "')
    if not word.text.isprintable():
        return _problem(word, "There is a character here that cannot be seen", "Delete it")
    return _problem(word, f"{word.text} is not understood")


def _string(word: Token, before: Token | None) -> Problem | None:
    prefix = word.text[
        : len(word.text) - len(word.text.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    ]
    if before is not None and before.end == word.start and before.kind == "string":
        return _problem(word, "Triple quotation marks are not understood", "Write one on each side")
    kind = prefix.lower()
    if "f" in kind:
        return _problem(word, "Text with an f before it is not understood", "Write str(...) + ...")
    if "b" in kind:
        return _problem(word, "Bytes are not understood", "Write the text without b")
    if kind not in ("", "r", "u"):
        return _problem(word, f"{prefix} before text is not understood")
    if kind != "r":
        for found in _ESCAPE.finditer(word.text):
            if found.group(1) not in _ESCAPES:
                wrong = found.group()
                return Problem(
                    word.start + found.start(), 2, f"{wrong} means nothing in text", f"Write \\{wrong}"
                )
    return None


def _brackets(words: list[Token]) -> Problem | None:
    waiting: list[Token] = []
    for word in words:
        if word.kind != "op":
            continue
        if word.text in "([{":
            waiting.append(word)
            if len(waiting) > DEEPEST:
                return _problem(word, f"Brackets nest at most {DEEPEST} deep")
        elif word.text in _CLOSES:
            if not waiting or waiting[-1].text != _CLOSES[word.text]:
                return _problem(word, f"Nothing is open that {word.text} closes", "Delete it")
            waiting.pop()
    if waiting:
        return _problem(waiting[-1], f"This {waiting[-1].text} is not closed")
    return None


def _problem(word: Token, message: str, suggestion: str = "") -> Problem:
    return Problem(word.start, max(1, len(word.text)), message, suggestion)
