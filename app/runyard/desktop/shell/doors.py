"""What the window shows when there is no repository to show: none here, or one that cannot be read."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.parts.first_run import CodeBlock, ScriptChoice, Waiting, shell_lines, step
from runyard.desktop.shell.status_line import short
from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Button, Card, Label, copy_to_clipboard
from runyard.domain.errors import KnownProblem

COLUMN_EMPTY, COLUMN_PROBLEM = 840, 640
LOOK_EVERY = 500
CODE_MARGIN = 12
WRAPPED = 72


class Door(QWidget):
    """A header with "Open repository…" and one column; the parts are the subclasses' own."""

    repository_asked = Signal()
    opened = Signal(object)

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choose = Button("Open repository…", "folder")
        self.choose.clicked.connect(self.repository_asked)
        head = QWidget()
        head.setFixedHeight(sizes.HEADER)
        row = QHBoxLayout(head)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.addWidget(Label(title, size=sizes.TEXT_TITLE, bold=True))
        row.addStretch(1)
        row.addWidget(self.choose)
        inside = QWidget()
        inside.setMaximumWidth(width)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 48, 0, sizes.MARGIN)
        self.column.setSpacing(sizes.GAP)
        middle = QWidget()
        centred = QHBoxLayout(middle)
        centred.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        centred.addStretch(1)
        centred.addWidget(inside, 100)
        centred.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(middle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(_Line())
        whole.addWidget(area, 1)


class NoRepository(Door):
    """Says how a repository comes about, and waits for one; it makes none by itself."""

    create_asked = Signal(object)

    def __init__(self, place: Path, parent: QWidget | None = None) -> None:
        """`place` is the `.runyard` folder that does not exist."""
        super().__init__(place.parent.name or str(place.parent), COLUMN_EMPTY, parent)
        self._place = place
        self.column.addWidget(Label("No repository here", size=sizes.TEXT_LARGE, bold=True))
        said = f"There is no .runyard in {short(place.parent)} or above it. The first run makes it"
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


class RepositoryProblem(Door):
    """Says what is wrong with a repository, what is kept, and what to do next."""

    def __init__(self, folder: Path, problem: KnownProblem, parent: QWidget | None = None) -> None:
        super().__init__(folder.parent.name or str(folder.parent), COLUMN_PROBLEM, parent)
        self._folder = folder
        self._problem = problem
        self._sign = Label()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._sign)
        head.addWidget(Label("This repository cannot be opened", size=sizes.TEXT_LARGE, bold=True), 1)
        self.column.addLayout(head)
        self.column.addWidget(Label(problem.sentence, tone="text_soft", wrap=True))
        self.column.addWidget(_Line())
        self._fact("check", "ok", "Kept", "Nothing was written: the folder is as it was, with all its files")
        journals = (
            "Runs that are logging go on into their journals, which are taken in once the repository opens"
        )
        self._fact("check", "ok", "Running scripts", journals)
        self.column.addWidget(_Line())
        self.column.addWidget(Label("What to do next", bold=True))
        hint = problem.hint or "Look at the details, then try again"
        self.column.addWidget(Label(hint, tone="text_soft", wrap=True))
        row = QHBoxLayout()
        self.retry = Button("Try again", "refresh-cw", "primary")
        self.retry.clicked.connect(self._retry)
        row.addWidget(self.retry)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addSpacing(sizes.MARGIN)
        self.column.addWidget(self._details())
        self.column.addStretch(1)
        watcher().changed.connect(self._dress)
        self._dress()

    def report(self) -> str:
        """What is copied for whoever helps."""
        lines = [("folder", str(self._folder)), ("problem", type(self._problem).__name__)]
        lines.append(("said", self._problem.sentence))
        cause = self._problem.__cause__
        if cause is not None:
            lines.append(("error", str(cause)))
        return "\n".join(f"{name:<10}{value}" for name, value in lines)

    def _fact(self, icon: str, tone: str, title: str, sentence: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        sign = Label()
        sign.setPixmap(pixmap(icon, getattr(tokens(), tone), sizes.ICON, self.devicePixelRatioF()))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, bold=True))
        words.addWidget(Label(sentence, tone="text_soft", wrap=True))
        row.addLayout(words, 1)
        self.column.addLayout(row)

    def _details(self) -> Card:
        card = Card("Details")
        copy = Button("Copy report", "copy", "ghost", dense=True)
        copy.clicked.connect(self._copy)
        card.tools.addWidget(copy)
        card.body.addWidget(_Report(self.report()))
        return card

    @Slot()
    def _dress(self) -> None:
        self._sign.setPixmap(pixmap("database", tokens().bad, 24, self.devicePixelRatioF()))

    @Slot()
    def _retry(self) -> None:
        self.opened.emit(self._folder)

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self.report())


class _Report(QPlainTextEdit):
    """Lines in the fixed font that can be selected, wrapped, and as high as they are."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.document().setDocumentMargin(CODE_MARGIN)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.setProperty("bare", True)
        self.setAccessibleName(text)
        watcher().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.setFont(mono_font())
        lines = sum(1 + len(line) // WRAPPED for line in self.toPlainText().splitlines())
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 2 * CODE_MARGIN + 12)


class _Line(QFrame):
    """One pixel of `line`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setAutoFillBackground(True)
        watcher().changed.connect(self._dress)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(self.backgroundRole(), tokens().line)
        self.setPalette(palette)
