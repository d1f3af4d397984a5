"""`Page` and `Tab`: what the shell and the run page ask of the rooms they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from runyard.desktop.state.route import Route
from runyard.desktop.state.workspace import Workspace
from runyard.domain.changes import Changes

if TYPE_CHECKING:
    from runyard.desktop.commands import CommandSet


class Page(QWidget):
    """A top-level place of the window.

    `focus_first` gets the keyboard when the page comes to the front. A focus proxy would do so too, but then
    Tab leaves out everything that stands before it.
    """

    title = ""
    focus_first: QWidget | None = None

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.commands = commands

    def show_route(self, route: Route) -> None:
        """Show what `route` asks for; called each time the page comes to the front."""

    def leave(self) -> None:
        """Another page comes to the front."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.focus_first is not None:
            self.focus_first.setFocus(event.reason())


class Tab(QWidget):
    """One kind of data of a run."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.commands = commands

    def show_run(self, run_id: int) -> None:
        """Show this run; called each time the tab comes to the front with another run."""
        raise NotImplementedError

    def show_time(self, time: int) -> None:
        """Bring into sight what was logged at a moment, in µs UTC; called after `show_run`."""

    def refresh(self, changes: Changes) -> None:
        """Take in what changed; called only while visible, or on show when something was missed."""

    def deactivate(self) -> None:
        """The tab is no longer visible: stop what costs time."""
