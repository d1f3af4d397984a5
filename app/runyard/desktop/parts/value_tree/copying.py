"""`ValueCopier`: copies values, paths and whole branches of the tree."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from runyard.desktop.parts.param_value import copy_text, path_text
from runyard.desktop.parts.value_tree.model import ValueTreeModel
from runyard.desktop.parts.value_tree.node import Node
from runyard.desktop.parts.value_tree.view import ValueTreeView
from runyard.desktop.theme import icon
from runyard.desktop.widgets import copy_to_clipboard
from runyard.storage.runs.changed import MISSING


class ValueCopier(QObject):
    """What the menu of a row offers; Ctrl+C copies the value."""

    def __init__(self, view: ValueTreeView, model: ValueTreeModel) -> None:
        super().__init__(view)
        self._view = view
        self._model = model
        view.customContextMenuRequested.connect(self._menu)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.copy_value)

    def _current(self) -> Node | None:
        index = self._view.currentIndex()
        return self._model.node(index) if index.isValid() else None

    @Slot()
    def copy_value(self) -> None:
        """Copy the value of the current row; of a branch all that is below it, as JSON."""
        node = self._current()
        if node is not None:
            copy_to_clipboard(copy_text(node.shown))

    @Slot()
    def copy_other(self) -> None:
        """Copy the value that the other run has."""
        node = self._current()
        if node is not None and node.other is not MISSING:
            copy_to_clipboard(copy_text(node.other))

    @Slot()
    def copy_path(self) -> None:
        """Copy the path of the current row, as a query spells it."""
        node = self._current()
        if node is not None:
            copy_to_clipboard(path_text(node.path()))

    @Slot()
    def copy_both(self) -> None:
        """Copy the current row as path and value."""
        node = self._current()
        if node is not None:
            copy_to_clipboard(f"{path_text(node.path())} = {copy_text(node.shown)}")

    @Slot(QPoint)
    def _menu(self, spot: QPoint) -> None:
        index = self._view.indexAt(spot)
        if not index.isValid():
            return
        self._view.setCurrentIndex(index.siblingAtColumn(0))
        self.make_menu(index).popup(self._view.viewport().mapToGlobal(spot))

    def make_menu(self, index: QModelIndex) -> QMenu:
        """Return the menu of a row."""
        node = self._model.node(index)
        menu = QMenu(self._view)
        menu.aboutToHide.connect(menu.deleteLater)
        entries = [("Copy as JSON" if node.children else "Copy value", self.copy_value)]
        if self._model.compares and node.other is not MISSING and node.value is not MISSING:
            entries.append(("Copy value of the other run", self.copy_other))
        entries += [("Copy path", self.copy_path), ("Copy path and value", self.copy_both)]
        for title, slot in entries:
            action = QAction(icon("copy"), title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu
