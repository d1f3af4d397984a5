"""`FirstRun`: what an empty repository shows, and how to fill it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.parts.first_run.code_block import CodeBlock
from runyard.desktop.parts.first_run.demo import DemoTraining, can_train
from runyard.desktop.parts.first_run.script_choice import ScriptChoice
from runyard.desktop.parts.first_run.steps import Waiting, shell_lines, step
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label
from runyard.storage.overview import overview
from runyard.storage.store import Store

_WIDE = 840
_TOP = 48
_SAID = (
    "This repository is new and empty. The first run appears here within a second of the first line it logs."
)
_TRASHED = "All runs are in the trash. The next one appears here within a second of the first line it logs."
_DEMO = "The demo trains two dozen small nets on handwritten digits and logs them here"


class FirstRun(QScrollArea):
    """Steps from nothing to the first run; whoever shows it takes it away by the first run."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._workspace = workspace
        folder = workspace.folder.parent
        self.title = Label("No runs yet", size=sizes.TEXT_LARGE, bold=True)
        self.sentence = Label(_SAID, tone="text_soft", wrap=True)
        self.script = ScriptChoice()
        self.shell = CodeBlock(shell_lines(folder))
        self.demo = Button("Run the demo", "play", "primary", parent=self)
        self.demo.hide()
        self.demo.clicked.connect(self._run_demo)
        self.training = DemoTraining(folder, self)
        self.training.failed.connect(self._tell)
        column = QWidget()
        column.setMaximumWidth(_WIDE)
        self._fill(column)
        centre = QWidget()
        row = QHBoxLayout(centre)
        row.setContentsMargins(sizes.MARGIN, _TOP, sizes.MARGIN, sizes.MARGIN)
        row.addStretch(1)
        row.addWidget(column, 100)
        row.addStretch(1)
        self.setWidget(centre)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._workspace.tasks.read(_has_trash, owner=self, key="trash", then=self._say)

    def _say(self, trashed: bool) -> None:
        """A repository whose runs were all thrown away is not new."""
        self.title.setText("No runs" if trashed else "No runs yet")
        self.sentence.setText(_TRASHED if trashed else _SAID)

    def _fill(self, column: QWidget) -> None:
        inner = QVBoxLayout(column)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(sizes.GAP)
        inner.addWidget(self.title)
        inner.addWidget(self.sentence)
        inner.addSpacing(sizes.GAP_GROUPS)
        lines = "Three lines, and training never waits for them"
        inner.addLayout(step("1", "Log from a training script", lines, self.script))
        inner.addSpacing(sizes.MARGIN)
        where = "or name the repository with repo="
        inner.addLayout(step("2", "Run it in the folder that holds the repository", where, self.shell))
        inner.addSpacing(sizes.MARGIN)
        if can_train() and not self._workspace.tasks.read_only:
            inner.addLayout(step("or", "Start from something that exists", "", self._demo_row()))
            inner.addSpacing(sizes.MARGIN)
        inner.addWidget(Waiting())
        inner.addStretch(1)

    def _demo_row(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.GAP)
        column.addWidget(self.demo)
        self.demo.show()
        column.addWidget(Label(_DEMO, size=sizes.TEXT_SMALL, tone="text_soft", wrap=True))
        return holder

    @Slot()
    def _run_demo(self) -> None:
        self.training.start()
        self.demo.setEnabled(False)
        self.demo.setText("The demo is starting")

    @Slot(str)
    def _tell(self, words: str) -> None:
        self.demo.setEnabled(True)
        self.demo.setText("Run the demo")
        self._workspace.notice(f"The demo did not train: {words}", bad=True)


def _has_trash(store: Store, _cancel: Cancel) -> bool:
    return overview.has_trash(store)
