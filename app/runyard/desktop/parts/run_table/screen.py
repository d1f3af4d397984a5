"""`Screen`: puts what was read into the table, so that what stays the same stays in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from runyard.desktop.parts.run_table.arranging import Arranged
from runyard.desktop.parts.run_table.cells import MetricCell
from runyard.desktop.parts.run_table.folding import Folding
from runyard.desktop.parts.run_table.group_cells import KeyCell
from runyard.desktop.parts.run_table.grouping import Grouped
from runyard.desktop.parts.run_table.heads import group_columns, run_columns
from runyard.desktop.parts.run_table.reading import Answer
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tables import Table, TableColumn
from runyard.domain.statistics import Statistic
from runyard.storage.table.columns import Column

_SAMPLE = 200


class Screen:
    """What the table shows at the moment: the columns of a view, runs or groups."""

    def __init__(self, table: Table) -> None:
        self.shown = Arranged(())
        self.folding = Folding()
        self._table = table
        self._known: tuple[Column, ...] = ()
        self._scales: dict[str, tuple[float, float]] = {}
        self.grouped: Grouped | None = None
        self._said: tuple[tuple[str, ...], str] = ((), "")

    def take(self, view: TableView, found: Answer, *, keep_place: bool) -> None:
        """Show what a reading brought."""
        before = self._looks()
        self._known, self.shown, self._scales = found.columns, found.shown, found.scales
        self.grouped = found.grouped
        self.folding.take(found.grouped)
        model = self._table.model
        if found.grouped is not None:
            model.spoil_heads(self.folding.shown)
        anew = self._looks() != before and self.show_columns(view)
        longer = self._fit_numbers(found.rows.values()) if anew or not keep_place else []
        if found.grouped is not None:
            self.list_groups(keep_place=keep_place)
        else:
            self._table.show_ids(found.listing.ids, keep_place=keep_place)
        model.prime(found.rows)
        if found.grouped is not None or longer:
            self._measure(view, longer)
        self._show_order(view)

    def show_columns(self, view: TableView) -> bool:
        """Give the table its columns; return whether they are others, so that no row is left."""
        model, shown = self._table.model, self.shown
        if self.grouped is None:
            columns = run_columns(view, shown, self._scales)
        else:
            titles = {column.id: column.title for column in self._known}
            columns = group_columns(view, self.grouped, self._scales, titles)
        self._fit_keys(columns)
        before = model.columns
        known = {column.id: column.cell for column in before}
        for column in columns:  # with or without groups, a number keeps its decimals until it is fitted anew
            if isinstance(column.cell, MetricCell) and column.id in known:
                column.cell.keep(known[column.id])
        if self._table.show_columns(columns, left=shown.left, right=shown.right):
            return True
        self._fit_numbers(model.fetched(_SAMPLE))
        otherwise = []
        for old, new in zip(before, columns, strict=True):
            if isinstance(new.cell, MetricCell) and not new.cell.keep(old.cell):
                otherwise.append(new.id)
        self._measure(view, otherwise)
        return False

    def list_groups(self, *, keep_place: bool) -> None:
        """Show the heads, and the members of the groups that are open."""
        self._fit_keys(self._table.model.columns)
        self._table.show_ids(self.folding.ids(), keep_place=keep_place)

    def _measure(self, view: TableView, otherwise: Sequence[str] = ()) -> None:
        """Give columns their widths; all anew where groups say something else than before."""
        said = (view.groups, view.spread)
        if self.grouped is not None and said != self._said:
            otherwise = [column.id for column in self._table.model.columns]
            self._said = said
        self._table.measure(otherwise)

    def _looks(self) -> tuple[object, ...]:
        """Return what decides how the columns look, besides the view."""
        groups = self.grouped and (self.grouped.ends, len(self.grouped.ids))
        return self.shown, self._scales, groups

    def _show_order(self, view: TableView) -> None:
        several = len(view.sort) > 1
        self._table.set_orders(
            {key.column: (place if several else 0, key.descending) for place, key in enumerate(view.sort, 1)}
        )

    def _fit_keys(self, columns: Sequence[TableColumn]) -> None:
        """Tell the first column how wide the values are that runs are grouped by."""
        first = columns[0].group if columns else None
        if isinstance(first, KeyCell) and self.grouped is not None:
            first.fit(self.grouped.found.keys[:_SAMPLE], self._table.pinned.cells.look)

    def _fit_numbers(self, rows: Iterable[Any]) -> list[str]:
        """Give each metric the decimals that its first page, or the means of its groups, need.

        Return the columns that have more of them than before, which a width once measured may cut.
        """
        rows = list(rows)
        longer = []
        for place, column in enumerate(self._table.model.columns):
            if isinstance(column.cell, MetricCell):
                cells = [row.cells[place] for row in rows]
                before = column.cell.places
                column.cell.fit([cell.mean if isinstance(cell, Statistic) else cell for cell in cells])
                if column.cell.places > before:
                    longer.append(column.id)
        return longer
