"""What the list of notes shows: notes, the drafts of their changes, and a new one not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from runyard.desktop.tasks import Cancel
from runyard.storage import notes, views
from runyard.storage.notes import Note
from runyard.storage.store import Store

#: Kind of the views that keep what is typed and not saved.
DRAFT = "note.draft"
NEW = 0


class About(NamedTuple):
    """What notes are about: a run or an experiment, by its id."""

    kind: Literal["run", "experiment"]
    id: int

    def draft_name(self, note_id: int) -> str:
        """Return the name under which the draft of a note is kept; `NEW` is one that is not saved yet."""
        return f"{self.kind}:{self.id}:{note_id}"


class Entry(NamedTuple):
    """A note with its draft, or None; a new one has only a draft."""

    note: Note | None
    draft: str | None

    @property
    def id(self) -> int:
        """The note's id; `NEW` for one that is not saved."""
        return NEW if self.note is None else self.note.id

    @property
    def text(self) -> str:
        """The text as it was typed last."""
        if self.draft is not None:
            return self.draft
        return self.note.text if self.note is not None else ""

    @property
    def title(self) -> str:
        """Its first line with words."""
        if self.note is not None and self.draft is None:
            return self.note.title
        lines = (line.strip().lstrip("#").strip() for line in self.text.splitlines())
        return next((line for line in lines if line), "") or "New note"


def read(about: About, store: Store, _cancel: Cancel) -> tuple[About, list[Entry]]:
    """Return the notes on something, a new one that is not saved first."""
    of = notes.of_run if about.kind == "run" else notes.of_experiment
    found = of(store, about.id)
    drafts: Mapping[str, object] = views.all(store, DRAFT)
    entries = [Entry(note, _draft(drafts, about, note.id)) for note in found]
    new = _draft(drafts, about, NEW)
    return about, ([Entry(None, new), *entries] if new is not None else entries)


def _draft(drafts: Mapping[str, object], about: About, note_id: int) -> str | None:
    text = drafts.get(about.draft_name(note_id))
    return text if isinstance(text, str) and text.strip() else None
