"""The composition root: the only file that builds the parts and connects them."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFileDialog

import runyard
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page
from runyard.desktop.registry import KINDS, PAGES
from runyard.desktop.shell.actions import WindowActions
from runyard.desktop.shell.crash import CrashDesk
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem, RepositoryMissingError
from runyard.storage import location
from runyard.storage.store import Store

log = logging.getLogger(__name__)
WARM_AFTER = 20
PATIENCE = 2.0


class Composer(QObject):
    """Opens repositories in a window, one at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._workspace: Workspace | None = None
        self._warming: threading.Thread | None = None
        window.repository_asked.connect(self.choose)
        window.closing.connect(self.close)
        window.first_painted.connect(self._warm)

    @Slot(object)
    def open(self, folder: Path) -> None:
        """Show the repository in `folder` (a `.runyard`), or why that cannot be."""
        self.close()
        try:
            store = _open(folder)
        except KnownProblem as problem:
            self._show_door(folder, problem)
            return
        tasks = Tasks(store, self._window)
        self._workspace = Workspace(folder, tasks, self._window.settings, self._window)
        self._window.open(self._workspace)
        if self._window.painted:
            self._warm()

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
        start = str(self._workspace.folder.parent) if self._workspace is not None else str(Path.cwd())
        chosen = QFileDialog.getExistingDirectory(self._window, "Open repository", start)
        if chosen:
            path = Path(chosen)
            folder = path if path.name == location.FOLDER else location.find(path) or path / location.FOLDER
            self._window.save_session()
            self.open(folder)

    @Slot()
    def close(self) -> None:
        """End the background work of the repository that is open."""
        if self._workspace is None:
            return
        if self._warming is not None:
            self._warming.join(PATIENCE)
        hung = self._workspace.tasks.close()
        if hung:
            log.warning("still busy when the repository was closed: %s", ", ".join(hung))
        self._workspace = None

    def _show_door(self, folder: Path, problem: KnownProblem) -> None:
        from runyard.desktop.shell.doors import Door, NoRepository, RepositoryProblem

        door: Door
        if isinstance(problem, RepositoryMissingError):
            door = NoRepository(folder)
            door.create_asked.connect(self.create)
        else:
            door = RepositoryProblem(folder, problem)
        door.opened.connect(self.open)
        door.repository_asked.connect(self.choose)
        self._window.show_face(door, folder)

    @Slot()
    def _warm(self) -> None:
        """Import what charts need on a thread, once the first rows are there."""
        if self._workspace is None:
            return  # a door: the charts wait until there is a repository
        if not self._workspace.tasks.idle():
            QTimer.singleShot(WARM_AFTER, self, self._warm)
        elif self._warming is None:
            self._warming = threading.Thread(target=_import_kinds, name="runyard-warm", daemon=True)
            self._warming.start()


def build(folder: Path, settings: Path | None = None) -> MainWindow:
    """Return the window over the repository in `folder` (a `.runyard`), not yet shown.

    `settings` is the file that keeps this person's settings; None is the usual one of the system.
    """
    commands = CommandSet()
    window = MainWindow(Settings(settings), commands, PAGES, _prepare)
    commands.setParent(window)
    WindowActions(window, PAGES).use_kept_look()
    Composer(window).open(folder)
    return window


def main(folder: Path | None = None, arguments: Sequence[str] = ()) -> int:
    """Run the app over a repository and return the exit code.

    `folder` is the `.runyard` folder or the one that holds it; None means ``RUNYARD_REPO``, then the
    nearest one upward from here.
    """
    problem = _no_display()
    if problem:
        print(problem, file=sys.stderr)
        return 2
    app = QApplication.instance() or QApplication(["runyard", *arguments])
    assert isinstance(app, QApplication)
    app.setApplicationName("Runyard")
    app.setApplicationVersion(runyard.__version__)
    app.setDesktopFileName("runyard")
    window = build(place_of(folder))
    desk = CrashDesk(window.save_session, window)
    desk.install()
    try:
        window.show()
        return app.exec()
    finally:
        desk.uninstall()


def place_of(folder: Path | None) -> Path:
    """Return the `.runyard` folder that is meant, whether or not it exists; nothing is created."""
    try:
        return location.resolve(folder, create=False)
    except RepositoryMissingError:
        named = folder or Path(os.environ.get(location.VARIABLE) or Path.cwd())
        named = named.expanduser().absolute()
        return named if named.name == location.FOLDER else named / location.FOLDER


def render(
    folder: Path, out: Path, themes: Sequence[str] = ("dark", "light"), scale: float = 1.0
) -> list[Path]:
    """Draw the runs page and every tab of a run into PNG files, without a display; return their paths."""
    from runyard.desktop.shell.pictures import render_pages

    return render_pages(build, place_of(folder), out, tuple(kind.key for kind in KINDS), themes, scale)


def _open(folder: Path) -> Store:
    """Open for writing where that is possible, else for reading."""
    try:
        return Store.open(folder)
    except RepositoryMissingError:
        raise
    except KnownProblem:
        if os.access(folder, os.W_OK):
            raise
        return Store.open(folder, read_only=True)


def _prepare(page: Page) -> None:
    """Hand the list of kinds to the page that shows them."""
    set_kinds = getattr(page, "set_kinds", None)
    if set_kinds is not None:
        set_kinds(KINDS)


def _import_kinds() -> None:
    from runyard.desktop.charts import big  # noqa: F401 - for pyqtgraph, the slowest of all

    for page in PAGES:
        page.load()
    for kind in KINDS:
        kind.load()


def _no_display() -> str:
    """Return what is missing to open a window: without a display Qt would abort the process."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return ""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        return ""
    return (
        "There is no display to open a window on.\n"
        "Connect with one (ssh -X), or set QT_QPA_PLATFORM=offscreen to run without."
    )
