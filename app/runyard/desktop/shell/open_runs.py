"""Which runs are open: they are the tabs of the window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.domain.errors import MissingRunError
from runyard.domain.run import RunInfo
from runyard.storage.runs import runs
from runyard.storage.store import Store


class OpenRuns(QObject):
    """The open runs in the order they were opened, and what is known of each."""

    changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        hashes: Iterable[str] = (),
        tabs: Mapping[str, str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._infos: dict[str, RunInfo | None] = dict.fromkeys(hashes)
        self._tabs = {hash_: tab for hash_, tab in (tabs or {}).items() if hash_ in self._infos}
        workspace.tasks.changed.connect(self._take_in)
        self._read()

    def hashes(self) -> list[str]:
        """The open runs."""
        return list(self._infos)

    def info(self, hash_: str) -> RunInfo | None:
        """What is known of an open run; None until it has been read."""
        return self._infos.get(hash_)

    def tab(self, hash_: str) -> str:
        """The tab a run was left at."""
        return self._tabs.get(hash_, "")

    def tabs(self) -> dict[str, str]:
        """The tab each open run was left at, by hash."""
        return dict(self._tabs)

    def open(self, hash_: str, tab: str = "") -> None:
        """Add a run at the end, if it is not open yet."""
        if tab:
            self._tabs[hash_] = tab
        if hash_ in self._infos:
            return
        self._infos[hash_] = None
        self.changed.emit()
        self._read()

    def keep_tab(self, hash_: str, tab: str) -> None:
        """Remember which tab of an open run is in front."""
        if tab and hash_ in self._infos:
            self._tabs[hash_] = tab

    def close(self, hash_: str) -> str:
        """Take a run out; return the hash of the run that stands in its place, or an empty text."""
        order = self.hashes()
        if hash_ not in order:
            return ""
        place = order.index(hash_)
        del self._infos[hash_]
        self._tabs.pop(hash_, None)
        self.changed.emit()
        rest = self.hashes()
        return rest[min(place, len(rest) - 1)] if rest else ""

    @Slot(object)
    def _take_in(self, changes: Changes) -> None:
        known = {info.id for info in self._infos.values() if info is not None}
        if changes.gone & known or changes.runs & known or None in self._infos.values():
            self._read()

    def _read(self) -> None:
        if self._infos:
            self._workspace.tasks.read(
                partial(_infos, self.hashes()), owner=self, key="infos", then=self._show
            )

    def _show(self, found: dict[str, RunInfo | None]) -> None:
        for hash_, info in found.items():
            if hash_ not in self._infos:
                continue
            if info is None:
                del self._infos[hash_]  # purged, or of another repository in this place
            else:
                self._infos[hash_] = info
        self.changed.emit()


def _infos(hashes: list[str], store: Store, _cancel: Cancel) -> dict[str, RunInfo | None]:
    found: dict[str, RunInfo | None] = {}
    for hash_ in hashes:
        try:
            found[hash_] = runs.info(store, runs.find(store, hash_))
        except MissingRunError:
            found[hash_] = None
    return found
