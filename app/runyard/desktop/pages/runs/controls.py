"""`Controls`: the rows between the search and the table: quick filters, group, sort, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.runs import expressions
from runyard.desktop.pages.runs.chips import ChipRow
from runyard.desktop.pages.runs.group_row import GroupRow
from runyard.desktop.pages.runs.key_popovers import GroupPopover, KeysPopover
from runyard.desktop.pages.runs.seeds import Seeds
from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.pages.runs.tool_button import ToolButton
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.parts.words import count
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import NEWEST_FIRST, TableView
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Option
from runyard.storage.table.columns import Column, is_curve
from runyard.storage.table.listing import Sort

_CHIPS, _CHIPS_GROUPED = 36, 32


class Controls(QWidget):
    """Changes the state's view; `columns_asked` asks for the column manager or to put it away."""

    columns_asked = Signal()

    def __init__(self, state: RunsState, runs: RunTable, workspace: Workspace) -> None:
        super().__init__()
        self._state, self._runs = state, runs
        self.chips = ChipRow()
        self.group = ToolButton("group", "Group")
        self.sort = ToolButton("arrow-up-down", "Sort")
        self.columns = ToolButton("columns-3", "Columns")
        self.groups = GroupRow()
        self.seeds = Seeds(state, runs, workspace)
        self.group_popover: GroupPopover | None = None
        self.sort_popover: KeysPopover | None = None
        self._known_of: Sequence[Column] = ()
        self._known: dict[str, Column] = {}
        self._fields_of: Sequence[Column] = ()
        self._offered: dict[str, Option] = {}
        self._upper = QWidget()
        self._arrange()
        self._connect()
        self.show_view(state.view)

    @Slot(object)
    def show_view(self, view: TableView) -> None:
        """Show what is set in a view."""
        grouped = bool(view.groups)
        names = [self._named(column) for column in view.groups]
        self.group.set_value(" × ".join(names) or "None")
        plain = view.sort == NEWEST_FIRST
        keys = ", ".join(self._named(key.column) for key in view.sort)
        self.sort.set_value("newest first" if plain else keys)
        self.groups.show_groups(view.groups, names, view.spread)
        self.groups.setVisible(grouped)
        self._upper.setFixedHeight(_CHIPS_GROUPED if grouped else _CHIPS)
        self.show_seeds()
        self._show_popovers(view)

    def _named(self, column: str) -> str:
        """Return what people call a column; before the table has read, or where it is gone, its id."""
        if self._known_of is not self._runs.columns:
            self._known_of = self._runs.columns
            self._known = {found.id: found for found in self._known_of}
        found = self._known.get(column)
        return expressions.words(found) if found is not None else column.rpartition(":")[2]

    @Slot()
    def show_found(self) -> None:
        """The table has read: there may be other columns and other groups."""
        self.chips.set_columns(self._runs.columns)
        self.show_view(self._state.view)
        self.groups.show_folding(any_open=self._runs.folding.any_open())
        self.seeds.look()

    @Slot()
    def show_seeds(self) -> None:
        """Show whether seeds are collapsed."""
        self.groups.seeds.setChecked(self.seeds.collapsed)

    @Slot(object, object)
    def show_count(self, shown: int, total: int) -> None:
        """Show how many columns there are."""
        self.columns.set_value(f"{count(shown)} of {count(total)}")

    @Slot()
    def open_group(self) -> None:
        """Choose what runs are grouped by."""
        if self.group_popover is None:
            self.group_popover = GroupPopover(self)
            self.group_popover.changed.connect(self._group_by)
            self.group_popover.seeds_asked.connect(self.seeds.collapse)
        self._show_groups(self._state.view)
        self.group_popover.toggle_at(self.groups.add if self.groups.isVisible() else self.group)

    @Slot()
    def open_sort(self) -> None:
        """Choose what runs are sorted by."""
        if self.sort_popover is None:
            self.sort_popover = KeysPopover(self, "Sort", "Newest first", directed=True)
            self.sort_popover.changed.connect(self._sort_by)
        self._show_sort(self._state.view)
        self.sort_popover.toggle_at(self.sort)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.groups.isHidden():
            painter = QPainter(self)
            try:
                painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
            finally:
                painter.end()

    def _arrange(self) -> None:
        row = QHBoxLayout(self._upper)
        # The controls hang at the top: the table's head below has room of its own.
        row.setContentsMargins(sizes.MARGIN, 2, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.chips, 1, top)
        row.addSpacing(sizes.GAP)
        for tool in (self.group, self.sort, self.columns):
            row.addWidget(tool, 0, top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._upper)
        column.addWidget(self.groups)

    def _connect(self) -> None:
        self.group.clicked.connect(self.open_group)
        self.sort.clicked.connect(self.open_sort)
        self.columns.clicked.connect(self.columns_asked)
        self.groups.removed.connect(self._ungroup)
        self.groups.field_asked.connect(self.open_group)
        self.groups.spread_chosen.connect(self._use_spread)
        self.groups.seeds_asked.connect(self.seeds.toggle)
        self.groups.fold_asked.connect(self.fold_all)
        self.seeds.changed.connect(self.show_seeds)
        self._runs.table.fold_asked.connect(self._show_folding)

    @Slot(object)
    def fold_all(self, opened: bool) -> None:
        """Open every group, or close all."""
        self._runs.fold_all(opened=opened)
        self._show_folding()

    @Slot()
    def _show_folding(self) -> None:
        self.groups.show_folding(any_open=self._runs.folding.any_open())

    def _show_popovers(self, view: TableView) -> None:
        if self.group_popover is not None and self.group_popover.isVisible():
            self._show_groups(view)
        if self.sort_popover is not None and self.sort_popover.isVisible():
            self._show_sort(view)

    def _show_groups(self, view: TableView) -> None:
        if self.group_popover is not None:
            keys = [Sort(group) for group in view.groups]
            self.group_popover.show_keys(self._fields(), keys, without=("name", "hash"))

    def _show_sort(self, view: TableView) -> None:
        if self.sort_popover is not None:
            keys = () if view.sort == NEWEST_FIRST else view.sort
            self.sort_popover.show_keys(self._fields(), keys)

    def _fields(self) -> Mapping[str, Option]:
        """Return what one can sort and group by."""
        if self._fields_of is not self._runs.columns:
            self._fields_of = self._runs.columns
            self._offered = {
                column.id: Option(column.id, column.title, column.subtitle)
                for column in self._fields_of
                if not is_curve(column.id)
            }
        return self._offered

    @Slot(object)
    def _group_by(self, keys: Sequence[Sort]) -> None:
        self._state.alter(groups=tuple(key.column for key in keys))

    @Slot(object)
    def _sort_by(self, keys: Sequence[Sort]) -> None:
        self._state.alter(sort=tuple(keys) or NEWEST_FIRST)

    @Slot(object)
    def _ungroup(self, column: str) -> None:
        view = self._state.view
        self._state.change(replace(view, groups=tuple(group for group in view.groups if group != column)))

    @Slot(object)
    def _use_spread(self, spread: str) -> None:
        self._state.alter(spread=spread)
