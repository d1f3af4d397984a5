"""Paints keys and values of params in the fixed font, values in the tone of their type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from runyard.desktop.kinds.params.model import NODE
from runyard.desktop.parts.param_value import value_text, value_tone
from runyard.desktop.theme import mono_font, sizes, tokens

Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_ALIGN = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class ParamDelegate(QStyledItemDelegate):
    """Rows of 24."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = QFontMetrics(mono_font()).height() + 4
        return QSize(80, max(sizes.ROW_DENSE, high))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        colors = tokens()
        state, rect = option.state, option.rect
        selected = bool(state & _SELECTED)
        if selected:
            painter.fillRect(rect, colors.wash)
        elif state & _HOVERED:
            painter.fillRect(rect, colors.hover)
        node = index.data(NODE)
        if index.column():
            text, tone = value_text(node.value), value_tone(node.value)
            if selected:
                # Code colours do not read on the wash.
                tone = "text_soft" if tone == "text_faint" else "text"
        else:
            text = str(node.key)
            tone = "text" if selected or node.children else "text_soft"
        font = mono_font()
        painter.setFont(font)
        painter.setPen(getattr(colors, tone))
        inside = rect.adjusted(0 if index.column() == 0 else sizes.CELL_PADDING, 0, -sizes.CELL_PADDING, 0)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _ALIGN, shown)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole value only where it is cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        text = str(index.data())
        room = option.rect.width() - 2 * sizes.CELL_PADDING
        if QFontMetrics(mono_font()).horizontalAdvance(text) > room:
            QToolTip.showText(event.globalPos(), text, view)
        else:
            QToolTip.hideText()
        return True
