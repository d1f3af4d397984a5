"""How the columns of the tags page look."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from runyard.desktop.pages.tags.state import COMMENT, LAST, NAME, RUNS, TagRow
from runyard.desktop.parts import words
from runyard.desktop.parts.tag_badge import paint_tag, tag_width
from runyard.desktop.tables import PADDING, Cell, Look, TableColumn, paint_none
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import box

_BAR, _BAR_HIGH = 40, 4
_DIGITS = 48
#: The last column leaves room for the actions of a row.
_LAST_WIDTH = 248


class BadgeCell(Cell):
    """The tag as it looks everywhere."""

    def paint(self, painter: QPainter, rect: QRect, row: TagRow, value: Any, look: Look) -> None:
        paint_tag(painter, QRectF(rect), row.tag)

    def width(self, row: TagRow, value: Any, look: Look) -> float:
        return tag_width(row.tag) + 2 * PADDING


class RunsCell(Cell):
    """The number of runs, and a bar as long as its share of the most that any tag has."""

    def __init__(self) -> None:
        self.most = 0

    def text(self, row: TagRow, value: Any) -> str:
        return words.count(value)

    def paint(self, painter: QPainter, rect: QRect, row: TagRow, value: Any, look: Look) -> None:
        wide = round(self._digits(look))
        number = QRect(rect.left(), rect.top(), wide, rect.height())
        look.write(painter, number, self.text(row, value), look.colors.text, right=True)
        groove = QRectF(
            rect.left() + wide + sizes.GAP, rect.center().y() - _BAR_HIGH / 2 + 1, _BAR, _BAR_HIGH
        )
        box(painter, groove, _BAR_HIGH / 2, look.colors.line, None)
        if value:
            groove.setWidth(max(1.0, _BAR * value / max(self.most, value)))
            box(painter, groove, min(_BAR_HIGH, groove.width()) / 2, look.colors.text_soft, None)

    def width(self, row: TagRow, value: Any, look: Look) -> float:
        return self._digits(look) + sizes.GAP + _BAR + 2 * PADDING + sizes.GAP

    def tip(self, row: TagRow, value: Any, room: float, look: Look) -> str:
        return ""

    def _digits(self, look: Look) -> float:
        return max(_DIGITS, look.plain.width(words.count(self.most)))


class CommentCell(Cell):
    """What the tag is for, on one line."""

    soft = True

    def text(self, row: TagRow, value: Any) -> str:
        return " ".join(str(value).split())

    def paint(self, painter: QPainter, rect: QRect, row: TagRow, value: Any, look: Look) -> None:
        if value:
            super().paint(painter, rect, row, value, look)
        else:
            paint_none(painter, rect, look)


class LastCell(Cell):
    """When the tag was last put on a run; the time to the second in the tooltip."""

    soft = True

    def text(self, row: TagRow, value: Any) -> str:
        return words.NONE if value is None else words.moment(value)

    def paint(self, painter: QPainter, rect: QRect, row: TagRow, value: Any, look: Look) -> None:
        if value is None:
            paint_none(painter, rect, look)
        else:
            super().paint(painter, rect, row, value, look)

    def tip(self, row: TagRow, value: Any, room: float, look: Look) -> str:
        return "" if value is None else words.full_moment(value)


def columns(runs: RunsCell) -> list[TableColumn]:
    """Return the columns of the list."""
    return [
        TableColumn(NAME, "Tag", BadgeCell()),
        TableColumn(RUNS, "Runs", runs, widest=160),
        TableColumn(COMMENT, "Comment", CommentCell(), narrowest=96, stretch=True),
        TableColumn(LAST, "Last used", LastCell(), narrowest=_LAST_WIDTH, widest=_LAST_WIDTH),
    ]
