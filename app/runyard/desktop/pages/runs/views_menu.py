"""`ViewsMenu`: the saved views below their button: open, save, rename, duplicate, delete, begin with one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.pages.runs.name_dialog import NameDialog
from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Button, Option, OptionList, Popover

_SEARCH_FROM = 8


class ViewsMenu(QObject):
    """What can be done with saved views; `owner` is the button below which they are listed."""

    def __init__(self, state: RunsState, workspace: Workspace, owner: QWidget) -> None:
        super().__init__(owner)
        self._state, self._workspace, self._owner = state, workspace, owner
        self.popover: Popover | None = None
        self.list = OptionList("Find a view", more=True, none="No view has this name")
        self.list.setParent(owner)
        self.list.hide()
        state.saved_changed.connect(self._list)

    @Slot()
    def toggle(self) -> None:
        """List the views, or not any more."""
        if self.popover is None:
            self.popover = Popover(self._owner, width=320, name="Saved views")
            self.list.chosen.connect(self._open)
            self.list.more_asked.connect(self._ask_more)
            save = Button("Save view as…", "plus", "ghost", tip="Keep what is shown under a name")
            save.clicked.connect(self._save_from_list)
            self.popover.body.addWidget(self.list)
            self.list.show()
            self.popover.body.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
            self.popover.setFocusProxy(self.list)
        self._list()
        self.list.begin(self._state.name)
        self.popover.toggle_at(self._owner)

    @Slot()
    def save_as(self) -> None:
        """Ask for a name and keep the present view under it."""
        name = self._state.free_name(self._state.name or "New view")
        dialog = NameDialog(
            self._owner, "Save view", name, self._state.saved, self._state.save, primary="Save view"
        )
        self._show(dialog)

    def rename(self, name: str) -> None:
        """Ask for another name of a view."""
        others = [other for other in self._state.saved if other != name]
        take = partial(self._rename, name)
        self._show(NameDialog(self._owner, "Rename view", name, others, take, primary="Rename"))

    def duplicate(self, name: str) -> None:
        """Save a view once more."""
        self._state.put_back(self._state.free_name(f"{name} copy"), self._state.saved[name])

    def remove(self, name: str) -> None:
        """Delete a view; the notice brings it back."""
        was_current, was_start = name == self._state.name, name == self._state.start
        view = self._state.remove(name)

        def undo() -> None:
            self._state.put_back(name, view)
            if was_start:
                self._state.set_start(name)
            if was_current and not self._state.name:
                self._state.name_as(name)

        self._workspace.notice(f"Deleted the view {name}", undo)

    def _show(self, dialog: NameDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _rename(self, old: str, new: str) -> None:
        if new != old:
            self._state.rename(old, new)

    @Slot()
    def _list(self) -> None:
        state = self._state
        if self.popover is None:
            return
        options = [Option("", "All runs", "as it comes", "check" if not state.name else "list", more=False)]
        for name in state.saved:
            detail = "opens at start" if name == state.start else ""
            options.append(Option(name, name, detail, "check" if name == state.name else "bookmark"))
        self.list.set_options(options)
        self.list.set_searchable(len(options) > _SEARCH_FROM)
        self.popover.fit()

    @Slot(object)
    def _open(self, name: str) -> None:
        self._dismiss()
        self._state.open(name)

    @Slot()
    def _save_from_list(self) -> None:
        self._dismiss()
        self.save_as()

    @Slot(object, object)
    def _ask_more(self, name: str, at: QPoint) -> None:
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        start = QAction("Open at start", menu, checkable=True, checked=name == self._state.start)
        start.toggled.connect(partial(self._begin_with, name))
        menu.addAction(start)
        menu.addSeparator()
        for title, act in (("Rename…", self._rename_from_list), ("Duplicate", self.duplicate)):
            menu.addAction(title).triggered.connect(partial(_run, act, name))
        menu.addSeparator()
        menu.addAction("Delete view").triggered.connect(partial(_run, self.remove, name))
        menu.popup(at)

    def _rename_from_list(self, name: str) -> None:
        self._dismiss()
        self.rename(name)

    def _begin_with(self, name: str, on: bool) -> None:
        self._state.set_start(name if on else "")

    def _dismiss(self) -> None:
        if self.popover is not None:
            self.popover.dismiss()


def _run(act: Callable[[str], None], name: str, _checked: bool = False) -> None:
    act(name)
