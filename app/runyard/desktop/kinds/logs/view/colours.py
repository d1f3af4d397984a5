"""The colours of a terminal as colours of the theme, always readable on the ground they stand on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from runyard.desktop.theme import contrast, tokens
from runyard.domain.printed import Style, rgb

_READABLE, _DIM_READABLE = 4.5, 3.0
_STEPS = 12
#: How much of a background colour shows, and how far dim text goes towards its ground.
_BACK, _DIM = 0.35, 0.3
_CUBE = (0, 95, 135, 175, 215, 255)


class StyleFormats:
    """Text formats of the styles on one ground; made once each."""

    def __init__(self, ground: QColor) -> None:
        self._ground = ground
        self._made: dict[Style, QTextCharFormat] = {}

    def get(self, style: Style) -> QTextCharFormat:
        """Return the format of a style."""
        found = self._made.get(style)
        if found is None:
            if len(self._made) > 2048:  # a line may have as many colours as it has characters
                self._made.clear()
            found = self._made[style] = self._make(style)
        return found

    def _make(self, style: Style) -> QTextCharFormat:
        made = QTextCharFormat()
        fore = tokens().text if style.fore is None else palette(style.fore)
        ground = self._ground
        if style.back is not None:
            ground = contrast.mix(self._ground, palette(style.back), _BACK)
        if style.inverse:
            ground, fore = legible(fore, ground), ground
        if style.back is not None or style.inverse:
            made.setBackground(ground)
        fore = legible(fore, ground)
        if style.dim:
            fore = legible(contrast.mix(fore, ground, _DIM), ground, _DIM_READABLE)
        made.setForeground(fore)
        if style.bold:
            made.setFontWeight(QFont.Weight.DemiBold)
        made.setFontItalic(style.italic)
        made.setFontUnderline(style.underline)
        made.setFontStrikeOut(style.strike)
        return made


def legible(color: QColor, ground: QColor, least: float = _READABLE) -> QColor:
    """Return a colour, moved towards white or black as far as it must be to be read on a ground."""
    if contrast.ratio(color, ground) >= least:
        return color
    light, dark = QColor("white"), QColor("black")
    target = light if contrast.ratio(light, ground) > contrast.ratio(dark, ground) else dark
    for step in range(1, _STEPS + 1):
        moved = contrast.mix(color, target, step / _STEPS)
        if contrast.ratio(moved, ground) >= least:
            return moved
    return target


def palette(color: int) -> QColor:
    """Return a colour of the terminal's palette, or a true colour."""
    true = rgb(color)
    if true is not None:
        return QColor(*true)
    if color < 16:
        return _SIXTEEN[color % 8 if color not in (8, 15) else color]()
    if color < 232:
        place = color - 16
        return QColor(_CUBE[place // 36], _CUBE[place // 6 % 6], _CUBE[place % 6])
    grey = 8 + (color - 232) * 10
    return QColor(grey, grey, grey)


def _cyan() -> QColor:
    return tokens().series[5]


def _token(name: str) -> Callable[[], QColor]:
    def found() -> QColor:
        color: QColor = getattr(tokens(), name)
        return color

    return found


_SIXTEEN: dict[int, Callable[[], QColor]] = {
    0: _token("text_faint"),
    1: _token("bad"),
    2: _token("ok"),
    3: _token("code_number"),
    4: _token("code_key"),
    5: _token("code_keyword"),
    6: _cyan,
    7: _token("text"),
    8: _token("text_soft"),
    15: _token("text"),
}
