"""The header of an experiment's page: where one is, the way to other experiments, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts import words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, ElidedLabel, Label, Option, OptionList, Popover
from runyard.storage.organise.experiments import Standing

_OVERLAP = 6
_POPOVER = 320
_LONGEST = 300


class ExperimentHeader(QWidget):
    """44 px with path and tools, then 24 px with the facts. `chosen` carries the id of another experiment."""

    chosen = Signal(object)
    listed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.up = ElidedLabel("Experiments", tone="text_soft", link=True)
        self.up.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.up.clicked.connect(self.listed)
        self.name = ElidedLabel("", Qt.TextElideMode.ElideMiddle, size=sizes.TEXT_TITLE, bold=True)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.switch = Button("", "chevrons-up-down", "icon", dense=True, tip="Show another experiment")
        self.switch.clicked.connect(self._toggle)
        self.show_runs = Button("Show runs", "list")
        self.more = Button("", "ellipsis", "icon", tip="More")
        self.description = ElidedLabel("", size=sizes.TEXT_SMALL, tone="text_soft")
        self.description.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._dot = Label("·", size=sizes.TEXT_SMALL, tone="text_faint")
        self.created = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.active = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self._standings: Sequence[Standing] = ()
        self._current = 0
        self.popover: Popover | None = None
        self.others: OptionList | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._first_row())
        column.addWidget(self._second_row())
        column.addSpacing(_OVERLAP)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show an experiment."""
        about, standing = snapshot.standing.experiment, snapshot.standing
        self.name.set_text(" ".join(about.name.split()))
        # A long name must not squeeze the way up to nothing.
        self.up.setMinimumWidth(self.up.sizeHint().width())
        description = " ".join(about.description[:_LONGEST].split())
        self.description.set_text(description)
        self.description.setVisible(bool(description))
        self._dot.setVisible(bool(description))
        self.created.setText(f"Created {_inside(words.moment(standing.created))}")
        self.created.setToolTip(words.full_moment(standing.created))
        self.active.setText(f"Last activity {_inside(words.moment(standing.active))}")
        self.active.setToolTip(words.full_moment(standing.active))
        listed = snapshot.listed
        self.show_runs.setText(f"Show {listed:,} {'run' if listed == 1 else 'runs'}")
        self.show_runs.setEnabled(listed > 0)
        self._current, self._standings = about.id, snapshot.others
        if self.popover is not None and self.popover.isVisible():
            self._offer()

    def open_switcher(self) -> None:
        """Offer the other experiments."""
        if self.popover is None:
            self.popover = Popover(self, width=_POPOVER, name="Experiments")
            self.others = OptionList("Find an experiment", none="No experiment is named so")
            self.others.chosen.connect(self._choose)
            self.popover.body.addWidget(self.others)
        self._offer()
        self.popover.open_at(self.switch)
        if self.others is not None:
            self.others.begin()
            self.others.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def _offer(self) -> None:
        if self.others is None:
            return
        found = [one for one in self._standings if not one.experiment.archived]
        self.others.set_options(
            [
                Option(
                    one.experiment.id,
                    " ".join(one.experiment.name.split()),
                    f"{one.experiment.runs:,}",
                    "check" if one.experiment.id == self._current else "flask-conical",
                )
                for one in found
            ]
        )

    @Slot()
    def _toggle(self) -> None:
        if self.popover is not None and self.popover.isVisible():
            self.popover.dismiss()
        else:
            self.open_switcher()

    @Slot(object)
    def _choose(self, experiment_id: int) -> None:
        if self.popover is not None:
            self.popover.dismiss()
        self.chosen.emit(experiment_id)

    def _first_row(self) -> QWidget:
        holder = QWidget()
        # The rows overlap by six pixels: 44 centred on 22, then 24 centred on 50, in 68 together.
        holder.setFixedHeight(sizes.HEADER - _OVERLAP)
        row = QHBoxLayout(holder)
        row.setContentsMargins(sizes.MARGIN, _OVERLAP, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        for part in (self.up, Label("/", tone="text_faint"), self.name, self.switch):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.show_runs)
        row.addWidget(self.more)
        return holder

    def _second_row(self) -> QWidget:
        holder = QWidget()
        holder.setFixedHeight(sizes.FACTS_ROW)
        row = QHBoxLayout(holder)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        dot = Label("·", size=sizes.TEXT_SMALL, tone="text_faint")
        for part in (self.description, self._dot, self.created, dot, self.active):
            row.addWidget(part)
        row.addStretch(1)
        return holder


def _inside(moment: str) -> str:
    """Return a moment as it stands within a sentence."""
    return f"today{moment[5:]}" if moment.startswith("Today") else moment
