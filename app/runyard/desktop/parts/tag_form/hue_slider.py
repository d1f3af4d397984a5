"""`HueSlider`: any hue, for a colour that is not in the palette."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from runyard.desktop.theme import sizes, tag_colors
from runyard.desktop.widgets import Slider, box, focus_ring

_GROOVE, _KNOB, _STEPS = 8, 14, 36


class HueSlider(Slider):
    """A slider from 0 to 359 whose groove shows the colours that its places stand for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 359, name="Hue", parent=parent)
        self.setPageStep(30)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            middle = self.height() / 2
            left, room = 2 + _KNOB / 2, self.width() - 4.0 - _KNOB
            for step in range(_STEPS):
                text, _tint = tag_colors(f"hue:{step * 360 // _STEPS}")
                at = left + room * step / _STEPS
                painter.fillRect(QRectF(at, middle - _GROOVE / 2, room / _STEPS + 0.5, _GROOVE), text)
            text, tint = tag_colors(f"hue:{self.value()}")
            center = left + room * self.value() / 359
            knob = QRectF(center - _KNOB / 2, middle - _KNOB / 2, _KNOB, _KNOB)
            box(painter, knob, _KNOB / 2, text, None)
            box(painter, knob.adjusted(2, 2, -2, -2), _KNOB / 2 - 2, tint, None)
            if self.hasFocus():
                focus_ring(painter, knob.adjusted(-4, -4, 4, 4), _KNOB / 2 + sizes.RADIUS_SMALL)
        finally:
            painter.end()
