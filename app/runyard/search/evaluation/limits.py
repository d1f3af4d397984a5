"""How large what a query computes may get. A limit hit is told, it never makes a row fit or not."""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 100_000  # characters
LONGEST_LIST = 10_000  # entries
LARGEST_INT = 10_000  # bits
_SINGLE = frozenset((int, float, bool, type(None)))


class BeyondLimitError(Exception):
    """Something would get too large or take too long; the message is the sentence to show."""


def check_text(length: int) -> None:
    """Raise unless a text of this length may be made."""
    if length > LONGEST_TEXT:
        raise BeyondLimitError(f"This would make a text longer than {LONGEST_TEXT:,} characters")


def check_list(length: int) -> None:
    """Raise unless a list of this length may be made."""
    if length > LONGEST_LIST:
        raise BeyondLimitError(f"This would make a list longer than {LONGEST_LIST:,} entries")


def check_int(bits: int) -> None:
    """Raise unless a whole number of so many bits may be computed."""
    if bits > LARGEST_INT:
        raise BeyondLimitError(f"This would make a number of more than {LARGEST_INT // 10 * 3:,} digits")


def weight(value: Any) -> int:
    """Return how many steps of the interpreter looking through a value is worth, with all that lies in it.

    What stands in a list a thousand times counts a thousand times, though it is one object: whoever looks
    through the list does not know.
    """
    if isinstance(value, str | bytes):
        return len(value) // 20
    inside = [*value, *value.values()] if isinstance(value, dict) else value
    if not isinstance(inside, list):
        return 0
    return len(inside) // 20 if is_flat(inside) else len(inside) + sum(map(weight, inside))


def is_flat(value: list[Any]) -> bool:
    """Return whether a list holds only what is looked through at once."""
    return _SINGLE.issuperset(map(type, value))
