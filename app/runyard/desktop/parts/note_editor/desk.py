"""`Desk`: the text of a note, its preview, or both side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from runyard.desktop.parts.prose import Prose
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import mono_font, scaled, sizes, watcher
from runyard.desktop.widgets import Rule

WRITE, BOTH, PREVIEW = "write", "both", "preview"
_PAUSE_MS = 200
#: Narrower, both lie one above the other.
_NARROW = 680


class Desk(QWidget):
    """Where the text is typed; the preview follows it, and scrolls along."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Text of the note, in Markdown")
        self.text.setPlaceholderText(
            "# What was tried\n\nWhat came of it, in Markdown, with $x^2$ where needed"
        )
        self.text.setTabChangesFocus(True)
        self.preview = Prose(tasks, name="Preview")
        self.mode = WRITE
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._render)
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._scroll)
        self._rule = Rule()
        self._flat = Rule(Qt.Orientation.Horizontal)
        holder = QWidget()
        around = QVBoxLayout(holder)
        around.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, sizes.MARGIN)
        around.addWidget(self.text)
        self._holder = holder
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        for part, stretch in ((holder, 1), (self._rule, 0), (self._flat, 0), (self.preview, 1)):
            self._box.addWidget(part, stretch)
        self.text.textChanged.connect(self._changed)
        self.text.verticalScrollBar().valueChanged.connect(self._scroll)
        watcher().changed.connect(self._dress)
        self._dress()
        self.show_mode(WRITE)

    def show_mode(self, mode: str) -> None:
        """Show the text, its preview, or both."""
        self.mode = mode
        self._holder.setVisible(mode != PREVIEW)
        self.preview.setVisible(mode != WRITE)
        self._fold()
        self._render()

    def replace(self, text: str) -> None:
        """Put another text in place of all, so that undo brings the former one back."""
        cursor = self.text.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        narrow = self.width() < scaled(_NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)
        self._rule.setVisible(self.mode == BOTH and not narrow)
        self._flat.setVisible(self.mode == BOTH and narrow)

    @Slot()
    def _changed(self) -> None:
        if self.mode != WRITE:
            self._soon.start()

    @Slot()
    def _render(self) -> None:
        if self.mode != WRITE:
            self.preview.set_markdown(self.text.toPlainText())
            self._settled.start()

    @Slot()
    def _scroll(self) -> None:
        """Bring the preview about to where the text is."""
        if self.mode == BOTH:
            ours, theirs = self.text.verticalScrollBar(), self.preview.verticalScrollBar()
            theirs.setValue(round(theirs.maximum() * ours.value() / max(1, ours.maximum())))

    @Slot()
    def _dress(self) -> None:
        self.text.setFont(mono_font())
