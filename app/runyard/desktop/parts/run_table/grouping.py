"""Groups of runs as rows: which columns they have, their heads, and the members below those that are open."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from runyard.desktop.parts.run_table.arranging import NAME, Arranged
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.domain.statistics import Statistic
from runyard.storage.columns import Column, series_column
from runyard.storage.groups import Group, group
from runyard.storage.store import Store

COUNT = Column("group:n", "n", "", True, "run")
INTERVAL = "interval:"
Key = tuple[str, ...]


class Head(NamedTuple):
    """The head of a group: one cell for each column shown; `key` stays when the values of the members change.

    The cell of the name holds the values grouped by, that of `COUNT` how many members have a value of the
    metric compared and how many there are; the status has a count for each status.
    """

    group: Group
    key: Key
    cells: tuple[Any, ...]
    open: bool = False
    best: bool = False


class Grouped(NamedTuple):
    """What the table shows of groups: the columns, the heads in order, the ends of the interval's axis."""

    shown: Arranged
    heads: tuple[Head, ...]
    ends: tuple[float, float] | None


def read_column(column: Column) -> str:
    """Return the id of the column whose values a column of the table shows."""
    return column.id.removeprefix(INTERVAL)


def grouped(store: Store, cancel: Cancel, view: TableView, ids: Sequence[int], shown: Arranged) -> Grouped:
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
        heads.append(Head(found, _key(found), cells, best=sorted_by and valued and number == 0))
    return Grouped(arranged, tuple(heads), _ends(groups, place))


def flatten(heads: Sequence[Head], opened: Collection[Key]) -> tuple[array[int], dict[int, Head]]:
    """Return the ids in order, a head as a negative one and what is open below it; and the heads by id."""
    ids = array("q")
    rows = {}
    for number, head in enumerate(heads):
        is_open = head.key in opened
        rows[-number - 1] = head._replace(open=is_open)
        ids.append(-number - 1)
        if is_open:
            ids.extend(head.group.ids)
    return ids, rows


def _compared(view: TableView, shown: Arranged) -> Column | None:
    """Return the metric that groups are compared by: the first sorted by, else the first shown."""
    metrics = {column.id: column for column in shown.columns if series_column(column.id) is not None}
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


def _key(found: Group) -> Key:
    return tuple(f"{type(value).__name__}:{value!r}" for value in found.key)


def _ends(groups: Sequence[Group], place: int | None) -> tuple[float, float] | None:
    """Return the lowest and the highest value that a member of any group has."""
    if place is None:
        return None
    found = [cell for group in groups if isinstance(cell := group.cells[place], Statistic) and cell.n]
    return (min(cell.low for cell in found), max(cell.high for cell in found)) if found else None
