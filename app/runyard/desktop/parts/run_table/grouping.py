"""Groups of runs as rows: which columns they have, and their heads."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from runyard.desktop.parts.run_table.arranging import NAME, Arranged
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.domain.statistics import Statistic
from runyard.storage.columns import Column, is_curve, series_column
from runyard.storage.groups import Group, group
from runyard.storage.store import Store

COUNT = Column("group:n", "n", "", True, "run")
INTERVAL = "interval:"
_BEYOND = 0.25  # of the range of all values, how far the axis of the intervals goes on at most


class Head(NamedTuple):
    """The head of a group: one cell for each column shown.

    The cell of the name holds the values grouped by, that of `COUNT` how many members have a value of the
    metric compared and how many there are; the status has a count for each status.
    """

    group: Group
    cells: tuple[Any, ...]
    open: bool = False
    best: bool = False


class Numbers:
    """Gives groups their row ids, negative ones; one that goes and comes back, or moves, has the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], int] = {}
        self._lock = threading.Lock()  # an older reading may still be at it

    def ids(self, groups: Sequence[Group]) -> array[int]:
        """Return the id of each group."""
        with self._lock:
            known = self._known
            return array("q", (known.setdefault(_key(found), -len(known) - 1) for found in groups))


class Grouped(NamedTuple):
    """What the table shows of groups.

    Attributes
    ----------
    shown : Arranged
        The columns, those of groups among them.
    heads : tuple of Head
        In order; `ids` holds their row ids, and `places` where each id stands.
    ends : (float, float) or None
        The ends of the interval's axis.
    """

    shown: Arranged
    heads: tuple[Head, ...]
    ids: array[int]
    places: dict[int, int]
    ends: tuple[float, float] | None


def read_column(column: Column) -> str:
    """Return the id of the column whose values a column of the table shows."""
    return column.id.removeprefix(INTERVAL)


def grouped(
    store: Store, cancel: Cancel, view: TableView, ids: Sequence[int], shown: Arranged, numbers: Numbers
) -> Grouped:
    """Group runs as a view says, with the columns it shows."""
    metric = _compared(view, shown)
    arranged = _with_own_columns(view, shown, metric)
    asked = [read_column(column) for column in arranged.columns]
    groups = group(store, ids, view.groups, asked, view.sort, cancelled=cancel)
    place = asked.index(metric.id) if metric is not None else None
    sorted_by = bool(view.sort) and metric is not None and view.sort[0].column == metric.id
    heads = []
    for number, found in enumerate(groups):
        statistic = None if place is None else found.cells[place]
        valued = isinstance(statistic, Statistic) and statistic.n > 0
        cells = tuple(_cell(column, found, statistic, metric) for column in enumerate(arranged.columns))
        heads.append(Head(found, cells, best=sorted_by and valued and number == 0))
    row_ids = numbers.ids(groups)
    places = {row_id: number for number, row_id in enumerate(row_ids)}
    return Grouped(arranged, tuple(heads), row_ids, places, _ends(groups, place, view.spread))


def _compared(view: TableView, shown: Arranged) -> Column | None:
    """Return the metric that groups are compared by: the first sorted by, else the first shown."""
    series = [column for column in shown.columns if series_column(column.id) and not is_curve(column.id)]
    metrics = {column.id: column for column in series}
    for key in view.sort:
        if key.column in metrics:
            return metrics[key.column]
    return next(iter(metrics.values()), None)


def _with_own_columns(view: TableView, shown: Arranged, metric: Column | None) -> Arranged:
    """Add the count after the columns at the left, and the interval; leave out what runs are grouped by."""
    kept = [column for column in shown.columns if column.id == NAME or column.id not in view.groups]
    left = sum(column in kept for column in shown.columns[: shown.left])
    right = sum(column in kept for column in shown.columns[len(shown.columns) - shown.right :])
    columns: list[Column] = []
    for place, column in enumerate(kept):
        columns.append(column)
        if place == left - 1:
            columns.append(COUNT)
        if metric is not None and column.id == metric.id and place < len(kept) - right:
            columns.append(replace(metric, id=f"{INTERVAL}{metric.id}"))
    return Arranged(tuple(columns), left, right)


def _cell(place: tuple[int, Column], found: Group, statistic: Any, metric: Column | None) -> Any:
    number, column = place
    if column.id == NAME:
        return found.key
    if column.id == "status":
        return found.statuses
    if column is COUNT:
        total = len(found.ids)
        if metric is None:
            return total, total
        return (statistic.n + statistic.odd if isinstance(statistic, Statistic) else 0), total
    return found.cells[number]


def _key(found: Group) -> tuple[str, ...]:
    return tuple(f"{type(value).__name__}:{value!r}" for value in found.key)


def span(value: Statistic, spread: str) -> tuple[float, float]:
    """Return from where to where the interval of a group reaches."""
    if spread == "range" or value.n < 2:
        return value.low, value.high
    half = value.interval if spread == "interval" else value.deviation
    return value.mean - half, value.mean + half


def _ends(groups: Sequence[Group], place: int | None, spread: str) -> tuple[float, float] | None:
    """Return the ends of the axis: all values lie on it, and the intervals where they are not far longer."""
    if place is None:
        return None
    found = [cell for group in groups if isinstance(cell := group.cells[place], Statistic) and cell.n]
    if not found:
        return None
    low, high = min(cell.low for cell in found), max(cell.high for cell in found)
    more = (high - low) * _BEYOND
    starts, ends = zip(*(span(cell, spread) for cell in found), strict=True)
    return max(low - more, min(low, *starts)), min(high + more, max(high, *ends))
