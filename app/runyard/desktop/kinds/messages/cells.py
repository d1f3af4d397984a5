"""The columns of the table of messages."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from runyard.desktop.kinds.messages import levels
from runyard.desktop.kinds.messages.reading import MessageRow
from runyard.desktop.parts import words
from runyard.desktop.tables import Cell, Look, TableColumn, Text
from runyard.desktop.theme import sizes
from runyard.domain import clock
from runyard.domain.message import Level

_TIP = 2000  # characters


class _Level(Cell):
    """The shape in its colour, and the word."""

    inset = sizes.ICON_DENSE + sizes.GAP

    def text(self, row: MessageRow, value: Level) -> str:
        return levels.word(value)

    def paint(self, painter: QPainter, rect: QRect, row: MessageRow, value: Level, look: Look) -> None:
        side = sizes.ICON_DENSE
        shade = look.faint() if value is Level.DEBUG else levels.color(value)
        shape = look.icon(levels.SHAPES[value], shade, side)
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - side) // 2, shape)
        look.write(painter, rect.adjusted(self.inset, 0, 0, 0), self.text(row, value), look.colors.text)

    def width(self, row: MessageRow, value: Level, look: Look) -> float:
        return super().width(row, value, look) + self.inset


class _Time(Cell):
    """The local time of day, and the day where it is not today."""

    soft = True

    def text(self, row: MessageRow, value: int) -> str:
        at = clock.local(value)
        day = words.day(at.date())
        today = clock.local(clock.now()).date() == at.date()
        return f"{at:%H:%M:%S}" if today else f"{day} {at:%H:%M:%S}"

    def tip(self, row: MessageRow, value: int, room: float, look: Look) -> str:
        return words.full_moment(value)


class _Words(Text):
    """The text, with what a search has found marked."""

    def paint(self, painter: QPainter, rect: QRect, row: MessageRow, value: Any, look: Look) -> None:
        self._paint_marks(painter, rect, row, value, look)
        super().paint(painter, rect, row, value, look)

    def tip(self, row: MessageRow, value: Any, room: float, look: Look) -> str:
        several = row.message.text[:_TIP] if "\n" in row.message.text else ""
        return several or super().tip(row, value, room, look)

    def _paint_marks(self, painter: QPainter, rect: QRect, row: MessageRow, value: str, look: Look) -> None:
        high = round(look.plain.metrics.height()) + 2
        top = rect.top() + (rect.height() - high) // 2
        for start, end in row.marks:
            left = rect.left() + round(look.plain.width(value[:start]))
            right = min(rect.left() + round(look.plain.width(value[:end])), rect.right() + 1)
            if left < right:
                painter.fillRect(left, top, right - left, high, look.colors.warn_wash)


def columns() -> list[TableColumn]:
    """Return the columns."""
    return [
        TableColumn("level", "Level", _Level(), narrowest=96),
        TableColumn("time", "Time", _Time(), narrowest=88),
        TableColumn("text", "Message", _Words(), narrowest=200, widest=4000, stretch=True),
        TableColumn("args", "Arguments", Text(soft=True, fixed=True), narrowest=120, widest=360),
    ]
