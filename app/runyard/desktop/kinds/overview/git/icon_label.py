"""`IconLabel`: a few words behind an icon."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import ElidedLabel, Label


class IconLabel(QWidget):
    """An icon and one line of text; without text it is hidden."""

    def __init__(self, icon: str, *, mono: bool = False) -> None:
        super().__init__()
        self._icon = icon
        self._shape = Label()
        self.words = ElidedLabel(mono=mono)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(sizes.GAP // 2)
        row.addWidget(self._shape)
        row.addWidget(self.words, 1)
        watcher().changed.connect(self._dress)
        self._dress()

    def set_text(self, text: str) -> None:
        """Show other words."""
        self.words.set_text(text)
        self.setVisible(bool(text))

    @Slot()
    def _dress(self) -> None:
        self._shape.setPixmap(
            pixmap(self._icon, tokens().text_soft, sizes.ICON_DENSE, self.devicePixelRatioF())
        )
