"""`RunsPage`: all runs, the search among them, and the table of those found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet, always, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.parts.first_run import FirstRun
from runyard.desktop.parts.query_field import QueryField, WordsLine
from runyard.desktop.parts.run_actions import RunActions, SelectionBar
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, PageHeader
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem, Problem
from runyard.search.tree import Query
from runyard.search.vocabulary import Vocabulary
from runyard.search.words import words
from runyard.storage import listing
from runyard.storage.listing import Listing
from runyard.storage.store import Store

_CONTEXT = "runs"
_ALL = [("All runs that are not archived", False)]


class RunsPage(Page):
    """Header, search, words and table; the first-run page while there is nothing to list."""

    title = "Runs"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.state = RunsState(workspace, self)
        self.header = PageHeader(self.title)
        self.field = QueryField()
        self.words = WordsLine()
        self.runs = RunTable(workspace)
        self.faces = Faces(self.runs)
        self.run_actions = RunActions(workspace, commands, _CONTEXT, self._acted_on, self)
        self.run_actions.follow(self.runs)
        self.bar = SelectionBar(self.run_actions)
        self.first_run: FirstRun | None = None
        self._began = False
        self._asked: Route | None = None
        self._names_old = True
        self._main = QWidget()
        self._stack = QStackedLayout()
        self._arrange()
        self._connect()
        self.words.set_words(_ALL)
        commands.add(*self._own_commands())

    def show_route(self, route: Route) -> None:
        self._asked = route
        if not self._began:
            self._began = True
            self.faces.show_loading()
            self.state.load()
        elif self.state.is_loaded:
            self._answer_route()
            if not self.field.edit.hasFocus():
                self.runs.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.runs.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.runs.set_awake(False)
        super().hideEvent(event)

    @Slot()
    def _begin(self) -> None:
        """What the repository keeps of the page is here: list the runs."""
        self._look(self.state.view)
        self._answer_route()
        if self.field.query.tree is None:  # nothing is typed, or what was kept is no query any more
            self._search(self.field.query)

    def _answer_route(self) -> None:
        """Show what the last visit asked for."""
        route, self._asked = self._asked, None
        if route is None:
            return
        if route.view:
            self.state.open(route.view)
        if route.query is not None and route.query != self.field.text():
            self._read_names()
            self.state.alter(query=route.query)

    @Slot(object)
    def _look(self, view: TableView) -> None:
        """Look as the view says."""
        self.runs.set_view(view)
        if view.query != self.field.text():
            self.field.set_text(view.query)

    @Slot(object)
    def _take_view(self, view: TableView) -> None:
        """The table was sorted, or its columns dragged."""
        self.state.change(replace(view, query=self.state.view.query))

    def _arrange(self) -> None:
        search = QHBoxLayout()
        search.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, 0)
        search.addWidget(self.field)
        inner = QVBoxLayout(self._main)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addLayout(search)
        inner.addWidget(self.words)
        inner.addWidget(self.faces, 1)
        inner.addWidget(self.bar)
        self._stack.addWidget(self._main)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._stack, 1)

    def _connect(self) -> None:
        self.field.query_changed.connect(self._search)
        self.field.problem_changed.connect(self._explain)
        self.field.left.connect(self._leave_field)
        self.field.entered_focus.connect(self._read_names)
        self.state.loaded.connect(self._begin)
        self.state.view_changed.connect(self._look)
        self.runs.view_changed.connect(self._take_view)
        self.runs.found.connect(self._show_found)
        self.runs.troubled.connect(self._show_trouble)
        self.runs.opened.connect(self.workspace.open_run)
        self.runs.menu_asked.connect(self._show_menu)
        self.runs.model.selection.changed.connect(self._share_selection)
        self.bar.cleared.connect(self.runs.model.selection.clear)
        self.bar.all_asked.connect(self._select_all)
        self.workspace.tasks.changed.connect(self._changed)

    @Slot(object)
    def _search(self, query: Query) -> None:
        self.state.alter(query=self.field.text())
        self.words.set_words(words(query) or _ALL)
        self.runs.search(query)

    @Slot(object)
    def _show_found(self, found: Listing) -> None:
        self.workspace.runs_in_view = found.ids
        self.words.set_listing(found)
        if not found.total:
            self._show_first_run()
            return
        self._stack.setCurrentWidget(self._main)
        if found.ids:
            self._show_rows()
        elif self.field.query.tree is not None:
            self.faces.show_no_match(self.clear_search, "Try fewer conditions or other values")
        else:
            self.faces.show_empty(
                "All runs are archived",
                "They are listed on request",
                "Show archived runs",
                self._show_archived,
            )

    def _show_rows(self) -> None:
        """Show the table; the first time it takes the focus, unless somebody types already."""
        first = self.faces.face != "content"
        self.faces.show_content()
        if first and not self.field.text():
            self.runs.setFocus()

    @Slot(object)
    def _show_trouble(self, problem: Exception) -> None:
        self.words.set_listing(None)
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self.refresh)

    @Slot(object, object)
    def _explain(self, problem: Problem | None, warning: bool) -> None:
        self.words.set_problem(problem, warning=warning)

    def _show_first_run(self) -> None:
        if self.first_run is None:
            self.first_run = FirstRun(self.workspace)
            self._stack.addWidget(self.first_run)
        self._stack.setCurrentWidget(self.first_run)

    def _show_archived(self) -> None:
        self.field.set_text("run.archived")

    @Slot()
    def _leave_field(self) -> None:
        self.runs.setFocus()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        self._names_old = True

    @Slot()
    def _read_names(self) -> None:
        """Learn the names that completion offers, when somebody is about to type one."""
        if self._names_old:
            self._names_old = False
            self.workspace.tasks.read(_vocabulary, owner=self, key="vocabulary", then=self._take_names)

    def _take_names(self, names: Vocabulary) -> None:
        self.field.set_vocabulary(names)

    @Slot()
    def _share_selection(self) -> None:
        selected = self.runs.selected()
        self.workspace.selection.set(selected)
        self.bar.set_selected(selected, len(self.workspace.runs_in_view))

    @Slot(object, object)
    def _show_menu(self, run_id: int | None, at: QPoint) -> None:
        if run_id is not None:
            selection = self.runs.model.selection
            if len(selection) and run_id not in selection:
                selection.only((run_id,))  # what the menu does is done to the row it was opened on
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            fill(
                menu,
                self.commands,
                ("runs.open", "runs.select", "", *self.run_actions.menu(), "", "runs.copy"),
            )
            menu.popup(at)

    def focus_search(self) -> None:
        """Put the cursor in the search field."""
        self.field.focus()

    def clear_search(self) -> None:
        """List all runs again."""
        self.field.set_text("")
        self.runs.setFocus()

    def refresh(self) -> None:
        """Read everything anew."""
        self.runs.refresh()

    def _own_commands(self) -> list[Command]:
        table = self.runs.table

        def made(
            id_: str,
            title: str,
            tip: str,
            icon: str,
            key: str,
            run: Callable[[], None],
            rule: Callable[[], bool],
        ) -> Command:
            return Command(f"runs.{id_}", title, tip, icon, key, _CONTEXT, run, rule)

        listed, chosen = self._lists_runs, self._has_chosen
        return [
            made(
                "search", "Search runs", "Type a query", "search", "/", self.focus_search, self._shows_table
            ),
            made("clear", "Clear search", "List all runs", "x", "", self.clear_search, self._has_search),
            made("refresh", "Refresh", "Read the runs anew", "refresh-cw", "F5", self.refresh, always),
            made("down", "Next row", "One row down", "arrow-down", "J", partial(table.step, 1), listed),
            made("up", "Previous row", "One row up", "arrow-up", "K", partial(table.step, -1), listed),
            made("open", "Open run", "Show its page", "arrow-right", "", table.open_current, chosen),
            made(
                "select", "Select row", "Or take it back", "check", "X", table.choosing.toggle_current, chosen
            ),
            made("select_all", "Select all rows", "All listed runs", "check", "", self._select_all, listed),
            made("copy", "Copy rows", "Cells of the selected rows", "copy", "", self.runs.copy, chosen),
        ]

    @Slot()
    def _select_all(self) -> None:
        self.runs.table.choosing.select_all()

    def _shows_table(self) -> bool:
        return self._stack.currentWidget() is self._main

    def _has_search(self) -> bool:
        return bool(self.field.text())

    def _lists_runs(self) -> bool:
        return self._shows_table() and bool(self.runs.model.ids)

    def _has_chosen(self) -> bool:
        return self._lists_runs() and bool(self.runs.chosen())

    def _acted_on(self) -> list[int]:
        """Return the runs that commands are about: none while the table is not to be seen."""
        return self.runs.chosen() if self._lists_runs() else []


def _vocabulary(store: Store, _cancel: Cancel) -> Vocabulary:
    return listing.vocabulary(store)
