"""Choices that the repository keeps: `Kept` writes one in time, `Choices` are a few values by name."""

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


class Kept:
    """One JSON value of the repository, written a moment after it was last put: a slider puts many.

    What waits is written though a tab is gone meanwhile, and at the latest when the repository is closed.
    With `adds` the values of a dictionary are added to the stored ones: what another window chose stays.
    """

    def __init__(self, workspace: Workspace, place: tuple[str, str], *, adds: bool = False) -> None:
        self._workspace = workspace
        self._place = place
        self._adds = adds

    def put(self, value: Any) -> None:
        """Keep a value, in a moment; not at all where the repository can only be read."""
        if not self._workspace.tasks.read_only:
            keeper = self._workspace.findChild(_Keeper) or _Keeper(self._workspace)
            keeper.put(self._place, self._adds, value)


class _Keeper(QObject):
    """Writes what was put; one for a workspace, since it outlives the tabs."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._waiting: dict[tuple[str, str], tuple[bool, Any]] = {}
        self._timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._timer.timeout.connect(self._write)
        workspace.tasks.closing.connect(self._write)

    def put(self, place: tuple[str, str], adds: bool, value: Any) -> None:
        """Let a value wait for a moment, with what waits for the same place."""
        waits = self._waiting.get(place)
        self._waiting[place] = (adds, {**waits[1], **value} if adds and waits is not None else value)
        self._timer.start()

    @Slot()
    def _write(self) -> None:
        self._timer.stop()
        for place, (adds, value) in self._waiting.items():
            self._workspace.tasks.write(partial(_put, place, adds, value), owner=self, failed=self._tell)
        self._waiting.clear()

    def _tell(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self._workspace.notice(str(problem), bad=True)


class Choices(QObject):
    """A few values by name. `arrived` tells once that those kept from before are here.

    A value comes from a file that anybody may have written: who takes one looks whether it means anything.
    """

    arrived = Signal()

    def __init__(self, workspace: Workspace, key: str, parent: QObject) -> None:
        super().__init__(parent)
        place = ("choices", key)
        self._kept = Kept(workspace, place, adds=True)
        self._values: dict[str, Any] = {}
        self._chosen: dict[str, Any] = {}
        workspace.tasks.read(partial(_read, place), owner=self, key="choices", then=self._take)

    def get(self, name: str) -> Any:
        """Return a value that was kept; None without one."""
        return self._values.get(name)

    def keep(self, name: str, value: Any) -> None:
        """Keep a value, in a moment."""
        if self._values.get(name) != value:
            self._values[name] = self._chosen[name] = value
            self._kept.put(dict(self._chosen))

    def _take(self, found: Any) -> None:
        if isinstance(found, dict):
            self._values = {**found, **self._chosen}
        self.arrived.emit()


def _read(place: tuple[str, str], store: Store, _cancel: Cancel) -> Any:
    return views.get(store, *place)


def _put(place: tuple[str, str], adds: bool, value: Any, store: Store) -> Changes:
    stored = views.get(store, *place) if adds else None
    return views.put(store, *place, {**stored, **value} if isinstance(stored, dict) else value)
