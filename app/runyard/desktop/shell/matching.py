"""How well a title fits what has been typed, and which of its letters say so."""

from __future__ import annotations

from typing import NamedTuple


class Match(NamedTuple):
    """A fit: the smaller `score` the better; `letters` are the positions that matched."""

    score: int
    letters: tuple[int, ...]


def match(typed: str, title: str) -> Match | None:
    """Return how `title` fits, or None. Each word typed must occur; else the letters must, in their order."""
    words = typed.lower().split()
    if not words:
        return Match(0, ())
    lower = title.lower()
    if len(lower) != len(title):  # some letters grow when lowered; positions would be wrong
        lower = title
    return _words(words, lower) or _scattered("".join(words), lower)


def _words(words: list[str], title: str) -> Match | None:
    letters: set[int] = set()
    score = 0
    for word in words:
        at = _best_place(word, title)
        if at < 0:
            return None
        letters.update(range(at, at + len(word)))
        score += 0 if at == 0 else 1 if not title[at - 1].isalnum() else 2
    return Match(score, tuple(sorted(letters)))


def _best_place(word: str, title: str) -> int:
    """Return where `word` occurs, at the start of a word rather than inside one; -1 for nowhere."""
    first = at = title.find(word)
    while at > 0:
        if not title[at - 1].isalnum():
            return at
        at = title.find(word, at + 1)
    return at if at == 0 else first


def _scattered(typed: str, title: str) -> Match | None:
    """Match letters in their order, as in "swth" for "Switch theme"; only from three letters on."""
    if len(typed) < 3:
        return None
    letters = []
    at = -1
    for letter in typed:
        at = title.find(letter, at + 1)
        if at < 0:
            return None
        letters.append(at)
    spread = letters[-1] - letters[0] + 1 - len(typed)
    if spread > 2 * len(typed):
        return None
    return Match(10 + spread, tuple(letters))
