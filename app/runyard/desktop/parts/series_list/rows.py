"""The rows of a `SeriesList`: a name, and below it its contexts; a name without context is one row."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from runyard.desktop.parts.natural_order import natural_order
from runyard.domain import context as contexts
from runyard.domain.series import SeriesInfo


class Row(NamedTuple):
    """A row: a name to fold where `series` is None, else something to choose."""

    name: str
    label: str
    series: SeriesInfo | None
    amount: int
    #: A name with rows below it may be open; None is a row with nothing to fold.
    open: bool | None = None
    #: Whether it stands below a name.
    below: bool = False
    #: Whether a little room is left above it.
    apart: bool = False


def context_text(text: str) -> str:
    """Return a context unpacked: ``subset val`` for ``{"subset": "val"}``."""
    found = contexts.parse(text)
    return ", ".join(f"{key} {value}" for key, value in found.items()) or "no context"


def rows_of(series: Sequence[SeriesInfo], search: str, folded: Collection[str]) -> list[Row]:
    """Return what to show of these series; a search opens all it finds."""
    words = search.casefold().split()
    groups: dict[str, list[SeriesInfo]] = {}
    for one in series:
        groups.setdefault(one.key.name, []).append(one)
    rows: list[Row] = []
    for name in sorted(groups, key=natural_order):
        found = [one for one in groups[name] if _holds(one, words)]
        if found:
            fold = name in folded and not words
            rows += _group(name, found, bool(rows), alone=len(groups[name]) == 1, folded=fold)
    return rows


def _group(
    name: str, found: Iterable[SeriesInfo], apart: bool, *, alone: bool, folded: bool
) -> Iterable[Row]:
    ordered = sorted(found, key=_context_order)
    if alone and ordered[0].key.context == contexts.EMPTY:
        return [Row(name, name, ordered[0], ordered[0].count, apart=apart)]
    head = Row(name, name, None, sum(one.count for one in ordered), open=not folded, apart=apart)
    if folded:
        return [head]
    below = [Row(name, context_text(one.key.context), one, one.count, below=True) for one in ordered]
    return [head, *below]


def _holds(one: SeriesInfo, words: Sequence[str]) -> bool:
    text = f"{one.key.name} {context_text(one.key.context)}".casefold()
    return all(word in text for word in words)


def _context_order(one: SeriesInfo) -> tuple[list[tuple[int, int, str]], str]:
    return natural_order(context_text(one.key.context)), one.key.context
