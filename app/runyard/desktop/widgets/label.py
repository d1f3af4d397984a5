"""`Label`: plain text in one of the tones."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QWidget

from runyard.desktop.theme import mono_font, sizes, tokens, ui_font, watcher

Tone = Literal["text", "text_soft", "text_faint", "accent", "ok", "warn", "bad"]


class Label(QLabel):
    """Text in a size, weight and tone of the theme; it never reads markup out of what it shows."""

    def __init__(
        self,
        text: str = "",
        *,
        size: int = sizes.TEXT,
        bold: bool = False,
        tone: Tone = "text",
        mono: bool = False,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        self._size, self._bold, self._mono = size, bold, mono
        self._tone: Tone = tone
        self._dress()
        watcher().changed.connect(self._dress)

    def set_tone(self, tone: Tone) -> None:
        """Change the tone."""
        if tone != self._tone:
            self._tone = tone
            self._dress()

    @Slot()
    def _dress(self) -> None:
        self.setFont(mono_font(self._size) if self._mono else ui_font(self._size, self._bold))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, getattr(tokens(), self._tone))
        self.setPalette(palette)
