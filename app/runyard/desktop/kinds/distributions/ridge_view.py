"""`RidgeView`: one curve a step, the later in front of the earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
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

    from runyard.desktop.kinds.distributions.stack import Heat

#: How many rows high the highest ridge is.
_OVERLAP = 4.0


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

    def show_step(self, step: int | None) -> None:
        """Mark the chosen step, where it is among those shown."""
        if step != self.step:
            self.step = step
            self.forget()

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
            self._heights = picture.shares(found, least, most, log=self.log)
        return self._heights

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        if self.heat is None or self._weights is None or not self.steps:
            return
        import numpy as np

        from runyard.desktop.charts.scale import polygon

        across = self.across()
        shares = self._shares()
        first, pitch, high = self._rows()
        edges = self.heat.edges
        xs = np.empty(len(edges) + 1)
        xs[0], xs[-1] = plot.left(), plot.right()
        xs[1:-1] = across.begin + ((edges[:-1] + edges[1:]) / 2 - across.low) * (
            (across.end - across.begin) / ((across.high - across.low) or 1.0)
        )
        ys = np.empty_like(xs)
        painter.save()
        painter.setClipRect(plot.adjusted(0, -1, 1, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for row in range(len(self.steps)):
            base = first + row * pitch
            ys[:] = base
            ys[1:-1] -= shares[row] * high
            line = polygon(xs, ys)
            here = self.steps[row] == self.step
            ink = self._ink(row)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(contrast.mix(tokens().panel, tokens().accent if here else ink, 0.32))
            painter.drawPolygon(line)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens().text if here else ink, 1.0))
            painter.drawPolyline(line)
        painter.restore()
        self._labels(painter, plot, first, pitch)
        found = ticks.linear(across.low, across.high, max(2, int(plot.width() / 90)))
        ticks_below(painter, plot, across, found)

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
        at = self.pointer
        row = None if at is None else self._row_at(at)
        if at is None or row is None or self.heat is None or self._weights is None:
            return
        first, pitch, _ = self._rows()
        base = first + row * pitch
        painter.setPen(QPen(tokens().text, 1.0))
        painter.drawLine(QLineF(plot.left(), base, plot.right(), base))
        place = self._bin_at(at)
        about = "about " if self.heat.resampled else ""
        value = words.amount(float(self._weights[row, place]))
        span = words.between(float(self.heat.edges[place]), float(self.heat.edges[place + 1]))
        label_box(painter, at, [f"{about}{value}", f"step {self.steps[row]:,}, {span}"], self.size())
