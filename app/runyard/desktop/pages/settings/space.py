"""Reading what the repository's files take, and finding out whether they are sound."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from runyard.desktop.tasks import Cancel
from runyard.domain.errors import StoppedError
from runyard.storage.overview import space
from runyard.storage.repair.examine_files import Finding
from runyard.storage.store import Store


class Part(NamedTuple):
    """Something that takes space: its name, what it is, and its bytes."""

    title: str
    detail: str
    bytes: int


def parts(store: Store, _cancel: Cancel) -> list[Part]:
    """Return what takes the space, the largest first; together they are all files of the repository."""
    found = space.space(store)
    rest = max(0, found.database - found.points - found.output - found.spare)
    listed = [
        Part("Points of metrics", "In the database", found.points),
        Part("Terminal output", "In the database", found.output),
        Part("Params, names and indexes", "In the database", rest),
        Part("Spare pages", "In the database, for new data", found.spare),
        Part("Log of the database", "Taken in and cut by itself", found.log),
        Part("Journals", "What scripts wrote and is not stored yet", found.journals),
        Part("Files", "Images, audio and other things that were logged", found.blobs),
    ]
    return sorted((part for part in listed if part.bytes), key=_largest_first)


class Examination(QObject):
    """Tells how far an examination is, across threads."""

    stepped = Signal(object, object)

    def run(self, folder: Path, _store: Store, cancel: Cancel) -> list[Finding]:
        """Look at every file of the repository; nothing in it changes."""
        # With the journal's reader: only when it is asked for.
        from runyard.storage.repair.examine import examine

        def step(done: int, whole: int) -> None:
            if cancel():
                raise StoppedError("The check was stopped")
            self.stepped.emit(done, whole)

        return examine(folder, step)


def _largest_first(part: Part) -> int:
    return -part.bytes
