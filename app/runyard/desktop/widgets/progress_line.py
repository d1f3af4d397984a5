"""`ProgressLine`: how far something is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import tokens
from runyard.desktop.widgets.painting import box


class ProgressLine(QWidget):
    """A line of four pixels, filled from the left."""

    def __init__(self, *, name: str = "Progress", width: int = 96, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self._wide = width
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """Show another share, 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._wide, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), 2, colors.line, None)
            if self._share > 0:
                filled = QRectF(0, 0, max(4.0, self.width() * self._share), self.height())
                box(painter, filled, 2, colors.accent, None)
        finally:
            painter.end()
