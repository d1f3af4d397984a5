"""`WholeLine`: one very long line in its whole length, part by part."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from runyard.desktop.theme import mono_font, sizes, watcher
from runyard.desktop.widgets import Button, Drawer, Label, copy_to_clipboard

#: Characters shown at a time: Qt lays out one paragraph as a whole.
_PART = 16_000


class WholeLine(Drawer):
    """A drawer with the text of a line, broken wherever it must be, and how to go through it."""

    copied = Signal(object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page, "Line", width=640)
        self._text = ""
        self._at = self._more = 0
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.text.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.text.setAccessibleName("The whole line")
        self.place = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.before = Button("", "chevron-left", "icon", tip="Part before", filled=True)
        self.after = Button("", "chevron-right", "icon", tip="Part after", filled=True)
        self.copy = Button("Copy line", "copy")
        self.before.clicked.connect(self._back)
        self.after.clicked.connect(self._on)
        self.copy.clicked.connect(self._copy)
        self.body.addWidget(self.text)
        for part in (self.before, self.after, self.place):
            self.foot.addWidget(part)
        self.foot.addStretch(1)
        self.foot.addWidget(self.copy)
        watcher().changed.connect(self._dress)
        self._dress()

    def show_line(self, number: int, text: str, more: int) -> None:
        """Show a line, from its beginning; `more` characters of it are only in a file of saved lines."""
        self.title.setText(f"Line {number + 1:,}")
        self._text, self._more = text, more
        self._show(0)
        self.open()
        self.text.setFocus()

    def _show(self, at: int) -> None:
        self._at = at
        end = min(len(self._text), at + _PART)
        self.text.setPlainText(self._text[at:end])
        place = f"Characters {at + 1:,} – {end:,} of {len(self._text):,}"
        self.place.setText(f"{place}, save lines for {self._more:,} more" if self._more else place)
        self.before.setEnabled(at > 0)
        self.after.setEnabled(end < len(self._text))

    @Slot()
    def _back(self) -> None:
        self._show(max(0, self._at - _PART))

    @Slot()
    def _on(self) -> None:
        self._show(self._at + _PART)

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self._text)
        self.copied.emit(len(self._text))

    @Slot()
    def _dress(self) -> None:
        self.text.setFont(mono_font())
