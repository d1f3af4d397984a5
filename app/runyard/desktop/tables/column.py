"""`TableColumn` and `Cell`: what a column is called, and how its cells are written and painted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from runyard.desktop.tables.look import PADDING, Look


class Row(Protocol):
    """A row as it was fetched: one raw value for each column of the model."""

    @property
    def cells(self) -> tuple[Any, ...]: ...


class Cell:
    """How the values of a column look. `right` aligns numbers; subclasses say the words, some paint more.

    `inset` is how much room a mark takes before the text.
    """

    inset = 0
    right = False
    soft = False
    fixed = False
    elide = Qt.TextElideMode.ElideRight

    def text(self, row: Any, value: Any) -> str:
        """Return the words of a cell, for painting and copying."""
        return str(value)

    def spoken(self, row: Any, value: Any) -> str:
        """Return what a screen reader says of a cell, of a mark as well."""
        return self.text(row, value)

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        """Paint the value inside `rect`, from which the padding is taken already."""
        colors = look.colors
        look.write(
            painter,
            rect,
            self.text(row, value),
            colors.text_soft if self.soft else colors.text,
            look.fixed if self.fixed else look.plain,
            right=self.right,
            elide=self.elide,
        )

    def amount(self, value: Any) -> float | None:
        """Return the number that a cell is coloured by, where its column is; None without one."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return value

    def width(self, row: Any, value: Any, look: Look) -> float:
        """Return how wide the value wants its column, with padding."""
        face = look.fixed if self.fixed else look.plain
        return face.width(self.text(row, value)) + 2 * PADDING

    def tip(self, row: Any, value: Any, room: float, look: Look) -> str:
        """Return the plain text of the tooltip: the words where they are elided, else nothing."""
        if self.width(row, value, look) > room + 0.5:
            return self.text(row, value)
        return ""


@dataclass(frozen=True)
class TableColumn:
    """A column: an id of its own, one or two lines of header, the look of its cells, and its bounds.

    `upper` keeps the title on the first line even where the second is empty. `scale` is the lowest and the
    highest value of the column where its cells are coloured by their value. `group` is how the head of a
    group of rows looks in it, a row whose id is negative. `subtitle_end` stands at the right end of the
    second line. A column that is to `stretch` takes the room that the others leave.
    """

    id: str
    title: str
    cell: Cell
    subtitle: str = ""
    narrowest: int = 48
    widest: int = 280
    upper: bool = False
    scale: tuple[float, float] | None = None
    group: Cell | None = None
    subtitle_end: str = ""
    stretch: bool = False

    def cell_for(self, row: object) -> Cell:
        """Return how a row looks: heads of groups, which are open or not, have cells of their own."""
        return self.cell if self.group is None or getattr(row, "open", None) is None else self.group
