"""`HomePage`: the first look at a repository."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Page, Route
from runyard.desktop.pages.home.front import Front
from runyard.desktop.pages.home.reading import Home
from runyard.desktop.pages.home.state import HomeState
from runyard.desktop.parts.activity import ActivityFeed
from runyard.desktop.parts.first_run import FirstRun
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Button, Faces, PageHeader, Rule
from runyard.domain.errors import KnownProblem

_FEED, _LOW_FEED = 320, 240
#: From this width on the feed stands beside the rest.
_ROOM = 900
_ENDLESS = 16_777_215
_OPEN = "app.open"


class HomePage(Page):
    """What is at work and what there is, or how to begin while there is nothing."""

    title = "Home"

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.state = HomeState(workspace, self)
        self.header = PageHeader(self.title)
        self.open = Button("Open repository…", "folder")
        self.front = Front(workspace)
        self.faces = Faces(self.front)
        self.feed = ActivityFeed(workspace)
        self.first_run: FirstRun | None = None
        self._normal = QWidget()
        self._row = QHBoxLayout(self._normal)
        self._upright, self._level = Rule(), Rule(Qt.Orientation.Horizontal)
        self._beside: bool | None = None
        self._stack = QStackedLayout()
        self._arrange()
        self.open.clicked.connect(partial(commands.run, _OPEN))
        self.open.hide()
        self.front.asked.connect(workspace.go)
        self.state.found.connect(self._show)
        self.state.counted.connect(self.front.show_totals)
        self.state.failed.connect(self._fail)

    def show_route(self, route: Route) -> None:
        self.faces.show_loading()
        self.state.set_awake(True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.state.set_awake(True)

    def hideEvent(self, event: QHideEvent) -> None:
        self.state.set_awake(False)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_beside(self.width() >= _ROOM)

    def _set_beside(self, beside: bool) -> None:
        """Put the feed at the right, or below where there is no room."""
        if beside == self._beside:
            return
        self._beside = beside
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._upright.setVisible(beside)
        self._level.setVisible(not beside)
        if beside:
            self.feed.setFixedWidth(_FEED)
            self.feed.setMaximumHeight(_ENDLESS)
        else:
            self.feed.setMinimumWidth(0)
            self.feed.setMaximumSize(_ENDLESS, _LOW_FEED)

    def _arrange(self) -> None:
        self.header.tools.addWidget(self.open)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.faces, 1)
        for part in (self._upright, self._level, self.feed):
            self._row.addWidget(part)
        self._set_beside(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(self._stack, 1)
        self._stack.addWidget(self._normal)  # in a page already: else it would be shown as a window

    @Slot(object)
    def _show(self, home: Home) -> None:
        empty = not home.counts.total
        self.open.setVisible(empty and _OPEN in {command.id for command in self.commands.all()})
        if empty and not home.trashed:
            self._show_first_run()
            return
        self._stack.setCurrentWidget(self._normal)
        if empty:
            self.faces.show_empty(
                "All runs are in the trash",
                "They can be restored from there",
                "Show the trash",
                self._show_trash,
            )
            return
        self.front.show_home(home)
        self.faces.show_content()

    def _show_first_run(self) -> None:
        if self.first_run is None:
            self.first_run = FirstRun(self.workspace)
            self._stack.addWidget(self.first_run)
        self._stack.setCurrentWidget(self.first_run)

    def _show_trash(self) -> None:
        self.workspace.go.emit(Route("trash"))

    @Slot(object)
    def _fail(self, problem: Exception) -> None:
        self._stack.setCurrentWidget(self._normal)
        hint = problem.hint if isinstance(problem, KnownProblem) else ""
        sentence = problem.sentence if isinstance(problem, KnownProblem) else str(problem)
        self.faces.show_failed(sentence, hint, self.state.read)
