"""`LogFoot`: how much there is, what the line of the caret is about, and whether the end is followed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Button, ElidedLabel, Label

_HIGH = 28


class LogFoot(QWidget):
    """One row below the lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(_HIGH)
        small = sizes.TEXT_SMALL
        self.count = Label(size=small, tone="text_soft")
        self.taken = Label(size=small, tone="text_soft")
        self.doing = Label(size=small, tone="text_soft")
        self.saving = Label(size=small, tone="text_soft")
        self.about = ElidedLabel(size=small, tone="text_soft")
        self.charts = ElidedLabel("Show on charts", size=small, tone="accent", link=True)
        self.news = Label(size=small, tone="text_soft")
        self.end = Button("Jump to end", "arrow-down", "ghost", dense=True, tip="End")
        self._icon = Label()
        for part in (self.about, self.charts, self.end, self.doing, self.saving, self._icon):
            part.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 1, sizes.MARGIN, 0)
        row.setSpacing(sizes.MARGIN)
        for part in (self.count, self.taken, self.doing, self.saving, self.about, self.charts):
            row.addWidget(part)
        row.addStretch(1)
        state = QHBoxLayout()
        state.setSpacing(sizes.GAP // 2)
        for part in (self._icon, self.news, self.end):
            state.addWidget(part)
        row.addLayout(state)
        watcher().changed.connect(self._dress)
        self._dress()

    def show_counts(self, shown: int, count: int, size: int) -> None:
        """Say how many lines there are, of which how many are shown, and what they take."""
        lines = "1 line" if count == 1 else f"{count:,} lines"
        self.count.setText(lines if shown == count else f"{shown:,} of {lines}")
        self.taken.setText(words.size(size))
        self.taken.setToolTip("What the lines take in the repository")

    def show_progress(self, share: float, what: str) -> None:
        """Say how far something is that goes through all lines; nothing when it is done."""
        self.doing.setVisible(share < 1)
        self.doing.setText(f"{what}, {int(share * 100)} %")

    @Slot(float)
    def show_saving(self, share: float) -> None:
        """Say how much of the lines is saved; nothing when they are."""
        self.saving.setVisible(share < 1)
        self.saving.setText(f"Saving, {int(share * 100)} %")

    def show_about(self, sentence: str, *, chart: bool) -> None:
        """Say what is known of the line of the caret, and whether it has a place on the charts."""
        self.about.set_text(sentence)
        self.about.setVisible(bool(sentence))
        self.charts.setVisible(chart)

    def show_follow(self, *, follow: bool, sentence: str, new: int) -> None:
        """Say whether the end is followed, else how many lines have come since it was not."""
        self._icon.setVisible(follow)
        self.end.setVisible(not follow)
        if follow:
            self.news.setText(sentence)
        else:
            self.news.setText("" if not new else "1 new line" if new == 1 else f"{new:,} new lines")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.fillRect(0, 0, self.width(), 1, tokens().line)
        finally:
            painter.end()

    def _dress(self) -> None:
        color = tokens().accent
        self._icon.setPixmap(pixmap("arrow-down", color, sizes.ICON_DENSE, self.devicePixelRatioF()))
