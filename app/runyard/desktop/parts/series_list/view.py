"""The view of a `SeriesList`: rows of 28 that are chosen by mouse and keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from runyard.desktop.parts.series_list.model import CHOSEN, ROW, SeriesListModel
from runyard.desktop.parts.series_list.rows import Row
from runyard.desktop.tables.view import plain_tip
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring

_Index = QModelIndex | QPersistentModelIndex
_INDENT = 32
_NAME = sizes.ICON + 2 * sizes.GAP - 2
_APART = sizes.GAP
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
_HOVERED = QStyle.StateFlag.State_MouseOver
_Key = Qt.Key


class _Rows(QStyledItemDelegate):
    """A chevron and a bold name, or an indented context; the count at the right, in faint."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = index.data(ROW)
        high = max(sizes.ROW, QFontMetrics(ui_font()).height() + 8)
        return QSize(80, high + (_APART if row.apart else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(ROW)
        chosen = bool(index.data(CHOSEN))
        colors = tokens()
        rect = _inside(option.rect, row)
        if chosen or option.state & _HOVERED:
            box(painter, QRectF(rect), sizes.RADIUS, colors.wash if chosen else colors.hover, None)
        view = option.widget
        if isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index:
            focus_ring(painter, QRectF(rect), sizes.RADIUS)
        left = rect.left() + _lead(row)
        if row.open is not None:
            shape = "chevron-down" if row.open else "chevron-right"
            arrow = pixmap(shape, colors.text_soft, sizes.ICON_DENSE, painter.device().devicePixelRatioF())
            top = rect.top() + (rect.height() - sizes.ICON_DENSE) // 2
            painter.drawPixmap(rect.left() + sizes.GAP, top, arrow)
        right = rect.right() - sizes.GAP
        if row.open is not True:
            small = ui_font(sizes.TEXT_SMALL)
            words = f"{row.amount:,}"
            painter.setFont(small)
            painter.setPen(colors.text_soft if chosen else colors.text_faint)
            place = QRect(left, rect.top(), right - left + 1, rect.height())
            painter.drawText(place, _MIDDLE | int(Qt.AlignmentFlag.AlignRight), words)
            right -= QFontMetrics(small).horizontalAdvance(words) + sizes.GAP
        font = ui_font(bold=chosen or not row.below)
        painter.setFont(font)
        painter.setPen(colors.text if chosen or not row.below else colors.text_soft)
        shown = QFontMetrics(font).elidedText(row.label, Qt.TextElideMode.ElideMiddle, right - left)
        place = QRect(left, rect.top(), right - left + 1, rect.height())
        painter.drawText(place, _MIDDLE | int(Qt.AlignmentFlag.AlignLeft), shown)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Show the whole label only where it is cut."""
        row = index.data(ROW) if index.isValid() else None
        if row is None:
            return False
        words = QFontMetrics(ui_font(bold=not row.below)).horizontalAdvance(row.label)
        count = QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(f"{row.amount:,}")
        if words > option.rect.width() - _lead(row) - count - 2 * sizes.GAP:
            QToolTip.showText(event.globalPos(), plain_tip(row.label[:2000]), view)
        else:
            QToolTip.hideText()
        return True


def _inside(rect: QRect, row: Row) -> QRect:
    """Return a row without the room above it."""
    return rect.adjusted(0, _APART, 0, 0) if row.apart else rect


def _lead(row: Row) -> int:
    return _INDENT if row.below else _NAME


class SeriesView(QListView):
    """Says which row was taken, and which name is to be folded or opened."""

    taken = Signal(int)
    folded = Signal(int, bool)

    def __init__(self, model: SeriesListModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = model
        self.setModel(model)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName("Names and contexts")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        watcher().changed.connect(self.doItemsLayout)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead is off: single keys are commands."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._number(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or number < 0:
            return
        self.setCurrentIndex(self._series.index(number))
        self._take(number)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = self.currentIndex().row()
        row = self._series.row(number)
        key = event.key()
        if key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space) and row is not None:
            self._take(number)
        elif key in (_Key.Key_Left, _Key.Key_Right) and row is not None:
            self._sideways(number, row, out=key == _Key.Key_Left)
        elif key in (_Key.Key_Up, _Key.Key_Down, _Key.Key_Home, _Key.Key_End) or (
            key in (_Key.Key_PageUp, _Key.Key_PageDown)
        ):
            super().keyPressEvent(event)
            landed = self._series.row(self.currentIndex().row())
            if landed is not None and landed.series is not None:
                self.taken.emit(self.currentIndex().row())
        else:
            event.ignore()

    def _sideways(self, number: int, row: Row, *, out: bool) -> None:
        """Left folds, or goes up to the name; Right opens, or goes down to the first context."""
        if row.open is out:
            self.folded.emit(number, out)
        elif row.below and out:
            self.setCurrentIndex(self._series.index(self._series.head_of(number)))
        elif row.open and not out:
            self.setCurrentIndex(self._series.index(number + 1))
            self.taken.emit(number + 1)

    def _take(self, number: int) -> None:
        row = self._series.row(number)
        if row is not None and row.open is not None:
            self.folded.emit(number, row.open)
        elif row is not None:
            self.taken.emit(number)

    def _number(self, spot: QPoint) -> int:
        index = self.indexAt(spot)
        row = self._series.row(index.row())
        if row is None or not _inside(self.visualRect(index), row).contains(spot):
            return -1
        return index.row()
