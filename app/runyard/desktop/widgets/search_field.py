"""`SearchField`: find something in what is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets.badge import Keys
from runyard.desktop.widgets.button import Button


class SearchField(QLineEdit):
    """A line edit with a magnifier; Esc empties it first, and only then goes on to close something.

    `key` is shown at its end while it is empty: the key that leads here.
    """

    def __init__(
        self, placeholder: str = "", *, name: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._key = Keys(key, parent=self) if key else None
        self._reserved = 0
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self._clear = Button("", "x", "icon", dense=True, tip="Clear", parent=self)
        self._clear.setFixedSize(20, 20)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self.textChanged.connect(self._text_changed)
        watcher().changed.connect(self._dress)
        self._dress()
        self.reserve(0)

    def reserve(self, wide: int) -> None:
        """Keep so much room at the end, for what another puts there."""
        self._reserved = wide
        self.setTextMargins(sizes.ICON + sizes.GAP, 0, sizes.ICON + wide, 0)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        # The style sheet makes a dense button higher than asked for, once it has been shown.
        high = self._clear.height()
        self._clear.move(self.width() - 24 - self._reserved, (self.height() - high) // 2)
        if self._key is not None:
            size = self._key.sizeHint()
            self._key.setGeometry(
                self.width() - size.width() - sizes.GAP - self._reserved,
                (self.height() - size.height()) // 2,
                size.width(),
                size.height(),
            )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        try:
            side = sizes.ICON
            glass = pixmap("search", tokens().text_faint, side, self.devicePixelRatioF())
            painter.drawPixmap(sizes.GAP, (self.height() - side) // 2, glass)
        finally:
            painter.end()

    @Slot()
    def _dress(self) -> None:
        self.setFont(ui_font())  # the application's font does not reach what a style sheet has dressed

    @Slot(str)
    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._place()
        if self._key is not None:
            self._key.setVisible(not text)
