"""`Scene`: the rows in sight with their layouts: what is where, what a point means, and how it is painted."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QPainter

from runyard.desktop.kinds.logs.lines.lines import ShownLine
from runyard.desktop.kinds.logs.state import LogState
from runyard.desktop.kinds.logs.view.choice import Choice, Place
from runyard.desktop.kinds.logs.view.columns import Columns
from runyard.desktop.kinds.logs.view.layouts import LineLayout, TextLayouts
from runyard.desktop.kinds.logs.view.painting import Chip, Row, RowPainter, chips_of, text_corner
from runyard.desktop.kinds.logs.view.scrolling import Scrolling, Seen
from runyard.desktop.theme import sizes

_LEAST = 10  # columns of a wrapped line


class Scene:
    """`value` is that of the scroll bar, `shift` how far text is scrolled sideways, `width` the view's."""

    def __init__(self, state: LogState) -> None:
        self._state = state
        self.columns = Columns()
        self.scrolling = Scrolling(self._height_of)
        self._layouts = TextLayouts()
        self._painter = RowPainter(self.columns)
        self.wraps = False
        self.value = 0
        self.shift = 0
        self.width = 0

    def dress(self) -> None:
        """Take the colours and fonts of the theme."""
        self._layouts.clear()
        self._painter.dress()
        self.measure()

    def forget(self) -> None:
        """Forget the lines of another run."""
        self._layouts.clear()

    def measure(self) -> None:
        """Take in the fonts, the number of lines and the width of the view."""
        self.columns.measure(self._state.count)
        self._layouts.pitch = self.columns.pitch
        self.scrolling.unit = self.columns.row
        room = self.width - self.columns.text_start - sizes.GAP
        self._layouts.set_width(max(room, _LEAST * self.columns.pitch) if self.wraps else None)

    def seen(self) -> list[Seen]:
        """Return the rows in sight."""
        return self.scrolling.seen(self.value)

    def line_at(self, y: int) -> ShownLine | None:
        """Return the line at a height of the view."""
        one = self._at(y)
        return None if one is None else self._state.line(one.row)

    def place_at(self, point: QPointF) -> Place:
        """Return the place in the text that is nearest to a point of the view."""
        seen = self.seen()
        if not seen:
            return Place(0, 0)
        y = point.y()
        one = next((one for one in seen if y < one.top + one.height), seen[-1])
        number = self._state.rows.line(one.row)
        layout = self.layout_of(one.row)
        if layout is None:
            return Place(number, 0)
        corner = text_corner(self.columns, self._rect(one), self.shift)
        return Place(number, layout.place_at(point.x() - corner.x(), y - corner.y()))

    def chip_at(self, point: QPoint) -> tuple[int, Chip] | None:
        """Return the chip at a point of the view, with its row."""
        one = self._at(point.y())
        found = [] if one is None else [chip for chip in self.chips(one) if chip.rect.contains(point)]
        return (one.row, found[0]) if one is not None and found else None

    def chips(self, one: Seen) -> list[Chip]:
        """Return the chips of a row in sight."""
        line, layout = self._state.line(one.row), self.layout_of(one.row)
        if line is None or layout is None:
            return []
        fold = self._state.rows.fold(one.row)
        return chips_of(self.columns, self._rect(one), line, layout, fold, self.shift)

    def layout_of(self, row: int) -> LineLayout | None:
        """Return the layout of a row whose line has been read."""
        line = self._state.line(row)
        return None if line is None else self._layouts.get(self._state.rows.line(row), line)

    def widest(self) -> int:
        """Return the width of the longest line in sight."""
        layouts = [self.layout_of(one.row) for one in self.seen()]
        return max((round(one.width) for one in layouts if one is not None), default=0)

    def paint(self, painter: QPainter, choice: Choice, *, focused: bool, ratio: float) -> None:
        """Paint the rows in sight."""
        for one in self.seen():
            self._painter.paint(painter, self._row(one, choice, focused=focused), self.shift, ratio)

    def _row(self, one: Seen, choice: Choice, *, focused: bool) -> Row:
        number = self._state.rows.line(one.row)
        line, layout = self._state.line(one.row), self.layout_of(one.row)
        matches = self._state.marks(number) or ()
        current = self._state.search.current
        match = current.nth if current is not None and current.line == number else -1
        chosen = choice.within(number, len(layout.text) if layout is not None else 0)
        with_caret = focused and choice.caret.line == number
        return Row(
            number,
            self._rect(one),
            line,
            layout,
            self.chips(one),
            matches,
            match,
            beyond=line is not None and line.cut > 0 and match >= len(matches),
            current=match >= 0 or with_caret,
            chosen=chosen,
            whole=chosen is not None and number < choice.end.line,
            caret=choice.caret.column if with_caret else None,
        )

    def _rect(self, one: Seen) -> QRect:
        return QRect(0, one.top, self.width, one.height)

    def _at(self, y: float) -> Seen | None:
        return next((one for one in self.seen() if one.top <= y < one.top + one.height), None)

    def _height_of(self, row: int) -> int:
        layout = self.layout_of(row) if self.wraps else None
        if layout is None:
            return self.columns.row
        return max(self.columns.row, round(layout.height + self.columns.row - self.columns.fixed.height()))
