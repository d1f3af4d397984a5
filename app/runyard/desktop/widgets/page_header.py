"""`PageHeader`: the head of a page, its title at the left and what can be done at the right."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.label import Label


class PageHeader(QWidget):
    """44 high with a line below. `left` follows the title, `tools` stand at the right end."""

    def __init__(self, title: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.HEADER)
        self.title = Label(title, size=sizes.TEXT_TITLE, bold=True)
        self.left = QHBoxLayout()
        self.tools = QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.MARGIN)
        row.addWidget(self.title)
        for part in (self.left, self.tools):
            part.setSpacing(sizes.GAP)
        row.addLayout(self.left)
        row.addStretch(1)
        row.addLayout(self.tools)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()
