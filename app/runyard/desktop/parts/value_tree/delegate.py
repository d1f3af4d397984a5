"""Paints keys and values of a tree in the fixed font, values in the tone of their type."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, Qt
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from runyard.desktop.parts import words
from runyard.desktop.parts.param_value import value_text, value_tone
from runyard.desktop.parts.value_tree.model import NODE, ValueTreeModel
from runyard.desktop.parts.value_tree.node import Node, Spans, State
from runyard.desktop.theme import mono_font, sizes, tokens
from runyard.desktop.widgets import box
from runyard.storage.runs.changed import MISSING

Index = QModelIndex | QPersistentModelIndex
_SIGN = 20
#: Characters of a key that are drawn, and of a tooltip: what was logged may be a book.
_LONGEST, _TIP = 500, 2000
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_ALIGN = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine)


class ValueDelegate(QStyledItemDelegate):
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
        node: Node = index.data(NODE)
        rect = rect.adjusted(0 if index.column() == 0 else sizes.CELL_PADDING, 0, -sizes.CELL_PADDING, 0)
        if not index.column():
            tone = "text" if selected or node.children else "text_soft"
            self._words(painter, rect, str(node.key)[:_LONGEST], tone, node.key_spans, selected)
            return
        value = node.value if index.column() == 1 else node.other
        tone = "text_faint" if value is MISSING else value_tone(value)
        if selected:
            # Code colours do not read on the wash.
            tone = "text_soft" if tone == "text_faint" else "text"
        text = words.NONE if value is MISSING else value_text(value)
        if index.column() == 1 and node.parent is not None and self._compares(index):
            self._words(painter, rect, node.state.value, "text_soft", (), selected)
            rect = rect.adjusted(_SIGN, 0, 0, 0)
        ground = "" if value is MISSING or node.children or selected else _ground(node, index.column())
        if ground:
            wide = min(QFontMetrics(mono_font()).horizontalAdvance(text), rect.width())
            spot = QRectF(rect.left() - 4, rect.top() + 2, wide + 8, rect.height() - 4)
            box(painter, spot, sizes.RADIUS_SMALL, getattr(colors, ground), None)
            tone = "text"
        self._words(painter, rect, text, tone, node.value_spans if value is node.shown else (), selected)

    def _words(
        self, painter: QPainter, rect: QRect, text: str, tone: str, spans: Spans, selected: bool
    ) -> None:
        """Draw text, with what a search found in it on a ground of its own."""
        font = mono_font()
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        if not selected:
            for start, end in spans:
                left = rect.left() + metrics.horizontalAdvance(text[:start])
                right = min(rect.right(), rect.left() + metrics.horizontalAdvance(text[:end]))
                if left < right:
                    high = metrics.height()
                    top = rect.center().y() - high // 2
                    painter.fillRect(QRect(left, top, right - left, high), tokens().warn_wash)
        painter.setFont(font)
        painter.setPen(getattr(tokens(), tone))
        painter.drawText(rect, _ALIGN, shown)

    def _compares(self, index: Index) -> bool:
        model = index.model()
        return isinstance(model, ValueTreeModel) and model.compares

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Show the whole value only where it is cut."""
        if event.type() != QEvent.Type.ToolTip or not index.isValid():
            return False
        text = str(index.data())
        room = option.rect.width() - 2 * sizes.CELL_PADDING
        if QFontMetrics(mono_font()).horizontalAdvance(text) > room:
            QToolTip.showText(event.globalPos(), Qt.convertFromPlainText(text[:_TIP]), view)
        else:
            QToolTip.hideText()
        return True


def _ground(node: Node, column: int) -> str:
    """The tint of what is new here, or of what the other run had instead."""
    if node.state is State.SAME:
        return ""
    return "ok_wash" if column == 1 else "bad_wash"
