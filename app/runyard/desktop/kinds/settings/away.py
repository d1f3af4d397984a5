"""`Away`: the ways to put a run away, each with what it means and, where it is not possible, why."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label, Rule
from runyard.domain.run import RunInfo

_ARCHIVE = "Lists leave it out, and nothing of it is lost"
_UNARCHIVE = "It is in the archive; lists leave it out"
_TRASH = "It goes to the trash, where it can be restored"
_TRASH_LIVE = "It goes to the trash, where it can be restored. Training goes on, and what it logs goes along"
_RESTORE = "It lies in the trash; nothing but the trash lists it"
_PURGE = "Everything logged is removed from the disk. This cannot be undone"
_PURGE_LIVE = "Not while a process is logging to it. Wait for its end, or stop it"
_READ_ONLY = "The repository is open for reading only"


class Away(QWidget):
    """A row for the archive, one for the trash, one for good."""

    def __init__(
        self,
        *,
        archive: Callable[[], None],
        trash: Callable[[], None],
        purge: Callable[[], None],
        writes: bool,
    ) -> None:
        """Call what each button asks for, where the repository `writes`."""
        super().__init__()
        self._writes = writes
        self.archive = Button("Archive run", "archive")
        self.trash = Button("Move to trash…", "trash-2", "danger")
        self.purge = Button("Delete permanently…", "trash-2", "danger")
        self.words = {name: Label(tone="text_soft", wrap=True) for name in ("archive", "trash", "purge")}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(sizes.GAP_GROUPS)
        grid.setVerticalSpacing(sizes.GAP_CARDS)
        grid.setColumnStretch(0, 1)
        rows = (
            ("archive", self.archive, archive),
            ("trash", self.trash, trash),
            ("purge", self.purge, purge),
        )
        for at, (name, button, ask) in enumerate(rows):
            button.clicked.connect(ask)
            grid.addWidget(Rule(Qt.Orientation.Horizontal), 2 * at, 0, 1, 2)
            grid.addWidget(self.words[name], 2 * at + 1, 0)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)  # all as wide as one
            grid.addWidget(button, 2 * at + 1, 1)

    def show_info(self, info: RunInfo) -> None:
        """Say what can be done to a run as it is."""
        live, gone = info.status.active, info.trashed is not None
        self.archive.setText("Unarchive run" if info.archived else "Archive run")
        self.archive.set_icon("archive-restore" if info.archived else "archive")
        self.trash.setText("Restore run" if gone else "Move to trash…")
        self.trash.set_icon("archive-restore" if gone else "trash-2")
        for button, can in ((self.archive, True), (self.trash, True), (self.purge, not live)):
            button.setEnabled(can and self._writes)
        said = {
            "archive": _UNARCHIVE if info.archived else _ARCHIVE,
            "trash": _RESTORE if gone else _TRASH_LIVE if live else _TRASH,
            "purge": _PURGE_LIVE if live else _PURGE,
        }
        for name, label in self.words.items():
            label.setText(said[name] if self._writes else _READ_ONLY)
