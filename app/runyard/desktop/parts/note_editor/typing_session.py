"""`Typing`: one note being typed into, saved again and again, one write at a time."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.parts.note_editor.entries import NEW, About
from runyard.desktop.tasks import Tasks
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import notes
from runyard.storage.organise.notes import Note, Saved
from runyard.storage.store import Store

_AGAIN_MS, _TRIES = 3_000, 20


class Typing(QObject):
    """Knows the note as it is stored, and what is typed.

    `kept` carries a `Saved` after each write, `troubled` itself and why one failed, which is tried again for
    a minute; `rested` comes when it is over and nothing is left to write.

    Attributes
    ----------
    begun : Note or None
        The note as it was before; None for a new one.
    note : Note or None
        The note as it is stored by now.
    revision : int
        That of the last write: what was read before knows nothing of it.
    """

    kept = Signal(object)
    troubled = Signal(object, object)
    rested = Signal()

    def __init__(self, tasks: Tasks, about: About, note: Note | None, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self.about, self.begun, self.note = about, note, note
        self.text = self._stored = note.text if note is not None else ""
        self.over = False
        self.revision = 0
        self._busy = False
        self._failures = 0
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._write)

    @property
    def id(self) -> int:
        """The id of the note; `NEW` until it is saved for the first time."""
        return NEW if self.note is None else self.note.id

    @property
    def saved(self) -> bool:
        """Whether nothing was typed since it was stored, or lost."""
        return self.text == self._stored

    @property
    def failures(self) -> int:
        """How often in a row it could not be written."""
        return self._failures

    @property
    def busy(self) -> bool:
        """Whether a write is under way."""
        return self._busy

    def put(self, text: str) -> None:
        """Save this text; a note without a word is not written."""
        self.text = text
        self._failures = 0
        self._write()

    def take(self, note: Note) -> None:
        """Learn that somebody else wrote the note, while nothing of this one waits."""
        self.note, self.text = note, note.text
        self._stored = note.text

    def lose(self) -> None:
        """Learn that somebody else deleted the note: what is typed from now on is a new one."""
        self.note = None

    def end(self) -> None:
        """Write what is left, then rest."""
        self.over = True
        self._write()
        if not self._busy:
            self.rested.emit()

    @Slot()
    def _write(self) -> None:
        self._again.stop()
        if self._busy or self.saved or not self.text.strip():
            return
        self._busy = True
        done: list[Saved] = []
        job = partial(_save, self.about, self.note, self.text, done)
        self._tasks.write(job, owner=self, then=partial(self._done, done), failed=self._failed)

    def _done(self, done: list[Saved], _changes: Changes) -> None:
        self._busy = False
        self._failures = 0
        self._stored = done[0].note.text
        self.note, self.revision = done[0].note, done[0].changes.revision
        self.kept.emit(done[0])
        self._write()  # what was typed meanwhile
        if self.over and not self._busy:
            self.rested.emit()

    def _failed(self, problem: Exception) -> None:
        self._busy = False
        if isinstance(problem, KnownProblem):
            self._failures += 1
            self.troubled.emit(self, problem)
            if self._failures < _TRIES:
                self._again.start()


def _save(about: About, note: Note | None, text: str, done: list[Saved], store: Store) -> Changes:
    ids = {"run_id" if about.kind == "run" else "experiment_id": about.id}
    done.append(notes.save(store, text, note, **ids))
    return done[0].changes
