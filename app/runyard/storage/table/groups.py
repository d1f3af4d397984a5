"""Runs that agree in some columns, taken together: how many, in which states, and their statistics."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from runyard.domain.errors import KnownProblem
from runyard.domain.statistics import Statistic, describe, student
from runyard.storage.store import Store
from runyard.storage.table.column_numbers import column_numbers
from runyard.storage.table.column_values import Values, values
from runyard.storage.table.listing import Sort

Cancelled = Callable[[], bool]
_LARGE = 256


def never() -> bool:
    """Nobody stops it."""
    return False


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


class Partition(NamedTuple):
    """Which runs form a group, before anything is said about them.

    Attributes
    ----------
    keys : list of tuple
        For each group the value of each column grouped by; None where the members have none.
    members : array of int64
        The members of one group after the other.
    starts : array of int64
        Where those of each group begin, and where the last ones end.
    """

    keys: list[tuple[Any, ...]]
    members: array[int]
    starts: array[int]

    def ids(self, number: int) -> array[int]:
        """Return the members of a group."""
        return self.members[self.starts[number] : self.starts[number + 1]]


def partition(
    store: Store,
    ids: Sequence[int],
    by: Sequence[str],
    sort: Sequence[Sort] = (),
    *,
    cancelled: Cancelled = never,
) -> Partition:
    """Put runs together that agree in the columns `by`; parameters and order as for `group`."""
    read: dict[str, Values] = {}
    for column in by:
        _ask(cancelled)
        read[column] = values(store, ids, column)
    found: dict[tuple[Any, ...], array[int]] = {}
    columns = [read[column] for column in by]
    for run_id in ids:
        key = tuple([_told_apart(column.get(run_id)) for column in columns])
        known = found.get(key)
        if known is None:
            known = found[key] = array("q")
        known.append(run_id)
    groups = [(tuple([column.get(members[0]) for column in columns]), members) for members in found.values()]
    for order in reversed(sort):
        _ask(cancelled)
        if order.column in by:
            place = by.index(order.column)
            cells = [key[place] for key, _ in groups]
        else:
            cells = summary(store, [members for _, members in groups], order.column)
        groups = _sorted(groups, cells, descending=order.descending)
    members, starts = array("q"), array("q", (0,))
    for _, ids_of_one in groups:
        members.extend(ids_of_one)
        starts.append(len(members))
    return Partition([key for key, _ in groups], members, starts)


def group(
    store: Store,
    ids: Sequence[int],
    by: Sequence[str],
    columns: Sequence[str],
    sort: Sequence[Sort] = (),
    *,
    cancelled: Cancelled = never,
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
    found = partition(store, ids, by, sort, cancelled=cancelled)
    return describe_groups(store, found, range(len(found.keys)), columns, cancelled=cancelled)


def describe_groups(
    store: Store,
    found: Partition,
    numbers: Sequence[int],
    columns: Sequence[str],
    *,
    cancelled: Cancelled = never,
) -> list[Group]:
    """Return some of the groups, by number, with a cell for each of the columns; column after column."""
    parts = [found.ids(number) for number in numbers]
    everyone = array("q")
    for part in parts:
        everyone.extend(part)
    statuses = values(store, everyone, "status")
    cells: list[list[Any]] = [[] for _ in parts]
    for column in columns:
        _ask(cancelled)
        for row, cell in zip(cells, summary(store, parts, column), strict=True):
            row.append(cell)
    counts = [Counter(statuses[run_id] for run_id in part if run_id in statuses) for part in parts]
    return [
        Group(found.keys[number], part, dict(count.most_common()), tuple(row))
        for number, part, count, row in zip(numbers, parts, counts, cells, strict=True)
    ]


def summary(store: Store, parts: Sequence[array[int]], column: str) -> list[Any]:
    """Return what each group of runs comes to in a column: see `Group.cells`."""
    everyone = array("q")
    for part in parts:
        everyone.extend(part)
    numbers = column_numbers(store, everyone, column)
    if numbers is None:
        found = values(store, everyone, column)
        return [_cell(part, found) for part in parts]
    cells: list[Any] = []
    start = 0
    for part in parts:
        end = start + len(part)
        present = numbers.values[start:end][numbers.present[start:end]]
        cells.append(_described(present) if len(present) else None)
        start = end
    return cells


def _described(sample: Any) -> Statistic:
    """Return the statistics of an array as `describe` does, which takes longer for large ones."""
    import numpy as np

    finite = sample[np.isfinite(sample)] if len(sample) >= _LARGE else sample[:0]
    if not len(finite):
        return describe(sample.tolist())
    low, high = float(finite.min()), float(finite.max())
    scale = max(abs(low), abs(high)) or 1.0
    mean = float((finite / scale).mean()) * scale
    n = len(finite)
    odd = len(sample) - n
    if n == 1:
        return Statistic(1, low, low, high, math.nan, math.nan, odd)
    squares = float((((finite - mean) / scale) ** 2).sum())
    deviation = math.sqrt(squares / (n - 1)) * scale
    return Statistic(n, mean, low, high, deviation, student(n - 1) * deviation / math.sqrt(n), odd)


def _ask(cancelled: Cancelled) -> None:
    if cancelled():
        raise KnownProblem("The search was stopped")


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


def _sorted(
    groups: list[tuple[tuple[Any, ...], array[int]]], cells: Sequence[Any], *, descending: bool
) -> list[tuple[tuple[Any, ...], array[int]]]:
    """Order groups by a cell of each."""

    def rank(cell: Any) -> tuple[int, Any]:
        value = cell.mean if isinstance(cell, Statistic) else cell
        if value is None or isinstance(value, Mixed):
            return 3, 0
        if isinstance(value, float) and math.isnan(value):
            return 2, 0
        return (0, value) if isinstance(value, int | float) else (1, str(value))

    ranked = [(rank(cell), found) for cell, found in zip(cells, groups, strict=True)]
    kinds = sorted({kind for (kind, _), _ in ranked})
    return [
        found
        for kind in kinds
        for (_, found) in sorted(
            [pair for pair in ranked if pair[0][0] == kind],
            key=lambda pair: pair[0][1],
            reverse=descending and kind < 2,
        )
    ]
