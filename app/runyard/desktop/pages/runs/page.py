"""`RunsPage`: all runs, the search among them, and the table of those found."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.runs.column_menu import ColumnMenu
from runyard.desktop.pages.runs.controls import Controls
from runyard.desktop.pages.runs.header import RunsHeader
from runyard.desktop.pages.runs.page_commands import CONTEXT, commands_of
from runyard.desktop.pages.runs.search_row import SearchRow
from runyard.desktop.pages.runs.state import RunsState
from runyard.desktop.parts.columns_panel import ColumnsPanel, edits
from runyard.desktop.parts.first_run import FirstRun
from runyard.desktop.parts.run_actions import RunActions, SelectionBar
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Cancel
from runyard.desktop.widgets import Faces
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem, Problem
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.tree import Query
from runyard.search.words import words
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.listing import Listing

_ALL = [("All runs that are not archived", False)]


class RunsPage(Page):
    """Header, search, controls and table; the first-run page while there is nothing to list."""

    title = "Runs"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.state = RunsState(workspace, self)
        self.runs = RunTable(workspace)
        self.header = RunsHeader(self.title, self.state, self.runs, workspace, commands)
        self.search = SearchRow(self.runs, workspace)
        self.field, self.words = self.search.field, self.search.words
        self.controls = Controls(self.state, self.runs, workspace)
        self.faces = Faces(self.runs)
        self.panel = ColumnsPanel()
        self.column_menu = ColumnMenu(self.runs, self._take_view, self)
        self.run_actions = RunActions(workspace, commands, CONTEXT, self.runs.chosen, self)
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
        commands.add(*commands_of(self))

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

    def leave(self) -> None:
        self.state.keep_now()  # the window may be about to close

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
        self.controls.show_view(view)
        self._show_columns()
        if view.query != self.field.text():
            self.field.set_text(view.query)

    @Slot(object)
    def _take_view(self, view: TableView) -> None:
        """The table was sorted, or its columns dragged, chosen or pinned."""
        self.state.change(replace(view, query=self.state.view.query))

    def _arrange(self) -> None:
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.faces, 1)
        beside.addWidget(self.panel)
        self.panel.hide()
        inner = QVBoxLayout(self._main)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.search)
        inner.addWidget(self.controls)
        inner.addLayout(beside, 1)
        inner.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self._main)  # in a page already: else it would be shown as a window

    def _connect(self) -> None:
        self.field.query_changed.connect(self._search)
        self.field.problem_changed.connect(self._explain)
        self.field.left.connect(self._leave_field)
        self.field.entered_focus.connect(self._read_names)
        self.search.save_asked.connect(self.header.views.save_as)
        self.controls.chips.text_asked.connect(self._write_query)
        self.controls.chips.place_asked.connect(self.field.select)
        self.controls.chips.names_wanted.connect(self._read_names)
        self.controls.columns_asked.connect(self.toggle_columns)
        self.header.export_asked.connect(self.run_actions.export)
        self.panel.changed.connect(self._take_view)
        self.panel.closed.connect(self.toggle_columns)
        self.panel.counted.connect(self.controls.show_count)
        self.panel.menu_asked.connect(self.column_menu.open)
        self.panel.reset_done.connect(self._offer_columns_back)
        self.state.loaded.connect(self._begin)
        self.state.view_changed.connect(self._look)
        self.bar.cleared.connect(self.runs.model.selection.clear)
        self.bar.all_asked.connect(self.runs.table.choosing.select_all)
        self.run_actions.follow(self.runs)
        self.runs.view_changed.connect(self._take_view)
        self.runs.found.connect(self._show_found)
        self.runs.troubled.connect(self._show_trouble)
        self.runs.opened.connect(self.workspace.open_run)
        self.runs.menu_asked.connect(self._show_menu)
        self.runs.head_menu_asked.connect(self.column_menu.open)
        self.runs.table.offer_head_menus()
        self.runs.model.selection.changed.connect(self._share_selection)
        self.workspace.tasks.changed.connect(self._changed)

    @Slot(object)
    def _write_query(self, text: str) -> None:
        """A filter was set. What is typed and no query yet is not written over, but told."""
        if self.field.text().strip() == self.field.query.text.strip():
            self.field.set_text(text)
        else:
            self.field.run()

    @Slot(object)
    def _search(self, query: Query) -> None:
        self.state.alter(query=self.field.text())
        self.search.recent.watch(query.text)
        self.words.set_words(words(query) or _ALL)
        self.controls.chips.set_query(query)
        self.runs.search(query)

    @Slot(object)
    def _show_found(self, found: Listing) -> None:
        self.workspace.runs_in_view = found.ids
        self.words.set_listing(found)
        self.header.export.setEnabled(bool(found.ids))
        self.controls.show_found()
        self._show_columns()
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
        """Show the table; the first time it takes the focus, unless somebody is busy elsewhere already."""
        first = self.faces.face != "content"
        self.faces.show_content()
        if first and (not self.field.text() or self.window().focusWidget() in (None, self)):
            self.runs.setFocus()

    def _show_columns(self) -> None:
        shown = [column.id for column in self.runs.shown]
        self.panel.show_columns(self.runs.columns, self.runs.own_choice, shown, self.state.view)

    @Slot(object)
    def _show_trouble(self, problem: Exception) -> None:
        self.words.set_listing(None)
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self.refresh)

    @Slot(object, object)
    def _explain(self, problem: Problem | None, warning: bool) -> None:
        self.words.set_problem(problem, warning=warning)
        known = problem is None or warning
        self.controls.chips.set_query(self.field.query if known else None)

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
        """Learn the names that completion and filters offer, when somebody is about to use one."""
        if self._names_old:
            self._names_old = False
            self.workspace.tasks.read(_vocabulary, owner=self, key="vocabulary", then=self._take_names)

    def _take_names(self, names: Vocabulary) -> None:
        self.field.set_vocabulary(names)
        self.controls.chips.set_names(names)

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

    @Slot(object)
    def _offer_columns_back(self, before: TableView) -> None:
        def undo() -> None:
            self._take_view(before)

        self.workspace.notice("Columns as the table chooses them", undo)

    def focus_search(self) -> None:
        """Put the cursor in the search field."""
        self.field.focus()

    def clear_search(self) -> None:
        """List all runs again."""
        self.field.set_text("")
        self.runs.setFocus()

    @Slot()
    def toggle_columns(self) -> None:
        """Open the column manager, or put it away."""
        opened = self.panel.isHidden()
        self.panel.setVisible(opened)
        self.controls.columns.set_on(opened)
        (self.panel.search if opened else self.runs).setFocus()

    def refresh(self) -> None:
        """Read everything anew."""
        self.runs.refresh()

    def reset_columns(self) -> None:
        """Show the columns that the table chooses."""
        before = self.state.view
        if edits.plain(before) != before:
            self._take_view(edits.plain(before))
            self._offer_columns_back(before)

    def shows_table(self) -> bool:
        """Whether there is a table, rather than the face of an empty repository."""
        return self._stack.currentWidget() is self._main

    def has_search(self) -> bool:
        """Whether something is searched for."""
        return bool(self.field.text())

    def lists_runs(self) -> bool:
        """Whether the table lists any runs."""
        return self.shows_table() and bool(self.runs.model.ids)

    def has_chosen(self) -> bool:
        """Whether a command on runs has runs to act on."""
        return self.lists_runs() and bool(self.runs.chosen())


def _vocabulary(store: Store, _cancel: Cancel) -> Vocabulary:
    return listing.vocabulary(store)
