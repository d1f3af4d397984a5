"""The menu of a column, from its head in the table and from the column manager."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.pages.runs.expressions import expression
from runyard.desktop.parts.columns_panel import VALUES, edits
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state.table_view import TableView
from runyard.desktop.theme import icon
from runyard.desktop.widgets import copy_to_clipboard
from runyard.storage.table.columns import CURVE, Column, is_curve
from runyard.storage.table.listing import Sort

_DIGITS = (None, 2, 3, 4, 5, 6, 8, 12, 17)
_UNGROUPED = ("name", "hash")

Change = Callable[[TableView], None]


class ColumnMenu(QObject):
    """Makes the menu; `change` gets the new view."""

    def __init__(self, runs: RunTable, change: Change, owner: QWidget) -> None:
        super().__init__(owner)
        self._runs, self._change, self._owner = runs, change, owner
        self.menu: QMenu | None = None

    def open(self, column_id: str, at: QPoint) -> None:
        """Show the menu of a column; columns that only groups have show none."""
        known = {column.id: column for column in self._runs.columns}
        column = known.get(column_id)
        if column is None:
            return
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill(menu, column)
        self.menu = menu
        menu.popup(at)

    def _fill(self, menu: QMenu, column: Column) -> None:
        view, own = self._runs.view, self._runs.own_choice
        shown = column.id in edits.order(view, own)
        self._fill_order(menu, column, view)
        menu.addSeparator()
        if column.id != edits.NAME:
            if shown:
                self._add(menu, "Hide", edits.hide(view, own, {column.id}))
            else:
                self._add(menu, "Show", edits.show(view, own, [column.id]))
            self._fill_place(menu, column, view, shown)
            menu.addSeparator()
        self._fill_look(menu, column, view)
        menu.addSeparator()
        menu.addAction("Copy name", partial(copy_to_clipboard, expression(column))).setIcon(icon("copy"))

    def _fill_order(self, menu: QMenu, column: Column, view: TableView) -> None:
        own = column.id
        for title, shape, descending in (
            ("Sort ascending", "arrow-up", False),
            ("Sort descending", "arrow-down", True),
        ):
            sorted_by = replace(view, sort=(Sort(own, descending),))
            self._add(menu, title, sorted_by, shape=shape, on=view.sort == sorted_by.sort)
        before = tuple(key for key in view.sort if key.column != own)
        if before:
            self._add(menu, "Then by this", replace(view, sort=(*before, Sort(own))))
        if own in view.groups:
            left = tuple(group for group in view.groups if group != own)
            self._add(menu, "Group by this no more", replace(view, groups=left), shape="group")
        elif own not in _UNGROUPED and not is_curve(own):
            self._add(menu, "Group by this", replace(view, groups=(*view.groups, own)), shape="group")

    def _fill_place(self, menu: QMenu, column: Column, view: TableView, shown: bool) -> None:
        own, side = self._runs.own_choice, edits.side(view, column.id)
        for title, where in (("Pin left", "left"), ("Pin right", "right"), ("Unpin", "")):
            if side != where:
                self._add(menu, title, edits.pin(view, own, column.id, where), shape="pin")  # type: ignore[arg-type]
        if shown:
            moves = menu.addMenu("Move")
            far = len(view.shown or own)
            for title, places in (("Left", -1), ("Right", 1), ("To start", -far), ("To end", far)):
                moved = edits.step(view, own, column.id, places)
                self._add(moves, title, moved, possible=edits.order(moved, own) != edits.order(view, own))

    def _fill_look(self, menu: QMenu, column: Column, view: TableView) -> None:
        look, own = view.look(column.id), self._runs.own_choice
        if column.numeric and column.id != "duration" and not is_curve(column.id):
            coloured = view.with_look(column.id, scaled=not look.scaled)
            self._add(menu, "Colour by value", coloured, checkable=True, on=look.scaled)
            digits = menu.addMenu("Digits")
            for count in _DIGITS:
                title = "As many as needed" if count is None else str(count)
                changed = view.with_look(column.id, digits=count)
                self._add(digits, title, changed, checkable=True, on=look.digits == count)
        value = edits.value_of(column.id)
        if value:
            values, also = menu.addMenu("Value"), menu.addMenu("Also show")
            known = {found.id for found in self._runs.columns}
            shown = edits.order(view, own)
            for other in VALUES:
                sibling = edits.with_value(column.id, other)
                if sibling not in known:
                    continue
                changed = edits.revalue(view, own, {column.id}, other)
                self._add(values, other.capitalize(), changed, checkable=True, on=other == value)
                if sibling not in shown:
                    self._add(
                        also, other.capitalize(), edits.show(view, own, [sibling], _after(shown, column))
                    )
        if look.width is not None:
            self._add(menu, "Reset width", view.with_look(column.id, width=None))

    def _fill_values(self, menu: QMenu, column: Column, view: TableView) -> None:
        """Other values of the same metric, in place of this one or beside it."""
        own, value = self._runs.own_choice, edits.value_of(column.id)
        known, shown = {found.id for found in self._runs.columns}, edits.order(view, own)
        values = menu.addMenu("Value") if value else None
        also = menu.addMenu("Also show")
        for other in (*VALUES, CURVE):
            sibling = edits.with_value(column.id, other)
            if sibling not in known:
                continue
            if values is not None and other != CURVE:
                changed = edits.revalue(view, own, {column.id}, other)
                self._add(values, other.capitalize(), changed, checkable=True, on=other == value)
            if sibling not in shown:
                both = edits.show(view, own, [sibling], _after(shown, column))
                self._add(also, other.capitalize(), both)

    def _add(
        self,
        menu: QMenu,
        title: str,
        view: TableView,
        *,
        shape: str = "",
        checkable: bool = False,
        on: bool = False,
        possible: bool = True,
    ) -> None:
        action = QAction(title, menu)
        if shape:
            action.setIcon(icon(shape))
        action.setCheckable(checkable or on)
        action.setChecked(on)
        action.setEnabled(possible)
        action.triggered.connect(partial(self._take, view))
        menu.addAction(action)

    def _take(self, view: TableView, _checked: bool = False) -> None:
        self._change(view)


def _after(shown: list[str], column: Column) -> str | None:
    place = shown.index(column.id) + 1 if column.id in shown else len(shown)
    return shown[place] if place < len(shown) else None
