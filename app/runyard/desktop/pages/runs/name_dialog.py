"""`NameDialog`: the name under which a view is saved."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.widgets import Dialog, Field

_LONGEST = 60


class NameDialog(Dialog):
    """Asks for a name that no other view has; says so while it is typed. `take` gets the name."""

    def __init__(
        self,
        owner: QWidget,
        title: str,
        name: str,
        taken: Collection[str],
        take: Callable[[str], None],
        *,
        primary: str,
    ) -> None:
        super().__init__(title, owner, primary=primary)
        self._taken = {other.casefold() for other in taken}
        self._take = take
        self.field = Field("Name", name, limit=_LONGEST, placeholder="Sweep, best first")
        self.body.addWidget(self.field)
        self.field.changed.connect(self._check)
        self.accepted.connect(self._finish)
        self._check(name)
        self.field.setFocus()
        self.field.edit.selectAll()

    def name(self) -> str:
        """Return the name as typed, without spaces around."""
        return " ".join(self.field.text().split())

    @Slot(str)
    def _check(self, _typed: str) -> None:
        name = self.name()
        exists = name.casefold() in self._taken
        self.field.set_problem(f"A view named {name} exists" if exists else "")
        self.primary.setEnabled(bool(name) and not exists)

    @Slot()
    def _finish(self) -> None:
        self._take(self.name())
