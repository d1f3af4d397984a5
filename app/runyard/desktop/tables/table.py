"""`Table`: rows by id with fixed columns, moved through by keys, sorted by clicks on the header."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from runyard.desktop.tables.choosing import Choosing
from runyard.desktop.tables.column import TableColumn
from runyard.desktop.tables.delegate import lead
from runyard.desktop.tables.editing import Editing
from runyard.desktop.tables.keys import Keys
from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.panes import Panes
from runyard.desktop.tables.view import RowsView
from runyard.desktop.tables.widths import Widths
from runyard.desktop.theme import sizes, watcher


class Table(QWidget):
    """Three views over one model: columns fixed at the left, columns that scroll, columns fixed at the right.

    `opened` carries the id of the row to open, `copy_asked` whether the titles are to be copied as well,
    `clicked` that of the row clicked, `sort_asked` a column id
    and whether it is added to the order, `menu_asked` the id of the row (or None) and the place on the
    screen, `head_menu_asked` a column id and the place, `order_asked` the ids of all columns in the order
    they were dragged to, `width_chosen` a column id and the width somebody gave it, in pixels at 100 %,
    `fold_asked` the id of a group to open or close, `edited` the id of a row and the text typed over its
    first cell.
    """

    opened = Signal(object)
    clicked = Signal(object)
    copy_asked = Signal(object)
    sort_asked = Signal(object, object)
    menu_asked = Signal(object, object)
    head_menu_asked = Signal(object, object)
    order_asked = Signal(object)
    fold_asked = Signal(object)
    width_chosen = Signal(object, object)
    edited = Signal(object, object)

    def __init__(self, model: PagedTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.panes = Panes(model, Look(self.devicePixelRatioF()), self)
        self.choosing = Choosing(model, self)
        self._widths = Widths(model, self.panes, self)
        self._keys = Keys(self)
        self._editing = Editing(model, self.panes, self)
        self._place: tuple[int, int] | None = None
        self._lit_at = -1
        self._keeps_place = True
        self._least_height = sizes.ROW
        self.row_height = sizes.ROW
        self.setFocusProxy(self.body)
        self._connect()
        self._dress()

    @property
    def pinned(self) -> RowsView:
        """The view of the columns fixed at the left."""
        return self.panes.left

    @property
    def body(self) -> RowsView:
        """The view of the columns that scroll."""
        return self.panes.body

    def set_name(self, name: str) -> None:
        """Name the table for screen readers; each of its views says which columns it has."""
        self.setAccessibleName(name)
        for view, part in zip(self.panes.all(), ("left", "", "right"), strict=True):
            view.setAccessibleName(f"{name}, fixed columns at the {part}" if part else name)

    def offer_head_menus(self) -> None:
        """Show on the column under the pointer that it has a menu; `head_menu_asked` must be answered."""
        for view in self.panes.all():
            view.head.has_menus = True

    @Slot()
    def _describe(self) -> None:
        """Tell screen readers how much there is."""
        rows, chosen = len(self.model.ids), len(self.model.selection)
        said = f"{rows:,} {'row' if rows == 1 else 'rows'}, {len(self.model.columns)} columns"
        self.body.setAccessibleDescription(f"{said}, {chosen:,} selected" if chosen else said)

    def show_columns(self, columns: Sequence[TableColumn], *, left: int = 1, right: int = 0) -> bool:
        """Show these columns, of which the first and the last stand still.

        Return whether they are others than before, so that every row is fetched anew.
        """
        moved = self.panes.split != (left, right)
        self.panes.set_split(left, right)
        if self.model.set_columns(columns, anew=moved):
            return True
        for view in self.panes.all():
            view.updateGeometries()  # the header may have another line
        return False

    def show_ids(self, ids: array[int], *, keep_place: bool = True) -> None:
        """List these rows. `keep_place` leaves on screen what is there; else the list starts at its top."""
        self._keeps_place = keep_place
        self.model.set_ids(ids)
        if not keep_place:
            self.body.verticalScrollBar().setValue(0)

    def set_orders(self, orders: Mapping[str, tuple[int, bool]]) -> None:
        """Show what the rows are sorted by: column id to (place among several or 0, descending)."""
        for view in self.panes.all():
            view.head.orders = orders
            view.head.viewport().update()

    def set_row_height(self, height: int) -> None:
        """Make rows so high, or higher where the text needs it."""
        if height != self._least_height:
            self._least_height = height
            first = self.body.verticalScrollBar().value() // self.row_height
            self._dress()
            self.body.verticalScrollBar().setValue(first * self.row_height)
            self._look_around()

    def set_widths(self, widths: Mapping[str, int]) -> None:
        """Give columns the widths that were chosen, by id, in pixels at 100 %; others are measured."""
        self._widths.choose(widths)

    def measure(self, anew: Iterable[str] = ()) -> None:
        """Size the columns without a width by the rows that are here, and those in `anew` once more."""
        self._widths.forget(anew)
        self._widths.measure()

    def grow(self) -> None:
        """Widen columns that cut off what the rows say that are here now."""
        self._widths.grow()

    def reveal(self, place: int) -> None:
        """Scroll a row into sight."""
        bar, high = self.body.verticalScrollBar(), self.row_height
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

    def edit_cell(self, place: int, text: str) -> None:
        """Let somebody type over the first cell of a row; `edited` tells what was taken."""
        self.choosing.set_current(place)
        self.reveal(place)
        self._editing.begin(place, text)

    def update_rows(self, concerns: Callable[[Any], bool]) -> None:
        """Paint the visible rows that are concerned anew."""
        first, last = self.model.visible
        for place in range(first, last + 1):
            row = self.model.row(place)
            if row is not None and concerns(row):
                self.panes.update_row(place)

    def open_current(self) -> None:
        """Ask for the current row to be opened."""
        if self.choosing.current >= 0:
            self.opened.emit(self.choosing.current_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._keys.obey(event):
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

    def _connect(self) -> None:
        self.panes.scrolled.connect(self._look_around)
        for view in self.panes.all():
            view.hovered.connect(self._hover)
            view.double_clicked_at.connect(self._open_at)
            view.menu_asked.connect(self._ask_menu)
            view.head.sort_asked.connect(self.sort_asked)
            view.head.menu_asked.connect(self.head_menu_asked)
            view.head.order_asked.connect(self._ask_order)
        self.pinned.pressed_at.connect(self._press_pinned)
        self.body.pressed_at.connect(self._press)
        self.panes.right.pressed_at.connect(self._press)
        self.pinned.head.check_clicked.connect(self.choosing.toggle_all)
        self.body.focus_changed.connect(self._focus)
        self.body.resized.connect(self._widths.stretch)
        self.choosing.current_changed.connect(self._mark_current)
        self._editing.edited.connect(self.edited)
        self._widths.chosen.connect(self.width_chosen)
        model = self.model
        model.selection.changed.connect(self.panes.update)
        model.selection.changed.connect(self._describe)
        model.ids_changed.connect(self._describe)
        model.ids_about_to_change.connect(self._remember_place)
        model.ids_changed.connect(self._restore_place)
        model.modelReset.connect(self._look_around)
        watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        look = Look(self.devicePixelRatioF())
        self.row_height = max(self._least_height, round(look.plain.metrics.height()) + 8)
        for view in self.panes.all():
            view.cells.look = view.head.look = look
            view.set_row_height(self.row_height)
            view.verticalScrollBar().setSingleStep(self.row_height)
            view.head.updateGeometry()
        self._widths.dress(look)
        self.panes.update()

    @Slot()
    def _look_around(self) -> None:
        """Tell the model what is on screen."""
        high = self.row_height
        top = self.body.verticalScrollBar().value()
        last = min(len(self.model.ids), -(-(top + self.body.viewport().height()) // high)) - 1
        self.model.set_visible(top // high, last)
        self._editing.follow()

    @Slot()
    def _remember_place(self) -> None:
        value, ids = self.body.verticalScrollBar().value(), self.model.ids
        first, offset = divmod(value, self.row_height)
        self._place = (ids[first], offset) if value and first < len(ids) else None
        lit = self.body.cells.hovered
        self._lit_at = self.body.rowViewportPosition(lit) + self.row_height // 2 if lit >= 0 else -1

    @Slot()
    def _restore_place(self) -> None:
        for view in self.panes.all():
            view.executeDelayedItemsLayout()
            view.updateGeometries()
        if self._keeps_place and self._place is not None:
            row_id, offset = self._place
            found = self.model.find(row_id)
            if found >= 0:
                self.body.verticalScrollBar().setValue(found * self.row_height + offset)
        self._keeps_place = True
        if self._lit_at >= 0:  # the pointer stays where it is, whichever row is under it now
            self._hover(self.body.rowAt(self._lit_at))
        self._look_around()
        self.panes.update()

    @Slot(object)
    def _hover(self, place: int) -> None:
        old = self.body.cells.hovered
        if place == old:
            return
        for view in self.panes.all():
            view.cells.hovered = place
            view.update_row(old)
            view.update_row(place)

    @Slot(object, object)
    def _press_pinned(self, place: int, event: QMouseEvent) -> None:
        on_box = event.position().x() < lead(self.model) and not self.model.selection.single
        self._press(place, event, on_box=on_box)

    @Slot(object, object)
    def _press(self, place: int, event: QMouseEvent, *, on_box: bool = False) -> None:
        self.body.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            if on_box and place >= 0 and self.model.ids[place] < 0:
                self.choosing.set_current(place)
                self.fold_asked.emit(self.model.ids[place])
                return
            self.choosing.click(place, event.modifiers(), on_box=on_box)
            if place >= 0 and not on_box:
                self.clicked.emit(self.model.ids[place])
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
    def _ask_order(self, moved: list[str]) -> None:
        """Columns were dragged within one view: the others stay where they are."""
        waiting = iter(moved)
        among = set(moved)
        ids = [column.id for column in self.model.columns]
        self.order_asked.emit([next(waiting) if known in among else known for known in ids])

    @Slot(object)
    def _focus(self, has: bool) -> None:
        for view in self.panes.all():
            view.focused = has
        self.panes.update()

    @Slot()
    def _mark_current(self) -> None:
        place = self.choosing.current
        old = self.body.current
        for view in self.panes.all():
            view.current = place
            view.update_row(old)
            view.update_row(place)
        # A column that the view with the focus shows, or a screen reader would find nothing there.
        index = self.model.index(place, min(self.panes.split[0], self.model.columnCount() - 1))
        self.body.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
