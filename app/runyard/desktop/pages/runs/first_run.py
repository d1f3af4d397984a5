"""`FirstRun`: what an empty repository shows, and how to fill it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.pages.runs.code_block import CodeBlock
from runyard.desktop.parts.status import paint_status
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import Label, box
from runyard.domain.status import RunStatus

_WIDE = 840
_TOP = 48
_BALL = 24
_CODE = """\
from runyard import Run

run = Run(experiment="digits-mlp")
run["hparams"] = {"lr": 0.003, "width": 256, "optimiser": "adam"}

for step in range(3000):
    loss = train_step()
    run.track(loss, name="loss", step=step, context={"subset": "train"})"""


class FirstRun(QScrollArea):
    """Two steps from nothing to the first run; it gives way to the table by itself."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.code = CodeBlock(_CODE)
        self.shell = CodeBlock(f"$ cd {_short(folder.parent)}\n$ python train.py")
        column = QWidget()
        column.setMaximumWidth(_WIDE)
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(sizes.GAP)
        inner.addWidget(Label("No runs yet", size=sizes.TEXT_LARGE, bold=True))
        inner.addWidget(
            Label(
                "This repository is new and empty. "
                "The first run appears here within a second of the first line it logs.",
                tone="text_soft",
                wrap=True,
            )
        )
        inner.addSpacing(sizes.GAP_GROUPS)
        said = "Three lines, and training never waits for them"
        inner.addLayout(_step("1", "Log from a training script", said, self.code))
        inner.addSpacing(sizes.MARGIN)
        where = "or name the repository with repo="
        inner.addLayout(_step("2", "Run it in the folder that holds the repository", where, self.shell))
        inner.addSpacing(sizes.MARGIN)
        inner.addWidget(_Waiting())
        inner.addStretch(1)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(sizes.MARGIN, _TOP, sizes.MARGIN, sizes.MARGIN)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self.setWidget(centre)


def _step(number: str, title: str, said: str, code: CodeBlock) -> QVBoxLayout:
    head = QHBoxLayout()
    head.setSpacing(sizes.GAP)
    head.addWidget(_Ball(number))
    head.addSpacing(4)
    head.addWidget(Label(title, bold=True))
    head.addWidget(Label(said, tone="text_soft"))
    head.addStretch(1)
    body = QHBoxLayout()
    body.setContentsMargins(_BALL + 12, 0, 0, 0)
    body.addWidget(code)
    step = QVBoxLayout()
    step.setSpacing(sizes.GAP)
    step.addLayout(head)
    step.addLayout(body)
    return step


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


class _Waiting(QWidget):
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
            left, side = _BALL + 12, sizes.STATUS_MARK
            mark = QRectF(left, (self.height() - side) / 2, side, side)
            paint_status(painter, mark, RunStatus.QUEUED, None, tokens().panel)
            painter.setFont(ui_font())
            painter.setPen(tokens().text_soft)
            words = self.rect().adjusted(left + side + sizes.GAP, 0, 0, 0)
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.accessibleName())
        finally:
            painter.end()

    @Slot()
    def _dress(self) -> None:
        self.update()


def _short(folder: Path) -> str:
    try:
        return f"~/{folder.relative_to(Path.home()).as_posix()}"
    except ValueError:
        return str(folder)
