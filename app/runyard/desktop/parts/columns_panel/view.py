"""`ColumnsView`: the list of the column manager; marks are clicked, lines dragged, all of it by keys too."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QListView

from runyard.desktop.parts.columns_panel import paint
from runyard.desktop.parts.columns_panel.model import ColumnsModel
from runyard.desktop.parts.columns_panel.rows import Head, Line
from runyard.desktop.theme import tokens

_Key = Qt.Key
_EDGE, _SCROLL = 16, 8


class ColumnsView(QListView):
    """`toggled` carries a line or head, `folded` a head, `scaled` and `pinned` a line, `stepped` a line and
    how far, `dropped` a line, the one it was dropped beside and whether after it, `menu_asked` a line and
    the place on the screen."""

    toggled = Signal(object)
    folded = Signal(object)
    scaled = Signal(object)
    pinned = Signal(object)
    stepped = Signal(object, object)
    dropped = Signal(object, object, object)
    menu_asked = Signal(object, object)

    def __init__(self, model: ColumnsModel) -> None:
        super().__init__()
        self._rows = model
        self._pressed: tuple[int, QPoint] | None = None
        self._drop: tuple[int, bool] | None = None
        self.setModel(model)
        self.setItemDelegate(paint.RowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName("Columns")
        self.viewport().setAutoFillBackground(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self._rows.row(self.currentIndex().row()), event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if row is None:
            super().keyPressEvent(event)
        elif alt and key in (_Key.Key_Up, _Key.Key_Down) and isinstance(row, Line):
            self.stepped.emit(row, -1 if key == _Key.Key_Up else 1)
        elif key == _Key.Key_Space:
            self.toggled.emit(row)
        elif isinstance(row, Head) and (
            key in (_Key.Key_Return, _Key.Key_Enter) or key == (_Key.Key_Left if row.open else _Key.Key_Right)
        ):
            self.folded.emit(row)
        elif key in (_Key.Key_Return, _Key.Key_Enter) and isinstance(row, Line):
            self.toggled.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self._rows.row(index.row())
        if isinstance(row, Line):
            at = self.visualRect(index).center() if by_key else event.pos()
            self.menu_asked.emit(row, self.viewport().mapToGlobal(at))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self._pressed = (index.row(), at)
            self.setCurrentIndex(index)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        row = self._rows.row(self._pressed[0]) if self._pressed is not None else None
        if self._pressed is None or not isinstance(row, Line) or row.column == "name":
            return
        moved = (at - self._pressed[1]).manhattanLength() >= QApplication.startDragDistance()
        if self._drop is None and not moved:
            return
        self._scroll_at_the_edge(at)
        self._drop = self._place(at)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        drop, self._drop = self._drop, None
        self.viewport().update()
        if pressed is None:
            return
        row = self._rows.row(pressed[0])
        if drop is not None and isinstance(row, Line):
            beside = self._rows.row(drop[0])
            if isinstance(beside, Line):
                self.dropped.emit(row, beside, drop[1])
        elif row is not None and self.indexAt(event.position().toPoint()).row() == pressed[0]:
            self._click(row, self.visualRect(self._rows.index(pressed[0])), event.position().toPoint())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop is None:
            return
        number, after = self._drop
        rect = self.visualRect(self._rows.index(number))
        painter = QPainter(self.viewport())
        try:
            top = rect.bottom() if after else rect.top() - 1
            painter.fillRect(QRect(rect.left() + 8, top, rect.width() - 16, 2), tokens().accent)
        finally:
            painter.end()

    def _click(self, row: Head | Line, rect: QRect, at: QPoint) -> None:
        if isinstance(row, Head):
            words = paint.all_words(row)
            all_of_it = paint.all_rect(rect, words).contains(at) and not row.title.startswith("Pinned")
            (self.toggled if all_of_it else self.folded).emit(row)
        elif paint.pin_rect(rect).contains(at) and not row.fixed:
            self.pinned.emit(row)
        elif paint.palette_rect(rect).contains(at) and row.numeric and row.shown:
            self.scaled.emit(row)
        elif not paint.grip_rect(rect).contains(at):
            self.toggled.emit(row)

    def _place(self, at: QPoint) -> tuple[int, bool] | None:
        """Return the line a dragged one would go beside, and whether after it."""
        index = self.indexAt(QPoint(max(0, at.x()), at.y()))
        number = index.row() if index.isValid() else len(self._rows.rows) - 1
        row = self._rows.row(number)
        if isinstance(row, Line):
            return number, at.y() > self.visualRect(self._rows.index(number)).center().y()
        return (number + 1, False) if isinstance(self._rows.row(number + 1), Line) else None

    def _scroll_at_the_edge(self, at: QPoint) -> None:
        bar = self.verticalScrollBar()
        if at.y() < _EDGE:
            bar.setValue(bar.value() - _SCROLL)
        elif at.y() > self.viewport().height() - _EDGE:
            bar.setValue(bar.value() + _SCROLL)
