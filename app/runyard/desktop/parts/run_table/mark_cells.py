"""Cells that show a shape: the curve of a metric, and the mark of a run."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from runyard.desktop.parts.run_table.cells import paint_missing, spoken_missing
from runyard.desktop.tables import PADDING, Cell, Look
from runyard.desktop.theme import series_color, sizes
from runyard.storage.table.cells import Missing, Row
from runyard.storage.table.sparks import Spark

CURVE_WIDTH = 80
_ROOM = 5  # above and below the curve
_REMEMBERED = 256


class CurveCell(Cell):
    """The curve of a metric from its first to its last step, in the run's colour, between its extremes."""

    def __init__(self) -> None:
        self._lines: OrderedDict[int, tuple[Spark, list[QPolygonF]]] = OrderedDict()

    def text(self, row: Row, value: Any) -> str:
        return ""

    def spoken(self, row: Row, value: Any) -> str:
        return spoken_missing(value) if isinstance(value, Missing) else "curve"

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        if isinstance(value, Missing):
            paint_missing(painter, rect, value, look, right=False)
            return
        area = rect.adjusted(0, _ROOM, 0, -_ROOM)
        pen = QPen(series_color(row.info.color), 1.0)
        pen.setCosmetic(True)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.translate(area.left() + 0.5, area.bottom() + 0.5)
            painter.scale(area.width() - 1, 1 - area.height())
            for line in self._polygons(value):
                if line.size() == 1:
                    painter.drawPoint(line.first())
                else:
                    painter.drawPolyline(line)
        finally:
            painter.restore()

    def width(self, row: Row, value: Any, look: Look) -> float:
        return CURVE_WIDTH

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        return ""

    def _polygons(self, spark: Spark) -> list[QPolygonF]:
        """Return the pieces of the line as Qt takes them; those painted last are kept."""
        known = self._lines.get(id(spark))
        if known is None or known[0] is not spark:
            made = [
                QPolygonF([QPointF(x, y) for x, y in zip(piece[::2], piece[1::2], strict=True)])
                for piece in spark
            ]
            known = self._lines[id(spark)] = (spark, made)
            if len(self._lines) > _REMEMBERED:
                self._lines.popitem(last=False)
        return known[1]


class MarkCell(Cell):
    """A star for a run that somebody marked."""

    def text(self, row: Row, value: Any) -> str:
        return "Marked" if value else ""

    def paint(self, painter: QPainter, rect: QRect, row: Row, value: Any, look: Look) -> None:
        if value:
            star = look.icon("star", look.colors.accent, sizes.ICON_DENSE)
            painter.drawPixmap(rect.left(), rect.top() + (rect.height() - sizes.ICON_DENSE) // 2, star)

    def width(self, row: Row, value: Any, look: Look) -> float:
        return sizes.ICON_DENSE + 2 * PADDING

    def tip(self, row: Row, value: Any, room: float, look: Look) -> str:
        return self.text(row, value)


class Nothing(Cell):
    """A column that says nothing of a group."""

    def text(self, row: Any, value: Any) -> str:
        return ""

    def width(self, row: Any, value: Any, look: Look) -> float:
        return 0.0
