"""The big chart: one metric on all the room there is. Imports pyqtgraph: import it when it is opened."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from runyard.desktop.charts import drawing, head, marks, paint, pointing
from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.big_items import ChartAxis, Grid
from runyard.desktop.charts.lines import (
    Line,
    Point,
    points_at,
    summary,
    with_probes,
    x_extent,
    y_extent,
)
from runyard.desktop.charts.scale import Scale
from runyard.desktop.charts.thinning import Samples, polyline
from runyard.desktop.theme import series_color, series_dash, sizes, tokens, watcher

_HEAD = 44
_FINE_LINES = 20


class BigChart(QWidget):
    """Head, plot and crosshair of one chart, maximised.

    Signals
    -------
    closed()
        Esc, or the button that makes it small again.
    tool_used(str)
        A button of the head: "pin", "table", "export".
    menu_asked(object)
        The global place of a menu.
    view_changed()
        The visible x range is another one: bring samples for `view()`.
    crosshair_moved()
        Another place: bring exact points with `set_probes` for lines that are `rough`.
    """

    closed = Signal()
    tool_used = Signal(str)
    menu_asked = Signal(object)
    view_changed = Signal()
    crosshair_moved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ""
        self._contexts = ""
        self._pinned = False
        self._pointed = ""
        self._lines: tuple[Line, ...] = ()
        self._axes = Axes()
        self._whole = True
        self._applying = False
        self._x: float | None = None
        self._under: QPointF | None = None  # the pointer, in the plot
        self._items: list[Any] = []
        self._axis = {"left": ChartAxis("left"), "bottom": ChartAxis("bottom")}
        self._plot = pg.PlotWidget(parent=self, axisItems=self._axis, enableMenu=False)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.hideButtons()
        self._plot.getPlotItem().setContentsMargins(0, 0, 16, 0)
        menu = self._plot.getPlotItem().ctrlMenu  # made even when off, and owned by nobody
        menu.setParent(self, menu.windowFlags())
        self._box = self._plot.getPlotItem().getViewBox()
        self._grid = Grid(self._axis["left"], self._box)
        self._plot.addItem(self._grid, ignoreBounds=True)
        self._box.setMouseEnabled(x=True, y=False)
        self._box.sigXRangeChanged.connect(self._range_changed)
        self._overlay = _Overlay(self._plot, self)
        self._plot.viewport().installEventFilter(self)
        self._plot.viewport().setMouseTracking(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(sizes.GAP, _HEAD, sizes.GAP, sizes.GAP)
        column.addWidget(self._plot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        watcher().changed.connect(self._dress)
        self._dress()

    def set_head(self, title: str, contexts: str, *, pinned: bool) -> None:
        """Say which chart this is."""
        if title != self.title or contexts != self._contexts:
            self._whole = True
        self.title, self._contexts, self._pinned = title, contexts, pinned
        self.setAccessibleName(title)
        self.update()

    def set_lines(self, lines: Sequence[Line], axes: Axes) -> None:
        """Draw these lines; the range stays unless everything was in view."""
        self._lines, self._axes = tuple(lines), axes
        for axis in self._axis.values():
            axis.axes = axes
            axis.picture = None
        self.setAccessibleDescription(summary(self.title, self._lines, axes))
        self._fit()
        self._draw()
        self.update()

    def set_probes(self, found: Mapping[Hashable, tuple[float, float]]) -> None:
        """Take exact points, by the key of their line, for where the crosshair stands."""
        self._lines = with_probes(self._lines, found)
        self._overlay.update()
        self.update()

    def view(self) -> tuple[float, float] | None:
        """Return the x range the user chose; None shows everything."""
        if self._whole:
            return None
        scale = self.scale()
        return scale.x_low, scale.x_high

    def plot_width(self) -> int:
        """Return the width of the plot in device pixels."""
        return max(64, round(float(self._box.width()) * self.devicePixelRatioF()))

    def reset(self) -> None:
        """Show everything."""
        self._whole = True
        self._fit()
        self.view_changed.emit()

    def scale(self) -> Scale:
        """Return the scale of the plot, in pixels of the plot widget."""
        [[x_low, x_high], [y_low, y_high]] = self._box.viewRange()
        place = self._box.mapRectToScene(self._box.rect())
        if self._axes.log:
            y_low, y_high = _power(y_low), _power(y_high)
        if self._axes.sloped:
            x_low, x_high = _power(x_low), _power(x_high)
        return Scale(
            QRectF(place), float(x_low), float(x_high), y_low, y_high, self._axes.log, self._axes.sloped
        )

    def _draw(self) -> None:
        for item in self._items:
            self._plot.removeItem(item)
        self._items = []
        few = len(self._lines) <= _FINE_LINES
        scale = self.scale()
        for line in self._lines:
            if line.original is not None:
                crowded = paint.is_crowded(scale, line.original)
                stroke = paint.pen(paint.faint(line.color, crowded=crowded))
                self._add(line.original, stroke, few and not crowded)
        for line in self._lines:
            stroke = paint.pen(series_color(line.color), 1.0, series_dash(line.color))
            self._add(line.curve, stroke, few and not paint.is_crowded(scale, line.curve))

    def _add(self, samples: Samples, stroke: Any, smooth_edges: bool) -> None:
        x, y = polyline(samples)
        with np.errstate(divide="ignore", invalid="ignore"):
            if self._axes.sloped:
                x = np.log10(np.where(x > 0, x, np.nan))
            if self._axes.log:
                y = np.log10(np.where(y > 0, y, np.nan))
            y = np.where(np.isinf(y), np.nan, y)
        item = pg.PlotCurveItem(x, y, pen=stroke, antialias=smooth_edges, connect="finite")
        self._plot.addItem(item, ignoreBounds=True)
        self._items.append(item)

    def _fit(self) -> None:
        """Set the ranges: all of x while whole, and y to what is seen."""
        self._applying = True
        try:
            if self._whole:
                low, high = x_extent(self._lines, self._axes)
                ends = (math.log10(low), math.log10(high)) if self._axes.sloped else (low, high)
                self._box.setXRange(*ends, padding=0)
            else:
                scale = self.scale()
                low, high = scale.x_low, scale.x_high
            found = y_extent(self._lines, self._axes, low, high)
            if found is not None:
                bottom, top = (math.log10(end) for end in found) if self._axes.log else found
                self._box.setYRange(bottom, top, padding=0)
        finally:
            self._applying = False

    @Slot()
    def _range_changed(self) -> None:
        self._overlay.update()
        if not self._applying:
            self._whole = False
            self._fit()
            self.view_changed.emit()
        self._follow()  # what is under the pointer is another place now

    @Slot()
    def _dress(self) -> None:
        self._plot.setBackground(tokens().panel)
        for axis in self._axis.values():
            axis.dress()
        self._draw()
        self.update()

    # Crosshair and head

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines drawn at present."""
        return self._lines

    @property
    def axes(self) -> Axes:
        """The axes drawn at present."""
        return self._axes

    def points(self) -> list[Point]:
        """Return the point of each line under the crosshair."""
        return points_at(self._lines, self._x) if self._x is not None else []

    @property
    def crosshair(self) -> float | None:
        """Where the crosshair stands."""
        return self._x

    def _move(self, x: float | None) -> None:
        if x != self._x:
            self._x = x
            self.crosshair_moved.emit()
        self._overlay.update()
        self.update()

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._under = event.position()
            self._follow()
        elif kind is QEvent.Type.Leave:
            self._under = None
            self._move(None)
        elif kind is QEvent.Type.ContextMenu and isinstance(event, QContextMenuEvent):
            self.menu_asked.emit(event.globalPos())
            return True
        elif kind is QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        elif kind is QEvent.Type.Resize:
            self._overlay.resize(self._plot.viewport().size())
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Put the crosshair under the pointer, if it is over the plot."""
        if self._under is not None:
            scale = self.scale()
            inside = scale.plot.contains(self._under) and self._lines
            x = scale.x_at(self._under.x())
            self._move(pointing.snapped(self._lines, x) if inside else None)

    def _tools(self) -> list[head.Tool]:
        pin = head.Tool("pin", "pin", "Unpin" if self._pinned else "Pin to the top", self._pinned)
        table = head.Tool("table", "table", "Show as table (D)", on=False)
        export = head.Tool("export", "download", "Export…", on=False)
        return [pin, table, export, head.Tool("close", "minimize-2", "Back to all charts (Esc)", on=False)]

    def paintEvent(self, _event: Any) -> None:
        under = {point.line.key: point.y for point in self.points()}
        entries = [
            head.Entry(line.color, line.label, self._axes.value(under.get(line.key, line.last)))
            for line in self._lines
        ]
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().panel)
            painter.translate(4, 0)
            head.paint(
                painter, self.width() - 12, _HEAD, self.title, self._words(), entries, self._tools(),
                self._pointed,
            )  # fmt: skip
        finally:
            painter.end()

    def _words(self) -> str:
        scale = self.scale() if self._lines else None
        return drawing.head_words(self._contexts, self._lines, self._axes, scale)

    def _tool_at(self, at: QPointF) -> str:
        rects = head.tool_rects(self.width() - 12, _HEAD, self._tools())
        keys = [tool.key for tool in self._tools()]
        moved = at - QPointF(4, 0)
        return next((key for key, rect in zip(keys, rects, strict=True) if rect.contains(moved)), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        pointed = self._tool_at(event.position())
        if pointed != self._pointed:
            self._pointed = pointed
            self.setToolTip(next((tool.tip for tool in self._tools() if tool.key == pointed), ""))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        tool = self._tool_at(event.position())
        if tool == "close":
            self.closed.emit()
        elif tool:
            self.tool_used.emit(tool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        low, high = self._box.viewRange()[0]
        middle, half = (low + high) / 2, (high - low) / 2
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key == Qt.Key.Key_0:
            self.reset()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._box.setXRange(middle - half * 0.7, middle + half * 0.7, padding=0)
        elif key == Qt.Key.Key_Minus:
            self._box.setXRange(middle - half / 0.7, middle + half / 0.7, padding=0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            by = half * (0.2 if key == Qt.Key.Key_Right else -0.2)
            self._box.setXRange(low + by, high + by, padding=0)
        else:
            super().keyPressEvent(event)


def _power(exponent: float) -> float:
    return float(10.0 ** min(308.0, max(-307.0, exponent)))


class _Overlay(QWidget):
    """Grid marks that move with the mouse, over the plot: the crosshair, its values, NaN marks."""

    def __init__(self, plot: QWidget, chart: BigChart) -> None:
        super().__init__(plot)
        self._chart = chart
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, True)

    def paintEvent(self, _event: Any) -> None:
        chart = self._chart
        if not chart.lines:
            return
        scale = chart.scale()
        if scale.plot.width() < 8 or not scale.x_high > scale.x_low:
            return
        painter = QPainter(self)
        try:
            marks.paint(painter, scale, chart.lines, chart.axes)
            x = chart.crosshair
            if x is not None and scale.x_low <= x <= scale.x_high:
                points = chart.points()
                paint.crosshair(painter, scale, x, points)
                paint.value_labels(painter, scale, x, points, chart.axes)
                paint.place_label(painter, scale, x, chart.axes, self.width())
        finally:
            painter.end()
