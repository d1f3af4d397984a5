"""`ActivityFeed`: the feed with its head, read from the repository and kept up to date."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.frame import Route
from runyard.desktop.parts.activity.lines import Asked, Line, read
from runyard.desktop.parts.activity.list import FeedList
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Faces, Label, Select
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.overview.activity import EVENTS

PAGE = 50
#: A busy training commits twice a second, and a feed is not read that fast.
_PAUSE_MS = 400


class ActivityFeed(QWidget):
    """What happened in the repository, or in one experiment, the newest first."""

    def __init__(
        self, workspace: Workspace, experiment_id: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._asked = Asked(experiment_id, EVENTS, "", PAGE)
        self._stale = True
        self.title = Label("Activity", bold=True)
        self.kinds = Select(
            [(EVENTS, "All events"), (("run",), "Runs"), (("note",), "Notes")], name="Which events"
        )
        self.list = FeedList()
        self.faces = Faces(self.list)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._read)
        self._arrange()
        self.kinds.chosen.connect(self._choose_kinds)
        self.list.opened.connect(self._open)
        workspace.tasks.changed.connect(self._changed)

    def show_experiment(self, experiment_id: int | None, metric: str = "") -> None:
        """Show an experiment, or the whole repository for None; `metric` is the column told of its runs."""
        about = (experiment_id, metric)
        if about == (self._asked.experiment_id, self._asked.metric):
            return
        if experiment_id != self._asked.experiment_id:
            self._asked = self._asked._replace(limit=PAGE)
            self.list.show_lines([])
        self._asked = self._asked._replace(experiment_id=experiment_id, metric=metric)
        self._ask_again()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _arrange(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(sizes.MARGIN, 12, sizes.MARGIN, 4)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.kinds)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.faces, 1)

    @Slot(object)
    def _choose_kinds(self, kinds: tuple[str, ...]) -> None:
        self._asked = self._asked._replace(kinds=tuple(kinds), limit=PAGE)
        self._ask_again()

    @Slot(object)
    def _changed(self, changes: Changes) -> None:
        if changes.runs or changes.gone or changes.tags or changes.experiments:
            self._stale = True
            if self.isVisible() and not self._soon.isActive():
                self._soon.start()

    def _ask_again(self) -> None:
        self._stale = True
        if self.isVisible():
            self._read()

    @Slot()
    def _read(self) -> None:
        self._stale = False
        self.faces.show_loading()
        self._workspace.tasks.read(
            partial(read, self._asked), owner=self, key="feed", then=self._take, failed=self._fail
        )

    def _take(self, answer: tuple[Asked, list[Line]]) -> None:
        asked, lines = answer
        self.list.show_lines(lines)
        if lines:
            self.faces.show_content()
        elif asked.kinds == EVENTS:
            self.faces.show_empty("Nothing yet", "Runs and notes are told here as they come")
        else:
            what = "runs" if "run" in asked.kinds else "notes"
            self.faces.show_empty(
                f"No {what} yet", "Other events are hidden", "Show all events", self._show_all
            )

    def _fail(self, problem: Exception) -> None:
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self._read)

    def _show_all(self) -> None:
        self.kinds.set_key(EVENTS)
        self._choose_kinds(EVENTS)

    @Slot(object)
    def _open(self, line: Line) -> None:
        if line.kind == "more":
            self._asked = self._asked._replace(limit=self._asked.limit + PAGE)
            self._ask_again()
        elif line.kind == "note" and line.experiment is not None:
            self._workspace.go.emit(Route("experiment", experiment=line.experiment, tab="notes"))
        elif line.hash:
            self._workspace.open_run(line.hash)
        elif line.kind == "experiment":
            self._workspace.go.emit(Route("experiment", experiment=line.experiment))
        elif line.kind == "tag":
            self._workspace.go.emit(Route("tags"))
