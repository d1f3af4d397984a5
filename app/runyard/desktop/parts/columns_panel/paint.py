"""How the rows of the column manager look, and where their marks stand."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from runyard.desktop.parts.columns_panel.model import ROW
from runyard.desktop.parts.columns_panel.rows import Head, Line
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import focus_ring, paint_check

_PAD = 12
_BOX = 14
_MARK = 24
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


def row_height() -> int:
    """Return the height of a row at the present text size."""
    return max(sizes.ROW, QFontMetrics(ui_font()).height() + 8)


def grip_rect(row: QRect) -> QRect:
    """Return where a line is taken to be dragged."""
    return QRect(row.left(), row.top(), 32, row.height())


def pin_rect(row: QRect) -> QRect:
    """Return where the pin stands."""
    return QRect(row.right() + 1 - _MARK - 4, row.top(), _MARK, row.height())


def palette_rect(row: QRect) -> QRect:
    """Return where colour by value is switched."""
    return pin_rect(row).translated(-_MARK, 0)


def all_rect(row: QRect, words: str) -> QRect:
    """Return where the head of a section offers to show or hide all of it."""
    wide = QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(words) + 2 * 4
    return QRect(row.right() + 1 - wide - 4, row.top(), wide, row.height())


def all_words(head: Head) -> str:
    """Return what the head of a section offers."""
    return "Hide all" if head.shown == head.total else "Show all"


class RowDelegate(QStyledItemDelegate):
    """Grip, box, name, context in faint, palette and pin."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, rect = index.data(ROW), option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if isinstance(row, Head):
            _head(painter, rect, row, hovered or current)
        else:
            if hovered or current:
                painter.fillRect(rect, tokens().hover)
            _line(painter, rect, row, hovered or current)
        if current:
            focus_ring(painter, QRectF(rect).adjusted(2, 0, -2, 0), sizes.RADIUS_SMALL)


def _head(painter: QPainter, rect: QRect, head: Head, active: bool) -> None:
    colors = tokens()
    _icon(painter, QRect(rect.left() + _PAD, rect.top(), 14, rect.height()), _chevron(head), colors.text_soft)
    small, bold = ui_font(sizes.TEXT_SMALL), ui_font(sizes.TEXT_SMALL, bold=True)
    right = all_words(head) if active and _offers_all(head) else _count(head)
    painter.setFont(small)
    painter.setPen(colors.accent if active and _offers_all(head) else colors.text_faint)
    end = rect.right() - 8
    painter.drawText(QRect(rect.left(), rect.top(), end - rect.left(), rect.height()), _MIDDLE | 2, right)
    left = rect.left() + _PAD + 14 + 4
    room = end - left - QFontMetrics(small).horizontalAdvance(right) - sizes.GAP
    painter.setFont(bold)
    painter.setPen(colors.text_soft)
    title = QFontMetrics(bold).elidedText(head.title, Qt.TextElideMode.ElideMiddle, room)
    painter.drawText(QRect(left, rect.top(), room + 1, rect.height()), _MIDDLE, title)


def _line(painter: QPainter, rect: QRect, line: Line, active: bool) -> None:
    colors = tokens()
    if line.column != "name":
        grip = QRect(rect.left() + _PAD, rect.top(), 14, rect.height())
        _icon(painter, grip, "grip-vertical", colors.text_faint)
    box = QRectF(rect.left() + 34, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)
    state = Qt.CheckState.Checked if line.shown else Qt.CheckState.Unchecked
    paint_check(painter, box, state, line.shown or not line.fixed, painter.device().devicePixelRatioF())
    end = rect.right() - 8
    if line.side or (active and not line.fixed):
        _icon(painter, pin_rect(rect), "pin", colors.accent if line.side else colors.text_soft)
        end = pin_rect(rect).left()
    if line.scaled or (active and line.numeric and line.shown):
        _icon(painter, palette_rect(rect), "palette", colors.accent if line.scaled else colors.text_soft)
        end = palette_rect(rect).left()
    left = rect.left() + 34 + _BOX + sizes.GAP
    plain, small = ui_font(), ui_font(sizes.TEXT_SMALL)
    room = end - left
    wide = QFontMetrics(plain).horizontalAdvance(line.title) + 1
    detail = QFontMetrics(small).horizontalAdvance(line.detail) + sizes.GAP if line.detail else 0
    if wide + detail > room:
        wide = min(wide, max(room - detail, room * 3 // 5))
    title = QFontMetrics(plain).elidedText(line.title, Qt.TextElideMode.ElideMiddle, wide)
    painter.setFont(plain)
    painter.setPen(colors.text if line.shown else colors.text_soft)
    painter.drawText(QRect(left, rect.top(), wide + 1, rect.height()), _MIDDLE, title)
    left += wide + sizes.GAP
    said = QFontMetrics(small).elidedText(line.detail, Qt.TextElideMode.ElideMiddle, end - left)
    painter.setFont(small)
    painter.setPen(colors.text_faint if not active else colors.text_soft)
    painter.drawText(QRect(left, rect.top(), end - left, rect.height()), _MIDDLE, said)


def _icon(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    side = sizes.ICON_DENSE
    at = rect.left() + (rect.width() - side) // 2, rect.top() + (rect.height() - side) // 2
    painter.drawPixmap(*at, pixmap(name, color, side, painter.device().devicePixelRatioF()))


def _chevron(head: Head) -> str:
    return "chevron-down" if head.open else "chevron-right"


def _offers_all(head: Head) -> bool:
    return not head.title.startswith("Pinned")


def _count(head: Head) -> str:
    return f"{head.shown:,} of {head.total:,}" if _offers_all(head) else f"{head.total:,}"
