"""`Notes`: the notes on one thing in a list, and the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.note_editor.column import NoteColumn
from runyard.desktop.parts.note_editor.entries import NEW, About, Entry, Read, read
from runyard.desktop.parts.note_editor.sheet import NoteSheet
from runyard.desktop.parts.note_editor.typing_session import Typing
from runyard.desktop.state import Workspace
from runyard.desktop.state.settings import NOTE_MODE
from runyard.desktop.widgets import Faces, Rule, copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import notes
from runyard.storage.organise.notes import Note, Saved
from runyard.storage.store import Store

_PAUSE_MS = 300


class Notes(QWidget):
    """Several notes on a run or an experiment, saved as they are typed."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._about: About | None = None
        self._entries: list[Entry] = []
        self._current: int | None = None
        self._typing: Typing | None = None
        self._resting: list[Typing] = []
        self._begin = False
        self._stale = True
        self._writes = not workspace.tasks.read_only
        self.column = NoteColumn(writes=self._writes)
        self.list, self.new, self.search = self.column.list, self.column.new, self.column.search
        mode = workspace.settings.get(NOTE_MODE)
        self.sheet = NoteSheet(workspace.tasks, mode=mode, writes=self._writes)
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for part, stretch in ((self.column, 0), (Rule(), 0), (self.sheet, 1)):
            row.addWidget(part, stretch)
        self.faces = Faces(content)
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
        """Start a new note."""
        if self.faces.face in ("blank", "loading"):
            self._begin = True
            return
        self.sheet.stop()
        self.search.clear()
        if not any(entry.id == NEW for entry in self._entries):
            self._entries.insert(0, Entry(None))
        self._choose(NEW)
        self.sheet.edit()

    def leave(self) -> None:
        """Another page or tab comes to the front: what is typed is saved."""
        self.sheet.keep()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        self.sheet.keep()
        super().hideEvent(event)

    def _connect(self) -> None:
        self.new.clicked.connect(self.begin)
        self.list.chosen.connect(self._choose)
        self.list.edit_asked.connect(self.sheet.edit)
        self.list.delete_asked.connect(self._delete)
        self.sheet.begun.connect(self._begin_typing)
        self.sheet.typed.connect(self._type)
        self.sheet.ended.connect(self._end_typing)
        self.sheet.delete_asked.connect(self._delete)
        self.sheet.mode_chosen.connect(partial(self._workspace.settings.set, NOTE_MODE))
        self._workspace.tasks.changed.connect(self._changed)

    def _show(self, about: About) -> None:
        if about == self._about:
            return
        self.sheet.stop()
        self._about, self._current, self._entries = about, None, []
        self.search.clear()
        self._stale = True
        if self.isVisible():
            self._read()

    # Reading

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        about = self._about
        if about is None or not (changes.experiments or (about.kind == "run" and about.id in changes.runs)):
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

    def _take(self, answer: Read) -> None:
        if answer.about != self._about:
            return
        if self._typing is not None and answer.revision < self._typing.revision:
            return  # it was read before the last write, of which the next reading tells
        self._entries = answer.entries
        if self._typing is not None:
            self._follow(self._typing)
        ids = [entry.id for entry in self._entries]
        if self._current not in ids:
            self._current = ids[0] if ids else None
        self._refresh()
        if self._begin:
            self._begin = False
            self.begin()

    def _follow(self, typing: Typing) -> None:
        """Take in what others did to the note that is open; what is typed and not saved stays as it is."""
        place = next((at for at, entry in enumerate(self._entries) if entry.id == typing.id), None)
        if place is None:
            if typing.note is not None and not typing.busy:
                typing.lose()
                self.sheet.say("Deleted in another window; type on to keep it")
            if typing.note is None:
                self._entries.insert(0, Entry(None, typing.text))
                self._current = NEW
            return
        note = self._entries[place].note
        known = typing.note
        if note is None or known is None:
            return
        news = note.edited > known.edited and note.text != known.text
        if news and typing.saved and not typing.busy and self.sheet.text.toPlainText() == typing.text:
            typing.take(note)
            self.sheet.put(note.text)
            self.sheet.say("Changed in another window")
        else:
            self._entries[place] = Entry(note, typing.text)

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._read)

    @Slot()
    def _refresh(self) -> None:
        self.column.show_entries(self._entries, self._current)
        entry = next((entry for entry in self._entries if entry.id == self._current), None)
        self.sheet.show_entry(entry)
        if self._entries:
            self.faces.show_content()
        else:
            what = "run" if self._about is not None and self._about.kind == "run" else "experiment"
            sentence = f"What was tried in this {what}, and what came of it"
            self.faces.show_empty("No notes yet", sentence, "New note", self.begin if self._writes else None)

    @Slot(object)
    def _choose(self, note_id: int) -> None:
        if note_id != self._current:
            self.sheet.stop()
            # A new note into which nothing was typed is none.
            self._entries = [e for e in self._entries if e.note is not None or e.typed or e.id == note_id]
        self._current = note_id
        self._refresh()

    # Typing

    @Slot()
    def _begin_typing(self) -> None:
        about, entry = self._about, self._entry()
        if about is None or entry is None:
            return
        waiting = next((one for one in self._resting if one.id == entry.id != NEW), None)
        if waiting is not None:
            self._resting.remove(waiting)
            waiting.over = False
            self._typing = waiting
            return
        self._typing = Typing(self._workspace.tasks, about, entry.note, self)
        self._typing.kept.connect(self._kept)
        self._typing.troubled.connect(self._not_saved)

    def _entry(self) -> Entry | None:
        return next((entry for entry in self._entries if entry.id == self._current), None)

    @Slot(str)
    def _type(self, text: str) -> None:
        typing = self._typing
        if typing is None:
            return
        self._entries = [
            entry._replace(typed=text) if entry.id == self._current else entry for entry in self._entries
        ]
        self.column.show_entries(self._entries, self._current)
        if not text.strip():
            self.sheet.say("A note needs a word to be kept")
        typing.put(text)

    @Slot(object)
    def _kept(self, saved: Saved) -> None:
        self._entries = [
            Entry(saved.note, entry.typed) if entry.id == saved.note.id else entry for entry in self._entries
        ]
        typing = self._typing
        if typing is None or typing.note is not saved.note:
            return  # it was written after its editing had ended
        if self._current == NEW or saved.apart:
            gone = NEW if not saved.apart else None
            kept = [entry._replace(typed=None) for entry in self._entries if entry.id != gone]
            self._entries = [Entry(saved.note, typing.text), *kept]
            self._current = saved.note.id
            self.sheet.name(saved.note.id)
            self.column.show_entries(self._entries, self._current)
        said = words.moment(now()).replace("Today", "Saved")
        if saved.apart:
            said = "Somebody changed the note meanwhile: yours goes on as a note of its own"
            self._workspace.notice(said)
        self.sheet.say(said)

    @Slot(object, object)
    def _not_saved(self, typing: Typing, problem: KnownProblem) -> None:
        if typing is self._typing:
            self.sheet.say(f"Not saved: {problem.sentence}", bad=True)
        if typing.failures == 1 and not (typing is self._typing and self.sheet.isVisible()):
            copy = ("Copy text", partial(copy_to_clipboard, typing.text))
            self._workspace.notice(f"The note is not saved: {problem.sentence}", bad=True, act=copy)

    @Slot()
    def _end_typing(self) -> None:
        typing, self._typing = self._typing, None
        if typing is None:
            return
        self._resting.append(typing)
        typing.rested.connect(partial(self._rested, typing))
        if not typing.text.strip():
            self._drop(typing)
        typing.end()
        if typing.note is None and typing.saved:
            self._entries = [entry for entry in self._entries if entry.id != NEW]
        self._refresh()
        self.list.setFocus()

    def _rested(self, typing: Typing) -> None:
        if typing not in self._resting:
            return  # somebody types into it again
        self._resting.remove(typing)
        note, begun = typing.note, typing.begun
        if note is not None and typing.text.strip() and (begun is None or begun.text != note.text):
            self._workspace.notice("Note saved", partial(self._take_back, begun, note))
        typing.deleteLater()

    def _drop(self, typing: Typing) -> None:
        """A note from which every word was taken is deleted, and can come back as it was."""
        note = typing.note
        self._entries = [entry for entry in self._entries if entry.id != NEW]
        if note is not None:
            before = typing.begun if typing.begun is not None else note
            self._write(partial(notes.remove, note_id=note.id), partial(self._told_deleted, before))
        self._current = None if note is None else self._current
        self._refresh()

    def _take_back(self, begun: Note | None, note: Note) -> None:
        if begun is None:
            self._write(partial(notes.remove, note_id=note.id), partial(self._told_deleted, note))
        else:
            self._write(partial(_put_back, begun.text, note))

    # Deleting

    @Slot()
    def _delete(self) -> None:
        entry = self._entry()
        if entry is not None and entry.note is not None and not self.sheet.editing and self._writes:
            job = partial(notes.remove, note_id=entry.note.id)
            self._write(job, partial(self._told_deleted, entry.note))

    def _told_deleted(self, note: Note, _changes: Changes) -> None:
        self._workspace.notice("Note deleted", partial(self._write, partial(notes.restore, note=note)))

    def _write(self, job: Callable[[Store], Changes], then: Callable[[Changes], None] | None = None) -> None:
        self._workspace.tasks.write(job, owner=self, then=then, failed=self._not_written)

    def _not_written(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            hint = f". {problem.hint}" if problem.hint else ""
            self._workspace.notice(f"{problem.sentence}{hint}", bad=True)


def _put_back(text: str, note: Note, store: Store) -> Changes:
    return notes.save(store, text, note).changes
