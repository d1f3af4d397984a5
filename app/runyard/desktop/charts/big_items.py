"""The parts of the big chart that pyqtgraph draws in our way: axes and grid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Slot
from PySide6.QtGui import QPainter

from runyard.desktop.charts import paint, ticks
from runyard.desktop.charts.axes import Axes
from runyard.desktop.theme import tokens, ui_font


class ChartAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with the ticks and labels of all our charts."""

    def __init__(self, side: str) -> None:
        super().__init__(side, maxTickLength=0)
        self.axes = Axes()
        self.dress()
        self.setStyle(autoReduceTextSpace=False, hideOverlappingLabels=False)
        if side == "left":
            self.setWidth(56)
        else:
            self.setHeight(28)

    def dress(self) -> None:
        """Take the colours and the font of the theme."""
        self.setPen(pg.mkPen(None) if self.orientation == "left" else tokens().line_strong)
        self.setTextPen(tokens().text_soft)
        self.setStyle(tickFont=ui_font(11), tickTextOffset=8 if self.orientation == "left" else 4)

    def places(self) -> list[float]:
        """Return where the ticks stand now."""
        low, high = self.range
        size = self.size().height() if self.orientation == "left" else self.size().width()
        return [tick.value for tick in self._ticks(low, high, size)]

    def _ticks(self, low: float, high: float, size: float) -> list[ticks.Tick]:
        log = self.axes.sloped if self.orientation == "bottom" else self.axes.log
        if log and not -300 < low < high < 300:
            return []
        ends = (10**low, 10**high) if log else (low, high)
        if self.orientation == "bottom":
            found = self.axes.x_ticks(*ends, max(2, int(size / 110)))
        else:
            found = self.axes.y_ticks(*ends, max(2, int(size / 56)))
        return [ticks.Tick(math.log10(t.value), t.label) for t in found] if log else found

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        return [(1.0, [tick.value for tick in self._ticks(low, high, size)])]

    def tickStrings(self, values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
        size = self.size().height() if self.orientation == "left" else self.size().width()
        low, high = self.range
        known = {tick.value: tick.label for tick in self._ticks(low, high, size)}
        return [known.get(value, "") for value in values]


class Grid(pg.GraphicsObject):  # type: ignore[misc]
    """Lines across the plot at the ticks of the y axis."""

    def __init__(self, axis: ChartAxis, box: Any) -> None:
        super().__init__()
        self._axis = axis
        self._view = box
        self.setZValue(-100)
        box.sigRangeChanged.connect(self._changed)

    @Slot()
    def _changed(self) -> None:
        self.prepareGeometryChange()
        self.update()

    def boundingRect(self) -> QRectF:
        return QRectF(self._view.viewRect())

    def paint(self, painter: QPainter, *_options: Any) -> None:
        seen = self._view.viewRect()
        painter.setPen(paint.pen(tokens().line))
        for y in self._axis.places():
            painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
