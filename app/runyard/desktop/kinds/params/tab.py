"""`ParamsTab`: every param of a run, to search, fold, copy, and compare with those of another run."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet
from runyard.desktop.frame import Tab
from runyard.desktop.kinds.params.bar import ParamsBar
from runyard.desktop.kinds.params.finding import Shown, make
from runyard.desktop.parts.param_value import copy_text
from runyard.desktop.parts.run_chooser import RunChooser
from runyard.desktop.parts.value_tree import Node, ValueCopier, ValueTreeModel, ValueTreeView
from runyard.desktop.state import Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, copy_to_clipboard
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.runs import params, runs
from runyard.storage.runs.changed import logged_tree
from runyard.storage.store import Store

_TYPING_MS = 120
_EXAMPLE = 'run["hparams"] = {"lr": 0.001}'
#: A tree of this many leaves opens wholly by itself; a larger one shows its first level.
_OPEN_AT_ONCE = 400
#: What a search finds is opened wholly up to so many rows; of more, so many branches.
_OPEN_FOUND, _BRANCHES = 10_000, 200


class _Read(NamedTuple):
    """The params of the run, and name and params of the one compared with, if it is still there."""

    tree: dict[Any, Any]
    name: str = ""
    other: dict[Any, Any] | None = None


def _read(store: Store, _cancel: Cancel, run_id: int, other_id: int | None) -> _Read:
    tree = logged_tree(params.tree(store, run_id))  # the overview shows the rest
    infos = [] if other_id is None else runs.infos(store, [other_id])
    if not infos:
        return _Read(tree)
    return _Read(tree, infos[0].name, logged_tree(params.tree(store, infos[0].id)))


class ParamsTab(Tab):
    """The bar and the tree."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._run: int | None = None
        self._other: int | None = None
        self._found = _Read({})
        self._folded: set[tuple[Any, ...]] = set()
        self._opened: set[tuple[Any, ...]] = set()
        self._searching = False
        self.chooser: RunChooser | None = None
        self.bar = ParamsBar(self._all_text)
        self.search = self.bar.search
        self.model = ValueTreeModel(self)
        self.view = ValueTreeView("Params")
        self.view.setModel(self.model)
        self.copier = ValueCopier(self.view, self.model)
        self.faces = Faces(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(_indented(self.faces), 1)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._connect()
        commands.add(
            Command(
                "params.find", "Find a param", "Search the params of this run", "search", "/", "run",
                self.bar.focus_search, self.isVisible,
            ),
            Command(
                "params.compare", "Compare params with another run", "Choose the run", "git-compare", "",
                "run", self.choose_other, self.isVisible,
            ),
        )  # fmt: skip

    def _connect(self) -> None:
        self._typing.timeout.connect(self._make)
        self.search.changed.connect(self._typed)
        self.search.stepped.connect(self._step)
        self.bar.compare_asked.connect(self.choose_other)
        self.bar.compare_ended.connect(self._compare_no_more)
        self.bar.differences_toggled.connect(self._toggled)
        self.bar.opened.clicked.connect(self._open_all)
        self.bar.closed.clicked.connect(self.view.close_all)

    def show_run(self, run_id: int) -> None:
        if run_id != self._run:
            self._run, self._other = run_id, None
            self._found, self._searching = _Read({}), False
            self._folded, self._opened = set(), set()
            self.workspace.tasks.cancel(self, "tree")  # of the run before
            self.search.clear()
            self._typing.stop()
            self.bar.show_other("")
            self.model.set_root(Node(None, {}, None, 0))
        self._load()

    def refresh(self, changes: Changes) -> None:
        ours = {self._run, self._other}
        if ours & set(changes.runs) or ours & set(changes.gone):
            self._load()

    def _load(self) -> None:
        if self._run is None:
            return
        if not self._found.tree:
            self.faces.show_loading()
        self.workspace.tasks.read(
            partial(_read, run_id=self._run, other_id=self._other),
            owner=self,
            key="params",
            then=self._arrived,
            failed=self._failed,
        )

    def _arrived(self, found: _Read) -> None:
        if found != self._found or not found.tree or self.faces.face != "content":
            self._found = found
            if found.other is None:
                self._other = None
            self.bar.show_other(found.name)
            self._make()

    def _failed(self, problem: Exception) -> None:
        if isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self._load)

    @Slot()
    def _typed(self) -> None:
        self._typing.start()

    @Slot(bool)
    def _toggled(self, _only: bool) -> None:
        self._make()

    # Comparing

    @Slot()
    def choose_other(self) -> None:
        """Ask which run to compare with."""
        if self._run is None:
            return
        if self.chooser is None:
            self.chooser = RunChooser(self, self.workspace)
            self.chooser.chosen.connect(self.compare)
        anchor = self.bar.compare if self.bar.compare.isVisible() else self.bar.other
        self.chooser.open_for(anchor, self._run)

    @Slot(object)
    def compare(self, run_id: int) -> None:
        """Show the params of another run beside those of this one."""
        self._other = run_id
        self._load()

    @Slot()
    def _compare_no_more(self) -> None:
        self._other = None
        self._load()

    # The tree

    @Slot()
    def _make(self) -> None:
        """Make the tree that is to be shown, on a worker."""
        self._typing.stop()
        found = self._found
        self.bar.setVisible(bool(found.tree or found.other))
        if not found.tree and not found.other:
            self.faces.show_empty(
                "No params",
                f"A run keeps its configuration with {_EXAMPLE}",
                "Copy example",
                partial(copy_to_clipboard, _EXAMPLE),
            )
            return
        self.workspace.tasks.read(
            partial(_made, found, self.search.matcher, self.bar.only.isChecked()),
            owner=self,
            key="tree",
            then=self._show,
            failed=self._failed,
        )

    def _show(self, shown: Shown) -> None:
        self._remember()
        self.search.set_problem(shown.problem or self.search.matcher.problem())
        compares = self._found.other is not None
        self.bar.show_counts(shown.params, shown.total, shown.counts, compares=compares)
        if not shown.root.children:
            self._searching = True
            if self.search.matcher:
                self.faces.show_no_match(self.search.clear)
            else:
                self.faces.show_empty(
                    "No differences", "Both runs have the same params", "Show all params", self._show_all
                )
            return
        self.search.show_place()
        self._reset(shown)
        self.faces.show_content()

    def _show_all(self) -> None:
        self.bar.only.setChecked(False)

    def _reset(self, shown: Shown) -> None:
        """Show a tree, open as it was; a search opens what it finds."""
        self._searching = bool(self.search.matcher) or self.bar.only.isChecked()
        place, current, root = self.view.verticalScrollBar().value(), self._current_trail(), shown.root
        opens = self.view.opens
        titles = ("Key", "This run", self._found.name) if self._found.other is not None else ("Key", "Value")
        self.model.set_root(root, titles)
        whole = shown.rows <= _OPEN_FOUND if self._searching else shown.params <= _OPEN_AT_ONCE
        self.view.fit(root.deepest if whole else 2)
        if whole:
            self.view.expandAll()
        else:
            self.view.expandToDepth(0)
        branches = _branches(root)
        if self._searching and not whole:
            self._open(branches[:_BRANCHES])
        elif not self._searching:
            self._open([node for node in branches if node.trail() in self._opened] if not whole else [])
            for node in branches:
                if node.trail() in self._folded:
                    self.view.setExpanded(self.model.index_of(node), False)
        self._select(root, current)
        self.view.verticalScrollBar().setValue(place)
        if opens and not self._searching:
            self._open_all()

    def _open(self, branches: list[Node]) -> None:
        for node in branches[:_BRANCHES]:
            self.view.setExpanded(self.model.index_of(node), True)

    @Slot(int)
    def _step(self, by: int) -> None:
        """Go to the next find, or the one before, round and round."""
        found = [node for node in self.model.root.nodes() if node.found]
        if self._typing.isActive() or not found:
            return
        here = self.model.node(self.view.currentIndex())
        at = found.index(here) if here in found else (-1 if by > 0 else 0)
        place = (at + by) % len(found)
        self.view.setCurrentIndex(self.model.index_of(found[place]))
        self.search.show_place(place + 1, len(found))

    def _remember(self) -> None:
        """Note which branches are folded and which open, so that a live update leaves them as they are."""
        if self._searching or self.faces.face != "content":
            return
        self._folded, self._opened = set(), set()
        for node in _branches(self.model.root):
            opened = self.view.isExpanded(self.model.index_of(node))
            (self._opened if opened else self._folded).add(node.trail())

    def _current_trail(self) -> tuple[Any, ...]:
        index = self.view.currentIndex()
        return self.model.node(index).trail() if index.isValid() else ()

    def _select(self, root: Node, trail: tuple[Any, ...]) -> None:
        node = root
        for key in trail:
            found = next((child for child in node.children if child.key == key), None)
            if found is None:
                return
            node = found
        if node is not root:
            self.view.setCurrentIndex(self.model.index_of(node))

    @Slot()
    def _open_all(self) -> None:
        self.view.fit(self.model.root.deepest)
        self.view.open_all()

    def _all_text(self) -> str:
        return copy_text(self._found.tree)


def _made(found: _Read, matcher: Any, only: bool, store: Store, cancel: Cancel) -> Shown:
    return make(found.tree, found.other, matcher, only, store, cancel)


def _indented(part: QWidget) -> QHBoxLayout:
    """Put the chevrons of the first level on the page's margin."""
    row = QHBoxLayout()
    row.setContentsMargins(sizes.MARGIN - 4, 0, sizes.MARGIN - 4, 0)
    row.addWidget(part)
    return row


def _branches(root: Node) -> list[Node]:
    return [node for node in root.nodes() if node.children]
