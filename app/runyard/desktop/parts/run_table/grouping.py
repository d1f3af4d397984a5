"""Groups of runs as rows: which columns they have, and their heads."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from runyard.desktop.parts.run_table.arranging import NAME, Arranged
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.domain.statistics import Statistic
from runyard.storage.store import Store
from runyard.storage.table.columns import Column, is_curve, series_column
from runyard.storage.table.groups import Group, Partition, describe_groups, partition, summary

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
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()  # an older reading may still be at it

    def ids(self, keys: Sequence[tuple[Any, ...]]) -> array[int]:
        """Return the id of each group."""
        with self._lock:
            known = self._known
            return array("q", (known.setdefault(_text(key), -len(known) - 1) for key in keys))


class Grouped(NamedTuple):
    """What the table shows of groups; their heads are read when they are looked at.

    Attributes
    ----------
    shown : Arranged
        The columns, those of groups among them.
    found : Partition
        The groups in order; `ids` holds their row ids, and `places` the number of each.
    metric : Column or None
        What groups are compared by, and whether they are `sorted` by it.
    ends : (float, float) or None
        The ends of the interval's axis.
    """

    shown: Arranged
    found: Partition
    ids: array[int]
    places: dict[int, int]
    metric: Column | None
    sorted: bool
    ends: tuple[float, float] | None


def read_column(column: Column) -> str:
    """Return the id of the column whose values a column of the table shows."""
    return column.id.removeprefix(INTERVAL)


def grouped(
    store: Store, cancel: Cancel, view: TableView, ids: Sequence[int], shown: Arranged, numbers: Numbers
) -> Grouped:
    """Group runs as a view says, with the columns it shows."""
    metric = _compared(view, shown)
    found = partition(store, ids, view.groups, view.sort, cancelled=cancel)
    row_ids = numbers.ids(found.keys)
    places = {row_id: number for number, row_id in enumerate(row_ids)}
    first = view.sort[0].column if view.sort else ""
    ends = None
    if metric is not None:
        parts = [found.ids(number) for number in range(len(found.keys))]
        ends = _ends(summary(store, parts, metric.id), view.spread)
    arranged = _with_own_columns(view, shown, metric)
    return Grouped(arranged, found, row_ids, places, metric, metric is not None and first == metric.id, ends)


def heads(store: Store, cancel: Cancel, of: Grouped, row_ids: Iterable[int]) -> dict[int, Head]:
    """Return the heads of groups by row id; ids of no group are left out."""
    numbers = [of.places[row_id] for row_id in row_ids if row_id in of.places]
    if not numbers:
        return {}
    columns = [column.id for column in of.shown.columns]
    asked = list(dict.fromkeys(read_column(column) for column in of.shown.columns if _is_summed_up(column)))
    made = {}
    groups = describe_groups(store, of.found, numbers, asked, cancelled=cancel)
    for number, found in zip(numbers, groups, strict=True):
        cells = dict(zip(asked, found.cells, strict=True))
        statistic = None if of.metric is None else cells[of.metric.id]
        valued = isinstance(statistic, Statistic) and statistic.n > 0
        cells |= {NAME: found.key, "status": found.statuses, COUNT.id: _count(found, statistic, of.metric)}
        row = tuple(cells.get(column.removeprefix(INTERVAL)) for column in columns)
        made[of.ids[number]] = Head(found, row, best=of.sorted and valued and number == 0)
    return made


def _is_summed_up(column: Column) -> bool:
    """Whether the head of a group says what the values of its members in a column come to."""
    return column.id not in (NAME, "status", COUNT.id) and not is_curve(column.id)


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


def _count(found: Group, statistic: Any, metric: Column | None) -> tuple[int, int]:
    """Return how many members have a value of the metric, and how many there are."""
    total = len(found.ids)
    if metric is None:
        return total, total
    return (statistic.n + statistic.odd if isinstance(statistic, Statistic) else 0), total


def _text(key: tuple[Any, ...]) -> str:
    return "\0".join([f"{type(value).__name__}:{value!r}" for value in key])


def span(value: Statistic, spread: str) -> tuple[float, float]:
    """Return from where to where the interval of a group reaches."""
    if spread == "range" or value.n < 2:
        return value.low, value.high
    half = value.interval if spread == "interval" else value.deviation
    return value.mean - half, value.mean + half


def _ends(cells: Iterable[Any], spread: str) -> tuple[float, float] | None:
    """Return the ends of the axis: all values lie on it, and the intervals where they are not far longer."""
    found = [cell for cell in cells if isinstance(cell, Statistic) and cell.n]
    if not found:
        return None
    low, high = min(cell.low for cell in found), max(cell.high for cell in found)
    more = (high - low) * _BEYOND
    starts, ends = zip(*(span(cell, spread) for cell in found), strict=True)
    return max(low - more, min(low, *starts)), min(high + more, max(high, *ends))
