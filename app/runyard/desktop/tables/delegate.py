"""`CellDelegate`: paints every cell of a table; the values themselves are painted by the columns' cells."""

from __future__ import annotations

import sys

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from runyard.desktop.tables.look import PADDING, Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.theme import contrast, sizes

CHECK_COLUMN = 36
_BOX = 14


class CellDelegate(QStyledItemDelegate):
    """Asks the model once a cell and never through roles, which is what makes page jumps fast."""

    def __init__(self, model: PagedTableModel, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self.look = look
        self.hovered = -1

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        try:
            self._paint(painter, option.rect, index.row(), index.column())
        except Exception:  # Qt dies of what leaves a paint; the hook reports it as any other fault
            sys.excepthook(*sys.exc_info())

    def _paint(self, painter: QPainter, rect: QRect, number: int, place: int) -> None:
        model, look = self._model, self.look
        selected = model.ids[number] in model.selection
        look.selected, look.lit = selected, selected or number == self.hovered
        row = model.row(number)
        if place == 0:
            if model.ids[number] < 0:
                _paint_fold(painter, rect, look, opened=getattr(row, "open", False))
            elif not model.selection.single and (
                selected or number == self.hovered or model.selection.by_keyboard
            ):
                paint_box(painter, check_rect(rect), look, 1.0 if selected else 0.0)
            rect = rect.adjusted(lead(model), 0, 0, 0)
        if row is not None:
            column, value = model.columns[place], row.cells[place]
            cell = column.cell_for(row)
            amount = None if column.scale is None else cell.amount(value)
            if amount is not None and column.scale is not None:
                _fill_by_amount(painter, rect, amount, column.scale, look)
                look.lit = True  # faint text would not be readable
            cell.paint(painter, rect.adjusted(PADDING, 0, -PADDING, 0), row, value, look)


def _fill_by_amount(
    painter: QPainter, rect: QRect, value: float, scale: tuple[float, float], look: Look
) -> None:
    """Fill a cell the stronger, the higher its value lies in the column."""
    low, high = scale
    share = min(1.0, max(0.0, (value - low) / (high - low))) if high > low else 1.0
    color = contrast.mix(look.behind(), look.colors.scale, share)
    painter.fillRect(rect.adjusted(0, 0, 0, -1), color)


def _paint_fold(painter: QPainter, rect: QRect, look: Look, *, opened: bool) -> None:
    """Paint the sign that opens or closes a group, where rows have their box."""
    box = check_rect(rect)
    name = "chevron-down" if opened else "chevron-right"
    painter.drawPixmap(box.topLeft(), look.icon(name, look.colors.text_soft, _BOX))


def lead(model: PagedTableModel) -> int:
    """Return how far the first column is set in: room for the boxes, or for the margin of the page."""
    return sizes.MARGIN - PADDING if model.selection.single else CHECK_COLUMN


def check_rect(rect: QRect) -> QRectF:
    """Return where the check box stands in the first cell of a row or header."""
    return QRectF(rect.left() + sizes.MARGIN, rect.top() + (rect.height() - _BOX) // 2, _BOX, _BOX)


def paint_box(painter: QPainter, rect: QRectF, look: Look, share: float) -> None:
    """Paint a check box: empty at 0, a bar for a part, a tick at 1."""
    colors = look.colors
    painter.save()
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = sizes.RADIUS_SMALL
        if share <= 0:
            painter.setPen(QPen(colors.line_strong, 1.0))
            painter.setBrush(colors.field)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent)
        painter.drawRoundedRect(rect, radius, radius)
        painter.setPen(
            QPen(
                colors.on_accent,
                1.75,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        tick = ((3.6, 7.2), (6.0, 9.6), (10.4, 4.6)) if share >= 1 else ((3.8, 7.0), (10.2, 7.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([rect.topLeft() + QPointF(x, y) for x, y in tick]))
    finally:
        painter.restore()
