"""`ExperimentsPage`: all experiments, with what can be done to them."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QMouseEvent, QShowEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.experiments.cells import COLUMNS, SORTS, Line, line
from runyard.desktop.pages.experiments.commands import CONTEXT, ListCommands
from runyard.desktop.parts.experiment_actions import ExperimentActions
from runyard.desktop.state import Workspace
from runyard.desktop.tables import PADDING, PagedTableModel, Request, Table
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Faces, PageHeader, SearchField, Segmented
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import experiments
from runyard.storage.organise.experiments import DEFAULT, Standing
from runyard.storage.store import Store

#: A busy training commits twice a second, and counting costs more the more runs there are.
_PAUSE_MS = 400
_SEARCH = 280
_MENU = ("open", "list", "", "edit", "move", "archive", "unarchive", "", "delete")


class ExperimentsPage(Page):
    """Search, active or archived, and the table."""

    title = "Experiments"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.header = PageHeader(self.title)
        self.new = Button("New experiment…", "plus", "primary")
        self.new.setEnabled(not workspace.tasks.read_only)
        self.search = SearchField("Find an experiment", key="/")
        self.which = Segmented([(False, "Active"), (True, "Archived")], name="Which experiments")
        self.model = PagedTableModel(self)
        self.model.selection.single = True
        self.table = Table(self.model)
        self.faces = Faces(self.table)
        self.doing = ExperimentActions(workspace, self)
        self._found: dict[int, Standing] = {}
        self._sort = ("active", True)
        self._stale = True
        self._wanted = ""
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._connect()
        self.does = ListCommands(workspace, self.doing, self.chosen, self)
        commands.add(*self.does.own(search=self.focus_search, refresh=self.refresh))

    def show_route(self, route: Route) -> None:
        if self._stale:
            self.refresh()
        self.table.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.faces.face != "blank":
            self.refresh()

    def chosen(self) -> Standing | None:
        """Return the experiment that the commands are about."""
        selected = self.model.selection.ordered(self.model.ids)
        number = selected[0] if selected else self.table.choosing.current_id
        return self._found.get(number) if number is not None else None

    def _arrange(self) -> None:
        self.table.set_row_height(sizes.ROW_ROOMY)
        self.table.show_columns(COLUMNS)
        self.search.setFixedWidth(_SEARCH)
        self.header.tools.addWidget(self.new)
        self.focus_first = self.table
        self.table.set_name("Experiments")
        tools = QHBoxLayout()
        tools.setContentsMargins(sizes.MARGIN, sizes.GAP, sizes.MARGIN, sizes.GAP)
        tools.setSpacing(sizes.GAP)
        tools.addWidget(self.search)
        tools.addWidget(self.which)
        tools.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(tools)
        column.addWidget(self.faces, 1)

    def _connect(self) -> None:
        self.new.clicked.connect(self.doing.create)
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self.table.setFocus)
        self.which.changed.connect(self._list)
        self.table.opened.connect(self._open)
        self.table.pinned.pressed_at.connect(self._press_name)
        self.table.menu_asked.connect(self._show_menu)
        self.table.sort_asked.connect(self._sort_by)
        self.model.wanted.connect(self._give)
        self.doing.created.connect(self._show_created)
        self._soon.timeout.connect(self.refresh)
        self.workspace.tasks.changed.connect(self._changed)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if not (changes.runs or changes.gone or changes.experiments):
            return
        self._stale = True
        if not self.isVisible() or self._soon.isActive():
            return
        if changes.experiments:
            self.refresh()
        else:
            self._soon.start()

    @Slot()
    def refresh(self) -> None:
        """Read the experiments anew."""
        self._stale = False
        self.faces.show_loading()
        self.workspace.tasks.read(_standings, owner=self, key="list", then=self._take, failed=self._fail)

    def _take(self, found: list[Standing]) -> None:
        self._found = {standing.experiment.id: standing for standing in found}
        self.model.spoil()
        self._list()
        self._soon.stop()

    def _fail(self, problem: Exception) -> None:
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self.refresh)

    @Slot()
    def _list(self) -> None:
        """Show what fits the search, in order."""
        archived = bool(self.which.key())
        words = self.search.text().casefold().split()
        column, descending = self._sort
        among = [one for one in self._found.values() if one.experiment.archived == archived]
        fitting = [one for one in among if _fits(one, words)]
        fitting.sort(key=SORTS["name"])
        fitting.sort(key=SORTS[column], reverse=descending)
        self.table.show_ids(array("q", [one.experiment.id for one in fitting]))
        self.model.prime({one.experiment.id: line(one) for one in fitting})
        self.table.set_orders({column: (0, descending)})
        if self._wanted:
            self._stand_on(self._wanted)
        if fitting:
            self.faces.show_content()
        elif among:
            self.faces.show_no_match(self.search.clear)
        else:
            self._show_none(archived=archived)

    def _show_none(self, *, archived: bool) -> None:
        if archived:
            title, sentence = "No archived experiments", "What is archived is listed here"
            self.faces.show_empty(title, sentence, "Show active ones", self._show_active)
        else:
            sentence = f"Runs that name none go to {DEFAULT}, which their first one makes"
            self.faces.show_empty("No experiments yet", sentence, "New experiment…", self.doing.create)

    def _show_active(self) -> None:
        self.which.set_key(False)
        self._list()

    @Slot(object)
    def _give(self, request: Request) -> None:
        rows = {number: line(self._found[number]) for number in request.ids if number in self._found}
        self.model.receive(request, rows)

    @Slot(object, object)
    def _sort_by(self, column: str, _adds: bool) -> None:
        old, descending = self._sort
        self._sort = (column, not descending if column == old else column not in ("name", "description"))
        self._list()

    @Slot(object, object)
    def _press_name(self, place: int, event: QMouseEvent) -> None:
        """A press on the words of a name opens it, beside them it only chooses the row."""
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        row = self.model.row(place) if place >= 0 else None
        if not plain or not isinstance(row, Line):
            return
        look = self.table.pinned.cells.look
        wide = look.plain.width(COLUMNS[0].cell.text(row, row.cells[0]))
        end = min(sizes.MARGIN + wide, self.table.pinned.width() - PADDING)
        if sizes.MARGIN <= event.position().x() <= end:
            self._open(row.standing.experiment.id)

    @Slot(object)
    def _open(self, number: int) -> None:
        self.workspace.go.emit(Route("experiment", experiment=number))

    @Slot(object, object)
    def _show_menu(self, number: int | None, at: QPoint) -> None:
        if number is not None:
            self.menu_of(number).popup(at)

    def menu_of(self, number: int) -> QMenu:
        """Return what can be done to an experiment."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about = self._found[number].experiment
        self.commands.add(self.does.moving(about.runs))
        unwanted = "archive" if about.archived else "unarchive"
        fill(menu, self.commands, [id_ and f"{CONTEXT}.{id_}" for id_ in _MENU if id_ != unwanted])
        return menu

    @Slot(str)
    def _show_created(self, name: str) -> None:
        """Stand on the new one, wherever the list was."""
        self._wanted = name
        self.search.clear()
        self._show_active()

    def _stand_on(self, name: str) -> None:
        names = [self._found[number].experiment.name for number in self.model.ids]
        place = names.index(name) if name in names else -1
        if place >= 0:
            self._wanted = ""
            self.model.selection.only((self.model.ids[place],))
            self.table.choosing.set_current(place)
            self.table.reveal(place)

    def focus_search(self) -> None:
        """Put the cursor in the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()


def _standings(store: Store, _cancel: Cancel) -> list[Standing]:
    return experiments.standings(store)


def _fits(standing: Standing, words: list[str]) -> bool:
    text = f"{standing.experiment.name} {standing.experiment.description}".casefold()
    return all(word in text for word in words)
