"""`ChartActions`: what can be done to a chart: its menu, its file, the log at its crosshair."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.charts.options import XKind
from runyard.desktop.parts import saving
from runyard.desktop.parts.chart_grid import Cell, ChartGrid, Section
from runyard.desktop.parts.run_charts.exporting import KINDS, ChartExport
from runyard.desktop.parts.run_charts.feeding import Feed
from runyard.desktop.parts.run_charts.outline import ChartKey
from runyard.desktop.parts.run_charts.reading import Wish
from runyard.desktop.parts.run_charts.stage import Stage
from runyard.desktop.parts.run_charts.state import PINNED, ChartsState, Curve, Group
from runyard.desktop.state import Route, Workspace
from runyard.desktop.tasks import Cancel
from runyard.desktop.theme import icon
from runyard.domain.run import RunInfo
from runyard.storage.store import Store

_LOGS = "logs"


class ChartActions(QObject):
    """Menus and what they lead to.

    Signals
    -------
    used(object, str)
        Key of a chart, and what is to be done: "pin", "expand", "table", "earlier", "later".
    """

    used = Signal(object, str)

    def __init__(
        self,
        owner: QWidget,
        workspace: Workspace,
        state: ChartsState,
        grid: ChartGrid,
        stage: Stage,
        feed: Feed,
    ) -> None:
        super().__init__(owner)
        self._owner = owner
        self._workspace = workspace
        self._state = state
        self._grid = grid
        self._stage = stage
        self._feed = feed
        self._x: float | None = None
        self.dialog: ChartExport | None = None

    # Menu

    @Slot(object, object)
    def open_menu(self, key: ChartKey, at: QPoint) -> None:
        """Open the menu of a chart."""
        self.menu(key).popup(at)

    def menu(self, key: ChartKey) -> QMenu:
        """Return the menu of a chart; the crosshair goes when the mouse does, so its place is kept."""
        self._x = self._crosshair()
        pinned = key.name in self._state.pins
        staged = self._stage.key is not None
        menu = QMenu(self._owner)
        menu.aboutToHide.connect(menu.deleteLater)
        self._entry(menu, key, "pin", "pin", "Unpin" if pinned else "Pin to the top")
        if pinned and not staged:
            place = self._state.pins.index(key.name)
            self._entry(menu, key, "chevron-left", "earlier", "Move left", enabled=place > 0)
            last = place == len(self._state.pins) - 1
            self._entry(menu, key, "chevron-right", "later", "Move right", enabled=not last)
        if not staged:
            self._entry(menu, key, "maximize-2", "expand", "Enlarge")
        menu.addSeparator()
        self._entry(menu, key, "table", "table", "Show as table")
        self._entry(menu, key, "list", "log", "Show log at the crosshair", enabled=self._x is not None)
        self._entry(menu, key, "download", "export", "Export…")
        return menu

    def _entry(
        self, menu: QMenu, key: ChartKey, shape: str, what: str, title: str, *, enabled: bool = True
    ) -> None:
        action = QAction(icon(shape), title, menu)
        action.setEnabled(enabled)
        action.triggered.connect(partial(self._use, key, what))
        menu.addAction(action)

    def _use(self, key: ChartKey, what: str, _checked: bool = False) -> None:
        if what == "log":
            self.show_log(key, self._x)
        elif what == "export":
            self.export(key)
        else:
            self.used.emit(key, what)

    # The log at the crosshair

    def _crosshair(self) -> float | None:
        if self._stage.key is not None and self._stage.chart is not None:
            return self._stage.chart.crosshair
        return self._grid.crosshair.x

    def show_log(self, key: ChartKey, x: float | None = None) -> None:
        """Go to the terminal output of when the point at a place, or under the crosshair, was logged."""
        place = self._crosshair() if x is None else x
        run, curves = self._state.run, self._state.curves(key)
        if place is None or run is None or not curves:
            return
        job = partial(_time_at, curves[0], self._state.options.x, run.created, place)
        self._workspace.tasks.read(job, owner=self, key="log", then=partial(self._go, run))

    def _go(self, run: RunInfo, time: int | None) -> None:
        if time is not None:
            self._workspace.go.emit(Route("run", run=run.hash, tab=_LOGS, time=time))

    def find_place(self, time: int) -> None:
        """Put the crosshair where a moment is."""
        run, charts = self._state.run, self._state.charts()
        if run is None or not charts:
            return
        longest = max((self._state.curves(key)[0] for key in charts), key=_length)
        job = partial(_place_at, longest, self._state.options.x, run.created, time)
        self._workspace.tasks.read(job, owner=self, key="place", then=self._grid.crosshair.move)

    # Export

    def export(self, key: ChartKey | None = None) -> None:
        """Ask how one chart, or all that are shown, are written."""
        one = key if key is not None else self._stage.key
        title = self._state.outline.title(one, pinned=True) if one is not None else ""
        self.dialog = ChartExport(self._owner, title, len(self._state.charts()))
        self.dialog.asked.connect(partial(self._ask_file, one))
        self.dialog.open()

    def _ask_file(self, key: ChartKey | None, what: str, kind: str) -> None:
        run = self._state.run
        alone = key if what == "one" else None
        outline = self._state.outline
        title = outline.title(alone, pinned=True) if alone is not None else outline.many
        name = saving.file_name(run.name if run is not None else "", title, ending=kind)
        path = saving.ask_file(self._owner, "Export charts", name, KINDS[kind])
        if path is not None:
            self.write(path, kind, alone)

    def write(self, path: Path, kind: str, key: ChartKey | None) -> None:
        """Write one chart, or all that are shown, to a file."""
        if kind == "csv":
            keys = [key] if key is not None else self._state.charts()
            curves = [curve for one in keys for curve in self._state.curves(one)]
            saving.save(self._owner, self._workspace, path, partial(_write_points, curves))
            return
        groups = self._state.groups()
        if key is not None:
            groups = [Group("one", "", (key,))]
        sections = [self.section(group) for group in groups]
        wishes = {one: self._feed.wish(one, self._view(one)) for group in groups for one in group.charts}
        saving.save(self._owner, self._workspace, path, partial(_write_picture, sections, wishes))

    def section(self, group: Group) -> Section:
        """Return a group of charts as the grid shows it."""
        pinned = group.key == PINNED
        title = partial(self._state.outline.title, pinned=pinned or group.key == "one")
        cells = tuple(Cell(key, title(key), self.words(key)) for key in group.charts)
        return Section(group.key, group.title, cells, large=pinned, ordered=pinned)

    def words(self, key: ChartKey) -> str:
        """Return what stands beside the title of a chart."""
        return self._state.outline.note(key, [curve.label for curve in self._state.curves(key)])

    def _view(self, key: ChartKey) -> tuple[float, float] | None:
        if self._stage.key == key and self._stage.chart is not None:
            return self._stage.chart.view()
        chart = self._grid.chart(key)
        return chart.view() if chart is not None else None


def _length(curve: Curve) -> int:
    return curve.series.count


def _time_at(curve: Curve, kind: XKind, start: int, x: float, store: Store, _cancel: Cancel) -> int | None:
    from runyard.desktop.parts.run_charts import moments

    return moments.time_at(store, curve, kind, start, x)


def _place_at(
    curve: Curve, kind: XKind, start: int, time: int, store: Store, _cancel: Cancel
) -> float | None:
    from runyard.desktop.parts.run_charts import moments

    return moments.place_at(store, curve, kind, start, time)


def _write_points(curves: list[Curve], path: Path, store: Store, cancel: Cancel) -> None:
    from runyard.desktop.parts.run_charts import writing

    writing.write_points(curves, path, store, cancel)


def _write_picture(
    sections: list[Section], wishes: dict[ChartKey, Wish | None], path: Path, store: Store, cancel: Cancel
) -> None:
    from runyard.desktop.parts.run_charts import writing

    writing.write_picture(writing.Drawn(tuple(sections), wishes), path, store, cancel)
