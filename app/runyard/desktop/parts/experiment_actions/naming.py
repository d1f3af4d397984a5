"""`ExperimentDialog`: the name and the description of an experiment, new or known."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.widgets import AreaField, Dialog, Field

DESCRIPTION_LIMIT = 2000


def name_problem(name: str, taken: Iterable[str]) -> str:
    """Return what is wrong with a name, or nothing; that it is still empty is told by the button alone."""
    shown = " ".join(name.split())
    return f"An experiment named {shown} exists" if name.strip() in taken else ""


class ExperimentDialog(Dialog):
    """Name, required and told as soon as another has it, and description."""

    def __init__(self, owner: QWidget, taken: Iterable[str], name: str = "", description: str = "") -> None:
        """Ask for a new experiment, or with a name for changes of the one that has it."""
        verb = "Save" if name else "Create experiment"
        super().__init__("Edit experiment" if name else "New experiment", owner, primary=verb)
        self._taken = frozenset(taken) - {name}
        self._before = (name, description)
        self.name = Field("Name", name)
        self.description = AreaField(
            "Description", description, limit=DESCRIPTION_LIMIT, hint="What is tried, and why", lines=4
        )
        self.body.addWidget(self.name)
        self.body.addWidget(self.description)
        self.name.changed.connect(self._judge)
        self.description.changed.connect(self._judge)
        self._judge()
        self.name.edit.setFocus()
        self.name.edit.selectAll()

    def values(self) -> tuple[str, str]:
        """Return name and description as typed."""
        return self.name.text().strip(), self.description.text().strip()

    @Slot()
    def _judge(self) -> None:
        problem = name_problem(self.name.text(), self._taken)
        self.name.set_problem(problem)
        changed = self.values() != self._before
        self.primary.setEnabled(bool(self.name.text().strip()) and not problem and changed)
