"""Which columns a view of the table shows, in which order, and which of them stand still."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from runyard.desktop.state.table_view import TableView
from runyard.storage.table.columns import Column

NAME = "name"


class Arranged(NamedTuple):
    """Columns in order; the first `left` and the last `right` of them stand still."""

    columns: tuple[Column, ...]
    left: int = 1
    right: int = 0


def arrange(
    view: TableView, known: Iterable[Column], chosen: Sequence[Column], hidden: Iterable[str] = ()
) -> Arranged:
    """Return what a view shows of the columns that are `known`.

    `chosen` are the table's own choice, for a view without one. `hidden` are left out, but for the name,
    which comes first always. Columns of the view that no run has at the moment are left out as well.
    """
    by_id: Mapping[str, Column] = {column.id: column for column in known}
    shown = [column.id for column in chosen] if view.shown is None else list(view.shown)
    off = set(hidden) - {NAME}
    ids = [column for column in dict.fromkeys(shown) if column in by_id and column not in off]
    left = [column for column in ids if column in view.left and column != NAME]
    right = [column for column in ids if column in view.right and column not in left and column != NAME]
    fixed = {NAME, *left, *right}
    order = [NAME, *left, *[column for column in ids if column not in fixed], *right]
    return Arranged(tuple(by_id[column] for column in order if column in by_id), 1 + len(left), len(right))
