"""Regular expressions, which get a limited time for each value."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from runyard.search.evaluation.limits import BeyondLimitError

if TYPE_CHECKING:
    import regex

LONGEST = 500  # characters of a pattern
MOST_REPEATS = 10_000  # of all counts in braces together: they are written out when a pattern is prepared
SECONDS = 0.1  # for one value

_BRACES = re.compile(r"\{(\d*),?(\d*)\}")


@lru_cache(maxsize=64)
def prepared(pattern: str, flags: int) -> regex.Pattern[str]:
    """Return a pattern ready to be used.

    Raises
    ------
    BeyondLimitError
        With one sentence saying why the pattern cannot be used.
    """
    import regex

    if len(pattern) > LONGEST:
        raise BeyondLimitError(f"A pattern has at most {LONGEST} characters")
    repeats = 1
    for counts in _BRACES.finditer(pattern):
        repeats *= max(1, *(int(count[:9]) for count in counts.groups() if count), 1)
    if repeats > MOST_REPEATS:
        raise BeyondLimitError(f"The counts of this pattern come to more than {MOST_REPEATS:,} repeats")
    try:
        return regex.compile(pattern, flags & (regex.I | regex.M | regex.S | regex.X))
    except regex.error as error:
        raise BeyondLimitError(f"This is no pattern: {error.msg}") from None
    except RecursionError:
        raise BeyondLimitError("The groups of this pattern nest too deep") from None


def found(how: str, pattern: str, text: str, flags: int) -> tuple[bool | None, float]:
    """Return True where a pattern fits and None where it does not, and the seconds it took.

    Raises
    ------
    BeyondLimitError
        If the pattern cannot be used, or takes too long on this text.
    """
    ready = prepared(pattern, flags)
    began = time.perf_counter()
    try:
        fits = getattr(ready, how)(text, timeout=SECONDS)
    except TimeoutError:
        raise BeyondLimitError(f"This pattern takes longer than {SECONDS} s on one of the values") from None
    except MemoryError:
        raise BeyondLimitError("This pattern takes too much memory on one of the values") from None
    return (True if fits is not None else None), time.perf_counter() - began
