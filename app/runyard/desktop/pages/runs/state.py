"""`RunsState`: the view through which the runs page looks, and the views that were saved under a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from runyard.desktop.state import Workspace
from runyard.desktop.state.new_view import new_view
from runyard.desktop.state.settings import DENSITY, Entry
from runyard.desktop.state.table_view import TableView, decode, encode
from runyard.desktop.tasks import Cancel
from runyard.domain.changes import Changes
from runyard.storage.organise import views
from runyard.storage.store import Store

SAVED, CURRENT, START = "runs.view", "runs.current", "runs.start"
_HERE = "view"
_KEEP_MS = 500


class _Kept(NamedTuple):
    """What the repository keeps: saved views by name, where the page was left, the view it begins with."""

    saved: dict[str, TableView]
    name: str
    view: TableView | None
    start: str


class RunsState(QObject):
    """What is looked at, and under which name.

    `view_changed` carries the view, `saved_changed` tells that names, or whether the view was edited, are
    others, `loaded` that the repository has answered for the first time.
    """

    view_changed = Signal(object)
    saved_changed = Signal()
    loaded = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._loaded = False
        self.view = new_view(workspace.settings)
        self.name = ""
        self.start = ""
        self.saved: Mapping[str, TableView] = {}
        self._soon = QTimer(self, singleShot=True, interval=_KEEP_MS)
        self._soon.timeout.connect(self._keep)
        workspace.tasks.changed.connect(self._changed)
        workspace.settings.changed.connect(self._use_density)

    @property
    def is_loaded(self) -> bool:
        """Whether the repository has answered."""
        return self._loaded

    @property
    def edited(self) -> bool:
        """Whether the view differs from the saved one it was opened as."""
        return bool(self.name) and self.saved.get(self.name) != self.view

    def load(self) -> None:
        """Read what is kept; the first time the page is where it was left, or where it begins."""
        self._workspace.tasks.read(_read, owner=self, key="views", then=self._take)

    def change(self, view: TableView) -> None:
        """Look in another way."""
        if view != self.view:
            self.view = view
            self.view_changed.emit(view)
            self.saved_changed.emit()
            self._soon.start()

    def alter(self, **parts: Any) -> None:
        """Change parts of the view."""
        self.change(replace(self.view, **parts))

    def open(self, name: str) -> None:
        """Look through a saved view; "" is the one without a name, as it is when nothing was changed."""
        if name in self.saved or not name:
            self.name = name
            self.change(self.saved.get(name, new_view(self._workspace.settings)))
            self.saved_changed.emit()
            self._soon.start()

    def revert(self) -> None:
        """Go back to the view as it was saved."""
        self.open(self.name)

    def save(self, name: str = "") -> None:
        """Keep the view under its name, or under another."""
        self.name = name or self.name
        self.saved = {**self.saved, self.name: self.view}
        self._write(partial(views.put, kind=SAVED, name=self.name, data=encode(self.view)))
        self.saved_changed.emit()
        self._soon.start()

    def rename(self, old: str, new: str) -> None:
        """Give a saved view another name."""
        view = self.saved[old]
        self.saved = {(new if name == old else name): kept for name, kept in self.saved.items()}
        self._write(partial(_rename, old=old, new=new, data=encode(view)))
        self.name = new if self.name == old else self.name
        if self.start == old:
            self.set_start(new)
        self.saved_changed.emit()
        self._soon.start()

    def remove(self, name: str) -> TableView:
        """Forget a saved view, and return it; what is looked at stays."""
        view = self.saved[name]
        self.saved = {known: kept for known, kept in self.saved.items() if known != name}
        self._write(partial(views.remove, kind=SAVED, name=name))
        if self.start == name:
            self.set_start("")
        if self.name == name:
            self.name = ""
            self._soon.start()
        self.saved_changed.emit()
        return view

    def put_back(self, name: str, view: TableView) -> None:
        """Save a view again that was removed."""
        self.saved = {**self.saved, name: view}
        self._write(partial(views.put, kind=SAVED, name=name, data=encode(view)))
        self.saved_changed.emit()

    def name_as(self, name: str) -> None:
        """Take what is looked at for an edited form of a saved view."""
        self.name = name
        self.saved_changed.emit()
        self._soon.start()

    def set_start(self, name: str) -> None:
        """Begin with this view when the repository is opened; "" begins where it was left."""
        self.start = name
        self._write(partial(views.put, kind=START, name=_HERE, data=name))
        self.saved_changed.emit()

    def free_name(self, wanted: str) -> str:
        """Return a name like the one wanted that no saved view has."""
        names = (wanted, *(f"{wanted} {number}" for number in range(2, len(self.saved) + 3)))
        return next(name for name in names if name not in self.saved)

    def _take(self, kept: _Kept) -> None:
        self.saved, self.start = kept.saved, kept.start
        if self._loaded:
            self.saved_changed.emit()
            return
        self._loaded = True
        if kept.start in kept.saved:
            self.name, self.view = kept.start, kept.saved[kept.start]
        elif kept.view is not None:
            self.name = kept.name if kept.name in kept.saved else ""
            self.view = kept.view
        self.view_changed.emit(self.view)
        self.saved_changed.emit()
        self.loaded.emit()

    @Slot(object)
    def _use_density(self, entry: Entry[object]) -> None:
        """A view without a name has the rows as high as the settings say; a saved one keeps its own."""
        if entry is DENSITY and self._loaded and not self.name:
            self.alter(density=self._workspace.settings.get(DENSITY))

    def keep_now(self) -> None:
        """Remember at once what would be remembered in a moment."""
        if self._soon.isActive():
            self._keep()

    @Slot()
    def _keep(self) -> None:
        """Remember where the page is, for the next start."""
        self._soon.stop()
        data = {"name": self.name, "view": encode(self.view)}
        self._write(partial(views.put, kind=CURRENT, name=_HERE, data=data))

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        """Another window may have saved a view."""
        if changes.views and self._loaded:
            self.load()

    def _write(self, write: Callable[[Store], Changes]) -> None:
        self._workspace.tasks.write(write)


def _read(store: Store, _cancel: Cancel) -> _Kept:
    saved = {name: decode(data) for name, data in views.all(store, SAVED).items()}
    current = views.get(store, CURRENT, _HERE)
    start = views.get(store, START, _HERE)
    found = current if isinstance(current, dict) else {}
    view = decode(found["view"]) if "view" in found else None
    name = found.get("name", "")
    return _Kept(saved, name if isinstance(name, str) else "", view, start if isinstance(start, str) else "")


def _rename(store: Store, *, old: str, new: str, data: Any) -> Changes:
    return views.remove(store, SAVED, old) | views.put(store, SAVED, new, data)
