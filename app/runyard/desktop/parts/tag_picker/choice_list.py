"""`ChoiceList`: the list of the picker, each row with its box, its badge and, once attached, a cross."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from runyard.desktop.parts.tag_badge import paint_tag
from runyard.desktop.parts.tag_picker.model import CHOICE, Choice, TagChoiceModel
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import box, paint_check

_BOX = 14
_CROSS = sizes.HIT
_PAD = sizes.GAP


def row_height() -> int:
    """Return how high a row is at the present size of text."""
    return max(sizes.ROW, QFontMetrics(ui_font()).height() + 8)


class _Rows(QStyledItemDelegate):
    """Paints a row; the view says which one is under the pointer."""

    hovered = -1
    on_cross = False

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(CHOICE)
        rect: QRect = option.rect
        colors = tokens()
        view = option.widget
        current = isinstance(view, QListView) and view.currentIndex() == index
        lit = current or index.row() == self.hovered
        painter.save()
        try:
            if lit:
                fill = colors.wash if current else colors.hover
                box(painter, QRectF(rect), sizes.RADIUS_SMALL, fill, None)
            ratio = option.widget.devicePixelRatioF()
            mark = QRect(rect.left() + _PAD, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)
            right = self._paint_end(painter, rect, row, ratio, lit=lit)
            left = mark.right() + 1 + _PAD
            inside = QRect(left, rect.top(), right - left - _PAD, rect.height())
            if row.makes or row.tag.hidden:
                name = "plus" if row.makes else "eye"
                painter.drawPixmap(mark, pixmap(name, colors.text_soft, _BOX, ratio))
                painter.setFont(ui_font())
                painter.setPen(colors.text)
                words = painter.fontMetrics().elidedText(
                    row.words, Qt.TextElideMode.ElideRight, inside.width()
                )
                painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
            else:
                paint_check(painter, QRectF(mark), row.state, True, ratio)
                paint_tag(painter, QRectF(inside), row.tag)
        finally:
            painter.restore()

    def _paint_end(self, painter: QPainter, rect: QRect, row: Choice, ratio: float, *, lit: bool) -> int:
        """Paint the cross of an attached tag, and of how many runs; return where they begin."""
        if not row.runs:
            return rect.right() + 1
        colors = tokens()
        cross = cross_rect(rect)
        on = self.on_cross and lit
        color = colors.text if on else colors.text_soft
        side = sizes.ICON_DENSE
        at = QPoint(cross.center().x() - side // 2 + 1, cross.center().y() - side // 2 + 1)
        painter.drawPixmap(at, pixmap("x", color, side, ratio))
        left = cross.left()
        if row.runs < row.total:
            words = f"{row.runs:,} of {row.total:,}"
            painter.setFont(ui_font(sizes.TEXT_SMALL))
            painter.setPen(colors.text_soft)
            wide = painter.fontMetrics().horizontalAdvance(words)
            room = QRect(left - wide - 4, rect.top(), wide, rect.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)
            left = room.left()
        return left


def cross_rect(rect: QRect) -> QRect:
    """Return where the cross of a row can be pressed."""
    return QRect(rect.right() + 1 - _CROSS, rect.top(), _CROSS, rect.height())


class ChoiceList(QListView):
    """Rows of one height; `toggled` and `taken_off` carry the place of a row that was pressed."""

    toggled = Signal(int)
    taken_off = Signal(int)

    def __init__(self, model: TagChoiceModel) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self.setModel(model)
        self.setItemDelegate(self._rows)
        self.setAccessibleName("Tags")
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the search field keeps it, and moves the row
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    def step(self, rows: int) -> None:
        """Move the current row."""
        count = self.model().rowCount()
        if count:
            at = min(max(0, self.currentIndex().row() + rows), count - 1)
            self.go_to(at)

    def go_to(self, place: int) -> None:
        """Make a row the current one and show it."""
        index = self.model().index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        self._rows.hovered = index.row()
        self._rows.on_cross = index.isValid() and cross_rect(self.visualRect(index)).contains(at)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        self.setCurrentIndex(index)
        attached = bool(index.data(CHOICE).runs)
        if attached and cross_rect(self.visualRect(index)).contains(at):
            self.taken_off.emit(index.row())
        else:
            self.toggled.emit(index.row())
