"""Charts drawn into pictures: the same strokes as on screen, on any painter and any thread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from runyard.desktop.charts import head, marks, paint
from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import Line, left_out, x_extent, y_extent
from runyard.desktop.charts.scale import Scale
from runyard.desktop.theme import scaled, tokens, ui_font

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 12.0, 8.0, 20
_SHORT = 4  # characters of a label that always fit


def plot_rect(width: float, height: float, head_height: float) -> QRectF:
    """Return where the curves of a chart of this size are drawn."""
    top, left, bottom = head_height + _TOP, scaled(_LEFT), scaled(_BOTTOM)
    return QRectF(left, top, width - left - _RIGHT, height - top - bottom)


def make_scale(
    lines: Sequence[Line], axes: Axes, plot: QRectF, view: tuple[float, float] | None
) -> Scale | None:
    """Return the scale of a plot; None where there is no room for one."""
    low, high = view or x_extent(lines, axes)
    y = y_extent(lines, axes, low, high)
    if plot.width() <= 8 or plot.height() <= 8 or not high > low:
        return None
    y_low, y_high = y or ((0.1, 10.0) if axes.log else (0.0, 1.0))
    plot = _with_room(plot, axes, y_low, y_high)
    return Scale(plot, low, high, y_low, y_high, axes.log, axes.sloped)


def _with_room(plot: QRectF, axes: Axes, low: float, high: float) -> QRectF:
    """Move the left edge for labels that are wider than most."""
    labels = [tick.label for tick in axes.y_ticks(low, high, paint.y_tick_count(plot))]
    if all(len(label) <= _SHORT for label in labels):
        return plot
    metrics = QFontMetricsF(ui_font(11))
    wide = max(metrics.horizontalAdvance(label) for label in labels) + 8
    return plot.adjusted(max(0.0, min(wide, 96.0) - plot.left()), 0, 0, 0)


def curves(painter: QPainter, scale: Scale, lines: Sequence[Line], axes: Axes) -> None:
    """Draw everything inside a plot, and its axes."""
    paint.grid(painter, scale, axes)
    paint.curves(painter, scale, lines)
    marks.paint(painter, scale, lines, axes)


def head_words(contexts: str, lines: Sequence[Line], axes: Axes, scale: Scale | None) -> str:
    """Return what is left out of a chart, its contexts, and what its y axis is counted in."""
    sign = axes.measure(scale.y_high).sign if scale is not None else ""
    return ", ".join(part for part in (left_out(lines, axes), contexts, sign) if part)


def chart(
    painter: QPainter,
    rect: QRectF,
    head_height: float,
    title: str,
    contexts: str,
    lines: Sequence[Line],
    axes: Axes,
    view: tuple[float, float] | None = None,
) -> None:
    """Draw a whole chart with head and edge."""
    painter.save()
    painter.translate(rect.topLeft())
    painter.fillRect(QRectF(0, 0, rect.width(), rect.height()), tokens().panel)
    scale = make_scale(lines, axes, plot_rect(rect.width(), rect.height(), head_height), view)
    if scale is not None:
        curves(painter, scale, lines, axes)
    entries = [head.Entry(line.color, line.label, axes.value(line.last)) for line in lines]
    words = head_words(contexts, lines, axes, scale)
    head.paint(painter, rect.width(), head_height, title, words, entries, (), "")
    paint.border(painter, QRectF(0, 0, rect.width(), rect.height()), strong=False, focused=False)
    painter.restore()
