"""`Notes`: the notes on one thing in a list, and the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.note_editor.entries import DRAFT, NEW, About, Entry, read
from runyard.desktop.parts.note_editor.list import NoteList
from runyard.desktop.parts.note_editor.sheet import NoteSheet
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Faces, Label, Rule
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage import notes, views
from runyard.storage.notes import Note
from runyard.storage.store import Store

_LIST = 264
_PAUSE_MS = 300


class Notes(QWidget):
    """Several notes on a run or an experiment. What is typed is kept until it is saved or discarded."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._about: About | None = None
        self._entries: list[Entry] = []
        self._current: int | None = None
        self._begin = False
        self._stale = True
        self.new = Button("New note", "plus")
        self._writes = not workspace.tasks.read_only
        self.new.setEnabled(self._writes)
        self.list = NoteList()
        self.sheet = NoteSheet(workspace.tasks, writes=self._writes)
        self.faces = Faces(self._content())
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.faces)
        self.setFocusProxy(self.list)
        self._connect()

    def show_run(self, run_id: int) -> None:
        """Show the notes on a run."""
        self._show(About("run", run_id))

    def show_experiment(self, experiment_id: int) -> None:
        """Show the notes on an experiment."""
        self._show(About("experiment", experiment_id))

    @Slot()
    def begin(self) -> None:
        """Start a new note, or go on with the one that was not saved."""
        self.sheet.keep()
        if self.faces.face in ("blank", "loading"):
            self._begin = True
            return
        if not any(entry.id == NEW for entry in self._entries):
            self._entries.insert(0, Entry(None, None))
        self._choose(NEW, edit=True)

    def leave(self) -> None:
        """Another page or tab comes to the front: what is typed stays as a draft."""
        self.sheet.keep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _content(self) -> QWidget:
        head = QWidget()
        head.setMinimumHeight(sizes.TOOLBAR)
        tools = QHBoxLayout(head)
        tools.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        tools.addWidget(Label("Notes", bold=True))
        tools.addStretch(1)
        tools.addWidget(self.new)
        left = QWidget()
        left.setFixedWidth(_LIST)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part, stretch in ((left, 0), (Rule(), 0), (self.sheet, 1)):
            row.addWidget(part, stretch)
        return content

    def _connect(self) -> None:
        self.new.clicked.connect(self.begin)
        self.list.chosen.connect(self._choose)
        self.list.edit_asked.connect(self.sheet.edit)
        self.list.delete_asked.connect(self._delete)
        self.sheet.saved.connect(self._save)
        self.sheet.drafted.connect(self._draft)
        self.sheet.discarded.connect(self._discard)
        self.sheet.delete_asked.connect(self._delete)
        self.sheet.finished.connect(self.list.setFocus)
        self._workspace.tasks.changed.connect(self._changed)

    def _show(self, about: About) -> None:
        if about == self._about:
            return
        self.sheet.stop()
        self._about, self._current, self._entries = about, None, []
        self._stale = True
        if self.isVisible():
            self._read()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        about = self._about
        if about is None or not (
            changes.experiments or changes.views or (about.kind == "run" and about.id in changes.runs)
        ):
            return
        self._stale = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _read(self) -> None:
        if self._about is None:
            return
        self._stale = False
        self.faces.show_loading()
        self._workspace.tasks.read(
            partial(read, self._about), owner=self, key="notes", then=self._take, failed=self._fail
        )

    def _take(self, answer: tuple[About, list[Entry]]) -> None:
        about, entries = answer
        if about != self._about:
            return
        if self._current == NEW and self.sheet.editing and not any(entry.id == NEW for entry in entries):
            entries.insert(0, Entry(None, None))  # begun, and nothing typed into it yet
        self._entries = entries
        ids = [entry.id for entry in entries]
        if self._current not in ids:
            self._current = ids[0] if ids else None
        self._refresh()
        if self._begin:
            self._begin = False
            self.begin()

    def _fail(self, problem: Exception) -> None:
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self._read)

    def _refresh(self, *, edit: bool = False) -> None:
        self.list.show_entries(self._entries, self._current)
        entry = next((entry for entry in self._entries if entry.id == self._current), None)
        self.sheet.show_entry(entry, edit=edit)
        if self._entries:
            self.faces.show_content()
        else:
            what = "run" if self._about is not None and self._about.kind == "run" else "experiment"
            sentence = f"What was tried in this {what}, and what came of it"
            self.faces.show_empty("No notes yet", sentence, "New note", self.begin if self._writes else None)

    @Slot(object)
    def _choose(self, note_id: int, *, edit: bool = False) -> None:
        if note_id != self._current:
            self.sheet.stop()
            # A new note into which nothing was typed is none.
            self._entries = [e for e in self._entries if e.note is not None or e.draft or e.id == note_id]
        self._current = note_id
        self._refresh(edit=edit)

    @Slot(str)
    def _save(self, text: str) -> None:
        about, note_id = self._about, self._current
        if about is None or note_id is None:
            return

        def job(store: Store) -> Changes:
            if note_id != NEW:
                changes = notes.edit(store, note_id, text)
            elif about.kind == "run":
                changes = notes.add(store, text, run_id=about.id)
            else:
                changes = notes.add(store, text, experiment_id=about.id)
            return changes | views.remove(store, DRAFT, about.draft_name(note_id))

        if note_id == NEW:
            self._entries = [entry for entry in self._entries if entry.id != NEW]
            self._current = None  # the newest comes first, and that is this one
        self.list.setFocus()
        self._write(job)

    @Slot(str)
    def _draft(self, text: str) -> None:
        about, note_id = self._about, self._current
        if about is None or note_id is None:
            return
        self._entries = [
            entry._replace(draft=text if text.strip() else None) if entry.id == note_id else entry
            for entry in self._entries
        ]
        self.list.show_entries(self._entries, note_id)
        name = about.draft_name(note_id)
        if text.strip():
            self._write(partial(views.put, kind=DRAFT, name=name, data=text))
        else:
            self._write(partial(views.remove, kind=DRAFT, name=name))

    @Slot()
    def _discard(self) -> None:
        about, note_id = self._about, self._current
        if about is None or note_id is None:
            return
        kept = [entry._replace(draft=None) for entry in self._entries if entry.id == note_id and entry.note]
        self._entries = [*kept, *[entry for entry in self._entries if entry.id != note_id]]
        self._current = note_id if kept else (self._entries[0].id if self._entries else None)
        self._write(partial(views.remove, kind=DRAFT, name=about.draft_name(note_id)))
        self._refresh()

    @Slot()
    def _delete(self) -> None:
        entry = next((entry for entry in self._entries if entry.id == self._current), None)
        if entry is None or self.sheet.editing or not self._writes:
            return
        if entry.note is None:
            self._discard()
            return
        note = entry.note
        self._write(partial(notes.remove, note_id=note.id), partial(self._told_deleted, note))

    def _told_deleted(self, note: Note, _changes: Changes) -> None:
        self._workspace.notice("Note deleted", partial(self._write, partial(notes.restore, note=note)))

    def _write(self, job: Callable[[Store], Changes], then: Callable[[Changes], None] | None = None) -> None:
        self._workspace.tasks.write(job, owner=self, then=then, failed=self._not_written)

    def _not_written(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            hint = f". {problem.hint}" if problem.hint else ""
            self._workspace.notice(f"{problem.sentence}{hint}", bad=True)
