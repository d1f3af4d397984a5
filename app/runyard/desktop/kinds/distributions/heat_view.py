"""`HeatView`: steps along, values up, weights as colours."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QLinearGradient, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from runyard.desktop.charts import ticks
from runyard.desktop.kinds.distributions import words
from runyard.desktop.kinds.distributions.chart_frame import (
    AT_RIGHT,
    Axis,
    ChartFrame,
    label_box,
    ticks_below,
    ticks_beside,
)
from runyard.desktop.theme import sizes, tokens, ui_font

if TYPE_CHECKING:
    from runyard.desktop.kinds.distributions.stack import Heat

_BAR, _BAR_HIGH = 96.0, 8.0
#: Where the way through the colours of a logarithmic scale begins; see `picture.LEAST`.
_LEAST = 0.14


class HeatView(ChartFrame):
    """Each place shows the step nearest to it; where several fall into one pixel, the highest weight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Heat map", parent)
        self.heat: Heat | None = None
        self.log = False
        self.step: int | None = None

    def show_heat(self, heat: Heat | None, *, log: bool) -> None:
        """Show other weights, or the same with another scale."""
        self.heat, self.log = heat, log
        self.note = "" if heat is None else told(heat)
        self.setToolTip(whole_story(heat) if heat is not None and heat.resampled else "")
        self._describe()
        self.forget()

    def show_step(self, step: int | None) -> None:
        """Mark the chosen step."""
        if step != self.step:
            self.step = step
            self._describe()
            self.update()

    def _describe(self) -> None:
        heat = self.heat
        if heat is None:
            self.setAccessibleDescription("")
            return
        said = f"{heat.steps:,} steps, values from {words.between(heat.edges[0], heat.edges[-1])}"
        chosen = f", step {self.step:,} chosen" if self.step is not None else ""
        self.setAccessibleDescription(f"{said}, highest weight {words.amount(heat.most)}{chosen}")

    # Axes

    def across(self) -> Axis:
        """Return the axis of steps."""
        plot = self.plot()
        if self.heat is None:
            return Axis(0, 1, plot.left(), plot.right())
        borders = self.heat.borders
        return Axis(float(borders[0]), float(borders[-1]), plot.left(), plot.right())

    def up(self) -> Axis:
        """Return the axis of values."""
        plot = self.plot()
        if self.heat is None:
            return Axis(0, 1, plot.bottom(), plot.top())
        edges = self.heat.edges
        return Axis(float(edges[0]), float(edges[-1]), plot.bottom(), plot.top())

    # Painting

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        heat = self.heat
        if heat is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(plot, self._image(plot, painter.deviceTransform().m11()))
        across, up = self.across(), self.up()
        steps = ticks.counted(across.low, across.high, max(2, int(plot.width() / 90)))
        ticks_below(painter, plot, across, steps)
        ticks_beside(
            painter, plot, up, ticks.linear(up.low, up.high, max(3, int(plot.height() / 44))), lines=False
        )
        self._mark_damaged(painter, plot, across)

    def _image(self, plot: QRectF, ratio: float) -> QImage:
        import numpy as np

        from runyard.desktop.kinds.distributions import picture

        heat = self.heat
        assert heat is not None
        wide, high = max(1, round(plot.width() * ratio)), max(1, round(plot.height() * ratio))
        columns = picture.reduced(
            heat.matrix, heat.borders, float(heat.borders[0]), float(heat.borders[-1]), wide
        )
        up = np.ascontiguousarray(columns.T)
        cells = picture.reduced(up, heat.edges, float(heat.edges[0]), float(heat.edges[-1]), high).T
        shares = picture.shares(cells, heat.least, heat.most, log=self.log)
        inks = picture.table([(c.red(), c.green(), c.blue()) for c in tokens().heat])
        pixels = picture.painted(shares, inks)
        image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_ARGB32)
        return image.copy()  # the pixels are numpy's

    def _mark_damaged(self, painter: QPainter, plot: QRectF, across: Axis) -> None:
        """Draw a hollow triangle on the axis where a step cannot be read."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(tokens().warn, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        free = -1e9
        for step in self.heat.damaged if self.heat is not None else ():
            at, bottom = across.at(step), plot.bottom() - 1
            if at >= free:
                shape = [QPointF(at - 5, bottom), QPointF(at, bottom - 9), QPointF(at + 5, bottom)]
                painter.drawPolygon(QPolygonF(shape))
                free = at + 12

    def head_right(self, painter: QPainter, right: float) -> float:
        """Draw the legend: how colours stand for weights."""
        heat = self.heat
        if heat is None or heat.most <= 0:
            return right
        font = ui_font(sizes.TEXT_SMALL)
        metrics = QFontMetricsF(font)
        most = words.amount(heat.most)
        least = words.amount(heat.least) if self.log else "0"
        wide_most, wide_least = metrics.horizontalAdvance(most), metrics.horizontalAdvance(least)
        middle = sizes.CHART_HEAD / 2
        bar = QRectF(right - wide_most - 6 - _BAR, middle - _BAR_HIGH / 2, _BAR, _BAR_HIGH)
        painter.setFont(font)
        painter.setPen(tokens().text_soft)
        painter.drawText(QRectF(bar.right(), 0, wide_most + 6, sizes.CHART_HEAD), AT_RIGHT, most)
        painter.drawText(
            QRectF(bar.left() - wide_least - 8, 0, wide_least + 2, sizes.CHART_HEAD), AT_RIGHT, least
        )
        painter.fillRect(bar, _gradient(bar, _LEAST if self.log else 0.0))
        left = bar.left() - wide_least - 8
        if self.log:
            # None at all has a colour too, which the way through the others does not reach.
            none = QRectF(left - 12 - _BAR_HIGH, bar.top(), _BAR_HIGH, _BAR_HIGH)
            painter.fillRect(none, tokens().heat[0])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(tokens().line_strong, 1.0))
            painter.drawRect(none.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(tokens().text_soft)
            zero = metrics.horizontalAdvance("0")
            painter.drawText(QRectF(none.left() - zero - 6, 0, zero + 2, sizes.CHART_HEAD), AT_RIGHT, "0")
            left = none.left() - zero - 6
        return left - 12

    # The pointer

    def overlay(self, painter: QPainter, plot: QRectF) -> None:
        if self.heat is None:
            return
        across = self.across()
        if self.step is not None and across.low <= self.step <= across.high:
            self._mark(painter, plot, across.at(self.step), tokens().text)
        at = self.pointer
        if at is None or not plot.contains(at):
            return
        column, row = self._cell(at)
        value = float(self.heat.matrix[column, row])
        painter.setPen(QPen(tokens().text_soft, 1.0))
        painter.drawLine(QLineF(round(at.x()), plot.top(), round(at.x()), plot.bottom()))
        first, last = int(self.heat.first[column]), int(self.heat.last[column])
        span = words.between(float(self.heat.edges[row]), float(self.heat.edges[row + 1]))
        if math.isnan(value):
            said = "no bin here"
        else:
            said = f"{'about ' if self.heat.resampled else ''}{words.amount(value)}"
        many = ", highest" if first != last else ""
        label_box(painter, at, [f"{said}{many}", f"{words.steps(first, last)}, {span}"], self.size())

    def _mark(self, painter: QPainter, plot: QRectF, x: float, color: QColor) -> None:
        """Draw where the chosen step is: a line that reads on any colour, and a sign above it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(QPen(tokens().panel, 3.0))
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
        painter.setPen(QPen(color, 1.0))
        painter.drawLine(QLineF(x, plot.top(), x, plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        top = plot.top() - 1
        painter.drawPolygon(QPolygonF([QPointF(x - 4, top - 5), QPointF(x + 4, top - 5), QPointF(x, top)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _cell(self, at: QPointF) -> tuple[int, int]:
        import numpy as np

        heat = self.heat
        assert heat is not None
        column = int(np.searchsorted(heat.borders, self.across().value(at.x()), side="right")) - 1
        row = int(np.searchsorted(heat.edges, self.up().value(at.y()), side="right")) - 1
        return (
            min(max(column, 0), heat.matrix.shape[0] - 1),
            min(max(row, 0), heat.matrix.shape[1] - 1),
        )

    def step_at(self, at: QPointF) -> int | None:
        if self.heat is None or not self.plot().adjusted(-2, 0, 2, 0).contains(at):
            return None
        column, _ = self._cell(at)
        first, last = int(self.heat.first[column]), int(self.heat.last[column])
        return min(max(round(self.across().value(at.x())), first), last)


def _gradient(bar: QRectF, start: float) -> QLinearGradient:
    made = QLinearGradient(bar.topLeft(), bar.topRight())
    colors = tokens().heat
    for place in range(33):
        share = start + (1 - start) * place / 32
        made.setColorAt(place / 32, _between(colors, share))
    return made


def _between(colors: tuple[QColor, ...], share: float) -> QColor:
    at = share * (len(colors) - 1)
    low = min(int(at), len(colors) - 2)
    one, other, part = colors[low], colors[low + 1], at - low
    return QColor(
        round(one.red() + (other.red() - one.red()) * part),
        round(one.green() + (other.green() - one.green()) * part),
        round(one.blue() + (other.blue() - one.blue()) * part),
    )


def told(heat: Heat) -> str:
    """Say in short how what was logged became what is seen."""
    bins = len(heat.edges) - 1
    said = f"{bins:,} common bins, weights divided by overlap" if heat.resampled else f"{bins:,} bins"
    if heat.steps > len(heat.first):
        said += f", {len(heat.first):,} columns with the highest of their steps"
    if heat.outside > 0:
        said += f", {words.share(heat.outside)} outside"
    return said


def whole_story(heat: Heat) -> str:
    """Say at length how steps with different bins came to share theirs."""
    return (
        "Bins differ from step to step, or the range was cut. Each weight is divided among"
        f" {len(heat.edges) - 1:,} common bins by how much of its own bin they cover, so that sums are kept."
        " The histogram of a step shows its bins as they were logged"
    )
