"""Conditions in SQL with their bound values. Each is 0 or 1 for every run, never NULL."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple


class Sql(NamedTuple):
    """A condition on `run` with its bound values."""

    text: str
    values: tuple[Any, ...] = ()


TRUE, FALSE = Sql("1"), Sql("0")


def constant(truth: bool) -> Sql:
    """Return what holds always or never."""
    return TRUE if truth else FALSE


def negated(part: Sql | None) -> Sql | None:
    """Return the opposite, or None when the part cannot be said."""
    return None if part is None else Sql(f"NOT ({part.text})", part.values)


def joined(parts: Iterable[Sql | None], word: str) -> Sql | None:
    """Return several conditions between `word`, or None when one of them cannot be said."""
    known: list[Sql] = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    if not known:
        return TRUE if word == "AND" else FALSE
    return Sql(
        f" {word} ".join(f"({part.text})" for part in known),
        tuple(value for part in known for value in part.values),
    )
