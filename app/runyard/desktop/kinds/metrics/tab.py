"""`MetricsTab`: the metrics of a run as a grid of charts, live while the run is."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from runyard.desktop.charts.lines import Axes
from runyard.desktop.charts.options import XKind
from runyard.desktop.commands import Command
from runyard.desktop.frame import Tab
from runyard.desktop.kinds.metrics import reading
from runyard.desktop.kinds.metrics.bar import ControlBar
from runyard.desktop.kinds.metrics.loading import Loader, sentence
from runyard.desktop.kinds.metrics.probing import Place, Prober
from runyard.desktop.kinds.metrics.state import PINNED, ChartKey, Group, Listing, MetricsState, title_of
from runyard.desktop.parts.chart_grid import Cell, ChartGrid, Section
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Faces
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem

if TYPE_CHECKING:
    from runyard.desktop.charts.big import BigChart
    from runyard.desktop.commands import CommandSet

_VIEW_PAUSE_MS = 16
_KEEP_AFTER_MS = 400


class MetricsTab(Tab):
    """Control bar, sections of small charts, and one chart maximised when asked for."""

    def __init__(self, workspace: Workspace, commands: CommandSet, parent: QWidget | None = None) -> None:
        super().__init__(workspace, commands, parent)
        self.run_id = 0
        self.state = MetricsState(self)
        self._known_options = False
        self._listing = False
        self._listen_again = False
        self._active = False
        self._drawn: dict[Hashable, int] = {}
        self._pixels: dict[Hashable, int] = {}
        self.bar = ControlBar()
        self.grid = ChartGrid()
        self.faces = Faces(self.grid)
        self.big: BigChart | None = None
        self._big_key: ChartKey | None = None
        self._loader = Loader(workspace.tasks, self)
        self._moved: set[Hashable] = set()
        self._view_timer = QTimer(self, singleShot=True, interval=_VIEW_PAUSE_MS)
        self._prober = Prober(self.workspace.tasks, self._places, self)
        self._keep_timer = QTimer(self, singleShot=True, interval=_KEEP_AFTER_MS)
        self._body = QWidget()
        self._stack = QStackedLayout(self._body)
        self._stack.addWidget(self.faces)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self._body, 1)
        self._connect()
        commands.add(
            Command(
                "metrics.find", "Find a metric", "Search the metrics of this run", "search", "/", "run",
                self._find, self.isVisible,
            ),
            Command(
                "metrics.whole", "Show charts whole", "Undo every zoom", "zoom-in", "", "run",
                self._show_whole, self.isVisible,
            ),
        )  # fmt: skip

    def _find(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def _show_whole(self) -> None:
        self.grid.forget_views()
        if self.big is not None:
            self.big.reset()
        self._drawn.clear()
        self._ask(self._shown_keys())

    def _connect(self) -> None:
        self.bar.chosen.connect(self._choose)
        self.bar.searched.connect(self._search)
        self.grid.seen.connect(self._ask)
        self.grid.tool_used.connect(self._use_tool)
        self.grid.view_changed.connect(self._view_changed)
        self.grid.resized.connect(self._widths_changed)
        self._view_timer.timeout.connect(self._ask_moved)
        self.grid.crosshair.moved.connect(self._prober.crosshair_moved)
        self._keep_timer.timeout.connect(self._keep_options)
        self._loader.loaded.connect(self._draw)
        self._loader.failed.connect(self._fail)
        self.state.changed.connect(self._show_groups)

    # The frame's contract

    def show_run(self, run_id: int) -> None:
        """Show this run."""
        self._active = True
        if run_id == self.run_id and not self.state.empty:
            self._read()
            return
        self.run_id = run_id
        self._loader.forget()
        self._drawn.clear()
        self._close_big()
        self.grid.clear()
        self.faces.show_loading()
        self._read()

    def refresh(self, changes: Changes) -> None:
        """Read again when this run or the pins changed."""
        self._active = True
        if self.run_id in changes.runs or changes.views:
            self._read()

    def deactivate(self) -> None:
        """Stop drawing what nobody sees."""
        self._active = False
        self.grid.crosshair.move(None)

    # Reading

    def _read(self) -> None:
        if self._listing:
            self._listen_again = True
            return
        self._listing = True
        self.workspace.tasks.read(
            partial(reading.listing, self.run_id),
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
        self._prober.start = listing.run.created
        fresh = not self._known_options
        self._known_options = True
        self.state.take(listing, with_options=fresh)
        if fresh:
            self.bar.show_options(self.state.options)
            self.grid.set_size(self.state.options.size)
        self._ask_changed()

    def _refuse(self, problem: Exception) -> None:
        self._listing = self._listen_again = False
        known = problem if isinstance(problem, KnownProblem) else KnownProblem("The metrics cannot be read")
        self.faces.show_failed(known.sentence, known.hint, self._retry)

    def _retry(self) -> None:
        self.faces.show_loading()
        self._read()

    # Sections

    @Slot()
    def _show_groups(self) -> None:
        groups = self.state.groups()
        sections = [self._section(group) for group in groups]
        pinned = frozenset(key for group in groups if group.key == PINNED for key in group.charts)
        self.grid.set_sections(sections, pinned)
        if self.state.empty:
            live = self.state.run is not None and self.state.run.status.active
            words = "They appear here as the run logs them" if live else "This run has logged none"
            self.faces.show_empty("No metrics", words)
        elif not groups:
            self.faces.show_no_match(self.bar.clear_search, self.state.problem)
        else:
            self.faces.show_content()
        if self._big_key is not None and self.big is not None:
            self._head_big(self._big_key)

    def _section(self, group: Group) -> Section:
        pinned = group.key == PINNED
        cells = tuple(Cell(key, title_of(key.name, pinned=pinned), self._words(key)) for key in group.charts)
        return Section(group.key, group.title, cells, large=pinned)

    def _words(self, key: ChartKey) -> str:
        return ", ".join(curve.label for curve in self.state.curves(key) if curve.label)

    # Lines

    def _shown_keys(self) -> list[Hashable]:
        return [self._big_key] if self._big_key is not None else self.grid.visible_keys()

    def _ask_changed(self) -> None:
        """Ask for the charts in sight that have been logged to since they were drawn."""
        self._ask([key for key in self._shown_keys() if self._revision(key) > self._drawn.get(key, -1)])

    def _revision(self, key: Hashable) -> int:
        curves = self.state.curves(key) if isinstance(key, ChartKey) else ()
        return max((curve.series.revision for curve in curves), default=-1)

    @Slot(object)
    def _ask(self, keys: list[Hashable]) -> None:
        run = self.state.run
        if run is None:
            return
        for key in keys:
            if not isinstance(key, ChartKey) or not self.state.curves(key):
                continue
            view, pixels = self._window(key)
            self._loader.ask(reading.wish(key, self.state.curves(key), self.state.options, view, pixels, run))

    def _window(self, key: ChartKey) -> tuple[tuple[float, float] | None, int]:
        if self.big is not None and key == self._big_key:
            return self.big.view(), self.big.plot_width()
        chart = self.grid.chart(key)
        return (chart.view() if chart is not None else None), self.grid.plot_width(key)

    @Slot(object, object)
    def _draw(self, wish: Any, lines: Any) -> None:
        if wish.options != self.state.options:
            return
        options = self.state.options
        axes = Axes(options.x, options.log, options.ignore_outliers, wish.end)
        self._drawn[wish.key] = max((curve.series.revision for curve in wish.curves), default=-1)
        self._pixels[wish.key] = wish.pixels
        if self.big is not None and wish.key == self._big_key:
            self.big.set_lines(lines, axes)
        else:
            self.grid.set_lines(wish.key, lines, axes)

    @Slot(object, object)
    def _fail(self, key: Hashable, problem: Exception) -> None:
        self.grid.fail(key, sentence(problem))

    @Slot(object)
    def _view_changed(self, key: Hashable) -> None:
        self._moved.add(key)
        if not self._view_timer.isActive():
            self._view_timer.start()

    @Slot()
    def _widths_changed(self) -> None:
        """Ask again for charts that have become wider than what their lines were thinned for."""
        for key in self.grid.visible_keys():
            if key in self._pixels and self.grid.plot_width(key) > 1.1 * self._pixels[key]:
                self._view_changed(key)

    @Slot()
    def _ask_moved(self) -> None:
        moved, self._moved = self._moved, set()
        self._ask(list(moved))

    def _places(self) -> list[Place]:
        """The charts in sight, and where the crosshair stands in them."""
        if self.big is not None and self._big_key is not None:
            return [Place(self._big_key, self.big, self.big.crosshair)]
        charts = ((key, self.grid.chart(key)) for key in self.grid.visible_keys())
        return [Place(key, chart, self.grid.crosshair.x) for key, chart in charts if chart is not None]

    # Choices

    @Slot(object)
    def _choose(self, choices: dict[str, Any]) -> None:
        before = self.state.options
        self.state.set_options(**choices)
        options = self.state.options
        if options == before:
            return
        self._keep_timer.start()
        if "size" in choices:
            self.grid.set_size(options.size)
            self._widths_changed()
            return
        if "x" in choices:
            self.grid.forget_views()
            if self.big is not None:
                self.big.reset()
        if "apart" in choices:
            self._close_big()
        self._drawn.clear()
        self.grid.forget_lines()
        self._ask(self._shown_keys())

    @Slot(str, bool)
    def _search(self, text: str, is_regex: bool) -> None:
        self.state.set_search(text, is_regex=is_regex)

    @Slot()
    def _keep_options(self) -> None:
        self.workspace.tasks.write(
            partial(reading.keep, reading.OPTIONS, self.state.options.plain()),
            owner=self,
            failed=self._unkept,
        )

    def _unkept(self, problem: Exception) -> None:
        self.workspace.notice(sentence(problem), bad=True)

    # Pin and expand

    @Slot(object, str)
    def _use_tool(self, key: Hashable, tool: str) -> None:
        if not isinstance(key, ChartKey):
            return
        if tool == "pin":
            self._toggle_pin(key)
        elif tool == "expand":
            self._open_big(key)

    def _toggle_pin(self, key: ChartKey) -> None:
        self.state.toggle_pin(key.name)
        self.workspace.tasks.write(
            partial(reading.keep, reading.PINS, list(self.state.pins)), owner=self, failed=self._unkept
        )

    def _open_big(self, key: ChartKey) -> None:
        from runyard.desktop.charts.big import BigChart

        if self.big is None:
            self.big = BigChart()
            self.big.closed.connect(self._close_big)
            self.big.pin_used.connect(self._pin_big)
            self.big.view_changed.connect(self._big_moved)
            self.big.crosshair_moved.connect(self._prober.crosshair_moved)
            self._stack.addWidget(self.big)
        self._big_key = key
        self._head_big(key)
        chart = self.grid.chart(key)
        if chart is not None:
            self.big.set_lines(chart.lines, chart.axes)
        self._stack.setCurrentWidget(self.big)
        self.big.setFocus()
        self.big.reset()

    def _head_big(self, key: ChartKey) -> None:
        if self.big is not None:
            self.big.set_head(key.name, self._words(key), pinned=key.name in self.state.pins)

    @Slot()
    def _big_moved(self) -> None:
        if self._big_key is not None:
            self._view_changed(self._big_key)

    @Slot()
    def _pin_big(self) -> None:
        if self._big_key is not None:
            self._toggle_pin(self._big_key)

    @Slot()
    def _close_big(self) -> None:
        key, self._big_key = self._big_key, None
        if key is None:
            return
        self._stack.setCurrentWidget(self.faces)
        self._drawn.clear()
        self._ask(self.grid.visible_keys())
        chart = self.grid.chart(key)
        if chart is not None:
            chart.setFocus()

    @property
    def x_kind(self) -> XKind:
        """What the x axes count at present."""
        return self.state.options.x
