"""`Feed`: brings lines to the charts in sight, again when something about them changed."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from runyard.desktop.charts.options import XKind
from runyard.desktop.parts.chart_grid import ChartGrid
from runyard.desktop.parts.run_charts import reading
from runyard.desktop.parts.run_charts.loading import Loader, sentence
from runyard.desktop.parts.run_charts.outline import ChartKey
from runyard.desktop.parts.run_charts.probing import Place, Prober
from runyard.desktop.parts.run_charts.reading import Wish
from runyard.desktop.parts.run_charts.stage import Stage
from runyard.desktop.parts.run_charts.state import ChartsState
from runyard.desktop.tasks import Tasks

_VIEW_PAUSE_MS = 16
_EXPORT_PIXELS = 4000
_LONGEST_NAME = 60


class Feed(QObject):
    """Asks for what the grid shows, or for the one chart on the stage."""

    def __init__(
        self, tasks: Tasks, state: ChartsState, grid: ChartGrid, stage: Stage, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._grid = grid
        self._stage = stage
        self.loader = Loader(tasks, self)
        self.prober = Prober(tasks, self._places, self)
        self._drawn: dict[Hashable, int] = {}
        self._pixels: dict[Hashable, int] = {}
        self._moved: set[Hashable] = set()
        self._timer = QTimer(self, singleShot=True, interval=_VIEW_PAUSE_MS)
        self._timer.timeout.connect(self._ask_moved)
        grid.seen.connect(self.ask)
        grid.view_changed.connect(self.view_changed)
        grid.resized.connect(self.widths_changed)
        grid.crosshair.moved.connect(self.prober.crosshair_moved)
        stage.view_changed.connect(self.view_changed)
        stage.crosshair_moved.connect(self.prober.crosshair_moved)
        self.loader.loaded.connect(self._draw)
        self.loader.failed.connect(self._fail)

    def forget(self) -> None:
        """Drop everything: another run is shown."""
        self.loader.forget()
        self._drawn.clear()

    def again(self) -> None:
        """Ask anew for everything in sight."""
        self._drawn.clear()
        self.ask(self._shown())

    def ask_changed(self) -> None:
        """Ask for the charts in sight that have been logged to since they were drawn."""
        self.ask([key for key in self._shown() if self._revision(key) > self._drawn.get(key, -1)])

    @Slot(object)
    def ask(self, keys: list[Hashable]) -> None:
        """Ask for these charts."""
        for key in keys:
            if isinstance(key, ChartKey):
                wish = self.wish(key, *self._window(key))
                if wish is not None:
                    self.loader.ask(wish)

    def wish(
        self, key: ChartKey, view: tuple[float, float] | None, pixels: int = _EXPORT_PIXELS
    ) -> Wish | None:
        """Return what to load for a chart under the present choices."""
        run, curves = self._state.run, self._state.curves(key)
        if run is None or not curves:
            return None
        unit = self._state.outline.unit(key.name)
        return reading.wish(key, curves, self._state.options, view, pixels, run, unit)

    @Slot(object)
    def view_changed(self, key: Hashable) -> None:
        """Another part of a chart is in view."""
        self._moved.add(key)
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def widths_changed(self) -> None:
        """Ask again for charts that have become wider than what their lines were thinned for."""
        for key in self._grid.visible_keys():
            if key in self._pixels and self._grid.plot_width(key) > 1.1 * self._pixels[key]:
                self.view_changed(key)

    def _shown(self) -> list[Hashable]:
        return [self._stage.key] if self._stage.key is not None else self._grid.visible_keys()

    def _revision(self, key: Hashable) -> int:
        curves = self._state.curves(key) if isinstance(key, ChartKey) else ()
        return max((curve.revision for curve in curves), default=-1)

    def _window(self, key: ChartKey) -> tuple[tuple[float, float] | None, int]:
        if self._stage.chart is not None and key == self._stage.key:
            return self._stage.chart.view(), self._stage.chart.plot_width()
        chart = self._grid.chart(key)
        return (chart.view() if chart is not None else None), self._grid.plot_width(key)

    @Slot(object, object)
    def _draw(self, wish: Any, lines: Any) -> None:
        if wish.options != self._state.options:
            return
        self._drawn[wish.key] = wish.revision
        self._pixels[wish.key] = wish.pixels
        if self._stage.chart is not None and wish.key == self._stage.key:
            self._stage.chart.set_lines(lines, wish.axes)
        else:
            self._grid.set_lines(wish.key, lines, wish.axes)
            if all(not len(line.curve.x) for line in lines):
                self._grid.fail(wish.key, _why_empty(wish))

    @Slot(object, object)
    def _fail(self, key: Hashable, problem: Exception) -> None:
        self._grid.fail(key, sentence(problem))

    @Slot()
    def _ask_moved(self) -> None:
        moved, self._moved = self._moved, set()
        self.ask(list(moved))

    def _places(self) -> list[Place]:
        """The charts in sight, and where the crosshair stands in them."""
        if self._stage.chart is not None and self._stage.key is not None:
            return [Place(self._stage.key, self._stage.chart, self._stage.chart.crosshair)]
        charts = ((key, self._grid.chart(key)) for key in self._grid.visible_keys())
        return [Place(key, chart, self._grid.crosshair.x) for key, chart in charts if chart is not None]


def _why_empty(wish: Wish) -> str:
    """Return why none of the points has a place on the x axis."""
    if wish.options.x is XKind.EPOCH:
        return "No epoch was logged with these values"
    if wish.options.x is XKind.METRIC:
        return f"{wish.axes.x_name[:_LONGEST_NAME]} has no value at these steps"
    return "No point lies above 0 on the x axis" if wish.axes.sloped else "No points yet"
