"""Finding a text in texts, as a search field asks for it: by case, by whole word, by regular expression."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from runyard.search.evaluation import regexes
from runyard.search.evaluation.limits import BeyondLimitError

if TYPE_CHECKING:
    import regex

MOST_SPANS = 10_000  # marked in one text
MOST_LATE = 10  # texts that may take too long before a pass gives up
CHARACTERS_A_SECOND = 10_000_000  # what a long text adds to its time
_WORD_BEGINS, _WORD_ENDS = r"(?<!\w)(?:", r")(?!\w)"


class Matcher(NamedTuple):
    """What a search field asks for. Safe on any thread; each text has a limited time.

    A text that takes too long counts as no match. Whoever looks through many texts makes one `finder` for the
    pass and shows its `problem` afterwards, so that this is told, and so that a pattern that is always too
    slow is given up soon.
    """

    text: str = ""
    case: bool = False
    word: bool = False
    regex: bool = False

    def __bool__(self) -> bool:
        return bool(self.text)

    def problem(self) -> str | None:
        """Return why this cannot be looked for, in one sentence."""
        if not self.regex:
            return None
        try:
            _ready(self)
        except BeyondLimitError as error:
            return str(error)
        return None

    def finder(self) -> Finder:
        """Return what looks through texts and remembers what went wrong."""
        return Finder(self)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the text fits, from and to; what is empty is left out."""
        return Finder(self).spans(text)

    def found(self, text: str) -> bool:
        """Return whether the text fits; without something to look for, every text does."""
        return Finder(self).found(text)


class Finder:
    """One pass of a matcher over many texts."""

    def __init__(self, matcher: Matcher) -> None:
        self._ready: regex.Pattern[str] | None = None
        self._any = not matcher
        self._late = 0
        self.problem: str | None = None  # one sentence: the pattern is bad, or was too slow
        try:
            if matcher:
                self._ready = _ready(matcher)
        except BeyondLimitError as error:
            self.problem = str(error)

    @property
    def over(self) -> bool:
        """Whether nothing more will be found: the pattern cannot be used, or was too slow too often."""
        return self._late >= MOST_LATE or (self._ready is None and not self._any)

    def found(self, text: str) -> bool:
        """Return whether a text fits; without something to look for, every text does."""
        if self._ready is None or self._late >= MOST_LATE:
            return self._any
        try:
            return self._ready.search(text, timeout=_seconds(text)) is not None
        except (TimeoutError, MemoryError) as error:
            self._tell(error)
            return False

    def spans(self, text: str, most: int = MOST_SPANS) -> list[tuple[int, int]]:
        """Return where a text fits, from and to, the first `most` of them; what is empty is left out."""
        if self._ready is None or self._late >= MOST_LATE:
            return []
        spans: list[tuple[int, int]] = []
        ends = time.perf_counter() + _seconds(text)
        try:
            for match in self._ready.finditer(text, timeout=_seconds(text)):
                if match.end() > match.start():
                    spans.append(match.span())
                if len(spans) >= most:
                    break
                if time.perf_counter() > ends:
                    raise TimeoutError
        except (TimeoutError, MemoryError) as error:
            self._tell(error)
            return []
        return spans

    def _tell(self, error: TimeoutError | MemoryError) -> None:
        self._late += 1
        too = "takes too much memory" if isinstance(error, MemoryError) else "takes too long"
        where = "one of the texts" if self._late == 1 else f"{self._late} of the texts"
        rest = ", the rest was not searched" if self._late >= MOST_LATE else ""
        self.problem = f"This pattern {too} on {where}{rest}"


def _seconds(text: str) -> float:
    return regexes.SECONDS + len(text) / CHARACTERS_A_SECOND


@lru_cache(maxsize=64)
def _ready(matcher: Matcher) -> regex.Pattern[str]:
    import regex  # slow to load: only once something is looked for

    flags = 0 if matcher.case else regex.I
    if not matcher.regex:
        plain = regex.escape(matcher.text, special_only=True, literal_spaces=True)
        return regex.compile(_word(plain) if matcher.word else plain, flags)
    pattern = regexes.prepared(matcher.text, flags)  # alone first: in parentheses a bad one may come out well
    return regexes.prepared(_word(matcher.text), flags) if matcher.word else pattern


def _word(pattern: str) -> str:
    return f"{_WORD_BEGINS}{pattern}{_WORD_ENDS}"
