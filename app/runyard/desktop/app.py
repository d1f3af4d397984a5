"""The composition root: the only file that builds the parts and connects them."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtWidgets import QApplication

import runyard
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page
from runyard.desktop.registry import KINDS, PAGES
from runyard.desktop.shell.actions import WindowActions, use_kept_look
from runyard.desktop.shell.crash import CrashDesk
from runyard.desktop.shell.opener import Opener
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.state import Settings
from runyard.domain.errors import RepositoryMissingError
from runyard.storage import location

ASIDE = 24


class Windows(QObject):
    """The windows of this process: they share one set of settings, and each has its own repository."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        settings.setParent(self)
        self._open: list[MainWindow] = []

    def open(self, folder: Path) -> MainWindow:
        """Return a new window over the repository in `folder` (a `.runyard`), not yet shown."""
        use_kept_look(self.settings)
        commands = CommandSet()
        window = MainWindow(self.settings, commands, PAGES, _prepare)
        commands.setParent(window)
        WindowActions(window, PAGES)
        opener = Opener(window, _import_rest)
        window.window_asked.connect(self._open_another)
        window.closing.connect(self._forget)
        self._open.append(window)
        opener.open(folder)
        return window

    def save_sessions(self) -> None:
        """Keep where each window is."""
        for window in self._open:
            window.save_session()

    @Slot()
    def _open_another(self) -> None:
        """Open a second window on the same repository, a little aside."""
        before = self.sender()
        if isinstance(before, MainWindow) and before.workspace is not None:
            before.save_session()
            window = self.open(before.workspace.folder)
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.resize(before.size())
            window.move(before.pos() + QPoint(ASIDE, ASIDE))
            window.show()
            window.activateWindow()

    @Slot()
    def _forget(self) -> None:
        gone = self.sender()
        self._open = [window for window in self._open if window is not gone]
        if not self._open:
            self.deleteLater()


def build(folder: Path, settings: Path | None = None) -> MainWindow:
    """Return the window over the repository in `folder` (a `.runyard`), not yet shown.

    `settings` is the file that keeps this person's settings; None is the usual one of the system.
    """
    return Windows(Settings(settings), QApplication.instance()).open(folder)


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
    windows = Windows(Settings(), app)
    window = windows.open(place_of(folder))
    desk = CrashDesk(windows.save_sessions, app)
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
    """Draw every page and every tab of a run into PNG files, without a display; return their paths."""
    from runyard.desktop.shell.pictures import render_pages

    return render_pages(build, place_of(folder), out, PAGES, KINDS, themes, scale)


def _prepare(page: Page) -> None:
    """Hand the lists of kinds and of pages to the pages that show them."""
    for name, entries in (("set_kinds", KINDS), ("set_pages", PAGES)):
        take = getattr(page, name, None)
        if take is not None:
            take(entries)


def _import_rest() -> None:
    for page in PAGES:
        page.load()
    for kind in KINDS:
        kind.load()
    from runyard.desktop.charts import big  # noqa: F401 - for pyqtgraph, which is slow and not needed so soon


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
