"""Marks for values that a curve cannot show: NaN, inf, and what has no place on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import Line, MarkKind
from runyard.desktop.charts.paint import pen
from runyard.desktop.charts.scale import Scale
from runyard.desktop.theme import tokens, ui_font

if TYPE_CHECKING:
    from runyard.desktop.charts.thinning import Samples

_COVER = 0.82
_LEFT = int(Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignVCenter.value)
_HALF, _HIGH = 5.0, 9.0


def paint(painter: QPainter, scale: Scale, lines: Sequence[Line], axes: Axes) -> None:
    """Draw a hollow triangle at each such place, and say in words what is first there and how many more.

    NaN and -inf stand on the axis, inf hangs from the top.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    found: list[tuple[MarkKind, list[float], str]] = []
    for kind in MarkKind:
        of_kind = [mark for line in lines for mark in line.marks if mark.kind is kind]
        places = sorted({x for mark in of_kind for x in mark.places if scale.x_low <= x <= scale.x_high})
        if places:
            found.append((kind, places, "+" if any(mark.more for mark in of_kind) else ""))
    for kind, places, _ in found:
        painter.setPen(_pen(kind))
        _triangles(painter, scale, kind, places)
    taken: list[QRectF] = []
    below = sum(len(places) for kind, places, _ in found if kind is not MarkKind.HIGH)
    for kind, places, many in found:
        words = f"{kind.value} at {axes.number(places[0])}"
        if len(places) > 1:
            words += f" and {len(places) - 1:,}{many} more"
        crowd = len(places) if kind is MarkKind.HIGH else below
        painter.setPen(_pen(kind))
        _words(painter, scale, lines, kind, places[0], words, _HIGH + 1 if crowd > 1 else 0.0, taken)


def _pen(kind: MarkKind) -> QPen:
    return pen(tokens().text_soft if kind is MarkKind.BELOW else tokens().warn, 1.2)


def _triangles(painter: QPainter, scale: Scale, kind: MarkKind, places: Sequence[float]) -> None:
    upwards = kind in (MarkKind.NAN, MarkKind.HIGH)
    top = scale.plot.top() + 1 if kind is MarkKind.HIGH else scale.plot.bottom() - 1 - _HIGH
    base, tip = (top + _HIGH, top) if upwards else (top, top + _HIGH)
    free = -1e9
    for x in places:
        at = scale.px(x)
        if at < free:
            continue
        corners = QPointF(at - _HALF, base), QPointF(at, tip), QPointF(at + _HALF, base)
        painter.drawPolygon(QPolygonF(corners))
        free = at + 2 * _HALF + 2


def _words(
    painter: QPainter,
    scale: Scale,
    lines: Sequence[Line],
    kind: MarkKind,
    first: float,
    words: str,
    clear: float,
    taken: list[QRectF],
) -> None:
    """Write beside the first mark, with what is behind covered: curves would make words unreadable."""
    painter.setFont(ui_font(11))
    metrics = QFontMetricsF(painter.font())
    size = QSizeF(metrics.horizontalAdvance(words) + 1, metrics.height())
    box = _free_place(scale, lines, scale.px(first), size, clear, kind is MarkKind.HIGH)
    while any(box.intersects(other) for other in taken) and box.top() - size.height() > scale.plot.top():
        box.translate(0, -size.height() if kind is not MarkKind.HIGH else size.height())
    taken.append(box)
    _leader(painter, scale, kind, scale.px(first), box)
    behind = QColor(tokens().panel)
    behind.setAlphaF(_COVER)
    painter.fillRect(box.adjusted(-2, 1, 2, 0), behind)
    painter.drawText(box, _LEFT, words)


def _leader(painter: QPainter, scale: Scale, kind: MarkKind, at: float, box: QRectF) -> None:
    """Tie words to their mark where there was no room beside it."""
    top = kind is MarkKind.HIGH
    mark = scale.plot.top() + _HIGH + 2 if top else scale.plot.bottom() - _HIGH - 2
    words = box.center().y()
    if abs(words - mark) < box.height():
        return
    color = painter.pen().color()
    painter.save()
    painter.setPen(pen(color, 1.0, [1.0, 3.0]))
    side = box.left() - 3 if box.left() > at else box.right() + 3
    painter.drawLine(QLineF(at, mark, at, words))
    painter.drawLine(QLineF(at, words, side, words))
    painter.restore()


def _free_place(
    scale: Scale, lines: Sequence[Line], at: float, size: QSizeF, clear: float, on_top: bool
) -> QRectF:
    """Return where words about `at` hide no curve: the nearest place to the mark, or else beside it.

    `clear` is how far the words stay away from the edge, where other marks stand.
    """
    plot = scale.plot
    left = at + 9 if at + 9 + size.width() <= plot.right() else max(plot.left(), at - 9 - size.width())
    low, high = plot.bottom() - size.height() + 1 - clear, plot.top() + clear
    first, away = (high, size.height()) if on_top else (low, -size.height())
    beside = QRectF(QPointF(left, first), size)
    spans = [_heights(scale, samples, beside) for line in lines for samples in (line.curve, line.original)]
    box = QRectF(beside)
    while plot.top() <= box.top() and box.bottom() <= plot.bottom() + 2:
        if not any(((top <= box.bottom()) & (bottom >= box.top())).any() for top, bottom in spans):
            return box
        box.translate(0, away / 2)
    return beside


def _heights(scale: Scale, samples: Samples | None, box: QRectF) -> tuple[Any, Any]:
    """Return the pixels that each stroke of a curve spans where it passes above or below a box."""
    import numpy as np

    from runyard.desktop.charts.thinning import polyline

    if samples is None or not len(samples.x):
        return np.zeros(0), np.zeros(0)
    start, end = np.searchsorted(samples.x, [scale.x_at(box.left()), scale.x_at(box.right())])
    part = slice(max(0, int(start) - 1), int(end) + 1)
    _, y = polyline(samples.part(part))
    y = scale.heights(y)
    return np.fmin(y[:-1], y[1:]), np.fmax(y[:-1], y[1:])
