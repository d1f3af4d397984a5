"""How the runs of a tag look in the drawer."""

from __future__ import annotations

from typing import Any, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPen

from runyard.desktop.parts import words
from runyard.desktop.parts.status import paint_status, status_word
from runyard.desktop.tables import PADDING, Cell, Look, TableColumn
from runyard.desktop.theme import series_color, sizes
from runyard.desktop.widgets import box
from runyard.domain.run import RunInfo

_LONGEST = 200
_MARKS = sizes.STATUS_MARK + sizes.GAP + sizes.SWATCH + sizes.GAP


class RunRow(NamedTuple):
    """A row of the drawer: name, experiment, creation, and the run itself."""

    cells: tuple[Any, ...]
    info: RunInfo


def run_row(info: RunInfo) -> RunRow:
    """Return the row of a run."""
    return RunRow((info.name, info.experiment, info.created), info)


class NameCell(Cell):
    """Status, colour and name of a run; the name is underlined under the pointer, since a click opens it."""

    def text(self, row: RunRow, value: Any) -> str:
        return " ".join(str(value)[:_LONGEST].split())

    def paint(self, painter: QPainter, rect: QRect, row: RunRow, value: Any, look: Look) -> None:
        side, info = sizes.STATUS_MARK, row.info
        share = info.progress.share if info.progress is not None and info.status.active else None
        mark = QRectF(rect.left(), rect.top() + (rect.height() - side) / 2, side, side)
        paint_status(painter, mark, info.status, share, look.behind())
        left = rect.left() + side + sizes.GAP
        swatch = QRectF(left, rect.top() + (rect.height() - sizes.SWATCH) // 2, sizes.SWATCH, sizes.SWATCH)
        box(painter, swatch, sizes.SWATCH_RADIUS, series_color(info.color), None)
        name = rect.adjusted(_MARKS, 0, 0, 0)
        shown = self.text(row, value)
        look.write(painter, name, shown, look.colors.text)
        if look.lit:
            wide = min(round(look.plain.width(shown)), name.width())
            low = look.baseline(name) + 2
            painter.setPen(QPen(look.colors.text, 1.0))
            painter.drawLine(name.left(), low, name.left() + wide, low)

    def width(self, row: RunRow, value: Any, look: Look) -> float:
        return super().width(row, value, look) + _MARKS

    def tip(self, row: RunRow, value: Any, room: float, look: Look) -> str:
        word = status_word(row.info.status)
        whole = super().tip(row, value, room, look)
        return f"{whole}\n{word}" if whole else word


class ExperimentCell(Cell):
    """The experiment of a run."""

    soft = True

    def text(self, row: RunRow, value: Any) -> str:
        return " ".join(str(value)[:_LONGEST].split())


class CreatedCell(Cell):
    """When a run began; the time to the second in the tooltip."""

    soft = True

    def text(self, row: RunRow, value: Any) -> str:
        return words.moment(value)

    def tip(self, row: RunRow, value: Any, room: float, look: Look) -> str:
        return words.full_moment(value)

    def width(self, row: RunRow, value: Any, look: Look) -> float:
        return super().width(row, value, look) + PADDING


COLUMNS = (
    TableColumn("name", "Run", NameCell()),
    TableColumn("experiment", "Experiment", ExperimentCell(), narrowest=64, stretch=True),
    TableColumn("created", "Created", CreatedCell(), narrowest=104),
)
