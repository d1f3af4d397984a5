"""`RunsTab`: the runs of an experiment in the same table as everywhere, with a search among them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet, fill
from runyard.desktop.pages.experiment.snapshot import Snapshot
from runyard.desktop.parts import queries
from runyard.desktop.parts.choices import Kept
from runyard.desktop.parts.query_field import QueryField, WordsLine
from runyard.desktop.parts.run_actions import RunActions, SelectionBar
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.new_view import new_view
from runyard.desktop.state.table_view import decode, encode
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces
from runyard.domain.errors import KnownProblem, Problem
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.grammar.parse import parse
from runyard.search.tree import Query
from runyard.search.words import words
from runyard.storage.organise import views
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.listing import Listing

CONTEXT = "experiment"
#: How the table was left, the same for every experiment.
VIEW = "experiment.runs"
_HERE = "view"
_ALL = [("All its runs that are not archived", False)]
_MENU = (
    "rename",
    "label",
    "mark",
    "unmark",
    "",
    "move",
    "untag",
    "copy_hash",
    "",
    "archive",
    "unarchive",
    "delete",
)


class RunsTab(QWidget):
    """Search, words, table, and the bar of what is selected."""

    def __init__(self, workspace: Workspace, commands: CommandSet) -> None:
        super().__init__()
        self._workspace = workspace
        self._commands = commands
        self._name: str | None = None
        self._number = 0
        self._found: Listing | None = None
        self._loaded = False
        self.field = QueryField()
        self.words = WordsLine()
        self.runs = RunTable(workspace)
        self.faces = Faces(self.runs)
        self.acting = RunActions(workspace, commands, CONTEXT, self.chosen, self)
        self.acting.follow(self.runs)
        self.bar = SelectionBar(self.acting)
        self._kept = Kept(workspace, (VIEW, _HERE))
        self._arrange()
        self._connect()
        self.words.set_words(_ALL)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the runs of an experiment; another one begins without a search."""
        other = snapshot.id != self._number
        if not other and snapshot.name == self._name:
            return
        self._number, self._name = snapshot.id, snapshot.name
        if other and self.field.text():
            self.field.set_text("")  # which searches
        if self._loaded:
            self._search(self.field.query)
        else:
            self.faces.show_loading()
            self._workspace.tasks.read(_kept_view, owner=self, key="view", then=self._begin)

    def chosen(self) -> list[int]:
        """Return the runs that commands act on; on another tab none, since nobody sees them."""
        return self.runs.chosen() if self.isVisible() else []

    def focus_search(self) -> None:
        """Put the cursor in the search field."""
        self.field.focus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.runs.set_awake(True)
        self._share()

    def hideEvent(self, event: QHideEvent) -> None:
        self.runs.set_awake(False)
        super().hideEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.runs.setFocus(event.reason())  # a focus proxy would hide the search field from Tab

    def _arrange(self) -> None:
        search = QHBoxLayout()
        search.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, 0)
        search.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(search)
        column.addWidget(self.words)
        column.addWidget(self.faces, 1)
        column.addWidget(self.bar)

    def _connect(self) -> None:
        self.field.query_changed.connect(self._search)
        self.field.problem_changed.connect(self._explain)
        self.field.left.connect(self.runs.setFocus)
        self.field.entered_focus.connect(self._read_names)
        self.runs.found.connect(self._show_found)
        self.runs.troubled.connect(self._show_trouble)
        self.runs.opened.connect(self._workspace.open_run)
        self.runs.menu_asked.connect(self._show_menu)
        self.runs.view_changed.connect(self._keep)
        self.runs.model.selection.changed.connect(self._select)
        self.bar.cleared.connect(self.runs.model.selection.clear)
        self.bar.all_asked.connect(self.runs.table.choosing.select_all)

    def _begin(self, kept: Any) -> None:
        self._loaded = True
        view = decode(kept) if kept is not None else new_view(self._workspace.settings)
        self.runs.set_view(replace(view, query=""))
        self._search(self.field.query)

    @Slot(object)
    def _search(self, query: Query) -> None:
        if self._name is None or not self._loaded:
            return
        self.words.set_words(words(query) or _ALL)
        typed = queries.bracketed(query.text)
        self.runs.search(parse(queries.both(queries.of_experiment(self._name), typed)))

    @Slot(object)
    def _show_found(self, found: Listing) -> None:
        self.words.set_listing(found)
        self._found = found
        self._share()
        if found.ids:
            self.faces.show_content()
        elif self.field.query.tree is not None:
            self.faces.show_no_match(self._clear, "Try fewer conditions or other values")
        else:
            self.faces.show_empty(
                "No runs to list",
                "Runs that name this experiment stand here; archived ones on request",
                "Show archived runs",
                self._show_archived,
            )

    def _share(self) -> None:
        """Previous and next of the run page go through what is listed here."""
        if self.isVisible() and self._found is not None:
            self._workspace.runs_in_view = self._found.ids

    @Slot(object)
    def _show_trouble(self, problem: Exception) -> None:
        self.words.set_listing(None)
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self.runs.refresh)

    @Slot(object, object)
    def _explain(self, problem: Problem | None, warning: bool) -> None:
        self.words.set_problem(problem, warning=warning)

    def _clear(self) -> None:
        self.field.set_text("")
        self.runs.setFocus()

    def _show_archived(self) -> None:
        self.field.set_text(queries.ARCHIVED)

    @Slot()
    def _select(self) -> None:
        ids = self.runs.selected()
        self.bar.set_selected(ids, len(self.runs.model.ids))
        if self.isVisible():
            self._workspace.selection.set(ids)

    @Slot(object, object)
    def _show_menu(self, run_id: int | None, at: QPoint) -> None:
        if run_id is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill(menu, self._commands, [name and f"{CONTEXT}.{name}" for name in _MENU])
        menu.popup(at)

    @Slot()
    def _read_names(self) -> None:
        self._workspace.tasks.read(_vocabulary, owner=self, key="names", then=self._take_names)

    def _take_names(self, names: Vocabulary) -> None:
        self.field.set_vocabulary(names)

    @Slot()
    def _keep(self) -> None:
        """Keep how the table is looked at, for the next time and for other experiments."""
        self._kept.put(encode(replace(self.runs.view, query="")))


def _kept_view(store: Store, _cancel: Cancel) -> Any:
    return views.get(store, VIEW, _HERE)


def _vocabulary(store: Store, _cancel: Cancel) -> Vocabulary:
    return listing.vocabulary(store)
