"""`SettingsTab`: name and description of an experiment, archive and delete."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts.experiment_actions import DESCRIPTION_LIMIT, ExperimentActions, name_problem
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import AreaField, Button, Field, Label, Rule
from runyard.storage.organise.experiments import DEFAULT

_WIDE = 560


class SettingsTab(QWidget):
    """A form whose Save is off until something is changed, and the two ways to put an experiment away."""

    def __init__(self, doing: ExperimentActions, *, writes: bool = True) -> None:
        """Show the form, which does something where the repository `writes`."""
        super().__init__()
        self._doing = doing
        self._snapshot: Snapshot | None = None
        self.name = Field("Name")
        self.description = AreaField("Description", limit=DESCRIPTION_LIMIT, lines=5)
        self.save = Button("Save", role="primary")
        self.reset = Button("Reset")
        self.archive = Button("Archive experiment", "archive")
        self.delete = Button("Delete experiment…", "trash-2", "danger")
        self._archive_words = Label(tone="text_soft", wrap=True)
        self._delete_words = Label(tone="text_soft", wrap=True)
        self._writes = writes
        for part in (self.archive, self.delete):
            part.setEnabled(writes)
        self._arrange()
        self.name.changed.connect(self._judge)
        self.description.changed.connect(self._judge)
        self.name.edit.returnPressed.connect(self._save)
        self.save.clicked.connect(self._save)
        self.reset.clicked.connect(self._reset)
        self.archive.clicked.connect(self._archive)
        self.delete.clicked.connect(self._delete)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show an experiment; what is being typed stays."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.id != snapshot.id or self.values() == _values(before):
            self._reset()
        about = snapshot.standing.experiment
        self.archive.setText("Unarchive experiment" if about.archived else "Archive experiment")
        self.archive.set_icon("archive-restore" if about.archived else "archive")
        self._archive_words.setText(
            "It stands among the archived ones. Its runs are listed as before."
            if about.archived
            else "It leaves the list of experiments. Its runs stay listed, and are not archived with it."
        )
        default = about.name == DEFAULT
        self.delete.setText(f"Empty {DEFAULT}…" if default else "Delete experiment…")
        self._delete_words.setText(
            f"{DEFAULT} itself stays: runs that name no experiment go there"
            if default
            else "You say whether its runs go to the trash or to another experiment"
        )
        self._judge()

    def values(self) -> tuple[str, str]:
        """Return name and description as typed."""
        return self.name.text().strip(), self.description.text().strip()

    def _arrange(self) -> None:
        form = QWidget()
        form.setMaximumWidth(_WIDE)
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.MARGIN)
        buttons = QHBoxLayout()
        buttons.setSpacing(sizes.GAP)
        for button in (self.save, self.reset):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addWidget(self.name)
        column.addWidget(self.description)
        column.addLayout(buttons)
        for words, button in ((self._archive_words, self.archive), (self._delete_words, self.delete)):
            column.addWidget(Rule(Qt.Orientation.Horizontal))
            row = QHBoxLayout()
            row.setSpacing(sizes.GAP_GROUPS)
            row.addWidget(words, 1)
            row.addWidget(button)
            column.addLayout(row)
        across = QHBoxLayout()
        across.addWidget(form, 100)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[sizes.MARGIN] * 4)
        layout.addLayout(across)
        layout.addStretch(1)

    @Slot()
    def _judge(self) -> None:
        if self._snapshot is None:
            return
        name = self.values()[0]
        taken = [
            one.experiment.name for one in self._snapshot.others if one.experiment.id != self._snapshot.id
        ]
        problem = name_problem(name, taken)
        self.name.set_problem(problem)
        changed = self.values() != _values(self._snapshot)
        self.save.setEnabled(self._writes and changed and bool(name) and not problem)
        self.reset.setEnabled(changed)

    @Slot()
    def _reset(self) -> None:
        if self._snapshot is not None:
            name, description = _values(self._snapshot)
            self.name.set_text(name)
            self.description.set_text(description)

    @Slot()
    def _save(self) -> None:
        if self._snapshot is not None and self.save.isEnabled():
            self._doing.save(self._snapshot.id, _values(self._snapshot), self.values())

    @Slot()
    def _archive(self) -> None:
        if self._snapshot is not None:
            self._doing.archive(self._snapshot.standing)

    @Slot()
    def _delete(self) -> None:
        if self._snapshot is not None:
            self._doing.delete(self._snapshot.id)


def _values(snapshot: Snapshot) -> tuple[str, str]:
    about = snapshot.standing.experiment
    return about.name.strip(), about.description.strip()
