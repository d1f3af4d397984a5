"""`TrashPage`: the runs in the trash, found by name, restored, or removed for good."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet, always, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.trash.columns import TrashRow, read_rows, trash_columns
from runyard.desktop.parts.run_actions import ActionBar
from runyard.desktop.parts.run_actions import writing as doing
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.parts.run_actions.words import counted
from runyard.desktop.parts.words import size
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Faces, Label, PageHeader, SearchField
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.overview.space import run_sizes
from runyard.storage.removal import trash
from runyard.storage.runs import brief
from runyard.storage.runs.brief import Brief
from runyard.storage.store import Store

_CONTEXT = "trash"
_SEARCH, _NAME = 320, 360
_FIRST = 64


class _Asked(NamedTuple):
    text: str
    sort: str
    descending: bool


class _Answer(NamedTuple):
    """What the search found, its first rows, and how many runs the trash holds."""

    ids: array[int]
    rows: dict[int, TrashRow]
    every: array[int]


class TrashPage(Page):
    """Header, search and table; the bar at the bottom acts on what is selected."""

    title = "Trash"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.header = PageHeader(self.title)
        self.empty = Button("Empty trash…", "trash-2", "danger")
        self.search = SearchField("Find a run", key="/")
        self.total = Label(size=sizes.TEXT_SMALL, tone="text_soft")
        self.model = PagedTableModel(self)
        self.table = Table(self.model)
        self.faces = Faces(self.table)
        self.restore = Button("Restore", "undo-2")
        self.purge = Button("Delete", "trash-2", "danger")
        self.bar = ActionBar((self.restore,), (self.purge,))
        self._sizes: dict[int, int] = {}
        self._every: array[int] = array("q")
        self._sort = ("trashed", True)
        self._dirty = True
        self._arrange()
        self._connect()
        commands.add(*self._own_commands())

    def show_route(self, route: Route) -> None:
        self.faces.show_loading()
        self._read()
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.search.hasFocus() and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        self._dirty = True
        super().hideEvent(event)

    @Slot()
    def restore_selected(self) -> None:
        """Take the chosen runs out of the trash."""
        if self._chosen():
            doing.restore(self.workspace, self._chosen())

    @Slot()
    def ask_purge(self) -> None:
        """Ask whether to remove the chosen runs for good."""
        self._ask(self._chosen())

    @Slot()
    def ask_empty(self) -> None:
        """Ask whether to remove everything for good, whatever is searched for."""
        self._ask(list(self._every))

    @Slot()
    def clear_search(self) -> None:
        """List the whole trash again."""
        self.search.clear()
        self.table.setFocus()

    def _arrange(self) -> None:
        self.header.tools.addWidget(self.empty)
        self.search.setFixedWidth(_SEARCH)
        row = QHBoxLayout()
        row.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, sizes.GAP)
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.total)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(row)
        column.addWidget(self.faces, 1)
        column.addWidget(self.bar)
        self.table.show_columns(trash_columns(self._sizes))
        self.table.set_widths({"name": _NAME})
        self._show_order()

    def _connect(self) -> None:
        self.empty.clicked.connect(self.ask_empty)
        self.restore.clicked.connect(self.restore_selected)
        self.purge.clicked.connect(self.ask_purge)
        self.search.textChanged.connect(self._read)
        self.search.returnPressed.connect(self.table.setFocus)
        self.model.wanted.connect(self._fetch)
        self.model.selection.changed.connect(self._count)
        self.bar.cleared.connect(self.model.selection.clear)
        self.bar.all_asked.connect(self.table.choosing.select_all)
        self.table.sort_asked.connect(self._sort_by)
        self.table.opened.connect(self._open)
        self.table.menu_asked.connect(self._show_menu)
        self.workspace.tasks.changed.connect(self._changed)

    @Slot()
    def _read(self) -> None:
        self._dirty = False
        asked = _Asked(self.search.text(), *self._sort)
        tasks = self.workspace.tasks
        tasks.read(partial(_found, asked), owner=self, key="list", then=self._take, failed=self._fail)

    def _take(self, answer: _Answer) -> None:
        self._every = answer.every
        self.table.show_ids(answer.ids)
        self.model.prime(answer.rows)
        self._count()
        self.workspace.tasks.read(
            partial(_sizes, answer.every), owner=self, key="sizes", then=self._take_sizes
        )
        if answer.ids:
            self.faces.show_content()
        elif answer.every:
            self.faces.show_no_match(self.clear_search)
        else:
            self.faces.show_empty(
                "The trash is empty",
                "Deleted runs wait here and can be restored",
                "Go to runs",
                self._go_to_runs,
            )

    def _take_sizes(self, found: Mapping[int, int]) -> None:
        self._sizes.clear()
        self._sizes.update(found)
        self.table.panes.update()
        self._count()

    def _fail(self, problem: Exception) -> None:
        known = problem if isinstance(problem, KnownProblem) else KnownProblem(str(problem))
        self.faces.show_failed(known.sentence, known.hint, self._read)

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        tasks = self.workspace.tasks
        tasks.read(partial(_rows, request), owner=self, key="rows", then=self._receive, failed=self._lost)

    def _receive(self, answer: tuple[Request, dict[int, TrashRow]]) -> None:
        self.model.receive(*answer)

    def _lost(self, problem: Exception) -> None:
        self.model.give_up()
        self._fail(problem)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if not (changes.runs or changes.gone or changes.tags or changes.experiments):
            return
        self.model.spoil(None if changes.tags or changes.experiments else changes.runs)
        self._dirty = True
        if self.isVisible():
            self._read()

    @Slot()
    def _count(self) -> None:
        """Say how many runs there are and what they take, and on the buttons how many are selected."""
        every, many = self._every, len(self.model.selection)
        known = [self._sizes[run_id] for run_id in every if run_id in self._sizes]
        amount = f", {size(sum(known))}" if every and len(known) == len(every) else ""
        self.total.setText(f"{counted(len(every))}{amount}" if every else "")
        changes = not self.workspace.tasks.read_only
        self.empty.setEnabled(bool(every) and changes)
        self.restore.setText(f"Restore {counted(many)}")
        self.purge.setText(f"Delete {counted(many)} permanently…")
        self.restore.setEnabled(changes)
        self.purge.setEnabled(changes)
        self.bar.show_count(many, len(self.model.ids))

    @Slot(object, object)
    def _sort_by(self, column: str, _adds: bool) -> None:
        if column == "tags":
            return
        before, descending = self._sort
        self._sort = (column, not descending if column == before else column in ("trashed", "size"))
        self._show_order()
        self._read()

    def _show_order(self) -> None:
        self.table.set_orders({self._sort[0]: (0, self._sort[1])})

    @Slot(object)
    def _open(self, run_id: int) -> None:
        row = self.model.row(self.model.find(run_id))
        if row is not None:
            self.workspace.open_run(row.info.hash)

    @Slot(object, object)
    def _show_menu(self, run_id: int | None, at: QPoint) -> None:
        if run_id is not None:
            selection = self.model.selection
            if len(selection) and run_id not in selection:
                selection.only((run_id,))
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill(menu, self.commands, ("trash.open", "trash.select", "", "trash.restore", "trash.purge"))
            menu.popup(at)

    def _chosen(self) -> list[int]:
        """Return the selected runs, or else the current one."""
        current = self.table.choosing.current_id
        return self.model.selection.ordered(self.model.ids) or ([] if current is None else [current])

    def _ask(self, ids: list[int]) -> None:
        if ids:
            self.workspace.tasks.read(partial(_briefs, ids), owner=self, key="question", then=self._ask_purge)

    def _ask_purge(self, briefs: list[Brief]) -> None:
        if briefs:
            PurgeDialog(self, self.workspace, briefs).open()

    def _go_to_runs(self) -> None:
        self.workspace.go.emit(Route("runs"))

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _own_commands(self) -> list[Command]:
        table, may, some = self.table, self._may_act, self._has_rows
        facts = (
            ("search", "Search the trash", "By name", "search", "/", self._focus_search, always),
            ("down", "Next row", "One row down", "arrow-down", "J", partial(table.step, 1), some),
            ("up", "Previous row", "One row up", "arrow-up", "K", partial(table.step, -1), some),
            ("open", "Open run", "Show its page", "arrow-right", "", table.open_current, some),
            ("select", "Select row", "Or take it back", "check", "X", table.choosing.toggle_current, some),
            ("select_all", "Select all rows", "All listed", "check", "", table.choosing.select_all, some),
            (
                "restore",
                "Restore runs",
                "Take them out of the trash",
                "undo-2",
                "",
                self.restore_selected,
                may,
            ),
            ("purge", "Delete permanently…", "There is no way back", "trash-2", "Del", self.ask_purge, may),
            (
                "empty",
                "Empty trash…",
                "Delete all of it permanently",
                "trash-2",
                "",
                self.ask_empty,
                self._may_empty,
            ),
            ("refresh", "Refresh", "Read the trash anew", "refresh-cw", "F5", self._read, always),
        )
        return [
            Command(f"{_CONTEXT}.{name}", title, tip, icon, key, _CONTEXT, run, rule)
            for name, title, tip, icon, key, run, rule in facts
        ]

    def _has_rows(self) -> bool:
        return bool(self.model.ids)

    def _may_act(self) -> bool:
        return bool(self._chosen()) and not self.workspace.tasks.read_only

    def _may_empty(self) -> bool:
        return bool(self._every) and not self.workspace.tasks.read_only


def _found(asked: _Asked, store: Store, _cancel: Cancel) -> _Answer:
    every = trash.find(store, "", asked.sort, descending=asked.descending)
    ids = every
    if asked.text.strip():
        ids = trash.find(store, asked.text, asked.sort, descending=asked.descending)
    return _Answer(ids, read_rows(store, ids[:_FIRST]), every)


def _rows(request: Request, store: Store, _cancel: Cancel) -> tuple[Request, dict[int, TrashRow]]:
    return request, read_rows(store, request.ids)


def _sizes(ids: array[int], store: Store, _cancel: Cancel) -> dict[int, int]:
    return run_sizes(store, ids)


def _briefs(ids: list[int], store: Store, _cancel: Cancel) -> list[Brief]:
    return brief.briefs(store, ids)
