"""`ExperimentPage`: one experiment."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from runyard.desktop.commands import Command, CommandSet, fill
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.experiment import snapshot as reads
from runyard.desktop.pages.experiment.header import ExperimentHeader
from runyard.desktop.pages.experiment.runs_tab import CONTEXT
from runyard.desktop.pages.experiment.snapshot import GoneError, Snapshot
from runyard.desktop.pages.experiment.stack import TABS, TabStack
from runyard.desktop.parts import queries
from runyard.desktop.parts.experiment_actions import ExperimentActions
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Faces, TabBar
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views

_PAUSE_MS = 400
_MENU = ("edit", "move_all", "put_away", "bring_back", "", "remove")


class ExperimentPage(Page):
    """Header and tabs of the experiment that a route names."""

    title = "Experiment"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self._wanted: int | None = None
        self._snapshot: Snapshot | None = None
        self._tab = "overview"
        self._stale = False
        #: What was chosen to find the best runs by, of which experiment, while it is being written.
        self._unwritten: tuple[int, Any] | None = None
        self.doing = ExperimentActions(workspace, self)
        self.header = ExperimentHeader()
        self.tabs = TabBar(name="Parts of the experiment")
        self.stack = TabStack(workspace, commands, self.doing)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._arrange()
        self._connect()
        commands.add(*self._own_commands())

    @property
    def current_tab(self) -> str:
        """Return the key of the tab in front."""
        return self._tab

    def show_route(self, route: Route) -> None:
        if route.experiment is not None and route.experiment != self._wanted:
            self._wanted = route.experiment
            self._show_tab(route.tab or "overview")
            self.faces.show_loading()
            self.refresh()
            return
        if self._wanted is None:
            self._show_nothing("No experiment is chosen", "Choose one from the list")
            return
        if route.tab:
            self._show_tab(route.tab)
        if self._stale:
            self.refresh()

    def leave(self) -> None:
        self.stack.leave()

    @Slot()
    def refresh(self) -> None:
        """Read the experiment anew."""
        if self._wanted is None:
            return
        self._stale = False
        self._ask(None)

    def _ask(self, known: Snapshot | None) -> None:
        assert self._wanted is not None
        job = partial(reads.read, self._wanted, known)
        self.workspace.tasks.read(job, owner=self, key="experiment", then=self._take, failed=self._fail)

    def _arrange(self) -> None:
        for key, title in TABS:
            self.tabs.add(key, title)
        self.tabs.set_current(self._tab)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.header)
        inner.addWidget(self.tabs)
        inner.addWidget(self.stack, 1)
        self.faces = Faces(content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.faces)

    def _connect(self) -> None:
        self.header.listed.connect(self._go_up)
        self.header.chosen.connect(self._go_to)
        self.header.show_runs.clicked.connect(self._list_runs)
        self.header.more.clicked.connect(self._show_menu)
        self.tabs.chosen.connect(self._ask_tab)
        self.stack.best_chosen.connect(self._keep_best)
        self.doing.deleted.connect(self._leave_deleted)
        self._soon.timeout.connect(self._follow)
        self.workspace.tasks.changed.connect(self._changed)

    def _take(self, snapshot: Snapshot) -> None:
        if self._unwritten is not None and self._unwritten[0] == snapshot.id:
            snapshot = snapshot._replace(best=self._unwritten[1])  # it was read before the choice
        self._snapshot = snapshot
        self.header.show_snapshot(snapshot)
        self.tabs.set_count("runs", snapshot.listed)
        self.tabs.set_count("notes", snapshot.standing.notes)
        if self.stack.has(self._tab):
            self.stack.show_snapshot(snapshot)
        else:
            self._bring_tab()
        self.faces.show_content()

    def _fail(self, problem: Exception) -> None:
        if isinstance(problem, GoneError):
            self._snapshot = None
            self._show_nothing(problem.sentence, problem.hint)
        elif isinstance(problem, KnownProblem):
            self.faces.show_failed(problem.sentence, problem.hint, self.refresh)

    def _show_nothing(self, title: str, sentence: str) -> None:
        self.faces.show_empty(title, sentence, "Show experiments", self._go_up)

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if self._wanted is None or not (changes.runs or changes.gone or changes.experiments):
            return
        self._stale = True
        if not self.isVisible() or self._soon.isActive():
            return
        if changes.experiments:
            self._follow()
        else:
            self._soon.start()

    @Slot()
    def _follow(self) -> None:
        """Something has changed: read again what may be other."""
        if self._wanted is not None:
            self._stale = False
            self._ask(self._snapshot)

    def _show_tab(self, key: str) -> None:
        if key not in dict(TABS):
            return
        if self._tab == "notes" and key != "notes":
            self.stack.leave()
        self._tab = key
        self.tabs.set_current(key)
        # A tab is built once there is something to show on it, in a turn of its own after the page.
        if self.stack.has(key) or self._snapshot is not None:
            self._bring_tab()

    def _bring_tab(self) -> None:
        tab = self.stack.bring(self._tab)
        if self._snapshot is not None and self._snapshot.id == self._wanted:
            self.stack.show_snapshot(self._snapshot)
        focus = QApplication.focusWidget()
        if self._tab in ("runs", "notes") and (focus is None or not self.tabs.isAncestorOf(focus)):
            tab.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _ask_tab(self, key: str) -> None:
        self.workspace.go.emit(Route("experiment", experiment=self._wanted, tab=key))

    @Slot()
    def _go_up(self) -> None:
        self.workspace.go.emit(Route("experiments"))

    @Slot(object)
    def _go_to(self, experiment_id: int) -> None:
        self.workspace.go.emit(Route("experiment", experiment=experiment_id, tab=self._tab))

    @Slot()
    def _list_runs(self) -> None:
        if self._snapshot is not None:
            self.workspace.go.emit(Route("runs", query=queries.of_experiment(self._snapshot.name)))

    @Slot(object)
    def _keep_best(self, kept: Any) -> None:
        if self._snapshot is None:
            return
        self._snapshot = self._snapshot._replace(best=kept)
        self.stack.overview.show_snapshot(self._snapshot)
        if not self.workspace.tasks.read_only:
            self._unwritten = self._snapshot.id, kept
            job = partial(views.put, kind=reads.BEST, name=str(self._snapshot.id), data=kept)
            self.workspace.tasks.write(job, owner=self, then=self._best_written, failed=self._best_refused)

    def _best_written(self, _changes: Changes) -> None:
        self._unwritten = None
        self._follow()  # what is being read began before it

    def _best_refused(self, problem: Exception) -> None:
        self._unwritten = None
        self.workspace.notice(str(problem), bad=True)
        self._follow()

    @Slot(object)
    def _leave_deleted(self, experiment_id: int) -> None:
        if experiment_id == self._wanted:
            self._wanted, self._snapshot = None, None
            self._go_up()

    def menu(self) -> QMenu:
        """Return what can be done to the experiment."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        archived = self._snapshot is not None and self._snapshot.standing.experiment.archived
        unwanted = "put_away" if archived else "bring_back"
        fill(menu, self.commands, [id_ and f"{CONTEXT}.{id_}" for id_ in _MENU if id_ != unwanted])
        return menu

    @Slot()
    def _show_menu(self) -> None:
        more = self.header.more
        menu = self.menu()
        place = more.mapToGlobal(QPoint(more.width() - menu.sizeHint().width(), more.height() + 4))
        menu.popup(place)

    def _own_commands(self) -> list[Command]:
        doing, switch = self.doing, self.header.open_switcher
        edit, move, remove = (partial(self._do, do) for do in (doing.edit, doing.move_runs, doing.delete))
        back = "Back in the list of experiments"
        rows = (
            ("refresh", "Refresh", "Read the experiment anew", "refresh-cw", "F5", self.refresh),
            ("search", "Search its runs", "Type a query", "search", "/", self._search),
            ("switch", "Show another experiment…", "Find it by name", "chevrons-up-down", "E", switch),
            ("list", "Show its runs", "In the runs page", "list", "", self._list_runs),
            ("note", "New note", "On this experiment", "notebook-pen", "N", self._new_note),
            ("edit", "Edit name and description…", "Both at once", "pencil", "", edit),
            ("move_all", "Move all its runs to…", "Another experiment", "folder-input", "", move),
            ("put_away", "Archive experiment", "Its runs stay listed", "archive", "", self._archive),
            ("bring_back", "Unarchive experiment", back, "archive-restore", "", self._archive),
            ("remove", "Delete experiment…", "You say where its runs go", "trash-2", "", remove),
        )
        looks = ("refresh", "search", "switch", "list")
        made = [
            Command(f"{CONTEXT}.{id_}", title, tip, icon, key, CONTEXT, run, rule)
            for id_, title, tip, icon, key, run in rows
            for rule in (self._has_one if id_ in looks else self._writes,)
        ]
        made += [
            Command(
                f"{CONTEXT}.tab.{key}",
                f"Show {title.lower()}",
                f"The {title} tab of this experiment",
                "flask-conical",
                f"Alt+{at}",
                CONTEXT,
                partial(self._ask_tab, key),
                self._has_one,
            )
            for at, (key, title) in enumerate(TABS, 1)
        ]
        return made

    def _has_one(self) -> bool:
        return self._snapshot is not None

    def _writes(self) -> bool:
        return self._has_one() and not self.workspace.tasks.read_only

    def _do(self, run: Any) -> None:
        if self._snapshot is not None:
            run(self._snapshot.id)

    def _archive(self) -> None:
        if self._snapshot is not None:
            self.doing.archive(self._snapshot.standing)

    def _search(self) -> None:
        self._ask_tab("runs")
        self.stack.runs.focus_search()

    def _new_note(self) -> None:
        self._ask_tab("notes")
        self.stack.notes.begin()
