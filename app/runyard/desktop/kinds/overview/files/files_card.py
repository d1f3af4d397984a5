"""`FilesCard`: the files that a run attached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.overview.cards import around
from runyard.desktop.kinds.overview.files.saving import open_folder, save_copy
from runyard.desktop.kinds.overview.table.card_body import CardBody
from runyard.desktop.kinds.overview.table.card_model import CardRow
from runyard.desktop.kinds.overview.table.list_card import ListCard
from runyard.desktop.parts import words
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, copy_to_clipboard
from runyard.storage.objects.attachments import Attachment


class FilesCard(ListCard):
    """Name, size and time; the chosen file can be saved, found in its folder, and told by its hash."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__("Artifacts", around.FILE_COLUMNS, workspace.tasks)
        self._workspace = workspace
        self._buttons = QWidget(self)
        self._buttons.hide()
        self._asking = False

    def make_parts(self) -> CardBody:
        made = super().make_parts()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(4, sizes.GAP // 2, 12, 0)
        row.setSpacing(0)
        for title, slot in (
            ("Save a copy…", self.save),
            ("Open folder", self.show_folder),
            ("Copy hash", self.copy_hash),
        ):
            button = Button(title, role="ghost", dense=True)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addWidget(self._buttons)
        made.table.selectionModel().currentChanged.connect(self._chosen)
        self.model.modelReset.connect(self._chosen)
        made.table.doubleClicked.connect(self._double_clicked)
        made.table.activated.connect(self._double_clicked)
        return made

    def show_files(self, found: Sequence[Attachment]) -> None:
        """Show what is attached to a run."""
        self.set_rows(around.file_rows(found))

    def total(self, rows: Sequence[CardRow]) -> str:
        files = "1 file" if len(rows) == 1 else f"{len(rows):,} files"
        return f"{files}, {words.size(sum(row.key[0].size for row in rows))}"

    def current_file(self) -> Attachment | None:
        """Return the file that is chosen."""
        row = self.table.current_row()
        return row.key[0] if row is not None else None

    def row_actions(self, row: CardRow) -> list[tuple[str, str, Callable[[], None]]]:
        file = row.key[0]
        return [
            ("download", "Save a copy…", partial(save_copy, self, self._workspace, file)),
            ("folder", "Open folder", partial(open_folder, self._workspace, file)),
            ("hash", "Copy hash", partial(copy_to_clipboard, file.sha256)),
        ]

    @Slot()
    def save(self) -> None:
        """Ask where to save a copy of the file that is chosen."""
        file = self.current_file()
        if file is not None:
            save_copy(self, self._workspace, file)

    @Slot()
    def show_folder(self) -> None:
        """Show the folder in which the repository keeps the file that is chosen."""
        file = self.current_file()
        if file is not None:
            open_folder(self._workspace, file)

    @Slot()
    def copy_hash(self) -> None:
        """Copy the SHA-256 of the file that is chosen."""
        file = self.current_file()
        if file is not None:
            copy_to_clipboard(file.sha256)

    @Slot()
    def _chosen(self) -> None:
        self._buttons.setVisible(self.current_file() is not None)

    @Slot(QModelIndex)
    def _double_clicked(self) -> None:
        """A double click comes as an activation too, on some systems: it is one question."""
        if not self._asking:
            self._asking = True
            try:
                self.save()
            finally:
                self._asking = False
