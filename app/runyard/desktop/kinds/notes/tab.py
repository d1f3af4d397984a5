"""`NotesTab`: several notes on a run."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Tab
from runyard.desktop.parts.note_editor import Notes
from runyard.desktop.state import Workspace
from runyard.domain.changes import Changes


class NotesTab(Tab):
    """The part that experiments show too, for a run."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.notes = Notes(workspace)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.notes)
        self.setFocusProxy(self.notes)

    def show_run(self, run_id: int) -> None:
        self.notes.show_run(run_id)

    def refresh(self, changes: Changes) -> None:
        """The notes listen to changes themselves."""

    def deactivate(self) -> None:
        self.notes.leave()
