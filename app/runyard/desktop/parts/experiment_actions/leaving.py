"""The questions where the runs of an experiment go: moved elsewhere, or before it is deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.widgets import CheckBox, Dialog, Label, Segmented, Select
from runyard.storage.organise.experiments import DEFAULT, Standing

_TRASH, _MOVE = "trash", "move"


def counted(number: int, noun: str = "run") -> str:
    """Return a number with its noun: ``1 run``, ``10,240 runs``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


class MoveRunsDialog(Dialog):
    """To which experiment all runs of one go."""

    def __init__(self, owner: QWidget, about: Standing, others: Sequence[Standing]) -> None:
        runs = about.experiment.runs
        super().__init__(f"Move the runs of {_short(about)}", owner, primary=f"Move {counted(runs)}")
        self.target = _targets(others)
        words = f"{counted(runs)}, archived ones too. Those in the trash stay with {_short(about)}."
        self.body.addWidget(Label(words, tone="text_soft", wrap=True))
        self.body.addWidget(self.target)
        self.primary.setEnabled(self.target.count() > 0)
        self.target.setFocus()


class DeleteExperimentDialog(Dialog):
    """Asks what becomes of the runs; the default experiment is only emptied."""

    def __init__(self, owner: QWidget, about: Standing, others: Sequence[Standing]) -> None:
        self._about = about
        stays = about.experiment.name == DEFAULT
        title = f"Empty {DEFAULT}" if stays else f"Delete {_short(about)}"
        super().__init__(title, owner, primary=title, danger=True)
        self.fate = Segmented(
            [(_TRASH, "To the trash"), (_MOVE, "To another experiment")], name="What becomes of its runs"
        )
        self.target = _targets(others)
        self.note = Label(tone="text_soft", wrap=True)
        self.also = CheckBox()
        active = sum(count for status, count in about.by_status.items() if status.active)
        self.also.setText(f"Also the {counted(active)} in progress, whose training goes on")
        self._active = active
        runs = about.experiment.runs
        if runs:
            self.body.addWidget(Label(f"What becomes of its {counted(runs)}", wrap=True))
            self.body.addWidget(self.fate)
            self.body.addWidget(self.target)
            self.body.addWidget(self.also)
        self.body.addWidget(self.note)
        self.fate.changed.connect(self._judge)
        self.also.toggled.connect(self._judge)
        self._others = bool(others)
        self._judge()

    @property
    def trashes(self) -> bool:
        """Whether the runs go to the trash."""
        return bool(self.fate.key() == _TRASH)

    @Slot()
    def _judge(self) -> None:
        runs, trashes = self._about.experiment.runs, self.trashes
        stays = self._about.experiment.name == DEFAULT
        self.target.setVisible(not trashes and runs > 0)
        self.also.setVisible(trashes and self._active > 0)
        sentences = []
        if runs and trashes:
            sentences.append(
                "They can be restored from the trash"
                if stays
                else f"They can be restored from the trash, and belong to {DEFAULT} then"
            )
        if stays:
            sentences.append(f"{DEFAULT} itself stays: runs that name no experiment go there")
        elif self._about.notes:
            notes = self._about.notes
            sentences.append(f"Its {counted(notes, 'note')} {'is' if notes == 1 else 'are'} deleted with it")
        elif not runs:
            sentences.append("It has no runs and no notes")
        self.note.setText(". ".join(sentences) + ("." if len(sentences) > 1 else ""))
        self.note.setVisible(bool(sentences))
        agreed = self.also.isChecked() or not self._active
        self.primary.setEnabled(not runs or (agreed if trashes else self._others))
        self.adjustSize()


def _targets(others: Sequence[Standing]) -> Select:
    found = Select([(other.experiment.id, _short(other)) for other in others], name="To which experiment")
    found.setMaxVisibleItems(12)
    return found


def _short(about: Standing) -> str:
    name = " ".join(about.experiment.name.split())
    return name if len(name) <= 40 else f"{name[:39]}…"
