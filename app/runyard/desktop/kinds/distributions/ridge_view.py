"""`RidgeView`: one curve a step, the later in front of the earlier."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from runyard.desktop.charts import ticks
from runyard.desktop.kinds.distributions import words
from runyard.desktop.kinds.distributions.chart_frame import (
    AT_RIGHT,
    Axis,
    ChartFrame,
    label_box,
    ticks_below,
)
from runyard.desktop.theme import contrast, sizes, tokens, ui_font

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from runyard.desktop.kinds.distributions.histogram import Histogram
    from runyard.desktop.kinds.distributions.stack import Heat

#: How many rows high the highest ridge is.
_OVERLAP = 5.0


class RidgeView(ChartFrame):
    """Steps down, values along; every ridge is one step as it was logged, over common bins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Ridgeline", parent)
        self.heat: Heat | None = None
        self.steps: list[int] = []
        self.step: int | None = None
        self.log = False
        self._weights: NDArray[np.float64] | None = None
        self._heights: NDArray[np.float32] | None = None
        self._ends = (1.0, 1.0)
        self._extra: Histogram | None = None

    def show_ridges(
        self, heat: Heat | None, steps: list[int], weights: NDArray[np.float64] | None, *, log: bool
    ) -> None:
        """Show these steps, whose weights lie over the bins of `heat`."""
        self.heat, self.steps, self._weights, self.log = heat, steps, weights, log
        self._heights = None
        self.note = ""
        if heat is not None:
            of = f" of {heat.steps:,}" if len(steps) < heat.steps else ""
            common = "common bins, weights divided by overlap" if heat.resampled else "bins"
            self.note = f"{len(steps):,}{of} steps, {len(heat.edges) - 1:,} {common}"
            self.setAccessibleDescription(self.note)
        self.forget()

    def show_step(self, step: int | None, histogram: Histogram | None = None) -> None:
        """Mark the chosen step; one that is not among those shown is drawn over them, in its place."""
        self._extra = histogram
        if step != self.step:
            self.step = step
            self.forget()
        else:
            self.update()

    def across(self) -> Axis:
        """Return the axis of values."""
        plot = self.plot()
        if self.heat is None:
            return Axis(0, 1, plot.left(), plot.right())
        return Axis(float(self.heat.edges[0]), float(self.heat.edges[-1]), plot.left(), plot.right())

    def _rows(self) -> tuple[float, float, float]:
        """Return where the first ridge stands, how far the next is from it, and how high one may be."""
        plot = self.plot()
        number = max(1, len(self.steps))
        pitch = plot.height() / (number - 1 + _OVERLAP)
        high = plot.height() if number == 1 else pitch * _OVERLAP
        return plot.top() + high, pitch, high

    def _shares(self) -> NDArray[np.float32]:
        import numpy as np

        from runyard.desktop.kinds.distributions import picture

        if self._heights is None:
            assert self._weights is not None
            found = self._weights.astype(np.float32)
            most = float(found.max()) if found.size else 0.0
            held = found[found > 0]
            least = max(float(held.min()), most / 1e5) if held.size else 1.0
            self._ends = (least, most)
            self._heights = picture.shares(found, least, most, log=self.log)
        return self._heights

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        if self.heat is None or self._weights is None or not self.steps:
            return
        first, pitch, _ = self._rows()
        xs = self._xs(plot)
        painter.save()
        painter.setClipRect(plot.adjusted(0, -1, 1, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for row in range(len(self.steps)):
            line = self._line(row, xs)
            here = self.steps[row] == self.step
            ink = self._ink(row)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(contrast.mix(tokens().panel, tokens().accent if here else ink, 0.4))
            painter.drawPolygon(line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens().text if here else ink, 1.0))
            painter.drawPolyline(line)
        painter.restore()
        self._labels(painter, plot, first, pitch)
        across = self.across()
        found = ticks.linear(across.low, across.high, max(2, int(plot.width() / 90)))
        ticks_below(painter, plot, across, found)

    def _xs(self, plot: QRectF) -> NDArray[np.float64]:
        """Return the middles of the bins in pixels, between the ends of the plot."""
        import numpy as np

        assert self.heat is not None
        edges, across = self.heat.edges, self.across()
        scale = (across.end - across.begin) / ((across.high - across.low) or 1.0)
        middles = across.begin + ((edges[:-1] + edges[1:]) / 2 - across.low) * scale
        return np.concatenate([[plot.left()], middles, [plot.right()]])

    def _line(self, row: int, xs: NDArray[np.float64]) -> QPolygonF:
        """Return the outline of a ridge."""
        first, pitch, _ = self._rows()
        return self._outline(first + row * pitch, self._shares()[row], xs)

    def _outline(self, base: float, shares: NDArray[np.float32], xs: NDArray[np.float64]) -> QPolygonF:
        import numpy as np

        from runyard.desktop.charts.scale import polygon

        ys = np.full_like(xs, base)
        ys[1:-1] -= shares * self._rows()[2]
        return polygon(xs, ys)

    def _draw_extra(self, painter: QPainter, plot: QRectF) -> None:
        """Draw the chosen step between those beside it, with its name."""
        from runyard.desktop.kinds.distributions import picture
        from runyard.desktop.kinds.distributions.histogram import spread

        if self._extra is None or self.step is None or self.heat is None or self.step in self.steps:
            return
        after = bisect_left(self.steps, self.step)
        if not 0 < after < len(self.steps):
            return
        before, behind = self.steps[after - 1], self.steps[after]
        self._shares()
        found = spread([self._extra], self.heat.edges)[0].astype("float32")
        shares = picture.shares(found, *self._ends, log=self.log)
        first, pitch, _ = self._rows()
        base = first + (after - 1 + (self.step - before) / (behind - before)) * pitch
        painter.save()
        painter.setClipRect(plot.adjusted(0, -1, 1, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(tokens().text, 1.0))
        painter.drawPolyline(self._outline(base, shares, self._xs(plot)))
        painter.restore()
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        high = painter.fontMetrics().height()
        room = QRectF(2, base - high / 2, plot.left() - sizes.GAP - 2, high)
        painter.fillRect(room, tokens().panel)
        painter.setPen(tokens().text)
        label = ticks.whole_number(float(self.step), 1.0, abs(float(self.step)))
        painter.drawText(room, AT_RIGHT, label)

    def _ink(self, row: int) -> QColor:
        """Return the colour of a ridge: the later, the stronger."""
        share = (row + 1) / len(self.steps)
        return contrast.mix(tokens().heat[2], tokens().heat[4], share)

    def _labels(self, painter: QPainter, plot: QRectF, first: float, pitch: float) -> None:
        """Name steps at the left, as many as there is room for."""
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        high = painter.fontMetrics().height()
        free = -1e9
        for row, step in enumerate(self.steps):
            base = first + row * pitch
            last = row == len(self.steps) - 1
            if base - high / 2 < free or (not last and base > first + (len(self.steps) - 1) * pitch - high):
                continue
            here = step == self.step
            painter.setPen(tokens().text if here else tokens().text_soft)
            label = ticks.whole_number(float(step), 1.0, abs(float(step)))
            painter.drawText(QRectF(0, base - high / 2, plot.left() - sizes.GAP, high), AT_RIGHT, label)
            free = base + high / 2 + 2

    def _row_at(self, at: QPointF) -> int | None:
        """Return the ridge under the pointer, the front one of those that cover it."""
        if self.heat is None or not self.steps or not self.plot().adjusted(-2, -2, 2, 2).contains(at):
            return None
        first, pitch, high = self._rows()
        shares = self._shares()
        place = self._bin_at(at)
        for row in range(len(self.steps) - 1, -1, -1):
            base = first + row * pitch
            if base - float(shares[row, place]) * high - 3 <= at.y() <= base + 1:
                return row
        return None

    def _bin_at(self, at: QPointF) -> int:
        import numpy as np

        assert self.heat is not None
        place = int(np.searchsorted(self.heat.edges, self.across().value(at.x()), side="right")) - 1
        return min(max(place, 0), len(self.heat.edges) - 2)

    def step_at(self, at: QPointF) -> int | None:
        row = self._row_at(at)
        return None if row is None else self.steps[row]

    def overlay(self, painter: QPainter, plot: QRectF) -> None:
        self._draw_extra(painter, plot)
        at = self.pointer
        row = None if at is None else self._row_at(at)
        if at is None or row is None or self.heat is None or self._weights is None:
            return
        if self.steps[row] != self.step:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(tokens().text, 1.0))
            painter.drawPolyline(self._line(row, self._xs(plot)))
        place = self._bin_at(at)
        about = "about " if self.heat.resampled else ""
        value = words.amount(float(self._weights[row, place]))
        span = words.between(float(self.heat.edges[place]), float(self.heat.edges[place + 1]))
        label_box(painter, at, [f"{about}{value}", f"step {self.steps[row]:,}, {span}"], self.size())
