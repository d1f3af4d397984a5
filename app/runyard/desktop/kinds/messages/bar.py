"""`MessagesBar`: the controls over the messages."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens


class MessagesBar(QWidget):
    """The controls over the table."""

    def __init__(self, search: QWidget, levels: QWidget, count: QWidget) -> None:
        super().__init__()
        self.setFixedHeight(sizes.TOOLBAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.MARGIN)
        row.addWidget(search, 8)
        row.addWidget(levels)
        row.addStretch(1)
        row.addWidget(count)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, sizes.TOOLBAR)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()
