"""Painting the parts of a small chart. Colours come from the theme, places from a scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import Line, Point
from runyard.desktop.charts.scale import Scale
from runyard.desktop.theme import series_color, series_dash, tokens, ui_font
from runyard.desktop.theme.contrast import mix

if TYPE_CHECKING:
    from runyard.desktop.charts.thinning import Samples

ORIGINAL_STRENGTH = 0.32
#: Pixels up and down for each pixel across, from which on a line is an area.
_TRAVEL = 60.0
_LEFT = int(Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value)
_RIGHT = int(Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value)
_CENTER = int(Qt.AlignmentFlag.AlignCenter.value)


def pen(color: QColor, width: float = 1.0, dash: list[float] | None = None) -> QPen:
    """Return a cosmetic pen."""
    made = QPen(color, width)
    made.setCosmetic(True)
    if dash:
        made.setDashPattern(dash)
    return made


def grid(painter: QPainter, scale: Scale, axes: Axes) -> None:
    """Draw grid lines with their y labels, the base line, and the x labels."""
    active = tokens()
    plot = scale.plot
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(ui_font(11))
    metrics = QFontMetricsF(painter.font())
    half = metrics.height() / 2
    for tick in axes.y_ticks(scale.y_low, scale.y_high, y_tick_count(plot)):
        y = scale.py(tick.value)
        if y is None or not plot.top() - 0.5 <= y <= plot.bottom() + 0.5:
            continue
        if y < plot.bottom() - 2:
            painter.setPen(pen(active.line))
            painter.drawLine(QLineF(plot.left(), round(y), plot.right(), round(y)))
        painter.setPen(active.text_soft)
        painter.drawText(QRectF(0, y - half, plot.left() - 8, 2 * half), _RIGHT, tick.label)
    painter.setPen(pen(active.line_strong))
    painter.drawLine(QLineF(plot.left(), plot.bottom(), plot.right(), plot.bottom()))
    painter.setPen(active.text_soft)
    _x_labels(painter, scale, axes, metrics)


def y_tick_count(plot: QRectF) -> int:
    """Return about how many ticks the y axis of a plot has."""
    return max(3, 3 + round(plot.height() / 90))


def _x_labels(painter: QPainter, scale: Scale, axes: Axes, metrics: QFontMetricsF) -> None:
    plot = scale.plot
    free = -1e9
    for tick in axes.x_ticks(
        scale.x_low, scale.x_high, max(2, int(plot.width() / (90 if plot.width() < 250 else 70)))
    ):
        width = metrics.horizontalAdvance(tick.label)
        left = min(scale.px(tick.value) - width / 2, plot.right() - width)
        if left < free:
            continue
        painter.drawText(QRectF(left, plot.bottom() + 3, width + 1, metrics.height()), _CENTER, tick.label)
        free = left + width + 8


def curves(painter: QPainter, scale: Scale, lines: Sequence[Line]) -> None:
    """Draw every line, the originals faintly and first."""
    painter.save()
    painter.setClipRect(scale.plot.adjusted(0, -1, 1, 1))
    for line in lines:
        if line.original is not None:
            crowded = is_crowded(scale, line.original)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, not crowded)
            _strokes(painter, scale.polygons(line.original), pen(faint(line.color, crowded=crowded)))
    for line in lines:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_crowded(scale, line.curve))
        _strokes(
            painter,
            scale.polygons(line.curve),
            pen(series_color(line.color), 1.0, series_dash(line.color)),
        )
    painter.restore()


def is_crowded(scale: Scale, samples: Samples) -> bool:
    """Whether a line goes up and down so much that it fills an area, where soft edges only cost time."""
    import numpy as np

    from runyard.desktop.charts.thinning import polyline

    heights = scale.heights(polyline(samples)[1])
    return bool(np.nansum(np.abs(np.diff(heights))) > _TRAVEL * max(1.0, scale.plot.width()))


def faint(color: int, *, crowded: bool) -> QColor:
    """Return the colour of an original; of a crowded one opaque, since its strokes lie over each other."""
    strong = series_color(color)
    if crowded:
        return mix(tokens().panel, strong, ORIGINAL_STRENGTH)
    made = QColor(strong)
    made.setAlphaF(ORIGINAL_STRENGTH)
    return made


def hovered(painter: QPainter, scale: Scale, line: Line) -> None:
    """Draw a line once more, two pixels wide: as two thin strokes, since Qt's wide pen is far slower."""
    painter.save()
    painter.setClipRect(scale.plot.adjusted(0, -1, 1, 1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    stroke = pen(series_color(line.color), 1.0, series_dash(line.color))
    for shape in scale.polygons(line.curve):
        _strokes(painter, [shape.translated(0.35, -0.5), shape.translated(-0.35, 0.5)], stroke)
    painter.restore()


def _strokes(painter: QPainter, shapes: Sequence[QPolygonF], stroke: QPen) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shape in shapes:
        painter.setPen(stroke)
        if shape.size() == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(stroke.color())
            painter.drawEllipse(shape.at(0), 1.5, 1.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.drawPolyline(shape)


def crosshair(painter: QPainter, scale: Scale, x: float, points: Sequence[Point]) -> None:
    """Draw the vertical line and a dot where it meets each line."""
    active = tokens()
    at = scale.px(x)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen(active.text_soft))
    painter.drawLine(QLineF(round(at), scale.plot.top(), round(at), scale.plot.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(pen(active.panel, 1.5))
    for point in points:
        y = scale.py(point.y)
        if y is not None and scale.plot.top() - 1 <= y <= scale.plot.bottom() + 1:
            painter.setBrush(series_color(point.line.color))
            painter.drawEllipse(QPointF(scale.px(point.x), y), 3.5, 3.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def place_label(painter: QPainter, scale: Scale, x: float, axes: Axes, right: float) -> None:
    """Draw the x of the crosshair on the axis."""
    active = tokens()
    painter.setFont(ui_font(11))
    metrics = QFontMetricsF(painter.font())
    text = axes.place(x)
    width = metrics.horizontalAdvance(text) + 14
    left = max(4.0, min(scale.px(x) - width / 2, right - 4 - width))
    box = QRectF(left, scale.plot.bottom() + 1, width, metrics.height() + 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(active.text_soft)
    painter.drawRoundedRect(box, 3, 3)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(active.panel)
    painter.drawText(box, _CENTER, text)


def value_labels(painter: QPainter, scale: Scale, x: float, points: Sequence[Point], axes: Axes) -> None:
    """Draw each line's value in a box beside its point, none over another."""
    active = tokens()
    painter.setFont(ui_font(11))
    metrics = QFontMetricsF(painter.font())
    height = metrics.height() + 5
    boxes: list[tuple[float, Line, str, float]] = []
    for point in points:
        y = scale.py(point.y)
        if y is not None and scale.plot.top() - 1 <= y <= scale.plot.bottom() + 1:
            text = f"{axes.value(point.y)}  {point.line.label}".rstrip()
            boxes.append((y - height / 2, point.line, text, metrics.horizontalAdvance(text) + 14))
    if not boxes or len(boxes) * (height + 1) > scale.plot.height():
        return
    boxes.sort(key=lambda box: box[0])
    tops = spread([box[0] for box in boxes], height + 1, scale.plot.top(), scale.plot.bottom() - height)
    at = round(scale.px(x))
    wide = max(box[3] for box in boxes)
    for top, (_, line, text, width) in zip(tops, boxes, strict=True):
        left = at + 8 if at + 8 + wide <= scale.plot.right() + 8 else at - 8 - width
        box = QRectF(left + 0.5, round(top) + 0.5, width, height)
        painter.setPen(pen(series_color(line.color)))
        painter.setBrush(active.raised)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(active.text)
        painter.drawText(box, _CENTER, text)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def no_curves(painter: QPainter, plot: QRectF, sentence: str) -> None:
    """Draw what stands in the plot without curves: why, or the lines of a skeleton while they come."""
    if sentence:
        painter.setFont(ui_font(11))
        painter.setPen(tokens().text_soft)
        flags = int(Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value)
        painter.drawText(plot.adjusted(-20, 0, 0, 0), flags, sentence)
        return
    painter.setPen(pen(tokens().line))
    for share in (0.25, 0.5, 0.75, 1.0):
        y = round(plot.top() + share * plot.height()) + 0.5
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))


def border(painter: QPainter, rect: QRectF, *, strong: bool, focused: bool) -> None:
    """Draw the edge of a chart: strong under the mouse, the accent with the keyboard's focus."""
    active = tokens()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    color = active.line_strong if strong else active.line
    painter.setPen(pen(active.accent, 2) if focused else pen(color))
    edge = 1.0 if focused else 0.5
    painter.drawRoundedRect(rect.adjusted(edge, edge, -edge, -edge), 8, 8)


def spread(tops: Sequence[float], height: float, first: float, last: float) -> list[float]:
    """Return sorted places moved apart to at least `height`, between `first` and `last` if they fit."""
    placed: list[float] = []
    for top in tops:
        placed.append(max(top, first, placed[-1] + height if placed else first))
    limit = last
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - height
    return placed
