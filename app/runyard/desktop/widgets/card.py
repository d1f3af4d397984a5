"""`Card`: a titled panel of a page."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.painting import box


class Card(QWidget):
    """A border, a head of 36 with title, count and `tools` at the right, and a `body` below a line."""

    def __init__(self, title: str, count: str | int | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.title = Label(title, bold=True)
        self._count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.tools = QHBoxLayout()
        self.tools.setSpacing(0)
        self._head = QWidget()
        self._head.setFixedHeight(sizes.CARD_HEAD)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(12, 0, 8, 0)
        head.setSpacing(sizes.GAP)
        head.addWidget(self.title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addLayout(self.tools)
        self.body = QVBoxLayout()
        # What lies in the body must not cover the round corners.
        self.body.setContentsMargins(1, 0, 1, 5)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addSpacing(sizes.BORDER)
        layout.addLayout(self.body)
        self.set_count(count)

    def set_count(self, count: str | int | None) -> None:
        """Show another count beside the title; None shows none."""
        words = f"{count:,}" if isinstance(count, int) else count or ""
        self._count.setText(words)
        self._count.setVisible(bool(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS_PANEL, None, colors.line)
            painter.setPen(QPen(colors.line, 1.0))
            below = self._head.geometry().bottom() + 1.5
            painter.drawLine(QLineF(1, below, self.width() - 1, below))
        finally:
            painter.end()
