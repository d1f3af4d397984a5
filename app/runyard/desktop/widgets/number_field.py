"""`NumberField`: a whole number, stepped by arrows, by keys, or by the wheel while it has the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher

_ARROWS = 20


class NumberField(QSpinBox):
    """A spin box whose arrows are one icon; the upper half of it steps up, the lower one down."""

    def __init__(
        self, least: int, most: int, *, name: str, dense: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setAccessibleName(name)
        self.setProperty("dense", dense)
        self.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setProperty("bare", True)
        self._high = sizes.CONTROL_DENSE if dense else sizes.CONTROL
        self._dress()
        watcher().changed.connect(self._dress)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The style reserves room for arrows that are not there, and none for the padding.
        self.lineEdit().setGeometry(sizes.GAP, 2, self.width() - sizes.GAP - _ARROWS, self.height() - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            side = sizes.ICON_DENSE
            color = tokens().text_soft if self.isEnabled() else tokens().text_faint
            shape = pixmap("chevrons-up-down", color, side, self.devicePixelRatioF())
            painter.drawPixmap(self.width() - side - 4, (self.height() - side) // 2, shape)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if event.button() == Qt.MouseButton.LeftButton and at.x() >= self.width() - _ARROWS:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.stepBy(1 if at.y() < self.height() / 2 else -1)
        else:
            super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot()
    def _dress(self) -> None:
        self.setFixedHeight(max(self._high, QFontMetrics(ui_font()).height() + 8))
