"""Scroll areas that show nothing of themselves, and the one column of a page that is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from runyard.desktop.theme import sizes


class ColumnArea(QScrollArea):
    """One column in the middle, at most `width` wide, that scrolls up and down."""

    def __init__(self, column: QWidget, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column.setMaximumWidth(width)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setWidget(middle)


def bare_area(inside: QWidget) -> QScrollArea:
    """Return an area without ground of its own: what lies behind it shows through."""
    area = QScrollArea()
    area.setWidget(inside)
    inside.setAutoFillBackground(False)  # the area has just switched it on
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    return area
