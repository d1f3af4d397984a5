"""`TextLayouts`: lines laid out in the fixed font, in one row or wrapped, to be drawn and pointed at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextOption

from runyard.desktop.kinds.logs.lines.lines import ShownLine
from runyard.desktop.kinds.logs.view.colours import StyleFormats
from runyard.desktop.theme import mono_font, tokens

_KEPT = 400
_TAB = 8  # columns
_ENDLESS = 1e7


class LineLayout:
    """One line. Places in it are numbers of characters; Qt counts in units of UTF-16."""

    def __init__(self, line: ShownLine, formats: StyleFormats, pitch: float, width: float | None) -> None:
        self.text = line.text
        self._wide = not line.text.isascii() and max(line.text, default="") > "\uffff"
        self._layout = QTextLayout(line.text, mono_font())
        option = QTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)  # lines begin where lines begin
        option.setTabStopDistance(_TAB * pitch)
        mode = QTextOption.WrapMode.NoWrap if width is None else QTextOption.WrapMode.WrapAnywhere
        option.setWrapMode(mode)
        self._layout.setTextOption(option)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats(
            [self._range(span.start, span.end, formats.get(span.style)) for span in line.spans]
        )
        self.height = 0.0
        self.width = 0.0
        self._layout.beginLayout()
        while (row := self._layout.createLine()).isValid():
            row.setLineWidth(_ENDLESS if width is None else max(pitch, width))
            row.setPosition(QPointF(0, self.height))
            self.height += row.height()
            self.width = max(self.width, row.naturalTextWidth())
        self._layout.endLayout()

    def draw(
        self,
        painter: QPainter,
        at: QPointF,
        clip: QRectF,
        marked: Sequence[tuple[int, int, QTextCharFormat]] = (),
    ) -> None:
        """Draw the line, with other formats where something is marked."""
        self._layout.draw(painter, at, [self._range(*mark) for mark in marked], clip)

    def place_at(self, x: float, y: float) -> int:
        """Return the place between two characters that is nearest to a point."""
        x = min(max(x, -_ENDLESS), _ENDLESS)  # beyond it Qt's numbers go round
        count = self._layout.lineCount()
        for number in range(count):
            row = self._layout.lineAt(number)
            if y < row.y() + row.height() or number == count - 1:
                return self._chars(row.xToCursor(x))
        return 0

    def spot(self, place: int) -> QRectF:
        """Return where a place is, as a line of no width."""
        row = self._layout.lineForTextPosition(self._units(place))
        if not row.isValid():
            return QRectF(0, 0, 0, self.height)
        x = row.cursorToX(self._units(place))
        # PySide returns the place with it, and declares only the number.
        at: Any = x[0] if isinstance(x, tuple) else x
        return QRectF(float(at), row.y(), 0, row.height())

    def end(self) -> QPointF:
        """Return where the last row ends, at its top."""
        row = self._layout.lineAt(self._layout.lineCount() - 1)
        return QPointF(row.naturalTextWidth(), row.y()) if row.isValid() else QPointF()

    def _range(self, start: int, end: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start = self._units(start)
        made.length = self._units(end) - made.start
        made.format = form
        return made

    def _units(self, place: int) -> int:
        return len(self.text[:place].encode("utf-16-le")) // 2 if self._wide else place

    def _chars(self, unit: int) -> int:
        if not self._wide:
            return unit
        return len(self.text.encode("utf-16-le")[: 2 * unit].decode("utf-16-le", "ignore"))


class TextLayouts:
    """The layouts of the lines on screen, kept while they are scrolled about."""

    def __init__(self) -> None:
        self._made: OrderedDict[int, LineLayout] = OrderedDict()
        self._width: float | None = None
        self.pitch = 8.0
        self.clear()

    def clear(self) -> None:
        """Forget all: the theme, the size of the text or the run is another."""
        colors = tokens()
        self._made.clear()
        self._formats = {1: StyleFormats(colors.field), 2: StyleFormats(colors.bad_wash)}

    def set_width(self, width: float | None) -> None:
        """Wrap lines at a width, or not."""
        if width != self._width:
            self._width = width
            self._made.clear()

    def get(self, number: int, line: ShownLine) -> LineLayout:
        """Return the layout of a line."""
        found = self._made.get(number)
        if found is None:
            formats = self._formats[2 if line.stream == 2 else 1]
            found = self._made[number] = LineLayout(line, formats, self.pitch, self._width)
            if len(self._made) > _KEPT:
                self._made.popitem(last=False)
        else:
            self._made.move_to_end(number)
        return found


def marked(fore: QColor, back: QColor) -> QTextCharFormat:
    """Return the format of characters that are marked."""
    made = QTextCharFormat()
    made.setForeground(fore)
    made.setBackground(back)
    return made
