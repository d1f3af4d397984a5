"""The columns of the table as it shows them: title, cells of runs and, where runs are grouped, of groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from runyard.desktop.parts import words
from runyard.desktop.parts.run_table.arranging import NAME, Arranged
from runyard.desktop.parts.run_table.cells import MetricCell
from runyard.desktop.parts.run_table.choice import table_column
from runyard.desktop.parts.run_table.group_cells import (
    CountCell,
    IntervalCell,
    KeyCell,
    StatusesCell,
    SummaryCell,
)
from runyard.desktop.parts.run_table.grouping import COUNT, INTERVAL, Grouped
from runyard.desktop.parts.run_table.mark_cells import Nothing
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tables import Cell, TableColumn
from runyard.storage.table.columns import Column, is_curve

_SPREAD_WORDS = {"interval": "± 95 % CI", "deviation": "± sd", "range": "range"}
Scales = Mapping[str, tuple[float, float]]


def run_columns(view: TableView, shown: Arranged, scales: Scales) -> list[TableColumn]:
    """Return the columns of a table of runs."""
    return [table_column(column, view.look(column.id), scales.get(column.id)) for column in shown.columns]


def group_columns(
    view: TableView, found: Grouped, scales: Scales, titles: Mapping[str, str]
) -> list[TableColumn]:
    """Return the columns of a table of groups; `titles` names the columns grouped by."""
    return [_group_column(view, found, scales, titles, column) for column in found.shown.columns]


def _group_column(
    view: TableView, found: Grouped, scales: Scales, titles: Mapping[str, str], column: Column
) -> TableColumn:
    if column is COUNT:
        count = CountCell()
        return TableColumn(COUNT.id, COUNT.title, count, narrowest=48, widest=96, group=count)
    if column.id.startswith(INTERVAL):
        low, high = found.ends or (0.0, 1.0)
        cell = IntervalCell((low, high), view.spread)
        places = words.decimals(high - low, 3)
        ends = (f"{low:.{places}f}", f"{high:.{places}f}")
        return TableColumn(column.id, column.title, cell, ends[0], 140, 140, group=cell, subtitle_end=ends[1])
    made = table_column(column, view.look(column.id), scales.get(column.id))
    if column.id == NAME:
        names = [titles.get(grouped_by, grouped_by) for grouped_by in view.groups]
        groups = len(found.ids)
        subtitle = f"{groups:,} {'group' if groups == 1 else 'groups'}"
        return replace(made, title="Group", subtitle=subtitle, group=KeyCell(names))
    if column.id == "status":
        return replace(made, group=StatusesCell())
    if is_curve(column.id):
        return replace(made, group=Nothing())
    summary = _summary(view, column, made.cell)
    if column.group in ("metric", "system"):
        parts = [part for part in (made.subtitle, _SPREAD_WORDS[view.spread]) if part]
        made = replace(made, subtitle=", ".join(parts))
    elif column.id == "duration":
        made = replace(made, subtitle="mean")
    return replace(made, group=summary)


def _summary(view: TableView, column: Column, cell: Cell) -> SummaryCell:
    if column.id == "duration":
        return SummaryCell(lambda value: words.duration(round(value * 1e6)), "", right=True, soft=True)
    if column.id == "created":
        return SummaryCell(lambda value: words.moment(round(value)), "range", right=False, soft=True)
    if isinstance(cell, MetricCell):
        return SummaryCell(cell.write, view.spread, right=True, pends=True)
    digits = view.look(column.id).digits or 4
    return SummaryCell(
        lambda value: words.number(value, digits), view.spread, right=cell.right, soft=cell.soft, plain=True
    )
