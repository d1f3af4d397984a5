"""`Toast`: one sentence that goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.elided_label import ElidedLabel
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.painting import box

_HIGH, _WIDEST = 36, 320


class Toast(QWidget):
    """36 high and at most 320 wide; it stays while the pointer is on it. `closed` tells that it is gone."""

    closed = Signal()

    def __init__(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        *,
        bad: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._undo = undo
        self.setAccessibleName(text)
        self.setFixedHeight(_HIGH)
        self.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 4, 0)
        row.setSpacing(sizes.GAP)
        shape = Label()
        color = tokens().bad if bad else tokens().ok
        name = "triangle-alert" if bad else "circle-check"
        shape.setPixmap(pixmap(name, color, sizes.ICON, self.devicePixelRatioF()))
        row.addWidget(shape)
        row.addWidget(ElidedLabel(text), 1)
        if undo is not None:
            link = ElidedLabel("Undo", tone="accent", bold=True, link=True)
            link.clicked.connect(self._take_back)
            link.setMinimumWidth(link.sizeHint().width())
            row.addWidget(link)
        close = Button("", "x", "icon", dense=True, tip="Close")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=sizes.TOAST_MS)
        self._timer.timeout.connect(self.dismiss)
        self._timer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS_PANEL, colors.raised, colors.line_strong)
        finally:
            painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    @Slot()
    def dismiss(self) -> None:
        """Go away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()
        self.deleteLater()

    @Slot()
    def _take_back(self) -> None:
        if self._undo is not None:
            self._undo()
        self.dismiss()
