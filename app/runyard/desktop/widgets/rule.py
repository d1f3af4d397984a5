"""`Rule`: a line that separates."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens


class Rule(QWidget):
    """One pixel of `line`, upright unless told otherwise."""

    def __init__(
        self, direction: Qt.Orientation = Qt.Orientation.Vertical, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        thin, long = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        upright = direction == Qt.Orientation.Vertical
        self.setSizePolicy(thin if upright else long, long if upright else thin)

    def sizeHint(self) -> QSize:
        return QSize(sizes.BORDER, sizes.BORDER)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().line)
        finally:
            painter.end()
