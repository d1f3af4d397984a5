"""What the window shows when there is no repository to show: none here, or one that cannot be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.first_run import CodeBlock, ScriptChoice, Waiting, shell_lines, step
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, ColumnArea, Label, PageHeader

COLUMN_EMPTY, COLUMN_PROBLEM = 840, 640
LOOK_EVERY = 500
TOP = 64


class Door(QWidget):
    """A header with "Open repository…" and one column; the parts are the subclasses' own."""

    repository_asked = Signal()
    opened = Signal(object)

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose = Button("Open repository…", "folder")
        self.choose.clicked.connect(self.repository_asked)
        head = PageHeader(title)
        head.tools.addWidget(self.choose)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, TOP, 0, sizes.MARGIN)
        self.column.setSpacing(sizes.GAP)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(ColumnArea(inside, width), 1)


class NoRepository(Door):
    """Says how a repository comes about, and waits for one; it makes none by itself."""

    create_asked = Signal(object)

    def __init__(self, place: Path, parent: QWidget | None = None) -> None:
        """`place` is the `.runyard` folder that does not exist."""
        super().__init__(place.parent.name or str(place.parent), COLUMN_EMPTY, parent)
        self._place = place
        self.column.addWidget(Label("No repository here", size=sizes.TEXT_LARGE, bold=True))
        said = f"There is no .runyard in {words.folder(place.parent)} or above it. The first run makes it"
        self.column.addWidget(Label(said, tone="text_soft", wrap=True))
        self.column.addSpacing(sizes.MARGIN)
        self.script = ScriptChoice()
        lines = "Three lines, and training never waits for them"
        self._add(step("1", "Log from a training script", lines, self.script))
        shell = CodeBlock(shell_lines(place.parent))
        self._add(step("2", "Run it in this folder", "or name the folder with repo=", shell))
        self._add(step("or", "Start from something that exists", "", self._choices()))
        self.column.addWidget(Waiting())
        self.column.addStretch(1)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _add(self, part: QVBoxLayout) -> None:
        self.column.addLayout(part)
        self.column.addSpacing(sizes.MARGIN)

    def _choices(self) -> QWidget:
        choose = Button("Choose a folder…", "folder", "primary")
        choose.clicked.connect(self.repository_asked)
        self.make = Button("Make an empty repository here", "plus")
        self.make.clicked.connect(self._create)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(choose)
        row.addWidget(self.make)
        row.addStretch(1)
        return holder

    @Slot()
    def _look(self) -> None:
        if (self._place / "runyard.db").exists():
            self._timer.stop()
            self.opened.emit(self._place)

    @Slot()
    def _create(self) -> None:
        self.create_asked.emit(self._place)


class Upgrading(Door):
    """Says that an older repository is being copied and brought up to date."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(folder.parent.name or str(folder.parent), COLUMN_PROBLEM, parent)
        self.choose.hide()
        self.column.addWidget(Label("Upgrading this repository", size=sizes.TEXT_LARGE, bold=True))
        said = (
            "It was written by an older Runyard. Its database is copied aside first, and opens here when it"
            " is ready. Scripts that log meanwhile lose nothing"
        )
        self.column.addWidget(Label(said, tone="text_soft", wrap=True))
        self.column.addStretch(1)
