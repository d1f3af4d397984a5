"""`PlainWords`: text as it is in the fixed font, broken wherever it must be."""

from __future__ import annotations

import math

from PySide6.QtCore import QSizeF, Qt, Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit

from runyard.desktop.theme import mono_font, tokens, watcher


class PlainWords(QTextEdit):
    """As high as its text, which is selected and copied by mouse and keys.

    A label is as wide as its longest word, and a path without a space is one.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self._tone = "text"
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # as a label: the Tab key has no need to stop here
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("bare", True)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        watcher().changed.connect(self._dress)
        self._dress()

    def text(self) -> str:
        """Return what is shown."""
        return self.toPlainText()

    def set_words(self, text: str, tone: str) -> None:
        """Show other words, in a colour of the theme."""
        self._tone = tone
        self.setPlainText(text)
        self._dress()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # all of it is in sight: the page scrolls

    @Slot(QSizeF)
    def _grow(self, size: QSizeF) -> None:
        self.setFixedHeight(max(1, math.ceil(size.height())))

    @Slot()
    def _dress(self) -> None:
        self.setFont(mono_font())
        look = QTextCharFormat()
        look.setForeground(getattr(tokens(), self._tone))
        every = QTextCursor(self.document())
        every.select(QTextCursor.SelectionType.Document)
        every.mergeCharFormat(look)
