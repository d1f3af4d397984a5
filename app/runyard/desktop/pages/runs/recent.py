"""`RecentSearches`: what was searched for, newest first, kept in the repository and listed below a button."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Option, OptionList, Popover
from runyard.domain.changes import Changes
from runyard.storage.organise import views
from runyard.storage.store import Store

RECENT = ("runs.recent", "searches")
_MOST = 30
#: A search that stays so long was meant.
_STAYS_MS = 3000


class RecentSearches(QObject):
    """`chosen` carries the text of the search that was taken; `owner` is the button above the list."""

    chosen = Signal(object)

    def __init__(self, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._workspace, self._owner = workspace, owner
        self._waiting = ""
        self.popover: Popover | None = None
        self.list = OptionList("Find a search", none="No searches yet")
        self.list.setParent(owner)
        self.list.hide()
        self._stays = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._stays.timeout.connect(self.keep)

    def watch(self, text: str) -> None:
        """A search runs: it is kept when it stays for some seconds."""
        self._waiting = text.strip()
        self._stays.start()

    @Slot()
    def keep(self) -> None:
        """Keep the search that runs."""
        self._stays.stop()
        text, self._waiting = self._waiting, ""
        if text and not self._workspace.tasks.read_only:
            self._workspace.tasks.write(partial(_keep, text=text))

    @Slot()
    def toggle(self) -> None:
        """List the searches, or not any more."""
        if self.popover is None:
            self.popover = Popover(self._owner, width=480, name="Recent searches")
            self.popover.body.addWidget(self.list)
            self.list.show()
            self.popover.setFocusProxy(self.list)
            self.list.chosen.connect(self._take)
        if not self.popover.isVisible():
            self._workspace.tasks.read(_read, owner=self, key="recent", then=self._show)
        self.list.begin()
        self.popover.toggle_at(self._owner)

    def _show(self, texts: list[str]) -> None:
        self.list.set_options([Option(text, text, mono=True) for text in texts])
        if self.popover is not None and self.popover.isVisible():
            self.popover.fit()

    @Slot(object)
    def _take(self, text: str) -> None:
        if self.popover is not None:
            self.popover.dismiss()
        self.chosen.emit(text)


def _read(store: Store, _cancel: Cancel) -> list[str]:
    return _texts(store)


def _keep(store: Store, *, text: str) -> Changes:
    others = [known for known in _texts(store) if known != text]
    return views.put(store, *RECENT, [text, *others][:_MOST])


def _texts(store: Store) -> list[str]:
    found = views.get(store, *RECENT)
    return [text for text in found if isinstance(text, str)] if isinstance(found, list) else []
