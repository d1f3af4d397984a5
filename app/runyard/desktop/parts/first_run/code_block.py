"""`CodeBlock`: lines of code with a button that copies them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import mono_font, sizes, tokens, watcher
from runyard.desktop.widgets import Button, box, copy_to_clipboard
from runyard.search.grammar.tokens import Token
from runyard.search.grammar.tokens import tokens as split

_KEYWORDS = frozenset(("from", "import", "for", "in", "as", "def", "return", "with", "class"))
_BUILTINS = frozenset(("range", "print"))
_LINE = 20
_PADDING = 12
_PROMPT = "$ "


class CodeBlock(QWidget):
    """Field colour, fixed font. A prompt at the start of a line is shown and not copied."""

    def __init__(self, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self.copy = Button("Copy", "copy", dense=True, tip="Copy these lines", parent=self)
        self.copy.clicked.connect(self._copy)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self._dress)
        self.set_code(code)

    def set_code(self, code: str) -> None:
        """Show other lines."""
        self._lines = code.splitlines()
        self.setAccessibleName(self.copied())
        self._dress()

    def copied(self) -> str:
        """Return what the button copies."""
        return "\n".join(line.removeprefix(_PROMPT) for line in self._lines)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(mono_font())
        wide = max(metrics.horizontalAdvance(line) for line in self._lines)
        return QSize(round(wide) + 2 * sizes.MARGIN, len(self._lines) * self._line() + 2 * _PADDING)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hint = self.copy.sizeHint()
        self.copy.setGeometry(self.width() - hint.width() - sizes.GAP, sizes.GAP, hint.width(), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            colors = tokens()
            box(painter, QRectF(self.rect()), sizes.RADIUS, colors.field, colors.line)
            painter.setFont(mono_font())
            metrics = QFontMetricsF(mono_font())
            high = self._line()
            for number, line in enumerate(self._lines):
                top = _PADDING + number * high
                base = top + (high + metrics.ascent() - metrics.descent()) / 2
                # The button covers the end of the first lines.
                right = self.copy.x() - sizes.GAP if top < self.copy.geometry().bottom() else self.width()
                self._paint_line(painter, line, base, right - 2 * sizes.MARGIN)
        finally:
            painter.end()

    def _paint_line(self, painter: QPainter, line: str, base: float, room: float) -> None:
        metrics = QFontMetricsF(mono_font())
        if metrics.horizontalAdvance(line) > room:
            painter.setPen(tokens().text)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(sizes.MARGIN, round(base), shown)
            return
        step = metrics.horizontalAdvance("m")
        for token in split(line):
            painter.setPen(_color(token))
            painter.drawText(round(sizes.MARGIN + token.start * step), round(base), token.text)

    def _line(self) -> int:
        return max(_LINE, round(QFontMetricsF(mono_font()).height()) + 2)

    @Slot()
    def _dress(self) -> None:
        self.updateGeometry()
        self.update()

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self.copied())


def _color(token: Token) -> QColor:
    colors = tokens()
    if token.kind in ("string", "open"):
        return colors.code_string
    if token.kind == "number":
        return colors.code_number
    if token.text in _KEYWORDS:
        return colors.code_keyword
    return colors.text_soft if token.text in _BUILTINS or token.kind == "bad" else colors.text
