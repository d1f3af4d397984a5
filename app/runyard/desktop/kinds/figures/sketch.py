"""`Sketch`: simple traces, drawn by ourselves, for where there is no browser to draw them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen, QPolygonF

from runyard.desktop.charts import ticks
from runyard.desktop.kinds.figures.traces import Grid, Line, Numbers, Plot
from runyard.desktop.theme import series_color, sizes, tokens, ui_font
from runyard.desktop.theme.contrast import mix

_SIZE = QSizeF(700, 450)
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 24.0, 44.0, 52.0
_BUCKETS, _MARKS, _SIDE = 2000, 3000, 512


class Sketch:
    """Paints a `Plot` in the colours of the theme."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.size = _SIZE
        self._x, self._y = _range(plot, 0), _range(plot, 1)

    def paint(self, painter: QPainter, whole: QSizeF) -> None:
        """Fill a rectangle of this size at the origin."""
        painter.scale(whole.width() / _SIZE.width(), whole.height() / _SIZE.height())
        area = QRectF(_LEFT, _TOP, _SIZE.width() - _LEFT - _RIGHT, _SIZE.height() - _TOP - _BOTTOM)
        self._paint_axes(painter, area)
        painter.save()
        painter.setClipRect(area)
        for grid in self.plot.grids[:1]:
            painter.drawImage(area, _raster(grid))
        for at, line in enumerate(self.plot.lines):
            self._paint_line(painter, area, line, at)
        painter.restore()
        self._paint_words(painter, area)

    def _paint_axes(self, painter: QPainter, area: QRectF) -> None:
        colors = tokens()
        font = ui_font(sizes.TEXT_SMALL)
        painter.setFont(font)
        high = QFontMetricsF(font).height()
        for tick in ticks.linear(*self._y, 6):
            y = self._on_y(area, tick.value)
            painter.setPen(colors.line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colors.text_soft)
            box = QRectF(0, y - high / 2, area.left() - 8, high)
            painter.drawText(
                box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), tick.label
            )
        painter.setPen(colors.line_strong)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.setPen(colors.text_soft)
        for value, label in self._marks():
            box = QRectF(self._on_x(area, value) - 60, area.bottom() + 4, 120, high)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter), label)

    def _marks(self) -> list[tuple[float, str]]:
        labels = self.plot.labels
        if not labels:
            return [(tick.value, tick.label) for tick in ticks.linear(*self._x, 8)]
        every = -(-len(labels) // 10)
        return [(float(at), label[:16]) for at, label in enumerate(labels) if at % every == 0]

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        colors = tokens()
        middle = int(Qt.AlignmentFlag.AlignCenter)
        painter.setPen(colors.text)
        painter.setFont(ui_font(bold=True))
        painter.drawText(QRectF(0, 8, _SIZE.width(), 24), middle, self.plot.title)
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(colors.text_soft)
        painter.drawText(QRectF(0, area.bottom() + 22, _SIZE.width(), 20), middle, self.plot.x_title)
        painter.save()
        self._paint_legend(painter, area)
        painter.translate(12, area.center().y())
        painter.rotate(-90)
        painter.drawText(QRectF(-200, -10, 400, 20), middle, self.plot.y_title)
        painter.restore()

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        """Names of the traces at the upper right, each after a dash of its colour."""
        names = [(at, line.name) for at, line in enumerate(self.plot.lines) if line.name][:8]
        high = QFontMetricsF(painter.font()).height()
        wide = max((QFontMetricsF(painter.font()).horizontalAdvance(name) for _, name in names), default=0.0)
        left = area.right() - min(wide, 160.0) - 8
        for row, (at, name) in enumerate(names):
            top = area.top() + 4 + row * (high + 2)
            painter.fillRect(QRectF(left - 14, top + high / 2 - 1, 8, 2), series_color(at))
            painter.drawText(QRectF(left, top, 160, high), int(Qt.AlignmentFlag.AlignLeft), name)

    def _paint_line(self, painter: QPainter, area: QRectF, line: Line, at: int) -> None:
        color = series_color(at)
        x, y = line.x, line.y
        if line.mode == "bars":
            self._paint_bars(painter, area, line, at)
            return
        if "lines" in line.mode:
            painter.setPen(QPen(color, 1.5))
            for part in _pieces(*_thinned(x, y)):
                if len(part) == 1:  # a lone point has no line
                    painter.drawEllipse(self._point(area, *part[0]), 1.5, 1.5)
                painter.drawPolyline(QPolygonF([self._point(area, *pair) for pair in part]))
        if "markers" in line.mode or "lines" not in line.mode:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            step = max(1, len(x) // _MARKS)
            for place, value in zip(x[::step].tolist(), y[::step].tolist(), strict=True):
                if np.isfinite(place) and np.isfinite(value):
                    painter.drawEllipse(self._point(area, place, value), 2.5, 2.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_bars(self, painter: QPainter, area: QRectF, line: Line, at: int) -> None:
        places = np.unique(line.x)
        gap = float(np.min(np.diff(places))) if len(places) > 1 else 1.0
        ground = self._on_y(area, 0.0)
        step = max(1, len(line.x) // _MARKS)
        for place, value in zip(line.x[::step].tolist(), line.y[::step].tolist(), strict=True):
            if np.isfinite(place) and np.isfinite(value):
                left, right = self._on_x(area, place - 0.4 * gap), self._on_x(area, place + 0.4 * gap)
                top = self._on_y(area, value)
                bar = QRectF(left, min(top, ground), max(1.0, right - left), abs(top - ground))
                painter.fillRect(bar, series_color(at))

    def _point(self, area: QRectF, x: float, y: float) -> QPointF:
        return QPointF(self._on_x(area, x), self._on_y(area, y))

    def _on_x(self, area: QRectF, value: float) -> float:
        return area.left() + (value - self._x[0]) / (self._x[1] - self._x[0]) * area.width()

    def _on_y(self, area: QRectF, value: float) -> float:
        return area.bottom() - (value - self._y[0]) / (self._y[1] - self._y[0]) * area.height()


def _range(plot: Plot, axis: int) -> tuple[float, float]:
    """Return the ends of an axis, a little beyond what lies on it."""
    if plot.grids:
        return -0.5, plot.grids[0].z.shape[1 - axis] - 0.5
    bars = any(line.mode == "bars" for line in plot.lines)
    every = np.concatenate([line[1 + axis] for line in plot.lines])
    every = every[np.isfinite(every)]
    if not len(every):
        return 0.0, 1.0
    low, high = float(every.min()), float(every.max())
    if bars and axis == 1:
        low, high = min(0.0, low), max(0.0, high)
    room = (high - low) * 0.05 or abs(high) * 0.05 or 0.5
    if bars and axis == 0:
        room = max(room, 0.6)
    return low - (0.0 if bars and axis == 1 and low == 0 else room), high + room


def _thinned(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Return the lowest and highest of each few points, where there are more than can be told apart."""
    size = len(x) // _BUCKETS
    if size < 4:
        return x, y
    many = len(x) // size
    places = np.arange(many) * size
    blocks = y[: many * size].reshape(many, size)
    gaps = np.isnan(blocks)
    low = np.where(gaps, np.inf, blocks).argmin(axis=1)
    high = np.where(gaps, -np.inf, blocks).argmax(axis=1)
    chosen = np.unique(np.concatenate([places + low, places + high, [len(x) - 1]]))
    return x[chosen], y[chosen]


def _pieces(x: Numbers, y: Numbers) -> list[list[tuple[float, float]]]:
    """Return a curve in pieces without gaps."""
    good = np.isfinite(x) & np.isfinite(y)
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, value, fine in zip(x.tolist(), y.tolist(), good.tolist(), strict=True):
        if fine:
            pieces[-1].append((place, value))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _raster(grid: Grid) -> QImage:
    """Return the values as colours of the heat ramp, high rows on top."""
    z = grid.z[:: -(-grid.z.shape[0] // _SIDE), :: -(-grid.z.shape[1] // _SIDE)]
    finite = np.isfinite(z)
    low, high = (float(z[finite].min()), float(z[finite].max())) if finite.any() else (0.0, 1.0)
    levels = np.where(finite, (z - low) / ((high - low) or 1.0) * 255, 0).astype(np.uint8)[::-1]
    rows = np.ascontiguousarray(levels)
    image = QImage(rows.tobytes(), rows.shape[1], rows.shape[0], rows.shape[1], QImage.Format.Format_Indexed8)
    ramp = tokens().heat
    image.setColorTable([_shade(ramp, level).rgba() for level in range(256)])
    return image.copy()


def _shade(ramp: Sequence[QColor], level: int) -> QColor:
    place = level / 255 * (len(ramp) - 1)
    at = min(len(ramp) - 2, int(place))
    return mix(ramp[at], ramp[at + 1], place - at)
