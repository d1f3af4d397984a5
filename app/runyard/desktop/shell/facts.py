"""How many runs the repository has and how large it is."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.storage.organise import experiments, tags
from runyard.storage.runs import runs
from runyard.storage.store import Store

#: Counting costs a few milliseconds in a large repository; a busy training commits twice a second.
PAUSE = 250
MEASURE_EVERY = 10.0


@dataclass(frozen=True, slots=True)
class Facts:
    """`size` in bytes, everything in the folder."""

    runs: int
    active: int
    trashed: int
    tags: int
    experiments: int
    size: int


class RepositoryFacts(QObject):
    """Keeps the numbers of the side bar and the status line fresh."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: Facts | None = None
        self._workspace = workspace
        self._measured = 0.0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._read)
        workspace.tasks.changed.connect(self._wait)
        self._read()

    @Slot()
    def _wait(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _read(self) -> None:
        measure = time.monotonic() - self._measured > MEASURE_EVERY
        if measure:
            self._measured = time.monotonic()
        self._workspace.tasks.read(
            partial(_facts, self._workspace.folder if measure else None),
            owner=self,
            key="facts",
            then=self._show,
        )

    def _show(self, facts: Facts) -> None:
        if facts.size < 0:
            facts = replace(facts, size=self.now.size if self.now else 0)
        if facts != self.now:
            self.now = facts
            self.changed.emit()


def _facts(folder: Path | None, store: Store, cancel: Cancel) -> Facts:
    counts = runs.counts(store)
    size = _size(folder, cancel) if folder is not None else -1
    return Facts(
        counts.total, counts.active, counts.trashed, tags.count(store), experiments.count(store), size
    )


def _size(folder: Path, cancel: Cancel) -> int:
    """Return the bytes of all files below a folder, -1 without it; what vanishes meanwhile does not count."""
    if not folder.is_dir():
        return -1
    total = 0
    waiting = [folder]
    while waiting and not cancel():
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total
