"""The bar below the grid: one step after another, and what to do with the selected images."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts.step_ranges import StepSlider
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Button, Label, Rule

_BOTH, _LEAST = 700, 500


class Foot(QWidget):
    """44 high. `save_asked` and `clear_asked` are about the selected images."""

    save_asked = Signal()
    clear_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.TOOLBAR)
        self.steps = StepSlider()
        self.save = Button("", "download", dense=True)
        self.clear = Button("", "x", "icon", dense=True, tip="Unselect all")
        self._count = Label()
        self._chosen = QWidget()
        inner = QHBoxLayout(self._chosen)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(sizes.GAP)
        for part in (Rule(), self._count, self.save, self.clear):
            inner.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 1, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP_CARDS)
        row.addWidget(self.steps, 1)
        row.addWidget(self._chosen)
        self.save.clicked.connect(self.save_asked)
        self.clear.clicked.connect(self.clear_asked)
        self.show_selected(0)

    @Slot(int)
    def show_selected(self, many: int) -> None:
        """Offer what can be done with so many images."""
        self._chosen.setVisible(many > 0)
        self._give_way()
        self._count.setText(f"{many:,} selected")
        self.save.setText("Save image…" if many == 1 else f"Save {many:,} images…")

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, sizes.TOOLBAR)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Where both do not fit, what can be done with the selection comes before the number of steps."""
        roomy = self._chosen.isHidden() or self.width() >= _BOTH
        self.steps.told.setVisible(roomy)
        self._count.setVisible(roomy)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, 0, self.width(), 1, tokens().line)
        finally:
            painter.end()
