"""The control bar of the Images tab: ranges at the left, how images look at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.images.options import SIZES, Arrangement
from runyard.desktop.parts.step_ranges import StepRanges
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import Label, Segmented, Select, Slider

_ARRANGEMENTS = (
    (Arrangement.NEWEST, "Newest first"),
    (Arrangement.OLDEST, "Oldest first"),
    (Arrangement.INDEX, "By index"),
    (Arrangement.ONE, "One step"),
)
#: From this width on controls stand as far apart as they should, and this much they need.
_ROOMY, _LEAST = 760, 540


class ControlBar(QWidget):
    """`chosen` tells a dictionary of changed options."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ranges = StepRanges("image")
        self.size_ = Slider(0, len(SIZES) - 1, name="Size")
        self.rendering = Segmented(((True, "Smooth"), (False, "Pixelated")), name="Rendering")
        self.order = Select(_ARRANGEMENTS, name="Order")
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN - 6, sizes.GAP_CARDS, sizes.MARGIN, sizes.GAP_CARDS)
        row.addWidget(self.ranges, 100)
        row.addStretch(1)
        for title, control in (("Size", self.size_), ("Rendering", self.rendering), ("Order", self.order)):
            row.addLayout(_titled(title, control))
        self.size_.valueChanged.connect(self._size_moved)
        self.rendering.changed.connect(self._rendering_chosen)
        self.order.chosen.connect(self._order_chosen)

    def show_options(self, size: int, smooth: bool, arrangement: Arrangement) -> None:
        """Show choices without telling anybody."""
        self.size_.blockSignals(True)
        self.size_.setValue(SIZES.index(size))
        self.size_.blockSignals(False)
        self.rendering.set_key(smooth)
        self.order.set_key(arrangement)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the bar is narrow, the room between the controls gives way, then the slider."""
        super().resizeEvent(event)
        self._row.setSpacing(sizes.GAP_GROUPS if self.width() >= _ROOMY else sizes.GAP_CARDS)
        self.size_.setFixedWidth(88 if self.width() >= _ROOMY else 48)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, self.height() - 1, self.width(), 1, tokens().line)
        finally:
            painter.end()

    @Slot(int)
    def _size_moved(self, place: int) -> None:
        self.chosen.emit({"size": SIZES[place]})

    @Slot(object)
    def _rendering_chosen(self, smooth: bool) -> None:
        self.chosen.emit({"smooth": smooth})

    @Slot(object)
    def _order_chosen(self, arrangement: Arrangement) -> None:
        self.chosen.emit({"arrangement": arrangement})


def _titled(title: str, control: QWidget) -> QVBoxLayout:
    label = Label(title, size=sizes.TEXT_SMALL, tone="text_soft")
    label.setBuddy(control)
    control.setMinimumHeight(sizes.CONTROL)
    column = QVBoxLayout()
    column.setSpacing(4)
    column.addWidget(label)
    column.addWidget(control, 0, Qt.AlignmentFlag.AlignLeft)
    column.addStretch(1)
    return column
