"""`ColourChoice`: the eight colours of the palette, and a hue of one's own."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.parts.tag_form.hue_slider import HueSlider
from runyard.desktop.theme import pixmap, scaled, sizes, tag_colors
from runyard.desktop.widgets import Button, Label, box, focus_ring

NAMES = ("Blue", "Green", "Violet", "Pink", "Red", "Orange", "Cyan", "Olive")
_FIRST_HUE = 48


class ColourChoice(QWidget):
    """Swatches, the name of the one chosen, and a slider that comes with "Custom".

    `changed` carries the colour as it is stored: ``"0"`` to ``"7"``, or ``"hue:210"``.
    """

    changed = Signal(str)

    def __init__(self, color: str = "0", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.swatches = [_Swatch(index, self) for index in range(len(NAMES))]
        self.custom = Button("Custom", "palette")
        self.custom.setCheckable(True)
        self.slider = HueSlider()
        self.degrees = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.degrees.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hue_row = QWidget()
        self._group = QButtonGroup(self)
        for part in (*self.swatches, self.custom):
            self._group.addButton(part)
        self._arrange()
        self.slider.setValue(_FIRST_HUE)
        self.set_color(color)
        self._group.buttonClicked.connect(self._picked)
        self.slider.valueChanged.connect(self._turned)

    def color(self) -> str:
        """Return the colour as it is stored."""
        if self.custom.isChecked():
            return f"hue:{self.slider.value()}"
        return next(str(swatch.index) for swatch in self.swatches if swatch.isChecked())

    def set_color(self, color: str) -> None:
        """Choose a colour, without telling."""
        if color.startswith("hue:"):
            self.slider.blockSignals(True)
            self.slider.setValue(int(color[4:]) % 360 if color[4:].isdecimal() else 0)
            self.slider.blockSignals(False)
            self.custom.setChecked(True)
        else:
            self.swatches[int(color) % len(NAMES) if color.isdecimal() else 0].setChecked(True)
        self._show()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(Label("Colour", size=sizes.TEXT_SMALL, tone="text_soft"))
        head.addStretch(1)
        head.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        for swatch in self.swatches:
            row.addWidget(swatch)
        row.addSpacing(sizes.GAP)
        row.addWidget(self.custom)
        row.addStretch(1)
        hue = QHBoxLayout(self._hue_row)
        hue.setContentsMargins(0, 0, 0, 0)
        hue.setSpacing(sizes.GAP)
        self.degrees.setMinimumWidth(scaled(28))
        hue.addWidget(self.slider, 1)
        hue.addWidget(self.degrees)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(row)
        column.addWidget(self._hue_row)

    def _show(self) -> None:
        own = self.custom.isChecked()
        self._hue_row.setVisible(own)
        self.degrees.setText(f"{self.slider.value()}°")
        chosen = next((swatch for swatch in self.swatches if swatch.isChecked()), None)
        self.name.setText(NAMES[chosen.index] if chosen is not None else "Custom")
        self.update()

    @Slot(QAbstractButton)
    def _picked(self, _part: QAbstractButton) -> None:
        self._show()
        self.changed.emit(self.color())

    @Slot(int)
    def _turned(self, _hue: int) -> None:
        self._show()
        self.changed.emit(self.color())


class _Swatch(QAbstractButton):
    """One colour: its tint with a border of its text's colour, ticked and ringed when it is chosen."""

    def __init__(self, index: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.index = index
        self.setCheckable(True)
        self.setAccessibleName(NAMES[index])
        self.setToolTip(NAMES[index])
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(sizes.HIT, sizes.HIT)

    def paintEvent(self, event: QPaintEvent) -> None:
        text, tint = tag_colors(str(self.index))
        painter = QPainter(self)
        try:
            whole = QRectF(self.rect())
            rim = 4 if self.isChecked() or self.hasFocus() else 2
            box(painter, whole.adjusted(rim, rim, -rim, -rim), sizes.RADIUS_SMALL, tint, text)
            if self.isChecked():
                side = 12
                at = (self.width() - side) // 2
                painter.drawPixmap(at, at, pixmap("check", text, side, self.devicePixelRatioF()))
            if rim == 4:
                focus_ring(painter, whole, sizes.RADIUS)
        finally:
            painter.end()
