"""`AreaField`: some lines of text to fill in, with their label and how long they may be."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontMetrics, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, ui_font, watcher
from runyard.desktop.widgets.label import Label


class AreaField(QWidget):
    """Label at the left, "71 of 200" at the right, the text below, and a faint hint under it.

    Typing stops at the limit, if there is one. `changed` carries the text.
    """

    changed = Signal(str)

    def __init__(
        self,
        label: str,
        text: str = "",
        *,
        limit: int | None = None,
        hint: str = "",
        lines: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._limit, self._lines = limit, lines
        self._last = text
        self.label = Label(label, size=sizes.TEXT_SMALL, tone="text_soft")
        self.count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self.hint = Label(hint, size=sizes.TEXT_SMALL, tone="text_soft")
        self.hint.setVisible(bool(hint))
        self.edit = QPlainTextEdit(text)
        self.edit.setAccessibleName(label)
        self.edit.setTabChangesFocus(True)
        self.label.setBuddy(self.edit)
        self.setFocusProxy(self.edit)
        self._arrange()
        self.edit.textChanged.connect(self._changed)
        watcher().changed.connect(self._dress)
        self._dress()
        self._count(text)

    def text(self) -> str:
        """Return what stands in the field."""
        return self.edit.toPlainText()

    def set_text(self, text: str) -> None:
        """Put another text in the field."""
        self.edit.setPlainText(text)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(sizes.GAP)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.edit)
        column.addWidget(self.hint)

    @Slot()
    def _changed(self) -> None:
        text = self.text()
        if self._limit is not None and len(text) > self._limit:
            # What was there stays, and of what came in only as much as there is room for.
            cursor = self.edit.textCursor()
            at = cursor.position()
            cursor.setPosition(at - _units(text, at, len(text) - self._limit))
            cursor.setPosition(at, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            return  # which has told of the change itself
        self._count(text)
        if text != self._last:
            self._last = text
            self.changed.emit(text)

    def _count(self, text: str) -> None:
        if self._limit is None:
            return
        self.count.setText(f"{len(text)} of {self._limit}")
        self.count.set_tone("bad" if len(text) >= self._limit else "text_faint")

    @Slot()
    def _dress(self) -> None:
        self.edit.setFont(ui_font())
        high = QFontMetrics(ui_font()).lineSpacing() * self._lines
        margin = round(self.edit.document().documentMargin())
        self.edit.setFixedHeight(high + 2 * margin + 2 * 4)


def _units(text: str, at: int, characters: int) -> int:
    """Return how long the last characters before a place are for Qt, to which some count as two."""
    before = text.encode("utf-16-le")[: 2 * at].decode("utf-16-le")
    return len(before[-characters:].encode("utf-16-le")) // 2
