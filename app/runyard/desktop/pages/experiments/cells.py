"""How the columns of the list of experiments look, and by what they are sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from runyard.desktop.parts import words
from runyard.desktop.parts.status import paint_status
from runyard.desktop.parts.status_bar import Part, paint_bar, parts_of
from runyard.desktop.tables import PADDING, Cell, Look, TableColumn, Text
from runyard.desktop.theme import sizes
from runyard.storage.organise.experiments import Standing

_BAR, _BAR_HIGH = 96, 8
_BETWEEN = 12
_LONGEST = 300


class Line(NamedTuple):
    """An experiment and one value for each column."""

    standing: Standing
    cells: tuple[Any, ...]


class NameCell(Cell):
    """The name; on the row under the pointer it looks like the link it is."""

    def text(self, row: Line, value: str) -> str:
        return " ".join(value[:_LONGEST].split())

    def paint(self, painter: QPainter, rect: QRect, row: Line, value: str, look: Look) -> None:
        super().paint(painter, rect, row, value, look)
        if look.lit:
            low = look.baseline(rect) + 2
            wide = min(round(look.plain.width(self.text(row, value))), rect.width())
            painter.drawLine(rect.left(), low, rect.left() + wide, low)


class DescriptionCell(Text):
    """The description in one line."""

    def text(self, row: Line, value: str) -> str:
        return " ".join(value[:_LONGEST].split())


class RunsCell(Cell):
    """A small bar by status, and how many runs of each, by shape."""

    def text(self, row: Line, value: list[Part]) -> str:
        return ", ".join(f"{part.runs:,} {part.word.lower()}" for part in value) or "No runs"

    def paint(self, painter: QPainter, rect: QRect, row: Line, value: list[Part], look: Look) -> None:
        if not value:
            look.write(painter, rect, "No runs", look.faint())
            return
        top = rect.top() + (rect.height() - _BAR_HIGH) / 2
        paint_bar(painter, QRectF(rect.left(), top, _BAR, _BAR_HIGH), value, look.behind())
        left, side = rect.left() + _BAR + _BETWEEN, sizes.STATUS_MARK
        for part in value:
            count = words.count(part.runs)
            wide = side + 4 + round(look.small.width(count))
            if left + wide > rect.right() + 1:
                look.write(painter, QRect(left, rect.top(), 12, rect.height()), "…", look.faint(), look.small)
                break
            mark = QRectF(left, rect.top() + (rect.height() - side) / 2, side, side)
            if part.status is None:
                painter.drawPixmap(mark.topLeft(), look.icon("archive", look.colors.text_soft, side))
            else:
                paint_status(painter, mark, part.status, None, look.behind())
            room = QRect(left + side + 4, rect.top(), wide, rect.height())
            look.write(painter, room, count, look.colors.text_soft, look.small, line=look.small)
            left += wide + _BETWEEN

    def width(self, row: Line, value: list[Part], look: Look) -> float:
        marks = [sizes.STATUS_MARK + 4 + look.small.width(words.count(part.runs)) for part in value]
        return _BAR + _BETWEEN + sum(marks) + _BETWEEN * max(0, len(marks) - 1) + 2 * PADDING + 2

    def tip(self, row: Line, value: list[Part], room: float, look: Look) -> str:
        return self.text(row, value)


class CountCell(Cell):
    """How many runs, at the right."""

    right = True

    def text(self, row: Line, value: int) -> str:
        return words.count(value)


class MomentCell(Cell):
    """A time; to the second in the tooltip."""

    soft = True

    def text(self, row: Line, value: int) -> str:
        return words.moment(value)

    def tip(self, row: Line, value: int, room: float, look: Look) -> str:
        return words.full_moment(value)


COLUMNS = (
    TableColumn("name", "Name", NameCell(), narrowest=160, widest=320),
    TableColumn("description", "Description", DescriptionCell(soft=True), narrowest=160, stretch=True),
    TableColumn("runs", "Runs by status", RunsCell(), narrowest=240, widest=480),
    TableColumn("total", "Runs", CountCell(), narrowest=64),
    TableColumn("active", "Last activity", MomentCell(), narrowest=112),
)


def line(standing: Standing) -> Line:
    """Return the row of an experiment."""
    about = standing.experiment
    parts = parts_of(standing.by_status, standing.archived)
    return Line(standing, (about.name, about.description, parts, about.runs, standing.active))


def _name(standing: Standing) -> str:
    return standing.experiment.name.casefold()


def _description(standing: Standing) -> tuple[bool, str]:
    return not standing.experiment.description, standing.experiment.description.casefold()


def _runs(standing: Standing) -> int:
    return standing.experiment.runs


def _active(standing: Standing) -> int:
    return standing.active


SORTS: dict[str, Callable[[Standing], Any]] = {
    "name": _name,
    "description": _description,
    "runs": _runs,
    "total": _runs,
    "active": _active,
}
