"""The repository switcher: which one is open, the recent ones, and the ways to another."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.shell.aside import Aside, Step
from runyard.desktop.shell.place_item import PlaceItem
from runyard.desktop.shell.side_item import SideItem
from runyard.desktop.state import recent
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Label, Popover, Rule, bare_area
from runyard.storage.connection import DATABASE

if TYPE_CHECKING:
    from runyard.desktop.shell.window import MainWindow

WIDTH = 380
SHOWN = 8
_WAYS = (
    ("open", "Open folder…", "folder"),
    ("create", "Create repository…", "plus"),
    ("window", "New window", "app-window"),
)


class Switcher(Popover):
    """Opens below the top item of the side bar. The arrow keys move, Enter opens, Esc closes."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, width=WIDTH, name="Repositories")
        self._window = window
        self._places: dict[Path, PlaceItem] = {}
        self._aside = Aside(self)
        self._aside.done.connect(self._tell_missing)
        window.closing.connect(self._aside.join)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._area = bare_area(self._list)
        self.ways: dict[str, SideItem] = {}
        self.body.setSpacing(2)
        self._head = Label("Repositories", size=sizes.TEXT_SMALL, bold=True, tone="text_soft")
        self._head.setContentsMargins(sizes.GAP, 4, 0, 4)
        self.body.addWidget(self._head)
        self.body.addWidget(self._area)
        self.body.addSpacing(4)
        self.body.addWidget(Rule(Qt.Orientation.Horizontal))
        self.body.addSpacing(4)
        for key, title, icon in _WAYS:
            self.ways[key] = item = SideItem(key, title, icon, self)
            item.chosen.connect(self._act)
            self.body.addWidget(item)

    def places(self) -> list[PlaceItem]:
        """The repositories that are listed."""
        return list(self._places.values())

    def open_at(self, anchor: QWidget, rect: object = None) -> None:
        self._fill()
        super().open_at(anchor)
        others = [item for item in self._places.values() if not item.current]
        first: QWidget = others[0] if others else self.ways["open"]
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {int(Qt.Key.Key_Down): True, int(Qt.Key.Key_Up): False}
        if event.key() in steps:
            self.focusNextPrevChild(steps[event.key()])
        elif event.key() in (int(Qt.Key.Key_Return), int(Qt.Key.Key_Enter)):
            focus = self.window().focusWidget()
            if isinstance(focus, PlaceItem | SideItem):
                focus.click()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        for item in self._places.values():
            item.hide()
            item.deleteLater()
        self._places = {}
        workspace = self._window.workspace
        for place in recent.listed(self._window.settings):
            current = workspace is not None and place.folder == workspace.folder
            item = PlaceItem(place, current, self._list)
            item.chosen.connect(self._open)
            item.removed.connect(self._forget)
            self._column.addWidget(item)
            self._places[place.folder] = item
        # The places were made after the ways, and come before them.
        last: QWidget = self.places()[-1].remove if self._places else self
        for way in self.ways.values():
            QWidget.setTabOrder(last, way)
            last = way
        self.ways["window"].setVisible(workspace is not None)
        self._head.setVisible(bool(self._places))
        self._size()
        if self._places:
            # A folder on a network that is gone may take its time to say so.
            self._aside.start(partial(_missing, list(self._places)), "places")

    def _size(self) -> None:
        heights = [item.sizeHint().height() + 2 for item in self._places.values()]
        self._area.setFixedHeight(sum(heights[:SHOWN]))
        self._area.setVisible(bool(heights))

    @Slot(object)
    def _tell_missing(self, missing: set[Path]) -> None:
        for folder, item in self._places.items():
            item.set_missing(folder in missing)

    @Slot(object)
    def _open(self, folder: Path) -> None:
        self.dismiss()
        workspace = self._window.workspace
        if workspace is None or workspace.folder != folder:
            self._window.folder_asked.emit(folder)

    @Slot(object)
    def _forget(self, folder: Path) -> None:
        recent.forget(self._window.settings, folder)
        item = self._places.pop(folder)
        if item.hasFocus() or item.remove.hasFocus():
            self.focusNextPrevChild(True)
        item.hide()
        item.deleteLater()
        self._size()
        self.fit()

    @Slot(str)
    def _act(self, key: str) -> None:
        self.dismiss()
        window = self._window
        if key == "open":
            window.repository_asked.emit()
        elif key == "create":
            window.creation_asked.emit()
        else:
            window.window_asked.emit()


def _missing(folders: list[Path], _step: Step) -> set[Path]:
    return {folder for folder in folders if not (folder / DATABASE).exists()}
