"""Sparklines: the shape of a metric in a table's cell."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from runyard.desktop.theme import series_color
from runyard.domain.series import SeriesInfo
from runyard.storage.store import Store

#: Pieces of a line, each point as shares (x, y) of the box with y upwards.
Spark = tuple[tuple[tuple[float, float], ...], ...]
_PIXELS = 64


def paint_spark(painter: QPainter, rect: QRectF, pieces: Spark, color: int) -> None:
    """Draw a curve of one pixel into a box, in the series colour of this index."""
    area = rect.adjusted(0, 5, 0, -5)
    left, bottom, wide, high = area.left(), area.bottom(), area.width(), area.height()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(series_color(color), 1.0))
    for piece in pieces:
        places = [QPointF(left + x * wide, bottom - y * high) for x, y in piece]
        if len(places) == 1:
            painter.drawPoint(places[0])
        else:
            painter.drawPolyline(places)
    painter.restore()


def spark(store: Store, one: SeriesInfo) -> Spark:
    """Return the sparkline of a series; on a worker."""
    import numpy as np

    from runyard.desktop.charts.thinning import Samples, thin
    from runyard.storage.metrics.curves import curve

    whole = curve(store, one.id, "step", one.first_step, one.last_step, _PIXELS)
    seen = thin(
        Samples(whole.x, whole.first, whole.low, whole.high, whole.last),
        one.first_step,
        one.last_step,
        _PIXELS,
    )
    # One line through first, low, high and last of each entry keeps every spike.
    values = np.stack([seen.first, seen.low, seen.high, seen.last], axis=1).ravel()
    x = np.repeat(seen.x, 4)
    finite = np.isfinite(values)
    if not finite.any():
        return ()
    low, high = float(values[finite].min()), float(values[finite].max())
    across = (x - x[0]) / ((x[-1] - x[0]) or 1.0)
    # Halved, since from -1e308 to 1e308 is more than a float can say.
    half = high / 2 - low / 2
    up = (values / 2 - low / 2) / half if half > 0 else np.full(len(values), 0.5)
    pieces: list[tuple[tuple[float, float], ...]] = []
    piece: list[tuple[float, float]] = []
    for is_number, at, share in zip(finite.tolist(), across.tolist(), up.tolist(), strict=True):
        if is_number:
            if not piece or piece[-1] != (at, share):
                piece.append((at, share))
        elif piece:
            pieces.append(tuple(piece))
            piece = []
    if piece:
        pieces.append(tuple(piece))
    return tuple(pieces)
