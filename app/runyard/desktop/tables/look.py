"""`Look`: the colours, fonts and the state of the row that a cell is painted with."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap

from runyard.desktop.theme import mono_font, pixmap, sizes, tokens, ui_font

PADDING = sizes.CELL_PADDING
_REMEMBERED = 8192
_RIGHT = Qt.TextElideMode.ElideRight


class Face:
    """A font with its metrics; widths of texts seen are remembered, since shaping them is what costs."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetricsF(font)
        self.rise = (self.metrics.ascent() - self.metrics.descent()) / 2
        self._widths: OrderedDict[str, float] = OrderedDict()

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        found = self._widths.get(text)
        if found is None:
            found = self._widths[text] = self.metrics.horizontalAdvance(text)
            if len(self._widths) > _REMEMBERED:
                self._widths.popitem(last=False)
        return found


class Look:
    """What painting a cell needs, made once for a theme; `selected` and `lit` change from row to row.

    Attributes
    ----------
    selected, lit : bool
        Whether the row is selected, and whether it is selected or under the pointer: on both, faint text
        becomes soft and coloured text plain, because they would not be readable.
    """

    def __init__(self, ratio: float) -> None:
        self.ratio = ratio
        self.colors = tokens()
        self.plain = Face(ui_font())
        self.fixed = Face(mono_font())
        self.small = Face(ui_font(sizes.TEXT_SMALL))
        self.small_bold = Face(ui_font(sizes.TEXT_SMALL, bold=True))
        self.selected = False
        self.lit = False

    def baseline(self, rect: QRect, line: Face | None = None) -> int:
        """Return where text stands in a row: all fonts on one line, or the fixed font would sit lower."""
        return round(rect.top() + rect.height() / 2 + (line or self.plain).rise)

    def behind(self) -> QColor:
        """Return the colour of the row."""
        if self.selected:
            return self.colors.wash
        return self.colors.hover if self.lit else self.colors.panel

    def faint(self) -> QColor:
        """Return the faint colour that reads on this row."""
        return self.colors.text_soft if self.lit else self.colors.text_faint

    def warn(self) -> QColor:
        """Return the colour of a warning that reads on this row."""
        return self.colors.text if self.lit else self.colors.warn

    def icon(self, name: str, color: QColor, size: int = sizes.ICON_DENSE) -> QPixmap:
        """Return an icon for this screen."""
        return pixmap(name, color, size, self.ratio)

    def write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        color: QColor,
        face: Face | None = None,
        *,
        right: bool = False,
        elide: Qt.TextElideMode = _RIGHT,
        line: Face | None = None,
    ) -> None:
        """Write one line inside `rect`, at its left or right, elided where it does not fit.

        It stands where text of the font `line` would be centred; without one, of the plain font.
        """
        shown = face or self.plain
        room = rect.width()
        wide = shown.width(text)
        if wide > room + 0.5:
            text = shown.metrics.elidedText(text, elide, room)
            wide = shown.metrics.horizontalAdvance(text) if right else room
        painter.setFont(shown.font)
        painter.setPen(color)
        left = rect.right() + 1 - wide if right else rect.left()
        painter.drawText(round(left), self.baseline(rect, line), text)
