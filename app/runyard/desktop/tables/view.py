"""`RowsView`: one of the two views of a table; it paints whole rows and leaves choosing to the table."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QRect, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    Qt,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QToolTip, QWidget

from runyard.desktop.tables.delegate import CellDelegate, lead
from runyard.desktop.tables.header import HeaderEnd, TableHeader
from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel

_MARK = 2
Edge = Literal["", "left", "right"]


class RowsView(QTableView):
    """Rows of fixed height without grid; emits what the pointer does, by row number (-1: none)."""

    hovered = Signal(object)
    pressed_at = Signal(object, object)
    double_clicked_at = Signal(object)
    menu_asked = Signal(object, object)
    focus_changed = Signal(object)
    resized = Signal()

    def __init__(self, model: PagedTableModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows = model
        self.cells = CellDelegate(model, look, self)
        self.head = TableHeader(model, look, self)
        self.current = -1
        self.focused = False
        #: Whether the current row is marked at the left edge.
        self.marks = False
        self._edge: Edge = ""
        self.setModel(model)
        self.setHorizontalHeader(self.head)
        self.setItemDelegate(self.cells)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setCornerWidget(QWidget())
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.addScrollBarWidget(HeaderEnd(self.head), Qt.AlignmentFlag.AlignTop)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def set_edge(self, edge: Edge) -> None:
        """Draw the line to the columns that scroll at this side."""
        self._edge = self.head.edge = edge

    def set_row_height(self, height: int) -> None:
        """Give every row this height."""
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)

    def update_row(self, number: int) -> None:
        """Paint a row anew."""
        if 0 <= number < len(self._rows.ids):
            top, high = self.rowViewportPosition(number), self.rowHeight(number)
            self.viewport().update(QRect(0, top, self.viewport().width(), high))

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead is off: single keys are commands."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._paint_rows(event.rect())
        super().paintEvent(event)
        if self._edge:
            self._paint_edge()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(-1)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.rowAt(round(event.position().y())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed_at.emit(self.rowAt(round(event.position().y())), event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked_at.emit(self.rowAt(round(event.position().y())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            below = max(0, self.rowViewportPosition(self.current) + self.rowHeight(self.current))
            at = self.viewport().mapToGlobal(QPoint(0, min(below, self.viewport().height())))
            self.menu_asked.emit(self.current, at)
        else:
            self.menu_asked.emit(self.rowAt(event.pos().y()), event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event)
        self.hovered.emit(self.rowAt(round(event.position().y())))

    def _paint_rows(self, area: QRect) -> None:
        """Paint the ground of selected rows and of the one under the pointer, across the whole width."""
        painter = QPainter(self.viewport())
        try:
            look, model, wide = self.cells.look, self._rows, self.viewport().width()
            colors = look.colors
            painter.fillRect(area, colors.panel)
            first, last = self.rowAt(area.top()), self.rowAt(area.bottom())
            if first < 0:
                return
            last = len(model.ids) - 1 if last < 0 else last
            high = self.rowHeight(first)
            top = self.rowViewportPosition(first)
            current = self.current if self.focused else -1
            for number in range(first, last + 1):
                ground = None
                if model.ids[number] in model.selection:
                    ground = colors.wash
                elif number in (self.cells.hovered, current):
                    ground = colors.hover
                if ground is not None:
                    painter.fillRect(0, top, wide, high, ground)
                if number == current and self.marks:
                    painter.fillRect(0, top, _MARK, high, colors.accent)
                top += high
        finally:
            painter.end()

    def _paint_edge(self) -> None:
        """Paint the line between the fixed columns and the others, as far down as there are rows."""
        rows = len(self._rows.ids)
        bottom = self.rowViewportPosition(rows - 1) + self.rowHeight(rows - 1) if rows else 0
        painter = QPainter(self.viewport())
        try:
            left = 0 if self._edge == "left" else self.viewport().width() - 1
            painter.fillRect(left, 0, 1, bottom, self.cells.look.colors.line)
        finally:
            painter.end()

    def _show_tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        row = self._rows.row(index.row()) if index.isValid() else None
        text = ""
        if row is not None:
            place = index.column()
            room = self.columnWidth(place) - (0 if place else lead(self._rows))
            text = self._rows.columns[place].cell_for(row).tip(row, row.cells[place], room, self.cells.look)
        QToolTip.showText(event.globalPos(), plain_tip(text[:2000]), self.viewport())


def plain_tip(text: str) -> str:
    """Return a text for a tooltip, which would take markup in what a run logged for markup."""
    return Qt.convertFromPlainText(text) if text else ""
