"""The line across the bottom of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QRect, QRectF, QTimer, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.status import paint_status
from runyard.desktop.shell.facts import Facts
from runyard.desktop.theme import pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Label, Tone
from runyard.domain.status import RunStatus

AGE_EVERY = 1000


class Aged(Protocol):
    """Anything that knows how many seconds ago it looked at the repository."""

    def age(self) -> float:
        """Return seconds."""


class _Mark(QWidget):
    """The shape before a word: the folder, or a running run."""

    def __init__(self, icon: str, parent: QWidget, tone: Tone = "text_soft") -> None:
        super().__init__(parent)
        self._icon = icon
        self._tone: Tone = tone
        self.setFixedSize(sizes.ICON_DENSE, sizes.ICON_DENSE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._icon:
                color = getattr(colors, self._tone)
                picture = pixmap(self._icon, color, sizes.ICON_DENSE, self.devicePixelRatioF())
                painter.drawPixmap(0, 0, picture)
            else:
                place = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                paint_status(painter, place, RunStatus.RUNNING, None, colors.canvas)
        finally:
            painter.end()


class StatusLine(QWidget):
    """Where the repository lies, how much is in it, and how fresh what is shown is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(sizes.STATUS)
        self._folder = _Mark("folder", self)
        self.path = _label(self)
        self.runs = _label(self)
        self.volume = _label(self)
        self._locked = _Mark("triangle-alert", self, "warn")
        self.locked = _label(self)
        self._running = _Mark("", self)
        self.active = _label(self)
        self.age = _label(self)
        self._seconds: Aged | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(sizes.MARGIN, 1, sizes.MARGIN, 0)
        row.setSpacing(4)
        row.addWidget(self._folder)
        row.addWidget(self.path)
        for label in (self.runs, self.volume):
            row.addSpacing(sizes.MARGIN - 4)
            row.addWidget(label)
        row.addSpacing(sizes.MARGIN - 4)
        row.addWidget(self._locked)
        row.addWidget(self.locked)
        row.addStretch(1)
        row.addWidget(self._running)
        row.addWidget(self.active)
        row.addSpacing(sizes.MARGIN - 4)
        row.addWidget(self.age)
        self._timer = QTimer(self, interval=AGE_EVERY)
        self._timer.timeout.connect(self._show_age)
        self._running.hide()
        self._locked.hide()
        watcher().changed.connect(self.update)

    def set_folder(self, folder: Path | None, *, read_only: bool = False) -> None:
        """Show the path, with the home folder as a tilde, and whether it may only be read."""
        self._locked.setVisible(read_only)
        self.locked.setText("Opened read only" if read_only else "")
        self._folder.setVisible(folder is not None)
        self.path.setText(words.folder(folder) if folder is not None else "")
        self.path.setToolTip(Qt.convertFromPlainText(str(folder)) if folder is not None else "")

    def set_facts(self, facts: Facts | None) -> None:
        """Show the numbers; without a repository there are none."""
        self.runs.setText("" if facts is None else counted(facts.runs, "run"))
        self.volume.setText("" if facts is None else words.size(facts.size))
        active = facts.active if facts is not None else 0
        self._running.setVisible(active > 0)
        self.active.setText(f"{counted(active, 'run')} active" if active else "")

    def follow(self, age: Aged | None) -> None:
        """Show how long ago the repository was looked at."""
        self._seconds = age
        self._show_age()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_age()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), colors.canvas)
            painter.fillRect(QRect(0, 0, self.width(), 1), colors.line)
        finally:
            painter.end()

    @Slot()
    def _show_age(self) -> None:
        self.age.setText("" if self._seconds is None else f"Up to date {_age_words(self._seconds.age())}")


def _age_words(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s ago"
    if seconds < 120:
        return f"{seconds:.0f} s ago"
    return f"{seconds / 60:.0f} min ago"


def counted(number: int, word: str) -> str:
    """Return "1 run", "10,240 runs"."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _label(parent: QWidget) -> Label:
    return Label("", size=sizes.TEXT_SMALL, tone="text_soft", parent=parent)
