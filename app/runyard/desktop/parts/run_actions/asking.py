"""The questions before runs are archived, taken out of the archive, or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.run_actions.run_list import RunList
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.theme import scaled, sizes
from runyard.desktop.widgets import Button, CheckBox, Dialog, Label
from runyard.storage.runs.brief import Brief

WIDTH = 560


class AskDialog(Dialog):
    """Lists the runs, each of which can be left out; the button says how many are left.

    `decided` carries the ids of those.
    """

    decided = Signal(object)

    def __init__(
        self,
        owner: QWidget,
        title: str,
        verb: str,
        briefs: Sequence[Brief],
        sentence: str,
        *,
        danger: bool = False,
        said: str = "",
    ) -> None:
        """Ask whether to do `verb` to the runs; `said` tells of runs that are left out from the beginning."""
        super().__init__(title, owner, primary=verb, danger=danger, filled=False, width=scaled(WIDTH))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._verb = verb
        self.list = RunList(briefs)
        self.list.changed.connect(self.count)
        self.body.addWidget(Label(sentence, tone="text_soft"))
        if said:
            self.body.addWidget(Label(said))
        self.body.addWidget(self.list)
        self.accepted.connect(self._decide)
        self.count()

    def chosen(self) -> list[int]:
        """Return the runs that the button is about."""
        return self.list.ids()

    def many(self) -> int:
        """Return how many runs the button is about."""
        return self.list.many()

    @Slot()
    def count(self) -> None:
        """Say on the button how many runs are left."""
        number = self.many()
        self.primary.setText(f"{self._verb} {counted(number)}" if number else f"{self._verb} runs")
        self.primary.setEnabled(number > 0)

    @Slot()
    def _decide(self) -> None:
        self.decided.emit(self.chosen())


class DeleteDialog(AskDialog):
    """To the trash, or for good, which is asked about once more. Runs in progress go only if one says so.

    `for_good` carries the runs that are to be removed permanently.
    """

    for_good = Signal(object)

    def __init__(self, owner: QWidget, briefs: Sequence[Brief]) -> None:
        self.also = CheckBox()
        self.permanently = Button("Delete permanently…", role="ghost")
        super().__init__(
            owner,
            "Delete runs",
            "Delete",
            briefs,
            "Deleted runs go to the trash, where they can be restored",
            danger=True,
        )
        self.note = Label(
            "Training goes on, and what it logs goes to the trash with its run",
            size=sizes.TEXT_SMALL,
            tone="text_soft",
            wrap=True,
        )
        self.also.toggled.connect(self._include)
        self.permanently.clicked.connect(self._ask_again)
        self.foot.insertWidget(0, self.permanently)
        if self.list.active():
            self.list.set_spared(True)
            self.body.addWidget(self.also)
        self.body.addWidget(self.note)
        self.note.hide()
        self.count()

    def chosen(self) -> list[int]:
        return self.list.ids(active=self.also.isChecked())

    def many(self) -> int:
        return self.list.many(active=self.also.isChecked())

    @Slot()
    def count(self) -> None:
        super().count()
        active = self.list.active()
        self.also.setText(f"Also the {counted(active)} that {'is' if active == 1 else 'are'} in progress")
        self.also.updateGeometry()
        if not active:  # all of them were left out; and nothing is shown before it has its place
            self.also.hide()
        self.permanently.setEnabled(self.many() > 0)

    @Slot(bool)
    def _include(self, also: bool) -> None:
        self.list.set_spared(not also)
        self.note.setVisible(also)
        self.count()

    @Slot()
    def _ask_again(self) -> None:
        chosen = self.chosen()
        self.reject()
        self.for_good.emit(chosen)
