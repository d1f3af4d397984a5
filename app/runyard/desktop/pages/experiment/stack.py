"""`TabStack`: the tabs of the experiment page, one in front."""

from __future__ import annotations

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.pages.experiment.overview import OverviewTab
from runyard.desktop.pages.experiment.runs_tab import RunsTab
from runyard.desktop.pages.experiment.settings import SettingsTab
from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts.experiment_actions import ExperimentActions
from runyard.desktop.parts.note_editor import Notes
from runyard.desktop.state import Workspace

TABS = (("overview", "Overview"), ("runs", "Runs"), ("notes", "Notes"), ("settings", "Settings"))
W = TypeVar("W", bound=QWidget)


class TabStack(QStackedWidget):
    """Builds each tab when it is first asked for: all at once held the interface for 140 ms.

    `best_chosen` carries how the best runs are found, as it is kept.
    """

    best_chosen = Signal(object)

    def __init__(self, workspace: Workspace, commands: CommandSet, doing: ExperimentActions) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._doing = doing
        self._built: set[str] = set()

    @cached_property
    def overview(self) -> OverviewTab:
        """The tab of the numbers."""
        made = self._place("overview", OverviewTab(self._workspace))
        made.best_chosen.connect(self.best_chosen)
        return made

    @cached_property
    def runs(self) -> RunsTab:
        """The tab of the runs."""
        return self._place("runs", RunsTab(self._workspace, self._commands))

    @cached_property
    def notes(self) -> Notes:
        """The tab of the notes."""
        return self._place("notes", Notes(self._workspace))

    @cached_property
    def settings(self) -> SettingsTab:
        """The tab of name and description."""
        writes = not self._workspace.tasks.read_only
        return self._place("settings", SettingsTab(self._doing, writes=writes))

    def has(self, key: str) -> bool:
        """Whether a tab has been built."""
        return key in self._built

    def bring(self, key: str) -> QWidget:
        """Bring a tab to the front, and return it."""
        tab: QWidget = getattr(self, key)
        self.setCurrentWidget(tab)
        return tab

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show an experiment on the tabs that have been built; its runs only where somebody looks at them."""
        if self.has("overview"):
            self.overview.show_snapshot(snapshot)
        if self.has("settings"):
            self.settings.show_snapshot(snapshot)
        if self.has("notes"):
            self.notes.show_experiment(snapshot.id)
        if self.has("runs") and self.currentWidget() is self.runs:
            self.runs.show_snapshot(snapshot)

    def leave(self) -> None:
        """Nobody looks any more: a note that is being typed is saved."""
        if self.has("notes"):
            self.notes.leave()

    def _place(self, key: str, tab: W) -> W:
        self._built.add(key)
        self.addWidget(tab)
        return tab
