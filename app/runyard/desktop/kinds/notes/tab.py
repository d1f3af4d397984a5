"""`NotesTab`: several notes on a run."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet
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
        self._add_commands()

    def show_run(self, run_id: int) -> None:
        self.notes.show_run(run_id)

    def refresh(self, changes: Changes) -> None:
        """The notes listen to changes themselves."""

    def deactivate(self) -> None:
        self.notes.leave()

    def _add_commands(self) -> None:
        add, find = self.notes.begin, self._find
        self.commands.add(
            Command("notes.new", "New note", "On this run", "plus", "N", "run", add, self._writes),
            Command(
                "notes.find", "Find a note", "Search the notes", "search", "/", "run", find, self._filled
            ),
        )

    def _writes(self) -> bool:
        return self.isVisible() and not self.workspace.tasks.read_only

    def _filled(self) -> bool:
        return self.isVisible() and self.notes.faces.face == "content"

    def _find(self) -> None:
        self.notes.search.setFocus()
        self.notes.search.selectAll()
