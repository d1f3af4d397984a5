"""Finding text in what a run printed, block by block, so that a long output never lies in memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from runyard.domain.errors import KnownProblem
from runyard.journal.batch import LogLine
from runyard.search.evaluation import regexes
from runyard.search.evaluation.limits import BeyondLimitError
from runyard.storage.output import logs
from runyard.storage.store import Store

_SECONDS = 10.0  # for a pattern over all lines
_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")


class Found(NamedTuple):
    """A line that fits, and its number; the very first is 0."""

    number: int
    line: LogLine


def search(
    store: Store,
    run_id: int,
    text: str,
    *,
    case: bool = False,
    pattern: bool = False,
    start: int | None = None,
    backward: bool = False,
) -> Iterator[Found]:
    """Yield the lines that contain a text, as they are found; colours in a line are passed over.

    Parameters
    ----------
    text : str
        What to look for.
    case : bool
        Whether upper and lower case differ.
    pattern : bool
        Whether `text` is a regular expression.
    start : int, optional
        The line to begin at; the first, or the last when going backward.
    backward : bool
        Whether to go towards the first line.

    Raises
    ------
    KnownProblem
        If the pattern cannot be used, or takes too long.
    """
    fits = _pattern(text, case) if pattern else _text(text, case)
    at = start if start is not None else (logs.count(store, run_id) - 1 if backward else 0)
    while at >= 0:
        first, lines = logs.block(store, run_id, at)
        if not lines:
            return
        inside = at - first
        numbers = range(inside, -1, -1) if backward else range(inside, len(lines))
        for number in numbers:
            if fits(_COLOUR.sub("", lines[number].text)):
                yield Found(first + number, lines[number])
        at = first - 1 if backward else first + len(lines)


def _text(text: str, case: bool) -> Callable[[str], bool]:
    if case:
        return lambda line: text in line
    wanted = text.casefold()
    return lambda line: wanted in line.casefold()


def _pattern(text: str, case: bool) -> Callable[[str], bool]:
    left = _SECONDS
    flags = 0 if case else int(re.IGNORECASE)

    def fits(line: str) -> bool:
        nonlocal left
        try:
            found, seconds = regexes.found("search", text, line, flags)
        except BeyondLimitError as error:
            raise KnownProblem(str(error), "Write it shorter, or search for plain text") from None
        left -= seconds
        if left < 0:
            raise KnownProblem(
                f"This pattern takes longer than {_SECONDS:.0f} s on this output",
                "Write it simpler, or search for plain text",
            )
        return bool(found)

    fits("")  # what is wrong with it is said even if there is no line
    return fits
