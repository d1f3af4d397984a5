"""The pieces of a first-run face: numbered steps, lines for the shell, and the sign of waiting."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.status import paint_status
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Label, box
from runyard.domain.status import RunStatus

_BALL = 24
INDENT = _BALL + 12


def step(number: str, title: str, detail: str, content: QWidget) -> QVBoxLayout:
    """Return a step: its number in a ring, what to do, and below it the code or buttons."""
    head = QHBoxLayout()
    head.setSpacing(sizes.GAP)
    head.addWidget(_Ball(number))
    head.addSpacing(4)
    head.addWidget(Label(title, bold=True))
    # The detail may be longer than a narrow window: it gives way by wrapping.
    head.addWidget(Label(detail, tone="text_soft", wrap=True), 1)
    body = QHBoxLayout()
    body.setContentsMargins(INDENT, 0, 0, 0)
    body.addWidget(content)
    column = QVBoxLayout()
    column.setSpacing(sizes.GAP)
    column.addLayout(head)
    column.addLayout(body)
    return column


def shell_lines(folder: Path) -> str:
    """Return what to type to run a script in a folder."""
    name = words.folder(folder)
    return f"$ cd {name if ' ' not in name else _quoted(folder)}\n$ python train.py"


def _quoted(folder: Path) -> str:
    """A tilde inside quotes is no home folder."""
    return f'"{folder}"'


class _Ball(QWidget):
    """A number in a ring."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        self.setFixedSize(_BALL, _BALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), _BALL / 2, None, tokens().line_strong)
            painter.setFont(ui_font(sizes.TEXT_SMALL, bold=True))
            painter.setPen(tokens().text_soft)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        finally:
            painter.end()


class Waiting(QWidget):
    """An empty ring and what it waits for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Waiting for the first run")
        watcher().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        return QSize(300, sizes.CONTROL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            side = sizes.STATUS_MARK
            mark = QRectF(INDENT, (self.height() - side) / 2, side, side)
            paint_status(painter, mark, RunStatus.QUEUED, None, tokens().panel)
            painter.setFont(ui_font())
            painter.setPen(tokens().text_soft)
            rest = self.rect().adjusted(INDENT + side + sizes.GAP, 0, 0, 0)
            painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter, self.accessibleName())
        finally:
            painter.end()

    @Slot()
    def _dress(self) -> None:
        self.update()
