"""`ColumnsPanel`: which columns a table of runs shows, in which order, and how."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.columns_panel import edits
from runyard.desktop.parts.columns_panel.foot import Foot
from runyard.desktop.parts.columns_panel.model import ColumnsModel
from runyard.desktop.parts.columns_panel.rows import SYSTEM, Asked, Catalogue, Head, Line, lines, listed
from runyard.desktop.parts.columns_panel.view import ColumnsView
from runyard.desktop.state.table_view import TableView
from runyard.desktop.theme import sizes, tokens, watcher
from runyard.desktop.widgets import Button, Label, SearchField, Switch
from runyard.storage.table.columns import Column

_WIDE = 280
_PAD = 12


class ColumnsPanel(QWidget):
    """Edits a view: `changed` carries the new one, `closed` tells that the cross or Esc was pressed.

    `menu_asked` carries the id of a column and the place on the screen, `counted` how many columns are shown
    and how many there are.
    """

    changed = Signal(object)
    closed = Signal()
    menu_asked = Signal(object, object)
    counted = Signal(object, object)
    reset_done = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._asked = Asked(Catalogue(()), (), frozenset(), TableView())
        self._lines: list[Line] = []
        self._closed = {SYSTEM}
        self.model = ColumnsModel(self)
        self.list = ColumnsView(self.model)
        self.search = SearchField("Find a column")
        self.differing = Switch("Only differing columns")
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.close_button = Button("", "x", "icon", dense=True, tip="Close")
        self.foot = Foot()
        self.setAccessibleName("Columns")
        self._arrange()
        self._connect()
        self._dress()

    @property
    def totals(self) -> tuple[int, int]:
        """How many columns are shown, and how many there are."""
        return sum(line.shown for line in self._lines), len(self._lines)

    def show_columns(
        self, columns: Sequence[Column], own: Sequence[str], on_screen: Collection[str], view: TableView
    ) -> None:
        """Show a view: of all columns, those the table chooses by itself, and those on screen."""
        catalogue = self._asked.catalogue
        if catalogue.columns is not columns:
            catalogue = Catalogue(columns)
        asked = Asked(catalogue, tuple(own), frozenset(on_screen), view)
        if asked == self._asked:
            return
        self._asked = asked
        self._lines = lines(asked)
        self.differing.setChecked(view.differing)
        self.foot.show_view(view, [line.column for line in self._lines if line.shown])
        shown, total = self.totals
        self.count.setText(f"{shown:,} of {total:,} shown")
        self.counted.emit(shown, total)
        if self.isVisible():
            self._list()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            colors = tokens()
            painter.fillRect(self.rect(), colors.panel)
            painter.fillRect(0, 0, 1, self.height(), colors.line)
            for below in (self._head, self._tools, self.list):
                painter.fillRect(1, below.geometry().bottom(), self.width() - 1, 1, colors.line)
        finally:
            painter.end()

    def _arrange(self) -> None:
        self._head, self._tools = QWidget(), QWidget()
        self._head.setFixedHeight(sizes.TABLE_HEADER_TWO_LINES)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(_PAD, 0, sizes.GAP, 0)
        head.setSpacing(sizes.GAP)
        head.addWidget(Label("Columns", bold=True))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.close_button)
        tools = QVBoxLayout(self._tools)
        tools.setContentsMargins(_PAD, sizes.GAP, _PAD, sizes.GAP)
        tools.setSpacing(sizes.GAP)
        tools.addWidget(self.search)
        tools.addWidget(self.differing)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self._tools):
            column.addWidget(part)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)
        self.list.setContentsMargins(0, 4, 0, 4)
        self.list.setViewportMargins(0, 4, 0, 4)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._list)
        self.differing.toggled.connect(self._differ)
        self.close_button.clicked.connect(self.closed)
        self.list.toggled.connect(self._toggle)
        self.list.folded.connect(self._fold)
        self.list.scaled.connect(self._scale)
        self.list.pinned.connect(self._pin)
        self.list.stepped.connect(self._step)
        self.list.dropped.connect(self._put)
        self.list.menu_asked.connect(self._ask_menu)
        self.foot.value_chosen.connect(self._revalue)
        self.foot.density_chosen.connect(self._use_density)
        self.foot.digits_chosen.connect(self._use_digits)
        self.foot.reset.clicked.connect(self._reset)
        watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        """Be as wide as the foot wants where the text is large."""
        self.setFixedWidth(max(_WIDE, self.foot.sizeHint().width() + 1))
        self.update()

    @Slot()
    def _list(self) -> None:
        here = self.model.row(self.list.currentIndex().row())
        self.model.set_rows(listed(self._lines, self.search.text(), self._closed))
        found = self.model.find(here.key) if here is not None else -1
        if found >= 0:
            self.list.setCurrentIndex(self.model.index(found))

    def _change(self, view: TableView) -> None:
        if view != self._asked.view:
            self.changed.emit(view)

    @Slot(object)
    def _toggle(self, row: Head | Line) -> None:
        """Show or hide a column, or all of a section."""
        view, own = self._asked.view, self._asked.own
        if isinstance(row, Head):
            inside = [line for line in self._lines if line.section == row.title and not line.fixed]
            if row.shown == row.total:
                self._change(edits.hide(view, own, {line.column for line in inside}))
            else:
                self._change(edits.show(view, own, [line.column for line in inside], self._after(row.title)))
        elif not row.fixed:
            if row.shown:
                self._change(edits.hide(view, own, {row.column}))
            else:
                self._change(edits.show(view, own, [row.column], self._next(row)))

    def _next(self, row: Line) -> str | None:
        """Return the column on screen that a line's column goes before."""
        number = [line.column for line in self._lines].index(row.column)
        below = [line for line in self._lines[number + 1 :] if line.section == row.section and line.shown]
        return below[0].column if below else self._after(row.section)

    def _after(self, section: str) -> str | None:
        """Return the column on screen that stands after the last one of a section."""
        order = edits.order(self._asked.view, self._asked.own)
        inside = {line.column for line in self._lines if line.section == section and line.shown}
        places = [place for place, column in enumerate(order) if column in inside]
        return order[places[-1] + 1] if places and places[-1] + 1 < len(order) else None

    @Slot(object)
    def _fold(self, head: Head) -> None:
        self._closed ^= {head.title}
        self._list()

    @Slot(object)
    def _scale(self, line: Line) -> None:
        self._change(self._asked.view.with_look(line.column, scaled=not line.scaled))

    @Slot(object)
    def _pin(self, line: Line) -> None:
        if line.column != edits.NAME:
            side: edits.Side = "" if line.side else "left"
            self._change(edits.pin(self._asked.view, self._asked.own, line.column, side))

    @Slot(object, object)
    def _step(self, line: Line, places: int) -> None:
        if line.shown:
            self._change(edits.step(self._asked.view, self._asked.own, line.column, places))

    @Slot(object, object, object)
    def _put(self, line: Line, beside: Line, after: bool) -> None:
        """A line was dragged. Beside one that is hidden it goes to the nearest one on screen."""
        if not line.fixed:
            target, behind = self._nearest(beside, after)
            if target is not None:
                view, own = self._asked.view, self._asked.own
                self._change(edits.place(view, own, line.column, target, after=behind))

    def _nearest(self, beside: Line, after: bool) -> tuple[str | None, bool]:
        if beside.shown:
            return beside.column, after
        inside = [line for line in self._lines if line.section == beside.section]
        number = inside.index(beside)
        above = [line.column for line in inside[:number] if line.shown]
        below = [line.column for line in inside[number:] if line.shown]
        return (above[-1], True) if above else (below[0], False) if below else (None, False)

    @Slot(object, object)
    def _ask_menu(self, line: Line, at: QPoint) -> None:
        self.menu_asked.emit(line.column, at)

    @Slot(bool)
    def _differ(self, on: bool) -> None:
        self._change(replace(self._asked.view, differing=on))

    @Slot(object)
    def _revalue(self, value: str) -> None:
        metrics = {line.column for line in self._lines if line.shown and edits.value_of(line.column)}
        self._change(edits.revalue(self._asked.view, self._asked.own, metrics, value))

    @Slot(object)
    def _use_density(self, density: str) -> None:
        self._change(replace(self._asked.view, density=density))

    @Slot(object)
    def _use_digits(self, digits: int) -> None:
        metrics = [line.column for line in self._lines if line.shown and edits.value_of(line.column)]
        self._change(edits.with_digits(self._asked.view, metrics, digits))

    @Slot()
    def _reset(self) -> None:
        before = self._asked.view
        if edits.plain(before) != before:
            self._change(edits.plain(before))
            self.reset_done.emit(before)
