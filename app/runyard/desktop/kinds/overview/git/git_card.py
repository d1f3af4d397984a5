"""`GitCard`: the code of a run, as git knew it, with what was not committed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.kinds.overview.files.saving import save_copy
from runyard.desktop.kinds.overview.git import diff as diffs
from runyard.desktop.kinds.overview.git.code_facts import CodeFacts
from runyard.desktop.kinds.overview.git.diff import Diff, Place
from runyard.desktop.kinds.overview.git.diff_body import DiffBody
from runyard.desktop.kinds.overview.git.diff_view import DiffView
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Card, CopyButton, Label, MatchField
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher
from runyard.storage.objects import blobs
from runyard.storage.objects.attachments import Attachment
from runyard.storage.store import Store


class GitCard(Card):
    """Branch, commit and remote, the changed files, and the lines of the difference to read and search."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Git")
        self._workspace = workspace
        self._info: dict[Any, Any] = {}
        self._file: Attachment | None = None
        self._places: list[Place] = []
        self._at = -1
        self.diff = Diff()
        self.facts = CodeFacts()
        self._parts: DiffBody | None = None
        self.note = Label(tone="text_soft", size=sizes.TEXT_SMALL, wrap=True)
        self.note.setContentsMargins(12, 6, 12, 4)
        self.seek = Button("", "search", "icon", dense=True, tip="Search changes")
        self.seek.setCheckable(True)
        self.save = Button("", "download", "icon", dense=True, tip="Save changes as a patch")
        self.copy = CopyButton(self._text, "Copy changes")
        self._tools: tuple[QWidget, ...] = (self.seek, self.copy, self.save)
        for tool in self._tools:
            self.tools.addWidget(tool)
        for part in (self.facts, self.note):
            self.body.addWidget(part)
        self.seek.toggled.connect(self._find_toggled)
        self.save.clicked.connect(self._save)
        self._show_diff(Diff())

    @property
    def parts(self) -> DiffBody:
        """What shows the changes, made with the first of them: most runs have none, or git."""
        if self._parts is None:
            made = self._parts = DiffBody()
            made.hide()
            self.body.insertWidget(self.body.indexOf(self.facts) + 1, made)
            stops = [part for part in made.findChildren(QWidget) if part.focusPolicy()]
            for before, after in pairwise([self.facts.copy, *stops]):
                self.setTabOrder(before, after)
            made.field.changed.connect(self._search)
            made.stepped.connect(self.step)
        return self._parts

    @property
    def view(self) -> DiffView:
        """The lines of the changes."""
        return self.parts.view

    @property
    def field(self) -> MatchField:
        """The search among the changes."""
        return self.parts.field

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
        self._places, self._at = [], -1
        if self._parts is not None or diff.lines:
            self.parts.show_diff(diff)
        for tool in self._tools:
            tool.setVisible(bool(diff.lines))
        number = len(diff.files)
        self.set_count("" if not number else "1 changed file" if number == 1 else f"{number:,} changed files")
        self._tell()
        if self._parts is not None and self.field.matcher:
            self._search()

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
        self.parts.show_search(on)

    @Slot()
    def _save(self) -> None:
        if self._file is not None:
            save_copy(self, self._workspace, self._file._replace(name="changes.patch"))

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
