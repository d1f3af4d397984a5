"""`Toast`: one sentence that goes by itself."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, scaled, sizes, tokens, ui_font
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.elided_label import ElidedLabel
from runyard.desktop.widgets.label import Label
from runyard.desktop.widgets.painting import box

_HIGH, _WIDEST = 36, 320
#: What icon, cross and margins take beside the words.
_AROUND = 76


class Toast(QWidget):
    """36 high and at most 320 wide, higher where the words need it; it stays while the pointer is on it.

    `stays` is in milliseconds, 0 for ever. `closed` tells that it is gone, `undone` that it was taken back.
    """

    closed = Signal()
    undone = Signal()

    def __init__(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        *,
        bad: bool = False,
        act: tuple[str, Callable[[], None]] | None = None,
        stays: int = sizes.TOAST_MS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._undo = undo
        self._act = act
        self.setAccessibleName(text)
        self.setMinimumHeight(_HIGH)
        self.setMaximumWidth(scaled(_WIDEST))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(sizes.GAP)
        shape = Label()
        color = tokens().bad if bad else tokens().ok
        name = "triangle-alert" if bad else "circle-check"
        shape.setPixmap(pixmap(name, color, sizes.ICON, self.devicePixelRatioF()))
        row.addWidget(shape)
        links = self._links()
        row.addWidget(self._words(text, links), 1)
        for link in links:
            row.addWidget(link)
        close = Button("", "x", "icon", dense=True, tip="Close")
        close.clicked.connect(self.dismiss)
        row.addWidget(close)
        self._timer = QTimer(self, singleShot=True, interval=stays)
        self._timer.timeout.connect(self.dismiss)
        self._wait()

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
        self._wait()
        super().leaveEvent(event)

    def _links(self) -> list[ElidedLabel]:
        """What can be done about it: taken back, or what comes next."""
        wanted: list[tuple[str, Callable[[], None]]] = []
        if self._undo is not None:
            wanted.append(("Undo", self._take_back))
        if self._act is not None:
            wanted.append((self._act[0], self._go_on))
        found = []
        for words, what in wanted:
            link = ElidedLabel(words, tone="accent", bold=True, link=True)
            link.clicked.connect(what)
            link.setMinimumWidth(link.sizeHint().width())
            found.append(link)
        return found

    def _words(self, text: str, links: list[ElidedLabel]) -> QWidget:
        """One line where it fits, else as many as it takes: half a sentence helps nobody."""
        room = self.maximumWidth() - _AROUND - sum(link.minimumWidth() + sizes.GAP for link in links)
        if QFontMetrics(ui_font()).horizontalAdvance(text) <= room:
            return ElidedLabel(text)
        words = Label(text, wrap=True)
        words.setFixedWidth(room)
        return words

    def _wait(self) -> None:
        if self._timer.interval() > 0:
            self._timer.start()

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
        self.undone.emit()
        self.dismiss()

    @Slot()
    def _go_on(self) -> None:
        if self._act is not None:
            self._act[1]()
        self.dismiss()
