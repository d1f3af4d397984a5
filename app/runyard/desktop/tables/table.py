"""`Table`: rows by id with a fixed first column, moved through by keys, sorted by clicks on the header."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.tables.choosing import Choosing
from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.view import RowsView
from runyard.desktop.tables.widths import Widths
from runyard.desktop.theme import sizes, watcher

_Key = Qt.Key
_SIDEWAYS = 80


class Table(QWidget):
    """Two views over one model: the first column stands still, the others scroll.

    `opened` carries the id of the row to open, `sort_asked` a column id and whether it is added to the order,
    `menu_asked` the id of the row (or None) and the place on the screen.
    """

    opened = Signal(object)
    copy_asked = Signal()
    sort_asked = Signal(object, object)
    menu_asked = Signal(object, object)

    def __init__(self, model: PagedTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        look = Look(self.devicePixelRatioF())
        self.pinned = RowsView(model, look, self)
        self.body = RowsView(model, look, self)
        self.choosing = Choosing(model, self)
        self._widths = Widths(model, self.pinned, self.body, self)
        self._place: tuple[int, int] | None = None
        self._keeps_place = True
        self._row_height = sizes.ROW
        self._foot = QWidget()
        self._arrange()
        self._connect()
        self._dress()

    def show_ids(self, ids: array[int], *, keep_place: bool = True) -> None:
        """List these rows. `keep_place` leaves on screen what is there; else the list starts at its top."""
        self._keeps_place = keep_place
        self.model.set_ids(ids)
        if not keep_place:
            self.body.verticalScrollBar().setValue(0)

    def set_orders(self, orders: Mapping[str, tuple[int, bool]]) -> None:
        """Show what the rows are sorted by: column id to (place among several or 0, descending)."""
        for view in (self.pinned, self.body):
            view.head.orders = orders
            view.head.viewport().update()

    def reveal(self, place: int) -> None:
        """Scroll a row into sight."""
        bar, high = self.body.verticalScrollBar(), self._row_height
        room = self.body.viewport().height()
        top = place * high
        if top < bar.value():
            bar.setValue(top)
        elif top + high > bar.value() + room:
            bar.setValue(top + high - room)

    def step(self, rows: int, *, extend: bool = False) -> None:
        """Move the current row by so many rows and keep it in sight."""
        self.choosing.move(rows, extend=extend)
        self.reveal(self.choosing.current)

    def update_rows(self, concerns: Callable[[Any], bool]) -> None:
        """Paint the visible rows that are concerned anew."""
        first, last = self.model.visible
        for place in range(first, last + 1):
            row = self.model.row(place)
            if row is not None and concerns(row):
                self.pinned.update_row(place)
                self.body.update_row(place)

    def open_current(self) -> None:
        """Ask for the current row to be opened."""
        if self.choosing.current >= 0:
            self.opened.emit(self.choosing.current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._obey(event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_around()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.pinned.cells.look.ratio != self.devicePixelRatioF():
            self._dress()
        self._look_around()

    def hideEvent(self, event: QHideEvent) -> None:
        self.model.set_visible(0, -1)
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()

    def _arrange(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addWidget(self.pinned, 1)
        side.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(side)
        row.addWidget(self.body, 1)
        self.pinned.edge = self.pinned.head.edge = True
        self.pinned.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pinned.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pinned.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        spare = self.pinned.selectionModel()
        self.pinned.setSelectionModel(self.body.selectionModel())
        spare.deleteLater()
        self.setFocusProxy(self.body)
        self._foot.setFixedHeight(0)

    def _connect(self) -> None:
        down, other = self.body.verticalScrollBar(), self.pinned.verticalScrollBar()
        down.valueChanged.connect(other.setValue)
        other.valueChanged.connect(down.setValue)
        down.valueChanged.connect(self._look_around)
        self.body.horizontalScrollBar().rangeChanged.connect(self._level)
        for view in (self.pinned, self.body):
            view.hovered.connect(self._hover)
            view.double_clicked_at.connect(self._open_at)
            view.menu_asked.connect(self._ask_menu)
            view.head.sort_asked.connect(self.sort_asked)
        self.pinned.pressed_at.connect(self._press_pinned)
        self.body.pressed_at.connect(self._press_body)
        self.pinned.head.check_clicked.connect(self.choosing.toggle_all)
        self.body.focus_changed.connect(self._focus)
        self.choosing.current_changed.connect(self._mark_current)
        model = self.model
        model.selection.changed.connect(self._repaint)
        model.ids_about_to_change.connect(self._remember_place)
        model.ids_changed.connect(self._restore_place)
        model.modelReset.connect(self._look_around)
        watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        look = Look(self.devicePixelRatioF())
        self._row_height = max(sizes.ROW, round(look.plain.metrics.height()) + 8)
        for view in (self.pinned, self.body):
            view.cells.look = view.head.look = look
            view.set_row_height(self._row_height)
            view.verticalScrollBar().setSingleStep(self._row_height)
            view.head.updateGeometry()
        self._widths.dress(look)
        self._repaint()

    @Slot()
    def _repaint(self) -> None:
        self.pinned.viewport().update()
        self.body.viewport().update()

    @Slot()
    def _look_around(self) -> None:
        """Tell the model what is on screen."""
        high = self._row_height
        top = self.body.verticalScrollBar().value()
        last = min(len(self.model.ids), -(-(top + self.body.viewport().height()) // high)) - 1
        self.model.set_visible(top // high, last)

    @Slot(int, int)
    def _level(self, _low: int, high: int) -> None:
        """Keep both views equally high where a scroll bar takes room from one."""
        bar = self.body.horizontalScrollBar()
        self._foot.setFixedHeight(bar.sizeHint().height() if high > 0 else 0)

    @Slot()
    def _remember_place(self) -> None:
        value, ids = self.body.verticalScrollBar().value(), self.model.ids
        first, offset = divmod(value, self._row_height)
        self._place = (ids[first], offset) if value and first < len(ids) else None

    @Slot()
    def _restore_place(self) -> None:
        for view in (self.body, self.pinned):
            view.executeDelayedItemsLayout()
            view.updateGeometries()
        if self._keeps_place and self._place is not None:
            row_id, offset = self._place
            found = self.model.find(row_id)
            if found >= 0:
                self.body.verticalScrollBar().setValue(found * self._row_height + offset)
        self._keeps_place = True
        self._look_around()
        self._repaint()

    @Slot(object)
    def _hover(self, place: int) -> None:
        old = self.body.cells.hovered
        if place == old:
            return
        for view in (self.pinned, self.body):
            view.cells.hovered = place
            view.update_row(old)
            view.update_row(place)

    @Slot(object, object)
    def _press_pinned(self, place: int, event: QMouseEvent) -> None:
        self._press(place, event, on_box=event.position().x() < CHECK_COLUMN)

    @Slot(object, object)
    def _press_body(self, place: int, event: QMouseEvent) -> None:
        self._press(place, event, on_box=False)

    def _press(self, place: int, event: QMouseEvent, *, on_box: bool) -> None:
        self.body.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self.choosing.click(place, event.modifiers(), on_box=on_box)
        elif event.button() == Qt.MouseButton.RightButton and place >= 0:
            self.choosing.set_current(place)

    @Slot(object)
    def _open_at(self, place: int) -> None:
        if place >= 0:
            self.opened.emit(self.model.ids[place])

    @Slot(object, object)
    def _ask_menu(self, place: int, at: object) -> None:
        self.menu_asked.emit(self.model.ids[place] if place >= 0 else None, at)

    @Slot(object)
    def _focus(self, has: bool) -> None:
        self.pinned.focused = self.body.focused = has
        self._repaint()

    @Slot()
    def _mark_current(self) -> None:
        place = self.choosing.current
        old, self.pinned.current, self.body.current = self.body.current, place, place
        for view in (self.pinned, self.body):
            view.update_row(old)
            view.update_row(place)
        index = self.model.index(place, 0)
        self.body.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _obey(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it was one of ours."""
        key = event.key()
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            return self._obey_held(key)
        steps = self._steps(key)
        if steps is not None:
            self.step(steps, extend=bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key in (_Key.Key_Left, _Key.Key_Right):
            bar = self.body.horizontalScrollBar()
            bar.setValue(bar.value() + (_SIDEWAYS if key == _Key.Key_Right else -_SIDEWAYS))
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self.open_current()
        elif key in (_Key.Key_X, _Key.Key_Space):
            self.choosing.toggle_current()
        elif key == _Key.Key_Escape and len(self.model.selection):
            self.model.selection.clear()
        else:
            return False
        return True

    def _obey_held(self, key: int) -> bool:
        if key == _Key.Key_A:
            self.choosing.select_all()
        elif key == _Key.Key_C:
            self.copy_asked.emit()
        else:
            return False
        return True

    def _steps(self, key: int) -> int | None:
        everything = len(self.model.ids)
        page = max(1, self.body.viewport().height() // self._row_height - 1)
        return {
            _Key.Key_Down: 1,
            _Key.Key_J: 1,
            _Key.Key_Up: -1,
            _Key.Key_K: -1,
            _Key.Key_PageDown: page,
            _Key.Key_PageUp: -page,
            _Key.Key_End: everything,
            _Key.Key_Home: -everything,
        }.get(Qt.Key(key))
