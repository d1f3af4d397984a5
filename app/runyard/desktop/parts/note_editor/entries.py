"""What the list of notes shows: notes, and a new one that is not saved yet."""

from __future__ import annotations

from typing import Literal, NamedTuple

from runyard.desktop.tasks import Cancel
from runyard.storage.organise import notes
from runyard.storage.organise.notes import Note
from runyard.storage.store import Store

NEW = 0


class About(NamedTuple):
    """What notes are about: a run or an experiment, by its id."""

    kind: Literal["run", "experiment"]
    id: int


class Entry(NamedTuple):
    """A note with what is typed into it; a new one has only that."""

    note: Note | None
    typed: str | None = None

    @property
    def id(self) -> int:
        """The note's id; `NEW` for one that is not saved."""
        return NEW if self.note is None else self.note.id

    @property
    def text(self) -> str:
        """The text as it was typed last."""
        if self.typed is not None:
            return self.typed
        return self.note.text if self.note is not None else ""

    @property
    def title(self) -> str:
        """Its first line with words."""
        lines = (line.strip().lstrip("#").strip() for line in self.text[:2_000].splitlines())
        return next((line for line in lines if line), "") or "New note"

    def found(self, wanted: str) -> bool:
        """Whether a text stands in it, in whatever case."""
        return wanted.casefold() in self.text.casefold()


class Read(NamedTuple):
    """What was read, and of which revision at least."""

    about: About
    entries: list[Entry]
    revision: int


def read(about: About, store: Store, _cancel: Cancel) -> Read:
    """Return the notes on something, the one edited last first."""
    of = notes.of_run if about.kind == "run" else notes.of_experiment
    revision = store.revision()
    return Read(about, [Entry(note) for note in of(store, about.id)], revision)
