"""`Strip`: one sentence above what it is about, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.label import Label


class Strip(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._act: Callable[[], None] | None = None
        self._mark = Label()
        self.words = Label(wrap=True)
        self.action = Button(dense=True)
        self.action.clicked.connect(self._do)
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 6, sizes.MARGIN, 6)
        row.setSpacing(sizes.GAP)
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.action)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        watcher().changed.connect(self._dress)
        self._dress()
        self.say("")

    def say(self, sentence: str, action: str = "", act: Callable[[], None] | None = None) -> None:
        """Say a sentence; an empty one hides the strip."""
        self._act = act
        self.words.setText(sentence)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().hover)
        finally:
            painter.end()

    @Slot()
    def _do(self) -> None:
        if self._act is not None:
            self._act()

    @Slot()
    def _dress(self) -> None:
        self._mark.setPixmap(pixmap("info", tokens().text_soft, sizes.ICON, self.devicePixelRatioF()))
