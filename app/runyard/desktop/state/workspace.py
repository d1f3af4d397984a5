"""`Workspace`: what every page of one window shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from runyard.desktop.state.notice import Notice
from runyard.desktop.state.route import Route
from runyard.desktop.state.selection import Selection
from runyard.desktop.state.settings import Settings
from runyard.desktop.tasks import Tasks


class Workspace(QObject):
    """One open repository: where it is, how to read and write it, and requests to the window.

    Attributes
    ----------
    runs_in_view : sequence of int
        The ids that the runs page lists, in its order: previous and next of the run page follow it.
    """

    go = Signal(object)
    noticed = Signal(object)

    def __init__(self, folder: Path, tasks: Tasks, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.tasks = tasks
        self.settings = settings
        self.selection = Selection(self)
        self.runs_in_view: Sequence[int] = ()

    @property
    def name(self) -> str:
        """What people call the repository: the folder that holds it."""
        return self.folder.parent.name or str(self.folder.parent)

    def open_run(self, run: str, tab: str = "") -> None:
        """Ask the window for a run's page, by the run's hash."""
        self.go.emit(Route("run", run=run, tab=tab))

    def notice(
        self,
        text: str,
        undo: Callable[[], None] | None = None,
        *,
        bad: bool = False,
        act: tuple[str, Callable[[], None]] | None = None,
    ) -> None:
        """Ask the window to show a message for a few seconds; see `Notice`."""
        self.noticed.emit(Notice(text, undo, bad, act))
