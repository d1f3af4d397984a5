"""`CardDelegate`: paints the cells of a card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from runyard.desktop.kinds.overview.table.card_model import CELL, CardTableModel, Cell
from runyard.desktop.parts.sparkline import paint_spark
from runyard.desktop.theme import mono_font, series_color, sizes, tokens, ui_font
from runyard.desktop.widgets import box

Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected
LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)
RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine)
PAD, NARROW_PAD = 12, 6
_BEFORE_NOTE = 5


class CardDelegate(QStyledItemDelegate):
    """Paints cells; the first and last keep 12 px from the card's edge."""

    def __init__(self, model: CardTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = tokens()
        selected = bool(option.state & _SELECTED)
        if selected:
            painter.fillRect(option.rect, colors.wash)
        elif index.row() == self._model.hovered:
            painter.fillRect(option.rect, colors.hover)
        cell: Cell = index.data(CELL)
        inside = inside_cell(option.rect, index.column(), self._model)
        if cell.spark:
            paint_spark(painter, QRectF(inside), cell.spark, cell.color)
        elif cell.share is not None:
            _paint_bar(painter, inside, cell.share)
        else:
            self._paint_words(painter, inside, cell, index, selected)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole text only where it is cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        cell: Cell = index.data(CELL)
        font = mono_font() if cell.mono else ui_font()
        room = inside_cell(option.rect, index.column(), self._model).width()
        wide = QFontMetrics(font).horizontalAdvance(cell.text)
        if cell.note:
            wide += 4 + QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(cell.note)
        if wide > room:
            QToolTip.showText(event.globalPos(), Qt.convertFromPlainText(str(index.data())), view)
        else:
            QToolTip.hideText()
        return True

    def _paint_words(self, painter: QPainter, rect: QRect, cell: Cell, index: Index, selected: bool) -> None:
        colors = tokens()
        font = mono_font() if cell.mono else ui_font()
        tone = cell.tone
        if selected and tone not in ("text", "text_soft"):
            tone = "text_soft" if tone == "text_faint" else "text"
        painter.setFont(font)
        align = RIGHT if self._model.columns[index.column()].right else LEFT
        mode = Qt.TextElideMode.ElideMiddle if cell.path else Qt.TextElideMode.ElideRight
        small = ui_font(sizes.TEXT_SMALL)
        # The words give way before the note: rows with the same words are told apart by it.
        note = _BEFORE_NOTE + QFontMetrics(small).horizontalAdvance(cell.note) if cell.note else 0
        shown = QFontMetrics(font).elidedText(cell.text, mode, rect.width() - min(note, rect.width() // 2))
        if cell.ground:
            _paint_ground(painter, rect, QFontMetrics(font).horizontalAdvance(shown), align, cell.ground)
            painter.setFont(font)
            tone = "text"
        painter.setPen(getattr(colors, tone))
        painter.drawText(rect, align, shown)
        if cell.note:
            left = rect.left() + QFontMetrics(font).horizontalAdvance(shown) + _BEFORE_NOTE
            room = QRect(left, rect.top() + 1, rect.right() - left + 1, rect.height())
            painter.setFont(small)
            painter.setPen(colors.text_soft if selected else colors.text_faint)
            said = QFontMetrics(small).elidedText(cell.note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, LEFT, said)


def _paint_ground(painter: QPainter, rect: QRect, wide: int, align: int, ground: str) -> None:
    """Paint the tint on which a value stands that was there before, or is there now."""
    left = rect.right() - wide + 1 if align == RIGHT else rect.left()
    box_rect = QRectF(left - 4, rect.top() + 2, wide + 8, rect.height() - 4)
    painter.save()
    box(painter, box_rect, sizes.RADIUS_SMALL, getattr(tokens(), ground), None)
    painter.restore()


def _paint_bar(painter: QPainter, rect: QRect, share: float) -> None:
    groove = QRectF(rect.left(), rect.center().y() - 1.5, rect.width(), 4)
    painter.save()
    box(painter, groove, 2, tokens().line, None)
    if share > 0:
        filled = QRectF(groove.left(), groove.top(), max(4.0, groove.width() * min(1.0, share)), 4)
        box(painter, filled, 2, series_color(5), None)
    painter.restore()


def inside_cell(rect: QRect, column: int, model: CardTableModel) -> QRect:
    """Return where the words of a cell stand: the first and last keep 12 px from the card's edge."""
    last = column == model.last_shown
    left = PAD if column == 0 else NARROW_PAD
    return rect.adjusted(left, 0, -(PAD if last else NARROW_PAD), 0)
