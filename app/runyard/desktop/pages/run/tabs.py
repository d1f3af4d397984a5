"""The tabs of the run page: imported and built on first show, told of changes when somebody looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import KindEntry, RunContents, Tab
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Faces, TabBar
from runyard.domain.changes import Changes
from runyard.storage.store import Store


def _order(kind: KindEntry) -> int:
    return kind.order


class RunTabs(QWidget):
    """A tab bar and the tab in front. `asked` tells the key of the tab a person wants."""

    asked = Signal(str)

    def __init__(self, workspace: Workspace, commands: CommandSet) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._kinds: dict[str, KindEntry] = {}
        self._tabs: dict[str, Tab] = {}
        self._shown: dict[str, int] = {}
        self._missed: dict[str, Changes] = {}
        self._run = 0
        self._time: int | None = None
        self.current = ""
        self.looking = False
        self.bar = TabBar(name="Kinds of data")
        self.bar.chosen.connect(self.asked)
        self._stack = QStackedWidget()
        self._waiting = Faces(QWidget())
        self._stack.addWidget(self._waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)

    def set_kinds(self, kinds: Sequence[KindEntry]) -> None:
        """Take the kinds of data; called once."""
        for kind in sorted(kinds, key=_order):
            self._kinds[kind.key] = kind
            self.bar.add(kind.key, kind.title)
        self.current = next(iter(self._kinds))
        self.bar.set_current(self.current)

    def kinds(self) -> list[KindEntry]:
        """Return the kinds in their order."""
        return list(self._kinds.values())

    def neighbour(self, step: int) -> str:
        """Return the key of the tab so many places on; behind the last comes the first."""
        keys = list(self._kinds)
        return keys[(keys.index(self.current) + step) % len(keys)]

    def tab(self, key: str) -> Tab | None:
        """Return a tab that has been built."""
        return self._tabs.get(key)

    def set_counts(self, contents: RunContents) -> None:
        """Show how much of each kind there is."""
        for key, kind in self._kinds.items():
            self.bar.set_count(key, kind.count(contents))

    def show_tab(self, run_id: int, key: str, time: int | None = None) -> None:
        """Bring a tab to the front with a run, and a moment into its sight.

        An unknown key leaves the tab that is in front.
        """
        key = key if key in self._kinds else self.current
        before = self._tabs.get(self.current)
        if before is not None and key != self.current:
            before.deactivate()  # though nobody looked: it woke when its page came to the front
        self.current, self._run, self._time, self.looking = key, run_id, time, True
        self.bar.set_current(key)
        if key in self._tabs:
            self._bring(key)
            return
        # The modules of a kind take up to 200 ms to import: the interface goes on meanwhile.
        self._waiting.show_loading()
        self._stack.setCurrentWidget(self._waiting)
        job = partial(_load, self._kinds[key])
        self._workspace.tasks.read(job, owner=self, key="kind", then=partial(self._build, key))

    def _build(self, key: str, kind: type[Tab]) -> None:
        if key == self.current and self.looking:
            tab = self._tabs[key] = kind(self._workspace, self._commands, self._stack)
            self._stack.addWidget(tab)
            self._bring(key)

    def _bring(self, key: str) -> None:
        tab = self._tabs[key]
        self._stack.setCurrentWidget(tab)
        missed = self._missed.pop(key, None)
        if self._shown.get(key) != self._run:
            self._shown[key] = self._run
            tab.show_run(self._run)
        elif missed is not None:
            tab.refresh(missed)
        if self._time is not None:
            tab.show_time(self._time)

    def take(self, changes: Changes) -> None:
        """Refresh the tab in front; the others hear of it when they are shown."""
        for key, tab in self._tabs.items():
            if key == self.current and self.looking:
                tab.refresh(changes)
            else:
                known = self._missed.get(key)
                self._missed[key] = changes if known is None else known | changes

    def leave(self) -> None:
        """Nobody looks any more."""
        tab = self._tabs.get(self.current)
        if tab is not None and self.looking:
            tab.deactivate()
        self.looking = False


def _load(kind: KindEntry, _store: Store, _cancel: Cancel) -> type[Tab]:
    return kind.load()
