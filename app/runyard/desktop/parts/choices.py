"""`Choices`: how somebody wants a tab to show things, kept in the repository for every run."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views
from runyard.storage.store import Store

_KEEP_AFTER_MS = 400


class Choices(QObject):
    """A few values by name. `arrived` tells once that those kept from before are here.

    A value comes from a file that anybody may have written: who takes one looks whether it means anything.
    """

    arrived = Signal()

    def __init__(self, workspace: Workspace, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = workspace.tasks
        self._place = ("choices", key)
        self._values: dict[str, Any] = {}
        self._asked = False
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._write)

    def read(self) -> None:
        """Fetch what was kept, the first time this is called."""
        if not self._asked:
            self._asked = True
            self._tasks.read(partial(_read, self._place), owner=self, key="choices", then=self._take)

    def get(self, name: str) -> Any:
        """Return a value that was kept; None without one."""
        return self._values.get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep a value, in a moment."""
        if self._values.get(name) != value:
            self._values[name] = value
            if not self._tasks.read_only:
                self._timer.start()

    def _take(self, found: Any) -> None:
        if isinstance(found, dict):
            self._values = {**found, **self._values}
        self.arrived.emit()

    @Slot()
    def _write(self) -> None:
        self._tasks.write(partial(_put, self._place, dict(self._values)), owner=self, failed=self._tell)

    def _tell(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(str(problem), bad=True)


def _read(place: tuple[str, str], store: Store, _cancel: Cancel) -> Any:
    return views.get(store, *place)


def _put(place: tuple[str, str], values: dict[str, Any], store: Store) -> Changes:
    return views.put(store, *place, values)
