"""Laying out one row of a text with Qt: colours, marks, selection, and where each letter stands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextCharFormat, QTextLayout, QTextOption

from runyard.desktop.kinds.texts.display import from_utf16, shown, utf16
from runyard.desktop.kinds.texts.document import Sheet
from runyard.desktop.theme import tokens

if TYPE_CHECKING:
    from runyard.desktop.kinds.texts.colouring import Span

_KEPT = 400
#: Lines up to this are coloured as a whole, so that a wrapped string keeps its colour.
_WHOLE_LINE = 20_000


class Mark(NamedTuple):
    """A stretch of the text to be marked, and whether it is the match one is at."""

    begin: int
    end: int
    current: bool


class RowLayouts:
    """The rows last painted, laid out; cleared when text, colours or font change."""

    def __init__(self) -> None:
        self._sheet: Sheet | None = None
        self._font = QFont()
        self._tab = 32.0
        self._made: OrderedDict[int, tuple[str, QTextLayout]] = OrderedDict()
        self._lines: OrderedDict[int, list[Span]] = OrderedDict()

    def set(self, sheet: Sheet | None, font: QFont, tab: float) -> None:
        """Lay out the rows of another text, or the same ones in another font."""
        self._sheet, self._font, self._tab = sheet, font, tab
        self._made.clear()
        self._lines.clear()

    def paint(
        self,
        painter: QPainter,
        row: int,
        at: QPointF,
        marks: Sequence[Mark],
        selected: tuple[int, int] | None,
    ) -> None:
        """Paint a row with its upper left corner at a place."""
        text, layout = self._laid(row)
        begin = self.span(row)[0]
        ranges = [self._range(text, m.begin - begin, m.end - begin, _mark_format(m.current)) for m in marks]
        if selected is not None:
            wash = QTextCharFormat()
            wash.setBackground(tokens().wash)
            wash.setForeground(tokens().text)
            ranges.append(self._range(text, selected[0] - begin, selected[1] - begin, wash))
        painter.setPen(tokens().text)
        layout.draw(painter, at, ranges)

    def x_of(self, row: int, place: int) -> float:
        """Return where a letter of the text begins, from the left of its row."""
        text, layout = self._laid(row)
        found: Any = layout.lineAt(0).cursorToX(utf16(text, max(0, place - self.span(row)[0])))
        return float(found[0] if isinstance(found, tuple) else found)  # some versions return the cursor too

    def place_at(self, row: int, x: float) -> int:
        """Return the place of the text that is nearest to `x` in a row."""
        text, layout = self._laid(row)
        return self.span(row)[0] + min(len(text), from_utf16(text, layout.lineAt(0).xToCursor(x)))

    def span(self, row: int) -> tuple[int, int]:
        """Return where a row begins and ends in the text, without the end of its line."""
        sheet = self._sheet
        assert sheet is not None
        starts = sheet.rows.starts
        begin = starts[row]
        end = starts[row + 1] if row + 1 < len(starts) else sheet.rows.end
        if end > begin and sheet.text[end - 1 : end] == "\n" and row + 1 < len(starts):
            end -= 1
        return begin, end

    def _laid(self, row: int) -> tuple[str, QTextLayout]:
        found = self._made.get(row)
        if found is None:
            found = self._made[row] = self._lay_out(row)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        return found

    def _lay_out(self, row: int) -> tuple[str, QTextLayout]:
        assert self._sheet is not None
        begin, end = self.span(row)
        text = shown(self._sheet.text[begin:end])
        layout = QTextLayout(text, self._font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setTabStopDistance(self._tab)
        layout.setTextOption(option)
        formats = []
        for low, high, tone in self._colors(begin, end):
            ink = QTextCharFormat()
            ink.setForeground(getattr(tokens(), tone))
            formats.append(self._range(text, low, high, ink))
        layout.setFormats(formats)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e7)
        line.setPosition(QPointF(0, 0))
        layout.endLayout()
        return text, layout

    def _range(self, text: str, begin: int, end: int, shape: QTextCharFormat) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        low = utf16(text, max(0, begin))
        made.start, made.length, made.format = low, utf16(text, min(len(text), end)) - low, shape
        return made

    def _colors(self, begin: int, end: int) -> list[Span]:
        """Return the colours of a row, counted from its beginning."""
        sheet = self._sheet
        assert sheet is not None
        if not sheet.family:
            return []
        start = sheet.text.rfind("\n", max(0, begin - _WHOLE_LINE), begin) + 1
        start = start or (0 if begin < _WHOLE_LINE else begin)
        found = self._line(start)
        blocks = sheet.blocks.at(begin, end)
        cut = [(max(0, a + start - begin), min(end, b + start) - begin, tone) for a, b, tone in found]
        kept = [(a, b, tone) for a, b, tone in cut if a < b and not _inside(a, b, blocks)]
        return kept + blocks

    def _line(self, start: int) -> list[Span]:
        found = self._lines.get(start)
        if found is None:
            from runyard.desktop.kinds.texts import colouring

            sheet = self._sheet
            assert sheet is not None
            stop = sheet.text.find("\n", start, start + _WHOLE_LINE)
            line = sheet.text[start : start + _WHOLE_LINE if stop < 0 else stop]
            if sheet.family == "json":
                found = colouring.json_spans(line)
            else:
                found = colouring.code_spans(line, sheet.family)
            self._lines[start] = found
            if len(self._lines) > _KEPT:
                self._lines.popitem(last=False)
        return found


def _inside(begin: int, end: int, blocks: Sequence[Span]) -> bool:
    return any(begin < high and end > low for low, high, _ in blocks)


def _mark_format(current: bool) -> QTextCharFormat:
    made = QTextCharFormat()
    colors = tokens()
    ground: QColor = colors.warn if current else colors.warn_wash
    made.setBackground(ground)
    made.setForeground(colors.canvas if current else colors.text)
    return made
