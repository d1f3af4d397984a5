"""`ParamsTab`: every param of a run, to search, fold and copy."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Tab
from runyard.desktop.kinds.params.model import ParamTreeModel
from runyard.desktop.kinds.params.node import Node, matching
from runyard.desktop.kinds.params.view import ParamTreeView
from runyard.desktop.parts.param_value import copy_text, path_text
from runyard.desktop.state import Workspace
from runyard.desktop.tasks.cancel import Cancel
from runyard.desktop.theme import icon, sizes
from runyard.desktop.widgets import Button, CopyButton, Faces, Label, SearchField, copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage import params
from runyard.storage.store import Store

_TYPING_MS = 120
_EXAMPLE = 'run["hparams"] = {"lr": 0.001}'
#: A tree of this many leaves opens wholly by itself; a larger one shows its first level.
_OPEN_AT_ONCE = 400


def _read(store: Store, _cancel: Cancel, run_id: int) -> dict[Any, Any]:
    return params.tree(store, run_id)


class ParamsTab(Tab):
    """A search field and the tree."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self._tree: dict[Any, Any] = {}
        self._folded: set[tuple[Any, ...]] = set()
        self._searching = False
        self.search = SearchField("Find a param")
        self.search.setFixedWidth(280)
        self.model = ParamTreeModel(self)
        self.view = ParamTreeView()
        self.view.setModel(self.model)
        self.view.customContextMenuRequested.connect(self._menu)
        self.faces = Faces(self.view)
        self._count = Label(size=sizes.TEXT_SMALL, tone="text_faint")
        self._bar = self._make_bar()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addLayout(_indented(self.faces), 1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._show_tree)
        self.search.textChanged.connect(self._typed)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.view)
        copy.activated.connect(self.copy_value)

    def show_run(self, run_id: int) -> None:
        if run_id != self._run:
            self._run = run_id
            self._tree, self._folded, self._searching = {}, set(), False
            self.search.clear()
            self.model.set_root(Node(None, {}, None, 0))
        self._load()

    def refresh(self, changes: Changes) -> None:
        if self._run in changes.runs:
            self._load()

    def _load(self) -> None:
        if self._run is None:
            return
        if not self._tree:
            self.faces.show_loading()
        self.workspace.tasks.read(
            partial(_read, run_id=self._run),
            owner=self,
            key="params",
            then=self._arrived,
            failed=self._failed,
        )

    def _arrived(self, tree: dict[Any, Any]) -> None:
        if tree != self._tree or self.faces.face != "content":
            self._tree = tree
            self._show_tree()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._load)

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot()
    def _show_tree(self) -> None:
        self._typing.stop()
        self._bar.setVisible(bool(self._tree))
        if not self._tree:
            self.faces.show_empty(
                "No params",
                f"A run keeps its configuration with {_EXAMPLE}",
                "Copy example",
                partial(copy_to_clipboard, _EXAMPLE),
            )
            return
        words = self.search.text().casefold().split()
        self._remember()
        root = matching(self._tree, words) if words else Node(None, self._tree, None, 0)
        if not root.children:
            self.faces.show_no_match(self.search.clear, f"No param holds {self.search.text()}")
            return
        self._searching = bool(words)
        self._reset(root)
        leaves = root.leaves()
        self._count.setText("1 param" if leaves == 1 else f"{leaves:,} params")
        self.faces.show_content()

    def _reset(self, root: Node) -> None:
        """Show a tree, open as it was; a search opens all it finds."""
        place = self.view.verticalScrollBar().value()
        self.model.set_root(root)
        if self._searching or root.leaves() <= _OPEN_AT_ONCE:
            self.view.expandAll()
        else:
            self.view.expandToDepth(0)
        if not self._searching:
            for node in _branches(root):
                if node.path() in self._folded:
                    self.view.setExpanded(self.model.index_of(node), False)
        self.view.verticalScrollBar().setValue(place)

    def _remember(self) -> None:
        """Note which branches are folded, so that a live update does not open them."""
        if self._searching or self.faces.face != "content":
            return
        branches = [node for node in _branches(self.model.root) if node.parent is not None]
        self._folded = {n.path() for n in branches if not self.view.isExpanded(self.model.index_of(n))}

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        bar.setFixedHeight(sizes.TOOLBAR)
        row = QHBoxLayout(bar)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.MARGIN, 0)
        row.setSpacing(sizes.GAP)
        opened = Button("", "unfold-vertical", "icon", tip="Expand all")
        closed = Button("", "fold-vertical", "icon", tip="Collapse all")
        opened.clicked.connect(self.view.expandAll)
        closed.clicked.connect(self.view.collapseAll)
        row.addWidget(self.search)
        row.addWidget(self._count)
        row.addStretch(1)
        for button in (opened, closed, CopyButton(self._all_text, "Copy all as JSON")):
            row.addWidget(button)
        return bar

    def _all_text(self) -> str:
        return copy_text(self._tree)

    def _current(self) -> Node | None:
        index = self.view.currentIndex()
        return self.model.node(index) if index.isValid() else None

    @Slot()
    def copy_value(self) -> None:
        """Copy the value of the current row; of a branch all that is below it, as JSON."""
        node = self._current()
        if node is not None:
            copy_to_clipboard(copy_text(node.value))

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
            copy_to_clipboard(f"{path_text(node.path())} = {copy_text(node.value)}")

    @Slot(QPoint)
    def _menu(self, spot: QPoint) -> None:
        index = self.view.indexAt(spot)
        if not index.isValid():
            return
        self.view.setCurrentIndex(index.siblingAtColumn(0))
        menu = self.make_menu(index)
        menu.popup(self.view.viewport().mapToGlobal(spot))

    def make_menu(self, index: QModelIndex) -> QMenu:
        """Return the menu of a row."""
        branch = bool(self.model.node(index).children)
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        words = "Copy as JSON" if branch else "Copy value"
        for title, slot in (
            (words, self.copy_value),
            ("Copy path", self.copy_path),
            ("Copy path and value", self.copy_both),
        ):
            action = QAction(icon("copy"), title, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        return menu


def _indented(part: QWidget) -> QHBoxLayout:
    """Put the chevrons of the first level on the page's margin."""
    row = QHBoxLayout()
    row.setContentsMargins(sizes.MARGIN - 4, 0, sizes.MARGIN - 4, 0)
    row.addWidget(part)
    return row


def _branches(root: Node) -> list[Node]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.children:
            found.append(node)
            waiting.extend(node.children)
    return found
