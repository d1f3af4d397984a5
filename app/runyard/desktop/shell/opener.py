"""Opening repositories in a window: at once, after an upgrade, or a door that says why not."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QFileDialog

from runyard.desktop.shell.ageing import empty_by_age
from runyard.desktop.shell.aside import Aside, Step
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Workspace, recent
from runyard.desktop.state.settings import PACE, Entry
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem, RepositoryMissingError
from runyard.storage import location
from runyard.storage.connection import DATABASE, is_older
from runyard.storage.store import Store

log = logging.getLogger(__name__)
WARM_AFTER = 20
PATIENCE = 2.0


class Opener(QObject):
    """Opens repositories in a window, one at a time. `warm` imports what is needed after the first rows."""

    def __init__(self, window: MainWindow, warm: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._warm_up = warm
        self._workspace: Workspace | None = None
        self._warming: threading.Thread | None = None
        self._asked: Path | None = None
        self._aside = Aside(self)
        window.repository_asked.connect(self.choose)
        window.creation_asked.connect(self.choose_new)
        window.folder_asked.connect(self.open_or_offer)
        window.closing.connect(self._end)
        window.first_painted.connect(self._warm)
        window.settings.changed.connect(self._set_pace)
        self._aside.done.connect(self._take)
        self._aside.failed.connect(self._refuse)

    @Slot(object)
    def open(self, folder: Path) -> None:
        """Show the repository in `folder` (a `.runyard`), or why that cannot be."""
        if self._workspace is not None:
            self._window.save_session()
        self.close()
        self._asked = folder
        if not self._aside.busy() and is_older(folder / DATABASE) and os.access(folder, os.W_OK):
            self._upgrade(folder)
            return
        try:
            store = _open(folder)
        except KnownProblem as problem:
            self._show_door(folder, problem)
            return
        self._show(folder, store)

    @Slot(object)
    def open_or_offer(self, folder: Path) -> None:
        """Open the repository in a folder or above it; where there is none, offer to make one."""
        self.open(_meant(folder))

    @Slot(object)
    def create(self, folder: Path) -> None:
        """Make an empty repository because a person asked for it, and show it."""
        try:
            Store.open(location.resolve(folder.parent, create=True), create=True).close()
        except KnownProblem as problem:
            self._show_door(folder, problem)
            return
        self.open(folder)

    @Slot()
    def choose(self) -> None:
        """Ask for the folder of another repository."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Open repository", self._beside())
        if chosen:
            self.open_or_offer(Path(chosen))

    @Slot()
    def choose_new(self) -> None:
        """Ask for the folder of a new repository; one that is there already is opened."""
        chosen = QFileDialog.getExistingDirectory(self._window, "Create repository", self._beside())
        if chosen:
            path = Path(chosen)
            self.create(path if path.name == location.FOLDER else path / location.FOLDER)

    @Slot()
    def close(self) -> None:
        """End the background work of the repository that is open."""
        self._asked = None
        if self._workspace is None:
            return
        if self._warming is not None:
            self._warming.join(PATIENCE)
        hung = self._workspace.tasks.close()
        if hung:
            log.warning("still busy when the repository was closed: %s", ", ".join(hung))
        self._workspace = None

    def _show(self, folder: Path, store: Store) -> None:
        tasks = Tasks(store, self._window)
        tasks.set_pace(self._window.settings.get(PACE))
        self._workspace = Workspace(folder, tasks, self._window.settings, self._window)
        recent.remember(self._window.settings, folder)
        self._window.open(self._workspace)
        for words in _said_of(store):
            self._workspace.notice(words)
        if self._window.painted:
            self._warm()

    def _upgrade(self, folder: Path) -> None:
        """Open on a thread of its own: copying a large database aside takes a while."""
        from runyard.desktop.shell.doors import Upgrading

        self._window.show_face(Upgrading(folder), folder)
        self._aside.start(partial(_open_aside, folder), "upgrade")

    @Slot(object)
    def _take(self, store: Store) -> None:
        if store.folder == self._asked:
            self._show(store.folder, store)
        else:
            store.close()  # another repository was asked for meanwhile

    @Slot(object)
    def _refuse(self, problem: KnownProblem) -> None:
        if self._asked is not None and self._workspace is None:
            self._show_door(self._asked, problem)

    @Slot()
    def _end(self) -> None:
        self.close()
        self._aside.join()

    def _show_door(self, folder: Path, problem: KnownProblem) -> None:
        from runyard.desktop.shell.doors import Door, NoRepository
        from runyard.desktop.shell.problem_door import RepositoryProblem

        door: Door
        if isinstance(problem, RepositoryMissingError):
            door = NoRepository(folder)
            door.create_asked.connect(self.create)
        else:
            door = RepositoryProblem(folder, problem)
        door.opened.connect(self.open)
        door.repository_asked.connect(self.choose)
        self._window.show_face(door, folder)

    def _beside(self) -> str:
        return str(self._workspace.folder.parent) if self._workspace is not None else str(Path.cwd())

    @Slot(object)
    def _set_pace(self, entry: Entry[object]) -> None:
        if entry is PACE and self._workspace is not None:
            self._workspace.tasks.set_pace(self._window.settings.get(PACE))

    @Slot()
    def _warm(self) -> None:
        """Import what charts need on a thread, once the first rows are there; then look at the trash."""
        if self._workspace is None:
            return  # a door: the charts wait until there is a repository
        if not self._workspace.tasks.idle():
            QTimer.singleShot(WARM_AFTER, self, self._warm)
            return
        if self._warming is None:
            self._warming = threading.Thread(target=self._warm_up, name="runyard-warm", daemon=True)
            self._warming.start()
        empty_by_age(self._workspace)


def _meant(path: Path) -> Path:
    return path if path.name == location.FOLDER else location.find(path) or path / location.FOLDER


def _open(folder: Path) -> Store:
    """Open for writing where that is possible, else for reading.

    Where the log and its index lie beside the database SQLite opens it for writing though nothing can be
    written: the folder has to be asked.
    """
    return Store.open(folder, read_only=folder.is_dir() and not os.access(folder, os.W_OK))


def _open_aside(folder: Path, _step: Step) -> Store:
    return _open(folder)


def _said_of(store: Store) -> list[str]:
    """Return what a person should know of the way a repository was opened."""
    said = []
    if store.upgraded is not None:
        said.append(f"Upgraded, a copy is kept as {store.upgraded.name}")
    if store.immutable:
        said.append("Opened read only, as it was when its last writer ended: the folder cannot be written")
    elif store.read_only:
        said.append("Opened read only: the folder cannot be written")
    elif not store.has_log():
        said.append("On a network file system: writing is slower here, and changes show within seconds")
    return said
