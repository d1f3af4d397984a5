"""`Slider`: a value between two ends."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.painting import box, focus_ring

_GROOVE, _KNOB = 4, 12


class Slider(QSlider):
    """A horizontal slider; a click on the groove goes there at once."""

    def __init__(
        self, low: int = 0, high: int = 100, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(low, high)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(96, sizes.HIT)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, sizes.HIT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._go_to(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self._go_to(event.position().x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setSliderDown(False)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            middle = self.height() / 2
            groove = QRectF(2, middle - _GROOVE / 2, self.width() - 4, _GROOVE)
            center = 2 + _KNOB / 2 + self._share() * (self.width() - 4 - _KNOB)
            box(painter, groove, _GROOVE / 2, colors.line, None)
            accent = colors.accent if self.isEnabled() else colors.line_strong
            box(painter, QRectF(2, groove.top(), center - 2, _GROOVE), _GROOVE / 2, accent, None)
            knob = QRectF(center - _KNOB / 2, middle - _KNOB / 2, _KNOB, _KNOB)
            box(painter, knob, _KNOB / 2, accent, None)
            if self.hasFocus():
                focus_ring(painter, knob.adjusted(-4, -4, 4, 4), _KNOB / 2 + 4)
        finally:
            painter.end()

    def _share(self) -> float:
        span = self.maximum() - self.minimum()
        return (self.value() - self.minimum()) / span if span else 0.0

    def _go_to(self, x: float) -> None:
        share = (x - 2 - _KNOB / 2) / max(1.0, self.width() - 4.0 - _KNOB)
        span = self.maximum() - self.minimum()
        self.setValue(self.minimum() + round(min(1.0, max(0.0, share)) * span))
