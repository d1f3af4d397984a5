"""`UntagDialog`: which tags come off."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.parts.tag_badge import TagBadges
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import CheckBox, Dialog, Label
from runyard.storage.organise.tags import TagUse

_MOST = 8


class UntagDialog(Dialog):
    """The tags that the runs carry, each with how many of them do. `chosen` carries the ids of the tags."""

    chosen = Signal(object)

    def __init__(self, owner: QWidget, uses: Sequence[TagUse], runs: int) -> None:
        super().__init__("Remove tags", owner, primary="Remove")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._uses = uses
        self.boxes: list[CheckBox] = []
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        for use in uses:
            rows.addLayout(self._row(use, runs))
        if len(uses) > _MOST:
            area = QScrollArea()
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidgetResizable(True)
            area.setWidget(inner)
            area.setFixedHeight(_MOST * sizes.ROW)
            self.body.addWidget(area)
        else:
            self.body.addWidget(inner)
        if len(uses) == 1:
            self.boxes[0].setChecked(True)
        self.accepted.connect(self._decide)
        self._count()
        self.boxes[0].setFocus()

    def _row(self, use: TagUse, runs: int) -> QHBoxLayout:
        check = CheckBox(name=f"Remove {use.tag.name}")
        check.toggled.connect(self._count)
        self.boxes.append(check)
        badge = TagBadges()
        badge.set_tags([use.tag._replace(hidden=False)])
        row = QHBoxLayout()
        row.setSpacing(sizes.GAP)
        row.addWidget(check)
        row.addWidget(badge, 1)
        if use.tag.hidden:
            row.addWidget(Label("hidden", size=sizes.TEXT_SMALL, tone="text_faint"))
        on = f"on {counted(use.runs)}" if use.runs == runs else f"on {use.runs:,} of {counted(runs)}"
        row.addWidget(Label(on, size=sizes.TEXT_SMALL, tone="text_soft"))
        return row

    @Slot()
    def _count(self) -> None:
        many = sum(check.isChecked() for check in self.boxes)
        self.primary.setText(f"Remove {counted(many, 'tag')}" if many else "Remove tags")
        self.primary.setEnabled(many > 0)

    @Slot()
    def _decide(self) -> None:
        ids = [use.tag.id for use, check in zip(self._uses, self.boxes, strict=True) if check.isChecked()]
        self.chosen.emit(ids)
