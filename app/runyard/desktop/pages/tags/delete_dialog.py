"""`DeleteDialog`: a tag is deleted only by who types its name."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.parts import words
from runyard.desktop.parts.tag_badge import TagBadges
from runyard.desktop.widgets import Dialog, Field, Label
from runyard.storage.organise.tags import TagUse


class DeleteDialog(Dialog):
    """Says what goes for good, shows the name, and waits until it is typed."""

    def __init__(self, owner: QWidget, use: TagUse) -> None:
        super().__init__("Delete tag", owner, primary="Delete tag", danger=True)
        self.use = use
        badge = TagBadges()
        badge.set_tags([use.tag._replace(hidden=False)])
        row = QHBoxLayout()
        row.addWidget(badge)
        row.addStretch(1)
        self.warning = Label(_warning(use.runs), wrap=True)
        self.asked = Label(f"Type {use.tag.name} to delete the tag", tone="text_soft", wrap=True)
        self.typed = Field("Name of the tag")
        self.body.addLayout(row)
        self.body.addWidget(self.warning)
        self.body.addWidget(self.asked)
        self.body.addWidget(self.typed)
        self.typed.changed.connect(self._check)
        self.primary.setEnabled(False)
        self.typed.edit.setFocus()

    def accept(self) -> None:
        """Close, if the name was typed."""
        if self.primary.isEnabled():
            super().accept()

    @Slot(str)
    def _check(self, text: str) -> None:
        self.primary.setEnabled(text.strip() == self.use.tag.name)


def _warning(runs: int) -> str:
    if not runs:
        return "The tag cannot be recovered. No run carries it"
    if runs == 1:
        return "The tag is removed from its 1 run and cannot be recovered"
    return f"The tag is removed from all {words.count(runs)} runs and cannot be recovered"
