"""`Suggestions`: the list of completions under the field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from runyard.desktop.theme import mono_font, sizes, tokens, ui_font
from runyard.desktop.widgets import box
from runyard.search.completion.complete import Completion

_MOST = 8
_NARROWEST, _WIDEST = 240, 480
_DETAIL = int(Qt.ItemDataRole.UserRole) + 1
_MARGIN = 4


class Suggestions(QWidget):
    """Lies over the page, so that typing goes on; `taken` carries the completion that was clicked."""

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Sequence[Completion] = ()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setItemDelegate(_Line(self._list))
        self._list.setAccessibleName("Suggestions")
        self._list.viewport().setAutoFillBackground(False)
        self._list.itemClicked.connect(self._clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.addWidget(self._list)
        self.hide()

    def show_found(self, found: Sequence[Completion], left: int, top: int) -> None:
        """Show completions with the first one chosen, at a place in the parent."""
        self._found = found
        self._list.clear()
        for completion in found:
            item = QListWidgetItem(completion.label)
            item.setData(_DETAIL, completion.detail)
            self._list.addItem(item)
        self._list.setCurrentRow(0)
        mono, small = QFontMetrics(mono_font()), QFontMetrics(ui_font(sizes.TEXT_SMALL))
        wide = max(mono.horizontalAdvance(c.label) + small.horizontalAdvance(c.detail) for c in found)
        width = min(max(wide + 48 + sizes.SCROLL_BAR, _NARROWEST), _WIDEST)
        high = min(len(found), _MOST) * _row_height() + 2 * _MARGIN
        parent = self.parentWidget()
        right = parent.width() - width - sizes.GAP if parent is not None else left
        self.setGeometry(max(sizes.GAP, min(left, right)), top, width, high)
        self.show()
        self.raise_()

    def current(self) -> Completion | None:
        """Return the completion that is chosen; None while the list is closed."""
        row = self._list.currentRow()
        return self._found[row] if self.isVisible() and 0 <= row < len(self._found) else None

    def move_by(self, rows: int) -> None:
        """Choose another one, round the ends by single steps."""
        count, row = len(self._found), self._list.currentRow() + rows
        if abs(rows) == 1:
            self._list.setCurrentRow(row % count)
        else:
            self._list.setCurrentRow(min(max(0, row), count - 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            colors = tokens()
            box(painter, QRectF(self.rect()), sizes.RADIUS_PANEL, colors.raised, colors.line_strong)
        finally:
            painter.end()

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self.taken.emit(self._found[self._list.row(item)])


class _Line(QStyledItemDelegate):
    """The completion in the fixed font, and what it is at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_NARROWEST - 2 * _MARGIN, _row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colors = tokens()
        rect: QRect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            box(painter, QRectF(rect), sizes.RADIUS, colors.wash, None)
        inside = rect.adjusted(sizes.GAP, 0, -sizes.GAP, 0)
        detail = str(index.data(_DETAIL))
        small = ui_font(sizes.TEXT_SMALL)
        painter.setFont(small)
        painter.setPen(colors.text_soft if chosen else colors.text_faint)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignRight, detail)
        room = inside.width() - QFontMetrics(small).horizontalAdvance(detail) - sizes.GAP
        painter.setFont(mono_font())
        painter.setPen(colors.text)
        label = QFontMetrics(mono_font()).elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(inside, middle | Qt.AlignmentFlag.AlignLeft, label)


def _row_height() -> int:
    return max(sizes.ROW, QFontMetrics(mono_font()).height() + 8)
