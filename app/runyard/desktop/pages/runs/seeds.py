"""`Seeds`: repetitions of a run, which differ in their seeds only, taken together in one group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.storage.store import Store
from runyard.storage.table.differing import settings

#: With more runs than this, whether the groups are those of the seeds is looked up only when asked.
_MOST_TO_LOOK = 20_000


class Seeds(QObject):
    """Groups the listed runs by every setting in which they differ, and knows whether they are grouped so."""

    changed = Signal()

    def __init__(self, state: RunsState, runs: RunTable, workspace: Workspace) -> None:
        super().__init__(runs)
        self._state, self._runs, self._workspace = state, runs, workspace
        self._before: tuple[str, ...] = ()
        self._found: tuple[str, ...] | None = None
        self._looked: tuple[object, ...] = ()

    @property
    def collapsed(self) -> bool:
        """Whether runs are grouped by all of their settings but seeds."""
        return bool(self._state.view.groups) and self._found == self._state.view.groups

    @Slot()
    def collapse(self) -> None:
        """Group by all settings of the listed runs but seeds."""
        self._read(self._group)

    @Slot(object)
    def toggle(self, on: bool) -> None:
        """Collapse seeds, or group as before."""
        if on:
            self.collapse()
        else:
            self._state.alter(groups=self._before)
        self.changed.emit()

    def look(self) -> None:
        """Find out whether the present groups are those of the seeds."""
        view, ids = self._state.view, self._workspace.runs_in_view
        asked = (view.groups, view.query, len(ids))
        if view.groups and asked != self._looked and len(ids) <= _MOST_TO_LOOK:
            self._looked = asked
            self._read(self._take)

    def _read(self, then: Callable[[list[str]], None]) -> None:
        ids = list(self._workspace.runs_in_view)
        params = [column.id for column in self._runs.columns if column.group == "param"]
        self._workspace.tasks.read(partial(_settings, ids, params), owner=self, key="seeds", then=then)

    def _take(self, found: Sequence[str]) -> None:
        self._found = _in_order(found, self._state.view.groups)
        self.changed.emit()

    def _group(self, found: Sequence[str]) -> None:
        groups = self._state.view.groups
        new = _in_order(found, groups)
        if not new:
            self._workspace.notice("The listed runs differ in no setting")
        elif new != groups:
            self._before = groups
            self._found = new
            self._state.alter(groups=new)
        self._found = new
        self.changed.emit()


def _in_order(found: Sequence[str], groups: Sequence[str]) -> tuple[str, ...]:
    """Return the settings in the order of the groups there are already."""
    return tuple(groups) if set(found) == set(groups) else tuple(found)


def _settings(ids: list[int], params: list[str], store: Store, cancel: Cancel) -> list[str]:
    return settings(store, ids, params, cancelled=cancel)
