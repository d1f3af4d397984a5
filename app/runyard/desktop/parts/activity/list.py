"""`FeedList`: the lines painted, opened by a click or by Enter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from runyard.desktop.parts.activity.lines import Line
from runyard.desktop.parts.activity.model import FeedModel
from runyard.desktop.parts.status import paint_status
from runyard.desktop.tables import Look
from runyard.desktop.theme import sizes, watcher
from runyard.desktop.widgets import focus_ring

_TIME, _MARK, _NAME = 0, 44, 64
_ICONS = {"note": "notebook-pen", "tag": "tags", "experiment": "flask-conical", "more": "chevron-down"}


class FeedList(QListView):
    """`opened` carries the line that somebody wants to see."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = FeedModel()
        self.lines.setParent(self)
        self.hovered = -1
        self.look = Look(self.devicePixelRatioF())
        self.setModel(self.lines)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Activity")
        self.viewport().setAutoFillBackground(False)
        watcher().changed.connect(self._dress)

    def show_lines(self, lines: list[Line]) -> None:
        """Show other lines, and keep the current one and the place."""
        kept = self._line(self.currentIndex())
        place = self.verticalScrollBar().value()
        self.lines.set_lines(lines)
        if kept is not None:
            at = next((row for row, line in enumerate(self.lines.lines) if line.key == kept.key), -1)
            if at >= 0 and self.currentIndex().row() != at:
                self.setCurrentIndex(self.lines.index(at))
        self.verticalScrollBar().setValue(place)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead is off: single keys are commands."""

    def event(self, event: QEvent) -> bool:
        # Without this the keys would be the page's, which moves its own list with them.
        moves = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_J, Qt.Key.Key_K)
        if moves and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        line = self._line(self.currentIndex())
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and line is not None:
            self.opened.emit(line)
        elif event.key() in (Qt.Key.Key_J, Qt.Key.Key_Down) and not event.modifiers():
            self._step(1)
        elif event.key() in (Qt.Key.Key_K, Qt.Key.Key_Up) and not event.modifiers():
            self._step(-1)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        line = self._line(self.indexAt(event.position().toPoint()))
        if line is not None and line.kind != "day" and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)

    def _step(self, step: int) -> None:
        row = self.currentIndex().row() + step
        while 0 <= row < len(self.lines.lines):
            if self.lines.lines[row].kind != "day":
                self.setCurrentIndex(self.lines.index(row))
                return
            row += step

    def _hover(self, row: int) -> None:
        if 0 <= row < len(self.lines.lines) and self.lines.lines[row].kind == "day":
            row = -1
        if row != self.hovered:
            self.hovered = row
            shape = Qt.CursorShape.ArrowCursor if row < 0 else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def _line(self, index: QModelIndex | QPersistentModelIndex) -> Line | None:
        return self.lines.lines[index.row()] if index.isValid() else None

    @Slot()
    def _dress(self) -> None:
        self.look = Look(self.devicePixelRatioF())
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class _Painter(QStyledItemDelegate):
    """Paints a line: time, shape, words, and what stands at the right."""

    def __init__(self, owner: FeedList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, max(sizes.ROW, round(self._owner.look.plain.metrics.height()) + 8))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        owner, look = self._owner, self._owner.look
        line = owner.lines.lines[index.row()]
        rect: QRect = option.rect
        # What stands at the right keeps to the margin whether or not there is a scroll bar.
        bar = owner.width() - owner.viewport().width()
        inside = rect.adjusted(sizes.MARGIN, 0, bar - sizes.MARGIN, 0)
        look.selected, look.lit = False, index.row() == owner.hovered
        if line.kind == "day":
            look.write(painter, inside, line.words, look.colors.text_soft, look.small_bold)
            look.write(painter, inside, line.right, look.colors.text_faint, look.small, right=True)
            return
        if look.lit:
            painter.fillRect(rect, look.colors.hover)
        self._paint_event(painter, inside, line)
        if owner.hasFocus() and index == owner.currentIndex():
            focus_ring(painter, QRectF(rect.adjusted(4, 1, -4, -1)), sizes.RADIUS_SMALL)

    def _paint_event(self, painter: QPainter, inside: QRect, line: Line) -> None:
        look = self._owner.look
        colors = look.colors
        look.write(painter, inside, line.time, colors.text_soft, look.small)
        indent = max(_MARK, round(look.small.width("00:00")) + sizes.MARGIN)
        left = inside.left() + (0 if line.kind == "more" else indent)
        side = sizes.STATUS_MARK
        if line.status is not None:
            mark = QRectF(left, inside.top() + (inside.height() - side) / 2, side, side)
            paint_status(painter, mark, line.status, line.share, look.behind())
        else:
            small = sizes.ICON_DENSE
            top = inside.top() + (inside.height() - small) // 2
            painter.drawPixmap(left - 1, top, look.icon(_ICONS[line.kind], colors.text_soft, small))
        wide = round(look.small.width(line.right))
        room = inside.adjusted(left + side + sizes.GAP - inside.left(), 0, -wide - (8 if wide else 0), 0)
        color = colors.text_soft if line.kind == "more" else colors.text
        elide = Qt.TextElideMode.ElideMiddle if line.kind == "run" else Qt.TextElideMode.ElideRight
        look.write(painter, room, line.words, color, elide=elide)
        look.write(painter, inside, line.right, colors.text_soft, look.small, right=True)
        if look.lit and line.kind != "more":
            low = look.baseline(room) + 2
            painter.setPen(color)
            painter.drawLine(
                room.left(), low, room.left() + round(min(look.plain.width(line.words), room.width())), low
            )
