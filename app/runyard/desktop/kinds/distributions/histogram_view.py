"""`HistogramView`: the distribution of one step, its bins as they were logged."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from runyard.desktop.charts import ticks
from runyard.desktop.kinds.distributions import words
from runyard.desktop.kinds.distributions.chart_frame import (
    CENTER,
    Axis,
    ChartFrame,
    label_box,
    ticks_below,
    ticks_beside,
)
from runyard.desktop.theme import series_color, tokens

if TYPE_CHECKING:
    from runyard.desktop.kinds.distributions.histogram import Histogram

_GAP_FROM = 4.0


class HistogramView(ChartFrame):
    """Bars, one a bin; `range` is that of the views beside, so that shapes can be compared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Histogram", parent)
        self.histogram: Histogram | None = None
        self.log = False
        self.sentence = ""
        self._range: tuple[float, float] | None = None

    def show_histogram(
        self, found: Histogram | None, *, log: bool, span: tuple[float, float] | None, sentence: str = ""
    ) -> None:
        """Show another step; `sentence` says why there is nothing to show."""
        self.histogram, self.log, self.sentence = found, log, sentence
        self._range = span
        if found is None:
            self.setAccessibleDescription(sentence)
        else:
            said = f"{len(found.weights):,} bins from {words.between(found.low, found.high)}"
            self.setAccessibleDescription(f"{said}, sum {words.amount(float(found.weights.sum()))}")
        self.forget()

    def across(self) -> Axis:
        """Return the axis of values."""
        plot = self.plot()
        if self._range is not None:
            return Axis(*self._range, plot.left(), plot.right())
        if self.histogram is None:
            return Axis(0, 1, plot.left(), plot.right())
        return Axis(self.histogram.low, self.histogram.high, plot.left(), plot.right())

    def _most(self) -> float:
        return float(self.histogram.weights.max()) if self.histogram is not None else 0.0

    def _least(self) -> float:
        """Return where a logarithmic axis begins: below the lowest weight there is."""
        if self.histogram is None:
            return 1.0
        held = self.histogram.weights[self.histogram.weights > 0]
        return max(float(held.min()) / 2, self._most() * 1e-9) if len(held) else 1.0

    def _y(self, weight: float, plot: QRectF) -> float:
        most = self._most()
        if most <= 0:
            return plot.bottom()
        if not self.log:
            return plot.bottom() - weight / (most * 1.06) * plot.height()
        if weight <= 0:
            return plot.bottom()
        least = self._least()
        share = math.log(max(weight, least) / least) / math.log(most * 1.2 / least)
        return plot.bottom() - share * plot.height()

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        across = self.across()
        if self.histogram is None or self._most() <= 0:
            painter.setPen(tokens().text_soft)
            words_ = self.sentence or ("It holds no weight" if self.histogram is not None else "")
            painter.drawText(plot, CENTER | int(Qt.TextFlag.TextWordWrap), words_)
        if self.histogram is None:
            return
        count = max(2, int(plot.height() / 36))
        most, least = self._most(), self._least()
        if most > 0:
            found = (
                ticks.logarithmic(least, most * 1.2, count)
                if self.log
                else ticks.linear(0, most * 1.06, count)
            )
            axis = [tick._replace(value=self._y(tick.value, plot)) for tick in found]
            ticks_beside(painter, plot, Axis(0, 1, 0, 1), axis, lines=True)
            self._bars(painter, plot, across)
        ticks_below(
            painter, plot, across, ticks.linear(across.low, across.high, max(2, int(plot.width() / 90)))
        )

    def _bars(self, painter: QPainter, plot: QRectF, across: Axis) -> None:
        """Draw the bars, apart where there is room; of those that share a pixel, the highest."""
        one = self.histogram
        assert one is not None
        step = abs(across.at(one.low + one.width) - across.at(one.low))
        gap = 1.0 if step >= _GAP_FROM else 0.0
        painter.save()
        painter.setClipRect(plot.adjusted(0, 0, 1, 0))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, step >= 1.0)
        shape = QPainterPath()
        for left, right, weight in self._pieces(one, across, plot, step):
            top = min(self._y(weight, plot), plot.bottom() - 1)
            shape.addRect(QRectF(left, top, max(right - left - gap, 1.0), plot.bottom() - top))
        color = QColor(series_color(0))
        color.setAlphaF(0.86)
        painter.fillPath(shape, color)
        painter.restore()

    def _pieces(
        self, one: Histogram, across: Axis, plot: QRectF, step: float
    ) -> Iterator[tuple[float, float, float]]:
        """Yield what to draw: from, to and weight of each bar, or of each pixel where bins are narrower."""
        if step >= 1.0:
            for place, weight in enumerate(one.weights.tolist()):
                low, high = one.edges(place)
                left, right = across.at(low), across.at(high)
                if weight > 0 and right >= plot.left() and left <= plot.right():
                    yield left, right, weight
            return
        import numpy as np

        from runyard.desktop.kinds.distributions.picture import reduced

        borders = np.linspace(one.low, one.high, len(one.weights) + 1)
        pixels = max(1, round(plot.width()))
        columns = one.weights[:, None].astype(np.float32)
        for pixel, weight in enumerate(
            reduced(columns, borders, across.low, across.high, pixels)[:, 0].tolist()
        ):
            if weight > 0:
                yield plot.left() + pixel, plot.left() + pixel + 1, weight

    def bin_at(self, at: QPointF) -> int | None:
        """Return the bin under the pointer."""
        one = self.histogram
        if one is None or not self.plot().contains(at):
            return None
        place = math.floor((self.across().value(at.x()) - one.low) / one.width)
        return place if 0 <= place < len(one.weights) else None

    def overlay(self, painter: QPainter, plot: QRectF) -> None:
        one, at = self.histogram, self.pointer
        place = None if at is None else self.bin_at(at)
        if one is None or at is None or place is None:
            return
        low, high = one.edges(place)
        weight = float(one.weights[place])
        left, right = self.across().at(low), self.across().at(high)
        top = self._y(weight, plot)
        if weight > 0:
            wide = max(right - left - (1.0 if right - left >= _GAP_FROM else 0.0), 1.0)
            painter.fillRect(QRectF(left, top, wide, plot.bottom() - top), tokens().text)
        total = float(one.weights.sum())
        share = f", {weight / total:.2%}".replace("%", " %") if total > 0 else ""
        label_box(painter, at, [f"{words.amount(weight)}{share}", words.between(low, high)], self.size())
