"""`ChartsTab`: the series of one kind as a grid of charts, live while the run is."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.frame import Tab
from runyard.desktop.parts.chart_grid import ChartGrid
from runyard.desktop.parts.choices import Kept
from runyard.desktop.parts.run_charts import reading
from runyard.desktop.parts.run_charts.acting import ChartActions
from runyard.desktop.parts.run_charts.bar import ControlBar
from runyard.desktop.parts.run_charts.commands import chart_commands
from runyard.desktop.parts.run_charts.feeding import Feed
from runyard.desktop.parts.run_charts.loading import sentence
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.sheet import PointsSheet
from runyard.desktop.parts.run_charts.stage import Stage
from runyard.desktop.parts.run_charts.state import PINNED, ChartsState, Curve, Listing
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Faces
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher

if TYPE_CHECKING:
    from runyard.desktop.charts.big import BigChart
    from runyard.desktop.commands import CommandSet

_SHIFTS = {"earlier": -1, "later": 1}


class ChartsTab(Tab):
    """Control bar, sections of small charts, and one chart maximised when asked for."""

    outline: ClassVar[Outline] = Outline()

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.run_id = 0
        self.state = ChartsState(self.outline, self)
        self._known_options = False
        self._listing = False
        self._listen_again = False
        self.bar = ControlBar(self.outline, self.state.names)
        self.grid = ChartGrid()
        self.faces = Faces(self.grid)
        self.stage = Stage()
        self.feed = Feed(workspace.tasks, self.state, self.grid, self.stage, self)
        self.chart_actions = ChartActions(self, workspace, self.state, self.grid, self.stage, self.feed)
        self.sheet = PointsSheet(workspace.tasks)
        self._sheet_key: ChartKey | None = None
        self._moment: int | None = None
        self._kept = Kept(workspace, self.outline.choices)
        self._body = QWidget()
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self.faces)
        self._stack.addWidget(self.stage)
        self._stack.addWidget(self.sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._body, 1)
        self._connect()
        commands.add(*chart_commands(self))

    @property
    def big(self) -> BigChart | None:
        """The chart on the stage, once there was one."""
        return self.stage.chart

    def find_metric(self) -> None:
        """Go to the search field."""
        self.bar.search.search.setFocus()
        self.bar.search.search.selectAll()

    def show_whole(self) -> None:
        """Undo every zoom."""
        self.grid.forget_views()
        if self.big is not None:
            self.big.reset()
        self.feed.again()

    def _connect(self) -> None:
        self.bar.chosen.connect(self._choose)
        self.bar.searched.connect(self._search)
        self.grid.tool_used.connect(self.use_tool)
        self.grid.moved.connect(self._move_pin)
        self.grid.menu_asked.connect(self.chart_actions.open_menu)
        self.stage.menu_asked.connect(self.chart_actions.open_menu)
        self.chart_actions.used.connect(self.use_tool)
        self.bar.table.clicked.connect(self.toggle_table)
        self.bar.export.clicked.connect(self._export)
        self.sheet.closed.connect(self._close_sheet)
        self.stage.closed.connect(self._stage_closed)
        self.stage.tool_used.connect(self.use_tool)
        self.state.changed.connect(self._show_groups)

    # The frame's contract

    def show_run(self, run_id: int) -> None:
        """Show this run."""
        if run_id == self.run_id and not self.state.empty:
            self._read()
            return
        self.run_id = run_id
        self.feed.forget()
        self._close_sheet()
        self.stage.close_chart()
        self.grid.clear()
        self.faces.show_loading()
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again when this run or the pins changed."""
        if self.run_id in changes.runs or changes.views:
            self._read()

    def show_time(self, time: int) -> None:
        """Put the crosshair where something was logged at this moment."""
        self._moment = time
        if not self.state.empty and self.state.run is not None and self.state.run.id == self.run_id:
            self._show_moment()

    def _show_moment(self) -> None:
        time, self._moment = self._moment, None
        if time is not None:
            self.stage.close_chart()
            self.chart_actions.find_place(time)

    def deactivate(self) -> None:
        """Stop drawing what nobody sees."""
        self.grid.crosshair.move(None)

    # Reading

    def _read(self) -> None:
        if self._listing:
            self._listen_again = True
            return
        self._listing = True
        self.workspace.tasks.read(
            partial(reading.listing, self.outline, self.run_id),
            owner=self,
            key="listing",
            then=self._take,
            failed=self._refuse,
        )

    def _take(self, listing: Listing | None) -> None:
        self._listing = False
        if self._listen_again:
            self._listen_again = False
            self._read()
        if listing is None or listing.run.id != self.run_id:
            return
        self.feed.prober.start = listing.run.created
        fresh = not self._known_options
        self._known_options = True
        self.state.take(listing, with_options=fresh)
        if fresh:
            self.bar.show_options(self.state.options)
            self.grid.set_size(self.state.options.size)
        if self.state.search:
            self._match()
        if self._showing_sheet:
            self.sheet.update_curves(self._sheet_curves())
        else:
            self.feed.ask_changed()
        self._show_moment()

    def _refuse(self, problem: Exception) -> None:
        self._listing = self._listen_again = False
        known = problem if isinstance(problem, KnownProblem) else None
        words = known.sentence if known else f"The {self.outline.many} cannot be read"
        self.faces.show_failed(words, known.hint if known else "", self._retry)

    def _retry(self) -> None:
        self.faces.show_loading()
        self._read()

    # Sections

    @Slot()
    def _show_groups(self) -> None:
        groups = self.state.groups()
        sections = [self.chart_actions.section(group) for group in groups]
        pinned = frozenset(key for group in groups if group.key == PINNED for key in group.charts)
        self.grid.set_sections(sections, pinned)
        if self.state.empty:
            live = self.state.run is not None and self.state.run.status.active
            words = "They appear here as the run logs them" if live else "This run has logged none"
            self.faces.show_empty(f"No {self.outline.many}", words)
        elif not groups:
            self.faces.show_no_match(self.bar.search.clear)
        else:
            self.faces.show_content()
        self._head_stage()

    # Search

    @Slot(object)
    def _search(self, search: Matcher) -> None:
        self.state.set_search(search)
        if search:
            self._match()

    def _match(self) -> None:
        """Look for what is asked on a worker: a pattern may take its time."""
        self.workspace.tasks.read(
            partial(reading.matching, self.state.search, self.state.words()),
            owner=self,
            key="search",
            then=self._matched,
        )

    def _matched(self, answer: tuple[Matcher, frozenset[ChartKey], str | None]) -> None:
        search, found, problem = answer
        if search == self.state.search and search:
            self.bar.search.set_problem(problem)
            self.state.set_found(found)

    # Choices

    @Slot(object)
    def _choose(self, choices: dict[str, Any]) -> None:
        before = self.state.options
        self.state.set_options(**choices)
        options = self.state.options
        if options == before:
            return
        self._kept.put(options.plain())
        if "size" in choices:
            self.grid.set_size(options.size)
            self.feed.widths_changed()
            return
        if "x" in choices or "x_log" in choices:
            self.grid.forget_views()
            if self.big is not None:
                self.big.reset()
        if "apart" in choices:
            self.stage.close_chart()
        self.grid.forget_lines()
        self.feed.again()

    def _keep(self, place: tuple[str, str], data: Any) -> None:
        self.workspace.tasks.write(partial(reading.keep, place, data), owner=self, failed=self._unkept)

    def _unkept(self, problem: Exception) -> None:
        self.workspace.notice(sentence(problem), bad=True)

    # Pin and expand

    @property
    def current(self) -> ChartKey | None:
        """The chart on the stage, or that with the focus or under the mouse."""
        key = self.stage.key if self.stage.key is not None else self.grid.current()
        return key if isinstance(key, ChartKey) else None

    @Slot(object, str)
    def use_tool(self, key: Hashable, tool: str) -> None:
        """Do to a chart what its head or its menu was asked for."""
        if not isinstance(key, ChartKey):
            return
        if tool == "pin":
            self.state.toggle_pin(key.name)
            self._keep(self.outline.pins, list(self.state.pins))
        elif tool == "expand":
            self._open_stage(key)
        elif tool == "table":
            self._open_sheet(key)
        elif tool == "export":
            self.chart_actions.export(key)
        elif tool == "log":
            self.chart_actions.show_log(key)
        elif tool in _SHIFTS:
            self.grid.shift(key, _SHIFTS[tool])

    @Slot(object, object)
    def _move_pin(self, key: Hashable, before: Hashable) -> None:
        name = before.name if isinstance(before, ChartKey) else None
        if isinstance(key, ChartKey) and self.state.move_pin(key.name, name):
            self._keep(self.outline.pins, list(self.state.pins))

    def _open_stage(self, key: ChartKey) -> None:
        self.stage.open(key, self.grid.chart(key))
        self._head_stage()
        self._stack.setCurrentWidget(self.stage)
        self.stage.begin()

    def _head_stage(self) -> None:
        key = self.stage.key
        if key is not None:
            title = self.outline.title(key, pinned=True)
            self.stage.set_head(title, self.chart_actions.words(key), pinned=key.name in self.state.pins)

    @Slot(object)
    def _stage_closed(self, key: ChartKey) -> None:
        self._stack.setCurrentWidget(self.faces)
        self.feed.again()
        chart = self.grid.chart(key)
        if chart is not None:
            chart.setFocus()

    # Table

    @property
    def _showing_sheet(self) -> bool:
        return self._stack.currentWidget() is self.sheet

    @Slot()
    def toggle_table(self) -> None:
        """Show the points of the charts instead of them, or the charts again."""
        if self._showing_sheet:
            self._close_sheet()
        elif not self.state.empty:
            self._open_sheet(self.stage.key)
        self.bar.table.setChecked(self._showing_sheet)

    def _open_sheet(self, key: ChartKey | None) -> None:
        self._sheet_key = key
        many = len(self.state.charts())
        title = self.outline.title(key, pinned=True) if key is not None else f"All {many:,} charts shown"
        self._stack.setCurrentWidget(self.sheet)
        self.bar.table.setChecked(True)
        self.sheet.show_curves(title, self._sheet_curves())

    def _sheet_curves(self) -> list[Curve]:
        keys = [self._sheet_key] if self._sheet_key is not None else self.state.charts()
        return [curve for key in keys for curve in self.state.curves(key)]

    @Slot()
    def _close_sheet(self) -> None:
        if not self._showing_sheet:
            return
        self.bar.table.setChecked(False)
        self.sheet.forget()
        self._stack.setCurrentWidget(self.faces if self.stage.key is None else self.stage)
        self.feed.again()
        chart = self.grid.chart(self._sheet_key) if self._sheet_key is not None else None
        if self.stage.key is not None:
            self.stage.begin()
        elif chart is not None:
            chart.setFocus()

    @Slot()
    def _export(self) -> None:
        self.chart_actions.export()
