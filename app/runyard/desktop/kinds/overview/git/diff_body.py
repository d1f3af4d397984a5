"""`DiffBody`: the changed files, the search among the changes, and their lines."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.git.diff import Diff
from runyard.desktop.kinds.overview.git.diff_view import DiffView
from runyard.desktop.kinds.overview.git.file_rows import FILE_COLUMNS, file_row
from runyard.desktop.kinds.overview.table.card_model import CardTableModel
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.widgets import Button, MatchField, Rule

_FILES = 6


class DiffBody(QWidget):
    """What a card shows of uncommitted changes. `stepped` asks for another match, so many further on."""

    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._diff = Diff()
        self.files = CardTable(CardTableModel(FILE_COLUMNS, self), "Changed files", header=False, most=_FILES)
        self.field = MatchField("Find in changes")
        self.view = DiffView()
        self._search_row = QWidget()
        row = QHBoxLayout(self._search_row)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        for name, tip, by in (("chevron-up", "Previous match", -1), ("chevron-down", "Next match", 1)):
            button = Button("", name, "icon", tip=tip)
            button.clicked.connect(partial(self._step, by))
            row.addWidget(button)
        self._search_row.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.files, self._search_row, Rule(Qt.Orientation.Horizontal), self.view):
            column.addWidget(part)
        self.files.clicked.connect(self._file_clicked)
        self.files.activated.connect(self._file_clicked)
        self.field.stepped.connect(self.stepped)

    def show_diff(self, diff: Diff) -> None:
        """Show other changes, or nothing where there are none."""
        self._diff = diff
        self.view.set_diff(diff)
        self.files.show_rows([file_row(at, file) for at, file in enumerate(diff.files)])
        self.files.setVisible(bool(diff.files))
        self.field.show_place()
        self.setVisible(bool(diff.lines))

    def show_search(self, on: bool) -> None:
        """Show the search and go there, or put it away."""
        self._search_row.setVisible(on)
        if on:
            self.field.setFocus()
        else:
            self.field.clear()

    def _step(self, by: int, _checked: bool = False) -> None:
        self.stepped.emit(by)

    @Slot(QModelIndex)
    def _file_clicked(self, index: QModelIndex) -> None:
        self.view.go_to(self._diff.files[index.row()].line, top=True)
