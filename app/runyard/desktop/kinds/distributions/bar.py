"""The control bar of the distributions tab: ranges, which view, which scale."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.step_ranges import StepRanges, StepSlider
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Label, Segmented

HEAT, RIDGES = "heat", "ridges"
_HIGH = 72


class DistributionBar(QWidget):
    """The ranges at the left, choices with their names above them at the right."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumHeight(_HIGH)
        self.ranges = StepRanges("distribution")
        self.view = Segmented(((HEAT, "Heat map"), (RIDGES, "Ridgeline")), name="View")
        self.counts = Segmented(((False, "Linear"), (True, "Log")), name="Counts")
        row = QHBoxLayout(self)
        # The sliders begin six pixels left of what they show.
        row.setContentsMargins(sizes.MARGIN - 6, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.setSpacing(sizes.GAP_GROUPS)
        row.addWidget(self.ranges, 100)
        row.addStretch(1)
        self._view = _named("View", self.view)
        row.addWidget(self._view)
        row.addWidget(_named("Counts", self.counts))
        self.view.changed.connect(self._tell)
        self.counts.changed.connect(self._tell)

    def show_view_choice(self, several: bool) -> None:
        """Offer the views over steps only where there are several steps."""
        self._view.setVisible(several)

    def _tell(self, _key: object) -> None:
        self.changed.emit()

    def minimumSizeHint(self) -> QSize:
        return QSize(420, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()


class Foot(QWidget):
    """The slider over steps, 44 high below a line."""

    def __init__(self, steps: StepSlider) -> None:
        super().__init__()
        self.setMinimumHeight(sizes.TOOLBAR)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.addWidget(steps)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(0, 0, self.width(), 1, tokens().line)
        finally:
            painter.end()


def _named(name: str, control: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    label = Label(name, size=sizes.TEXT_SMALL, tone="text_soft")
    label.setBuddy(control)
    column.addStretch(1)
    column.addWidget(label)
    column.addWidget(control)
    column.addStretch(1)
    return part
