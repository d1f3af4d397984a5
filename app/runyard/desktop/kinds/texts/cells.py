"""The columns of the table of texts."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from runyard.desktop.kinds.texts.display import Preview
from runyard.desktop.tables import TableColumn
from runyard.desktop.tables.column import Cell
from runyard.desktop.tables.look import Look

STEP, INDEX, EPOCH, TEXT = "step", "index", "epoch", "text"


class WholeNumber(Cell):
    """A step or an index, thousands set apart."""

    right = True

    def text(self, row: Any, value: Any) -> str:
        return f"{value:,}"


class Epoch(Cell):
    """An epoch, or a dash."""

    right = True
    soft = True

    def text(self, row: Any, value: Any) -> str:
        return "–" if value is None else f"{value:g}"


class PreviewCell(Cell):
    """The beginning of a text, matches marked."""

    def text(self, row: Any, value: Any) -> str:
        return value.text if isinstance(value, Preview) else str(value)

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        if not isinstance(value, Preview) or not value.spans:
            super().paint(painter, rect, row, value, look)
            return
        face = look.plain
        high = round(face.metrics.height())
        top = rect.top() + (rect.height() - high) // 2
        for begin, end in value.spans:
            # By what stands before: letters change their width beside others.
            left = face.metrics.horizontalAdvance(value.text[:begin])
            wide = face.metrics.horizontalAdvance(value.text[:end]) - left
            if left >= rect.width():
                break
            mark = QRectF(rect.left() + left - 1, top, min(wide + 2, rect.width() - left + 1), high)
            painter.fillRect(mark, look.colors.warn_wash)
        super().paint(painter, rect, row, value, look)


def columns(*, indices: bool, epochs: bool) -> tuple[tuple[TableColumn, ...], tuple[int, ...]]:
    """Return the columns to show, and which cells of a row they are."""
    shown = [(0, TableColumn(STEP, "Step", WholeNumber(), narrowest=72, widest=160))]
    if indices:
        shown.append((1, TableColumn(INDEX, "Index", WholeNumber(), narrowest=60, widest=110)))
    if epochs:
        shown.append((2, TableColumn(EPOCH, "Epoch", Epoch(), narrowest=64, widest=110)))
    shown.append((3, TableColumn(TEXT, "Text", PreviewCell(), narrowest=160, widest=4000, stretch=True)))
    return tuple(column for _, column in shown), tuple(place for place, _ in shown)
