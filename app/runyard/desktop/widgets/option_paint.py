"""How the rows of an `OptionList` look."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets.painting import box
from runyard.desktop.widgets.toggles import paint_check

_BOX = 14
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


def row_height() -> int:
    """Return the height of a row at the present text size."""
    return max(sizes.ROW, QFontMetrics(ui_font()).height() + 8)


def more_rect(row: QRect) -> QRect:
    """Return where the button for more stands."""
    return QRect(row.right() + 1 - sizes.HIT - 4, row.top(), sizes.HIT, row.height())


class OptionDelegate(QStyledItemDelegate):
    """Check box or icon, words, and fainter ones at the right end, before the button for more."""

    def __init__(self, role: int, parent: QListView, *, more: bool = False) -> None:
        super().__init__(parent)
        self._role = role
        self._more = more

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colors, rect, shown = tokens(), option.rect, index.data(self._role)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            box(painter, QRectF(rect), sizes.RADIUS_SMALL, colors.wash if chosen else colors.hover, None)
        inside: QRect = rect.adjusted(sizes.GAP, 0, -sizes.GAP, 0)
        check, ratio = index.data(Qt.ItemDataRole.CheckStateRole), painter.device().devicePixelRatioF()
        if check is not None:
            top = inside.center().y() - _BOX // 2 + 1
            paint_check(painter, QRectF(inside.left(), top, _BOX, _BOX), Qt.CheckState(check), True, ratio)
            inside.setLeft(inside.left() + _BOX + sizes.GAP)
        elif shown.icon:
            top = rect.top() + (rect.height() - sizes.ICON) // 2
            if shown.icon.strip():
                shape = pixmap(shown.icon, colors.text_soft, sizes.ICON, ratio)
                painter.drawPixmap(inside.left(), top, shape)
            inside.setLeft(inside.left() + sizes.ICON + sizes.GAP)
        if self._more:
            side = sizes.ICON_DENSE
            place = more_rect(rect)
            if shown.more and (chosen or option.state & QStyle.StateFlag.State_MouseOver):
                at = place.center().x() - side // 2 + 1, place.center().y() - side // 2 + 1
                painter.drawPixmap(*at, pixmap("ellipsis", colors.text_soft, side, ratio))
            inside.setRight(place.left())
        small = QFontMetrics(ui_font(sizes.TEXT_SMALL))
        detail = small.elidedText(shown.detail, Qt.TextElideMode.ElideMiddle, inside.width() * 3 // 5)
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft if chosen else colors.text_faint)
        painter.drawText(inside, _MIDDLE | int(Qt.AlignmentFlag.AlignRight), detail)
        font = mono_font() if shown.mono else ui_font()
        room = inside.width() - (small.horizontalAdvance(detail) + sizes.GAP if detail else 0)
        painter.setFont(font)
        painter.setPen(colors.text)
        label = QFontMetrics(font).elidedText(shown.label, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(inside, _MIDDLE | int(Qt.AlignmentFlag.AlignLeft), label)
