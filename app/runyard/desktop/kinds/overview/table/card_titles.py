"""`CardTitles`: the titles of a card's columns."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QPainter, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from runyard.desktop.kinds.overview.table.card_delegate import LEFT, RIGHT, inside_cell
from runyard.desktop.kinds.overview.table.card_model import CardTableModel
from runyard.desktop.theme import pixmap, sizes, tokens, ui_font

_ARROW = 12


class CardTitles(QHeaderView):
    """The titles of a card's columns, on the same edges as the cells below them."""

    def __init__(self, model: CardTableModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        colors = tokens()
        column = self._model.columns[index]
        font = ui_font(sizes.TEXT_SMALL, bold=True)
        painter.setFont(font)
        inside = inside_cell(rect, index, self._model)
        by = self._model.sorted_by
        if by is not None and by[0] == index:
            painter.setPen(colors.text)
            wide = QFontMetrics(font).horizontalAdvance(column.title)
            left = inside.right() - wide - _ARROW - 2 if column.right else inside.left() + wide + 4
            arrow = pixmap(
                "arrow-down" if by[1] else "arrow-up", colors.text, _ARROW, self.devicePixelRatioF()
            )
            painter.drawPixmap(max(rect.left(), left), rect.center().y() - _ARROW // 2, arrow)
        else:
            painter.setPen(colors.text_soft)
        painter.drawText(inside, RIGHT if column.right else LEFT, column.title)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colors.line)
