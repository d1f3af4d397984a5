"""Cells that any table can use: text, numbers, and the marks for nothing and not yet."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from runyard.desktop.tables.column import Cell
from runyard.desktop.tables.look import Look
from runyard.desktop.theme import sizes

NONE = "–"


def paint_none(painter: QPainter, rect: QRect, look: Look, *, right: bool = False) -> None:
    """Paint the dash of a cell that has no value."""
    look.write(painter, rect, NONE, look.faint(), right=right)


def paint_pending(painter: QPainter, rect: QRect, look: Look, *, right: bool = False) -> None:
    """Paint the clock of a cell whose value may still come."""
    size = sizes.ICON_DENSE
    left = rect.right() + 1 - size if right else rect.left()
    painter.drawPixmap(left, rect.top() + (rect.height() - size) // 2, look.icon("clock", look.faint(), size))


class Text(Cell):
    """Text at the left; nothing is a dash."""

    def __init__(
        self,
        *,
        soft: bool = False,
        fixed: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        self.soft, self.fixed, self.elide = soft, fixed, elide

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        if value is None or value == "":
            paint_none(painter, rect, look)
        else:
            super().paint(painter, rect, row, value, look)


class Number(Cell):
    """A number at the right in tabular figures; NaN and the infinities in the colour of a warning."""

    right = True

    def text(self, row: Any, value: Any) -> str:
        return NONE if value is None else f"{value:g}"

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        if value is None:
            paint_none(painter, rect, look, right=True)
            return
        odd = isinstance(value, float) and not math.isfinite(value)
        color = look.warn() if odd else look.colors.text
        face = look.fixed if self.fixed else look.plain
        look.write(painter, rect, self.text(row, value), color, face, right=True)
