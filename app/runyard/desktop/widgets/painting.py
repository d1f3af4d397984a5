"""Strokes that several widgets share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from runyard.desktop.theme import sizes, tokens


def box(painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, border: QColor | None) -> None:
    """Fill a rounded box and draw its border of one pixel inside the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.setPen(QPen(border, 1.0))
        inside = rect.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, radius - 0.5, radius - 0.5)


def focus_ring(painter: QPainter, rect: QRectF, radius: float) -> None:
    """Draw the focus ring, two pixels of accent inside the edge."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens().accent, sizes.FOCUS))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)
