"""`Swatch`: the colour of a run."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import series_color, sizes
from runyard.desktop.widgets import box


class Swatch(QWidget):
    """A small box in the colour of a run."""

    def __init__(self) -> None:
        super().__init__()
        self._index = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_index(self, index: int) -> None:
        """Show another colour."""
        self._index = index
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sizes.SWATCH, sizes.SWATCH)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.SWATCH_RADIUS, series_color(self._index), None)
        finally:
            painter.end()
