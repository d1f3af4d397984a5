"""What went wrong with a run: the traceback it ended with, and problems while logging."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Card, CopyButton, Label
from runyard.domain.run import Attempt

_MOST_LINES = 14


def ending(attempt: Attempt) -> str:
    """Return how a process ended, in words; empty for one that lives or ended well."""
    if attempt.signal:
        return attempt.signal
    if attempt.exit_code:
        return f"exit code {attempt.exit_code}"
    return ""


class TracebackCard(Card):
    """The traceback, the last line of it in sight, to select and copy."""

    def __init__(self) -> None:
        super().__init__("Traceback")
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName("Traceback")
        self._text.setProperty("bare", True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.tools.addWidget(CopyButton(self._text.toPlainText, "Copy traceback"))
        self.body.setContentsMargins(12, sizes.GAP, 12, sizes.GAP)
        self.body.addWidget(self._text)
        watcher().changed.connect(self._fit)

    def set_traceback(self, text: str, note: str) -> None:
        """Show a traceback and how the process ended."""
        if text != self._text.toPlainText():
            self._text.setPlainText(text)
            bar = self._text.verticalScrollBar()
            bar.setValue(bar.maximum())
        self.set_count(note)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self._text.setFont(mono_font())
        lines = min(_MOST_LINES, self._text.document().blockCount())
        high = QFontMetrics(mono_font()).lineSpacing() * lines
        self._text.setFixedHeight(high + 2 * int(self._text.document().documentMargin()) + sizes.SCROLL_BAR)
        bar = self._text.verticalScrollBar()
        bar.setValue(bar.maximum())


class Problems(QWidget):
    """A line for each problem, on the tint of a warning."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def set_problems(self, sentences: Sequence[str]) -> None:
        """Show these problems; none takes no room."""
        self.setVisible(bool(sentences))
        if tuple(sentences) == self._shown:
            return
        self._shown = tuple(sentences)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for sentence in sentences:
            self._column.addWidget(_Problem(sentence))


class _Problem(QFrame):
    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._shape = Label()
        self._words = Label(sentence, wrap=True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setAutoFillBackground(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(sizes.GAP)
        row.addWidget(self._shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._dress()
        watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        colors = tokens()
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, colors.warn_wash)
        self.setPalette(palette)
        shape = pixmap("triangle-alert", colors.warn, sizes.ICON, self.devicePixelRatioF())
        self._shape.setPixmap(shape)
