"""Arithmetic whose results have a limited size, so that no text typed can take the memory or the time."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from runyard.search.evaluation.limits import check_int, check_list, check_text

#: What values of a wrong kind raise; the result is then missing.
MISTYPED = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OSError)


def compute(left: Any, how: str, right: Any) -> Any:
    """Return the result as Python has it, or None where there is none: a side is missing or of a wrong kind,
    or a number is divided by zero.

    Raises
    ------
    BeyondLimitError
        If the result would be too large.
    """
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if numbers:
        try:
            found = _NUMBERS[how](left, right)
        except MISTYPED:
            return None
        return None if isinstance(found, complex) else found
    if how == "+" and type(left) is type(right) and isinstance(left, str | list):
        _check(left, len(left) + len(right))
        return left + right
    if how == "*":
        if isinstance(left, int):
            left, right = right, left
        if isinstance(left, str | list) and isinstance(right, int):
            _check(left, len(left) * right)
            return left * right
    return None


def negative(value: Any) -> Any:
    """Return the negative of a number, or None."""
    return -value if isinstance(value, int | float) else None


def _check(like: str | list[Any], length: int) -> None:
    (check_text if isinstance(like, str) else check_list)(length)


def _times(left: float, right: float) -> float:
    if isinstance(left, int) and isinstance(right, int):
        check_int(left.bit_length() + right.bit_length())
    return left * right


def power(left: float, right: float) -> Any:
    """Return `left` to the `right`; of a float beyond what a float holds, infinity."""
    if isinstance(left, int) and isinstance(right, int):
        check_int(left.bit_length() * abs(right) if abs(left) > 1 else 1)
        return left**right
    try:
        return left**right
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf


_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": _times,
    "/": lambda left, right: left / right,
    "//": lambda left, right: left // right,
    "%": lambda left, right: left % right,
    "**": power,
}
