"""`RowTools`: what can be done with the row under the pointer, at its right end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QEnterEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from runyard.desktop.tables import Table
from runyard.desktop.theme import icon, sizes, tokens, watcher
from runyard.desktop.widgets import Button


class RowTools(QWidget):
    """Buttons over the row that the pointer is on. `asked` carries the key of a button and the row's id.

    The keyboard does the same by the page's commands.
    """

    asked = Signal(str, object)

    def __init__(self, table: Table) -> None:
        super().__init__(table)
        self._table = table
        self._place = -1
        self._row: int | None = None
        self.buttons: dict[str, Button] = {}
        self._dangers: dict[str, Button] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(sizes.GAP, 0, sizes.GAP, 0)
        self._layout.setSpacing(0)
        self.hide()
        for view in table.panes.all():
            view.hovered.connect(self._follow)
        table.panes.scrolled.connect(self._leave)
        table.model.ids_changed.connect(self._leave)
        table.model.selection.changed.connect(self.update)
        watcher().changed.connect(self._dress)

    def add(self, key: str, icon_name: str, tip: str, *, danger: bool = False) -> None:
        """Add a button at the right end; a `danger` is told by its colour too."""
        button = Button("", icon_name, "icon", tip=tip)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self._clicked)
        self.buttons[key] = button
        self._layout.addWidget(button)
        if danger:
            self._dangers[icon_name] = button
            self._dress()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._table.body.hovered.emit(self._place)  # the row stays lit

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._table.body.hovered.emit(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._table.body.verticalScrollBar(), event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            chosen = self._row is not None and self._row in self._table.model.selection
            painter.fillRect(self.rect(), colors.wash if chosen else colors.hover)
        finally:
            painter.end()

    @Slot(object)
    def _follow(self, place: int) -> None:
        if place < 0:
            if not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
                self._leave()
            return
        table, body = self._table, self._table.body
        self._place, self._row = place, table.model.ids[place]
        top = body.mapTo(table, body.viewport().geometry().topLeft()).y() + body.rowViewportPosition(place)
        bar = sizes.SCROLL_BAR if body.verticalScrollBar().isVisible() else 0
        self.setFixedHeight(table.row_height)
        self.adjustSize()
        self.move(table.width() - self.width() - bar, top)
        self.show()
        self.raise_()

    @Slot()
    def _dress(self) -> None:
        for name, button in self._dangers.items():
            button.setIcon(icon(name, tokens().bad))

    @Slot()
    def _leave(self) -> None:
        self._place, self._row = -1, None
        self.hide()

    @Slot()
    def _clicked(self) -> None:
        sender = self.sender()
        for key, button in self.buttons.items():
            if button is sender and self._row is not None:
                self.asked.emit(key, self._row)
                return
