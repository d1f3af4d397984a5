"""Runs that agree in some columns, taken together: how many, in which states, and their statistics."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from runyard.domain.errors import KnownProblem
from runyard.domain.statistics import Statistic, describe
from runyard.storage.column_values import Values, values
from runyard.storage.listing import Sort
from runyard.storage.store import Store


class Mixed(Enum):
    """Stands in a cell of a group whose members do not agree."""

    MIXED = "mixed"


class Group(NamedTuple):
    """Runs with the same values in the columns grouped by.

    Attributes
    ----------
    key : tuple
        The value of each column grouped by; None where the members have none.
    ids : array of int64
        The members, in the order of the list that was grouped.
    statuses : dict of str to int
        How many members are in which status, most frequent first.
    cells : tuple
        For each column asked for: a `Statistic` where every value is a number, the value that all members
        share, `Mixed.MIXED`, or None where no member has a value.
    """

    key: tuple[Any, ...]
    ids: array[int]
    statuses: dict[str, int]
    cells: tuple[Any, ...]


def group(
    store: Store,
    ids: Sequence[int],
    by: Sequence[str],
    columns: Sequence[str],
    sort: Sequence[Sort] = (),
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Group]:
    """Group runs by columns.

    Parameters
    ----------
    ids : sequence of int
        The runs, in the order their groups' members shall have.
    by, columns : sequence of str
        Column ids as in `columns.Column`: those grouped by, and those to summarise. Runs are grouped by the
        whole set of their tags.
    sort : sequence of Sort
        The order of the groups: a column grouped by orders by its value, a numeric one by the mean of the
        members. Groups that are alike in it keep the order of their first members, and groups without a
        value come last in both directions.
    """
    read: dict[str, Values] = {}
    for column in dict.fromkeys((*by, *columns, "status", *(key.column for key in sort))):
        if cancelled():
            raise KnownProblem("The search was stopped")
        read[column] = values(store, ids, column)
    members: dict[tuple[Any, ...], array[int]] = {}
    for run_id in ids:
        key = tuple(_told_apart(read[column].get(run_id)) for column in by)
        members.setdefault(key, array("q")).append(run_id)
    groups = [_group(found, by, columns, read) for found in members.values()]
    for order in reversed(sort):
        groups = _sorted(groups, order, by, read[order.column])
    return groups


def _group(ids: array[int], by: Sequence[str], columns: Sequence[str], read: dict[str, Values]) -> Group:
    statuses = Counter(read["status"][run_id] for run_id in ids if run_id in read["status"])
    key = tuple(read[column].get(ids[0]) for column in by)
    return Group(key, ids, dict(statuses.most_common()), tuple(_cell(ids, read[name]) for name in columns))


def _cell(ids: Sequence[int], found: Values) -> Any:
    present = [found[run_id] for run_id in ids if found.get(run_id) is not None]
    if not present:
        return None
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in present):
        return describe(present)
    alike = {_told_apart(value) for value in present}
    return present[0] if len(alike) == 1 and len(present) == len(ids) else Mixed.MIXED


def _told_apart(value: Any) -> Any:
    """Return something to compare by: True is not 1, every NaN is alike, and lists have a hash."""
    if isinstance(value, bool):
        return ("flag", value)
    if isinstance(value, float) and math.isnan(value):
        return ("nan",)
    if isinstance(value, int | float | str | None):
        return value
    return (type(value).__name__, repr(value))


def _sorted(groups: list[Group], order: Sort, by: Sequence[str], found: Values) -> list[Group]:
    def rank(group: Group) -> tuple[int, Any]:
        if order.column in by:
            value = group.key[by.index(order.column)]
        else:
            cell = _cell(group.ids, found)
            value = cell.mean if isinstance(cell, Statistic) else cell
        if value is None or isinstance(value, Mixed):
            return 3, 0
        if isinstance(value, float) and math.isnan(value):
            return 2, 0
        return (0, value) if isinstance(value, int | float) else (1, str(value))

    ranked = [(rank(group), group) for group in groups]
    kinds = sorted({kind for (kind, _), _ in ranked})
    return [
        group
        for kind in kinds
        for (_, group) in sorted(
            [pair for pair in ranked if pair[0][0] == kind],
            key=lambda pair: pair[0][1],
            reverse=order.descending and kind < 2,
        )
    ]
