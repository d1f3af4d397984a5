"""`NoteColumn`: the list of notes with its search, and the button for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.parts.note_editor.entries import Entry
from runyard.desktop.parts.note_editor.list import NoteList
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Button, Faces, Label, SearchField

_WIDE, _NARROWEST = 264, 188


class NoteColumn(QWidget):
    """Typing in the field narrows the list to the notes that hold the words."""

    def __init__(self, *, writes: bool) -> None:
        super().__init__()
        self._entries: Sequence[Entry] = ()
        self._current: int | None = None
        self.new = Button("New note", "plus")
        self.new.setEnabled(writes)
        self.search = SearchField("Find in notes")
        self.list = NoteList()
        self.faces = Faces(self.list)
        self.faces.show_content()
        head = QWidget()
        head.setMinimumHeight(sizes.TOOLBAR)
        tools = QHBoxLayout(head)
        tools.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        tools.addWidget(Label("Notes", bold=True))
        tools.addStretch(1)
        tools.addWidget(self.new)
        find = QHBoxLayout()
        find.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, sizes.GAP)
        find.addWidget(self.search)
        self.setMinimumWidth(_NARROWEST)
        self.setMaximumWidth(scaled(_WIDE))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(find)
        column.addWidget(self.faces, 1)
        self.search.textChanged.connect(self._narrow)

    def sizeHint(self) -> QSize:
        return QSize(scaled(_WIDE), super().sizeHint().height())

    def show_entries(self, entries: Sequence[Entry], current: int | None) -> None:
        """Show other notes and stand on one."""
        self._entries, self._current = entries, current
        self._narrow()

    @Slot()
    def _narrow(self) -> None:
        wanted = self.search.text().strip()
        found = [entry for entry in self._entries if not wanted or entry.found(wanted)]
        self.list.show_entries(found, self._current)
        if wanted and not found:
            self.faces.show_no_match(self.search.clear)
        else:
            self.faces.show_content()
