"""What the window shows for a repository that cannot be read: what is kept, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLayout, QPlainTextEdit, QVBoxLayout, QWidget

from runyard.desktop.shell.aside import Aside, Step
from runyard.desktop.shell.doors import COLUMN_PROBLEM, Door
from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, watcher
from runyard.desktop.widgets import Button, Card, Label, Rule, copy_to_clipboard
from runyard.domain.errors import (
    DamagedRepositoryError,
    KnownProblem,
    NewerSchemaError,
    OlderSchemaError,
    RepositoryTroubleError,
)
from runyard.storage import location
from runyard.storage.repair.examine_files import Finding

MOST = 20
_TITLES = (
    (DamagedRepositoryError, "The database is damaged"),
    (NewerSchemaError, "This repository needs a newer Runyard"),
    (OlderSchemaError, "This repository is of an older Runyard"),
    (RepositoryTroubleError, "This repository cannot be opened just now"),
    (KnownProblem, "This repository cannot be opened"),
)
_JOURNALS = "Runs that are logging go on into their journals, which are taken in once the repository opens"


class RepositoryProblem(Door):
    """Says what is wrong with a repository; a damaged one is examined and saved from here."""

    def __init__(self, folder: Path, problem: KnownProblem, parent: QWidget | None = None) -> None:
        super().__init__(folder.parent.name or str(folder.parent), COLUMN_PROBLEM, parent)
        self._folder = folder
        self._problem = problem
        self._damaged = isinstance(problem, DamagedRepositoryError)
        self._saved: Path | None = None
        self._found: list[tuple[str, str, str]] = []
        self._signs: list[tuple[Label, str, str, int]] = []
        self._aside = Aside(self)
        self._aside.stepped.connect(self._step)
        self._aside.failed.connect(self._fail)
        self._aside.done.connect(self._end)
        self.progress = Label(tone="text_soft", wrap=True)
        self.findings = QVBoxLayout()
        self.findings.setSpacing(sizes.MARGIN)
        self.findings.setContentsMargins(0, sizes.GAP, 0, 0)
        self._arrange()
        watcher().changed.connect(self._dress)
        self._dress()

    def report(self) -> str:
        """What is copied for whoever helps."""
        lines = [("folder", str(self._folder)), ("problem", type(self._problem).__name__)]
        lines.append(("said", self._problem.sentence))
        cause = self._problem.__cause__
        if cause is not None:
            lines.append(("error", str(cause)))
        lines += [("found", what) for _, what, _ in self._found]
        return "\n".join(f"{name:<10}{value}" for name, value in lines)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._sign("database", "bad", 24))
        title = next(words for kind, words in _TITLES if isinstance(self._problem, kind))
        head.addWidget(Label(title, size=sizes.TEXT_LARGE, bold=True, wrap=True), 1)
        self.column.addLayout(head)
        self.column.addWidget(Label(self._problem.sentence, tone="text_soft", wrap=True))
        self._part()
        kept = "Nothing was written: the folder is as it was, with all its files"
        self.column.addLayout(self._fact("check", "ok", "Kept", kept))
        self.column.addSpacing(sizes.GAP)
        self.column.addLayout(self._fact("check", "ok", "Running scripts", _JOURNALS))
        self.column.addLayout(self.findings)
        self._part()
        self.column.addWidget(Label("What to do next", bold=True))
        hint = self._problem.hint or "Look at the details, then try again"
        self.column.addWidget(Label(hint, tone="text_soft", wrap=True))
        self.column.addSpacing(sizes.GAP)
        self.column.addLayout(self._buttons())
        self.column.addWidget(self.progress)
        self.column.addSpacing(sizes.GAP)
        self.column.addWidget(self._details())
        self.column.addStretch(1)

    def _part(self) -> None:
        self.column.addSpacing(sizes.GAP)
        self.column.addWidget(Rule(Qt.Orientation.Horizontal))
        self.column.addSpacing(sizes.GAP)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        self.check = Button("Check repository", "search", "primary")
        self.check.clicked.connect(self._examine)
        self.save = Button("Save what can be read…", "download")
        self.save.clicked.connect(self._salvage)
        self.show_saved = Button("Open what was saved", "folder", "primary")
        self.show_saved.clicked.connect(self._open_saved)
        self.show_saved.hide()
        for button in (self.check, self.save):
            button.setVisible(self._damaged)
        self.retry = Button("Try again", "refresh-cw", "ghost" if self._damaged else "primary")
        self.retry.clicked.connect(self._retry)
        for button in (self.show_saved, self.check, self.save, self.retry):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _sign(self, icon: str, tone: str, size: int = sizes.ICON) -> Label:
        sign = Label()
        self._signs.append((sign, icon, tone, size))
        return sign

    def _fact(self, icon: str, tone: str, title: str, sentence: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        row.addWidget(self._sign(icon, tone), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, bold=True, wrap=True))
        words.addWidget(Label(sentence, tone="text_soft", wrap=True))
        row.addLayout(words, 1)
        return row

    def _details(self) -> Card:
        card = Card("Details")
        copy = Button("Copy report", "copy", "ghost", dense=True)
        copy.clicked.connect(self._copy)
        card.tools.addWidget(copy)
        self._text = Lines(self.report())
        card.body.addWidget(self._text)
        return card

    @Slot()
    def _examine(self) -> None:
        self._begin("Reading every file of the repository")
        self._aside.start(partial(_examined, self._folder), "examine")

    @Slot()
    def _salvage(self) -> None:
        start = str(self._folder.parent.parent)
        chosen = QFileDialog.getExistingDirectory(self, "Save what can be read into a new folder", start)
        if chosen:
            self._begin("Saving what can be read")
            self._aside.start(partial(_salvaged, self._folder, Path(chosen)), "salvage")

    def _begin(self, words: str) -> None:
        self.progress.setText(words)
        for button in (self.check, self.save, self.retry):
            button.setEnabled(False)

    @Slot(object, object)
    def _step(self, done: int, whole: int) -> None:
        if whole:
            self.progress.setText(f"{done:,} of {whole:,}")

    @Slot(object)
    def _fail(self, problem: KnownProblem) -> None:
        self._rest(f"{problem.sentence}. {problem.hint}" if problem.hint else problem.sentence)

    @Slot(object)
    def _end(self, answer: list[tuple[str, str, str]] | _Saved) -> None:
        if isinstance(answer, _Saved):
            self._saved = answer.into
            self._found = [("Lost", sentence, "") for sentence in answer.lost]
            losses = (
                "nothing was lost" if not answer.lost else f"{len(answer.lost):,} losses are listed above"
            )
            self._rest(f"Saved into {answer.into.parent}, {losses}")
            self.show_saved.show()
            self.check.hide()
        else:
            self._found = answer
            self._rest("" if answer else "No damage was found, try again")
        self._show_found()

    def _rest(self, words: str) -> None:
        self.progress.setText(words)
        for button in (self.check, self.save, self.retry):
            button.setEnabled(True)

    def _show_found(self) -> None:
        _clear(self.findings)
        self._signs = [known for known in self._signs if known[0].parent() is not None]
        for icon, what, saved in self._found[:MOST]:
            tone = "text_soft" if icon == "info" else "warn"
            shape = icon if icon == "info" else "triangle-alert"
            self.findings.addLayout(self._fact(shape, tone, what, saved))
        more = len(self._found) - MOST
        if more > 0:
            self.findings.addWidget(Label(f"And {more:,} more in the report", tone="text_soft"))
        self._text.set_text(self.report())
        self._dress()

    @Slot()
    def _dress(self) -> None:
        for sign, icon, tone, size in self._signs:
            sign.setPixmap(pixmap(icon, getattr(tokens(), tone), size, self.devicePixelRatioF()))

    @Slot()
    def _retry(self) -> None:
        self.opened.emit(self._folder)

    @Slot()
    def _open_saved(self) -> None:
        if self._saved is not None:
            self.opened.emit(self._saved)

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self.report())


class Lines(QPlainTextEdit):
    """Lines in the fixed font that can be selected, as high as they are."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setProperty("bare", True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(12)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        watcher().changed.connect(self._dress)
        self._dress()
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show other lines."""
        self.setPlainText(text)
        self.setAccessibleName(text)
        self._fit()

    @Slot()
    def _dress(self) -> None:
        self.setFont(mono_font())
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Be as high as the lines are once they are wrapped, so that nothing scrolls."""
        lines = max(1, round(self.document().size().height()))
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2 * 12 + 4)


class _Saved:
    """Where a repository was saved to, and a sentence for each loss."""

    def __init__(self, into: Path, lost: Sequence[str]) -> None:
        self.into = into
        self.lost = lost


def _examined(folder: Path, step: Step) -> list[tuple[str, str, str]]:
    from runyard.storage.repair.examine import examine

    return [_told(finding) for finding in examine(folder, step)]


def _told(finding: Finding) -> tuple[str, str, str]:
    return "At risk" if finding.damage else "info", finding.what, finding.saved


def _salvaged(folder: Path, into: Path, step: Step) -> _Saved:
    from runyard.storage.repair.salvage import salvage

    return _Saved(into / location.FOLDER, salvage(folder, into, step))


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if inner is not None:
            _clear(inner)
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
