"""The head of the lightbox: what is looked at, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.theme import scaled, sizes, tokens
from runyard.desktop.widgets import Button, ElidedLabel, Label


class LightboxHead(QWidget):
    """44 high: title and place at the left, zoom and actions at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.HEADER)
        self.title = ElidedLabel(size=sizes.TEXT_TITLE, bold=True)
        self.pixel = Label(tone="text_soft", mono=True, size=sizes.TEXT_SMALL)
        self.place = Label(tone="text_soft")
        self.smaller = Button("", "zoom-out", "icon", tip="Zoom out (−)")
        self.zoom = Label(tone="text_soft")
        self.zoom.setFixedWidth(scaled(60))
        self.zoom.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.larger = Button("", "zoom-in", "icon", tip="Zoom in (+)")
        self.fit = Button("Fit", dense=True, tip="Show the whole image (0)")
        self.actual = Button("1:1", dense=True, tip="Show it in its own size (1)")
        self.details = Button("", "info", "icon", tip="Details (I)")
        self.details.setCheckable(True)
        self.copy = Button("", "copy", "icon", tip="Copy image (Ctrl+C)")
        self.save = Button("", "download", "icon", tip="Save image… (Ctrl+S)")
        self.close_ = Button("", "x", "icon", tip="Close (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.GAP, 1)
        row.setSpacing(4)
        row.addWidget(self.title, 1)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.pixel)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.place)
        row.addSpacing(sizes.MARGIN)
        for part in (self.smaller, self.zoom, self.larger, self.fit, self.actual):
            row.addWidget(part)
        row.addSpacing(sizes.GAP)
        for button in (self.details, self.copy, self.save, self.close_):
            row.addWidget(button)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()
