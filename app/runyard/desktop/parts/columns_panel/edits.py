"""Changes of which columns a view shows and how. `own` is what the table chooses by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from runyard.desktop.state.table_view import TableView
from runyard.storage.table.columns import CURVE, series_column, series_id
from runyard.storage.table.listing import Sort

NAME = "name"
Side = Literal["left", "right", ""]


def order(view: TableView, own: Sequence[str]) -> list[str]:
    """Return the ids that a view shows, as they stand from left to right."""
    shown = dict.fromkeys(own if view.shown is None else view.shown)
    zones: dict[str, list[str]] = {"left": [], "": [], "right": []}
    for column in shown:
        if column != NAME:
            zones[side(view, column)].append(column)
    return [NAME, *zones["left"], *zones[""], *zones["right"]]


def side(view: TableView, column: str) -> Side:
    """Return where a column stands still, "" where it scrolls."""
    return "left" if column in view.left or column == NAME else "right" if column in view.right else ""


def show(view: TableView, own: Sequence[str], columns: Iterable[str], before: str | None = None) -> TableView:
    """Show columns before another one, or at the end."""
    found = order(view, own)
    new = [column for column in columns if column not in found]
    place = found.index(before) if before in found else len(found)
    return replace(view, shown=(*found[:place], *new, *found[place:]))


def hide(view: TableView, own: Sequence[str], columns: Collection[str]) -> TableView:
    """Show these columns no more; the name stays."""
    gone = set(columns) - {NAME}
    return replace(
        view,
        shown=tuple(column for column in order(view, own) if column not in gone),
        left=tuple(column for column in view.left if column not in gone),
        right=tuple(column for column in view.right if column not in gone),
    )


def pin(view: TableView, own: Sequence[str], column: str, where: Side) -> TableView:
    """Let a column stand still at a side, after those that stand there, or scroll again."""
    shown = order(view, own)
    rest = [known for known in shown if known != column]
    moved = replace(
        view,
        shown=(*rest, column) if where else tuple(shown),
        left=tuple(known for known in view.left if known != column),
        right=tuple(known for known in view.right if known != column),
    )
    if where == "left":
        return replace(moved, left=(*moved.left, column))
    return replace(moved, right=(*moved.right, column)) if where == "right" else moved


def step(view: TableView, own: Sequence[str], column: str, places: int) -> TableView:
    """Move a column by so many places among those that stand still or scroll as it does."""
    found = order(view, own)
    zone = [known for known in found if known != NAME and side(view, known) == side(view, column)]
    if column not in zone:
        return view
    at = zone.index(column)
    to = min(max(0, at + places), len(zone) - 1)
    zone.insert(to, zone.pop(at))
    waiting, among = iter(zone), set(zone)
    return replace(view, shown=tuple(next(waiting) if known in among else known for known in found))


def place(view: TableView, own: Sequence[str], column: str, neighbour: str, *, after: bool) -> TableView:
    """Put a column beside another one, where it stands still as that one does."""
    if column in (NAME, neighbour):
        return view
    where = side(view, neighbour)
    if neighbour == NAME or side(view, column) != where:
        view = pin(view, own, column, where)
    found = [known for known in order(view, own) if known != column]
    at = found.index(neighbour) + after if neighbour in found else len(found)
    return replace(view, shown=(*found[:at], column, *found[at:]))


@lru_cache(maxsize=1 << 16)
def value_of(column: str) -> str:
    """Return which value of a metric a column shows; "" for other columns, and for curves."""
    series = series_column(column)
    return "" if series is None or series.value == CURVE else series.value


def with_value(column: str, value: str) -> str:
    """Return the column that shows another value of the same metric."""
    series = series_column(column)
    return column if series is None else series_id(series._replace(value=value))


def revalue(view: TableView, own: Sequence[str], columns: Collection[str], value: str) -> TableView:
    """Show another value of metrics; order, looks and pins go with them."""

    def changed(column: str) -> str:
        return with_value(column, value) if column in columns else column

    looks = {**view.looks, **{changed(column): look for column, look in view.looks.items()}}
    for column in columns:
        if changed(column) != column:
            looks.pop(column, None)
    # Of two keys that become one, the more important stays.
    sort = {changed(key.column): Sort(changed(key.column), key.descending) for key in reversed(view.sort)}
    return replace(
        view,
        shown=_each(order(view, own), changed),
        left=_each(view.left, changed),
        right=_each(view.right, changed),
        sort=tuple(reversed(sort.values())),
        looks=looks,
    )


def with_digits(view: TableView, columns: Iterable[str], digits: int | None) -> TableView:
    """Write the numbers of columns with so many significant digits; None is as many as they need."""
    for column in columns:
        view = view.with_look(column, digits=digits)
    return view


def plain(view: TableView) -> TableView:
    """Return the view with the columns as the table chooses them; query, order, groups and height stay."""
    fresh = TableView()
    return replace(
        view,
        shown=fresh.shown,
        left=fresh.left,
        right=fresh.right,
        differing=fresh.differing,
        looks=fresh.looks,
    )


def _each(columns: Iterable[str], change: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change(column) for column in columns))
