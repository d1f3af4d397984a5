"""`GitCard`: the code of a run, as git knew it, with what was not committed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.overview.files.saving import save_copy
from runyard.desktop.kinds.overview.git import diff as diffs
from runyard.desktop.kinds.overview.git.code_facts import CodeFacts
from runyard.desktop.kinds.overview.git.diff import Diff, Place
from runyard.desktop.kinds.overview.git.diff_view import DiffView
from runyard.desktop.kinds.overview.git.file_rows import FILE_COLUMNS, file_row
from runyard.desktop.kinds.overview.table.card_model import CardTableModel
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Card, CopyButton, Label, MatchField, Rule
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher
from runyard.storage.objects import blobs
from runyard.storage.objects.attachments import Attachment
from runyard.storage.store import Store

_FILES = 6


class GitCard(Card):
    """Branch, commit and remote, the changed files, and the lines of the difference to read and search."""

    loaded = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Git")
        self._workspace = workspace
        self._info: dict[Any, Any] = {}
        self._file: Attachment | None = None
        self._places: list[Place] = []
        self._at = -1
        self.diff = Diff()
        self.facts = CodeFacts()
        self.files = CardTable(CardTableModel(FILE_COLUMNS, self), "Changed files", header=False, most=_FILES)
        self.view = DiffView()
        self.note = Label(tone="text_soft", size=sizes.TEXT_SMALL, wrap=True)
        self.note.setContentsMargins(12, 6, 12, 4)
        self.field = MatchField("Find in changes")
        self.seek = Button("", "search", "icon", dense=True, tip="Search changes")
        self.seek.setCheckable(True)
        self.save = Button("", "download", "icon", dense=True, tip="Save changes as a patch")
        self.copy = CopyButton(self._text, "Copy changes")
        self._tools: tuple[QWidget, ...] = (self.seek, self.copy, self.save)
        for tool in self._tools:
            self.tools.addWidget(tool)
        self._arrange()
        self.seek.toggled.connect(self._find_toggled)
        self.save.clicked.connect(self._save)
        self.files.clicked.connect(self._file_clicked)
        self.files.activated.connect(self._file_clicked)
        self.field.changed.connect(self._search)
        self.field.stepped.connect(self.step)
        self._show_diff(Diff())

    @property
    def waits(self) -> bool:
        """Whether there is a difference that has not been read yet."""
        return self._file is not None and not self.diff.lines

    def show_code(self, info: Mapping[Any, Any], file: Attachment | None) -> None:
        """Show what git knew; the difference is read when it is another one."""
        if dict(info) == self._info and file == self._file:
            return
        other = file != self._file
        self._info, self._file = dict(info), file
        self.facts.show_facts(info)
        self._tell()
        if other:
            self._show_diff(Diff())
            self._read()

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to the next line that the search found, or the one before."""
        if not self._places:
            return
        self._at = (self._at + by) % len(self._places)
        self.field.show_place(self._at + 1, len(self._places))
        self.view.go_to(self._places[self._at].line)

    def _arrange(self) -> None:
        self._search_row = QWidget()
        row = QHBoxLayout(self._search_row)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for name, tip, by in (("chevron-up", "Previous match", -1), ("chevron-down", "Next match", 1)):
            button = Button("", name, "icon", tip=tip)
            button.clicked.connect(partial(self._stepped, by))
            row.addWidget(button)
        self._search_row.hide()
        self._rule = Rule(Qt.Orientation.Horizontal)
        for part in (self.facts, self.files, self._search_row, self._rule, self.view, self.note):
            self.body.addWidget(part)

    def _read(self) -> None:
        self._workspace.tasks.cancel(self, "diff")
        if self._file is not None:
            self._workspace.tasks.read(
                partial(_read, digest=self._file.sha256, size=self._file.size),
                owner=self,
                key="diff",
                then=self._show_diff,
                failed=self._failed,
            )

    def _show_diff(self, diff: Diff) -> None:
        self.diff = diff
        self.view.set_diff(diff)
        self.files.show_rows([file_row(at, file) for at, file in enumerate(diff.files)])
        self._places, self._at = [], -1
        self.field.show_place()
        for part in (self.view, self._rule):
            part.setVisible(bool(diff.lines))
        self.files.setVisible(bool(diff.files))
        for tool in self._tools:
            tool.setVisible(bool(diff.lines))
        number = len(diff.files)
        self.set_count("" if not number else "1 changed file" if number == 1 else f"{number:,} changed files")
        self._tell()
        if self.field.matcher:
            self._search()
        self.loaded.emit()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._tell(problem.sentence)

    def _tell(self, trouble: str = "") -> None:
        said = trouble
        if not said and self.diff.cut:
            shown = f"{len(self.diff.lines):,} lines"
            said = f"The first {shown} are shown, the whole has {words.size(self.diff.size)}"
        elif not said and self._file is None and self._info.get("dirty") is True:
            said = "There were uncommitted changes, which were not kept"
        elif not said and self._file is None and self._info.get("dirty") is False:
            said = "No uncommitted changes"
        untracked = self._info.get("untracked")
        if isinstance(untracked, list) and untracked:
            more = "more than " if self._info.get("untracked_cut") is True else ""
            files = "file" if len(untracked) == 1 else "files"
            said = _joined(said, f"{more}{len(untracked):,} untracked {files}", ", ")
        self.note.setText(said[:1].upper() + said[1:])
        self.note.setVisible(bool(said))

    @Slot()
    def _search(self) -> None:
        asked = self.field.matcher
        self._workspace.tasks.cancel(self, "search")
        if not asked or asked.problem():
            self._found(([], asked.problem()))
            self.field.show_place()
            return
        job = partial(_search, diff=self.diff, matcher=asked)
        self._workspace.tasks.read(job, owner=self, key="search", then=self._found)

    def _found(self, answer: tuple[list[Place], str | None]) -> None:
        self._places, problem = answer
        self._at = -1
        self.view.show_found(self._places)
        self.field.set_problem(problem)
        self.field.show_place(0, 0)
        self.step(1)

    @Slot(bool)
    def _find_toggled(self, on: bool) -> None:
        self._search_row.setVisible(on)
        if on:
            self.field.setFocus()
        else:
            self.field.clear()

    @Slot(QModelIndex)
    def _file_clicked(self, index: QModelIndex) -> None:
        self.view.go_to(self.diff.files[index.row()].line, top=True)

    @Slot()
    def _save(self) -> None:
        if self._file is not None:
            save_copy(self, self._workspace, self._file._replace(name="changes.patch"))

    def _stepped(self, by: int, _checked: bool = False) -> None:
        self.step(by)

    def _text(self) -> str:
        return "\n".join([*self.diff.lines, ""])


def _read(store: Store, cancel: Cancel, digest: str, size: int) -> Diff:
    try:
        with blobs.place(store.blobs, digest).open("rb") as file:
            data = file.read(diffs.MOST_BYTES)
    except OSError as error:
        raise KnownProblem("The uncommitted changes are missing from the repository") from error
    return diffs.parse(data, size, cancel)


def _search(_store: Store, cancel: Cancel, diff: Diff, matcher: Matcher) -> tuple[list[Place], str | None]:
    return diffs.search(diff, matcher, cancel)


def _joined(first: str, second: str, between: str = " · ") -> str:
    return between.join(part for part in (first, second) if part)
