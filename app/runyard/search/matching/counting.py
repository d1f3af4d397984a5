"""Counting matches in many short lines at once, which costs a fraction of asking line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from runyard.search.evaluation import regexes
from runyard.search.evaluation.limits import BeyondLimitError
from runyard.search.matching.matching import CHARACTERS_A_SECOND, Finder, Matcher

if TYPE_CHECKING:
    import regex

_MOST = 10_000  # matches in one line; as many as are marked in a text
#: What makes a pattern see more than one line at a time when lines are joined, or its end where none is.
_SEES_MORE = re.compile(r"\(\?|\\[AZzGKXR]|[*+?}]\+|\\Q")


def counts(matcher: Matcher, finder: Finder, lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of the lines that fit, and how often each does; no line may have a break in it.

    It is what `finder.spans` would find in each; `finder` is asked where that is not certain.
    """
    if not matcher or not lines:
        return []
    joined = "\n".join(lines)
    if not (matcher.regex or matcher.word) and matcher.text.isascii() and (matcher.case or joined.isascii()):
        found = _plain(matcher, joined)
    else:
        found = _at_once(matcher, joined)
    if found is None:
        found = [(at, n) for at, line in enumerate(lines) if (n := len(finder.spans(line)))]
    return found


def _plain(matcher: Matcher, joined: str) -> list[tuple[int, int]] | None:
    wanted = matcher.text if matcher.case else matcher.text.lower()
    joined = joined if matcher.case else joined.lower()
    if wanted not in joined:
        return []
    return [(at, min(n, _MOST)) for at, line in enumerate(joined.split("\n")) if (n := line.count(wanted))]


def _at_once(matcher: Matcher, joined: str) -> list[tuple[int, int]] | None:
    """Count with one pass of the pattern; None where that could find something else, or takes too long."""
    ready = _ready(matcher)
    if ready is None:
        return None
    found: list[tuple[int, int]] = []
    line, seen = 0, 0  # the line up to which breaks were counted, and the place
    try:
        for match in ready.finditer(joined, timeout=regexes.SECONDS + len(joined) / CHARACTERS_A_SECOND):
            start, end = match.span()
            if start == end:
                continue
            if joined.find("\n", start, end) >= 0:
                return None
            line += joined.count("\n", seen, start)
            seen = start
            if found and found[-1][0] == line:
                found[-1] = (line, min(found[-1][1] + 1, _MOST))
            else:
                found.append((line, 1))
    except (TimeoutError, MemoryError):
        return None
    return found


@lru_cache(maxsize=16)
def _ready(matcher: Matcher) -> regex.Pattern[str] | None:
    """Return the pattern for joined lines; None when it may see more than one of them."""
    if "\n" in matcher.text or (matcher.regex and _SEES_MORE.search(matcher.text)):
        return None
    flags = int(re.MULTILINE) | (0 if matcher.case else int(re.IGNORECASE))
    pattern = matcher.text if matcher.regex else re.escape(matcher.text)
    try:
        regexes.prepared(pattern, flags)  # alone first: in parentheses a bad one may come out well
        return regexes.prepared(rf"(?<!\w)(?:{pattern})(?!\w)" if matcher.word else pattern, flags)
    except BeyondLimitError:
        return None
