"""Colours kept with things: the colour of a run's curve, of a tag."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor

from runyard.desktop.theme import contrast
from runyard.desktop.theme.current import tokens
from runyard.desktop.theme.tokens import SERIES, TAGS

_DASHES: tuple[list[float] | None, ...] = (None, [6.0, 3.0], [2.0, 3.0])


def series_color(index: int) -> QColor:
    """Return the colour of a run or curve from the index kept with it."""
    return tokens().series[index % SERIES]


def series_dash(index: int) -> list[float] | None:
    """Return the dash pattern for an index: beyond ten colours, hues repeat and dashes tell them apart."""
    dash = _DASHES[(index // SERIES) % len(_DASHES)]
    return list(dash) if dash else None


def tag_colors(color: str) -> tuple[QColor, QColor]:
    """Return (text, tint) for a tag's stored colour: ``"0"`` to ``"7"``, or ``"hue:210"``."""
    if color.startswith("hue:"):
        try:
            return _custom(int(color[4:]) % 360, tokens().dark)
        except ValueError:
            return tokens().tags[0]
    return tokens().tags[int(color) % TAGS if color.isdecimal() else 0]


@lru_cache(maxsize=1024)
def _custom(hue: int, dark: bool) -> tuple[QColor, QColor]:
    """Derive a readable pair from one hue, moving the text in lightness until it reads at 4.5."""
    tint = QColor.fromHsl(hue, 90, 45) if dark else QColor.fromHsl(hue, 190, 238)
    lightness = 170 if dark else 110
    text = QColor.fromHsl(hue, 190, lightness)
    while contrast.ratio(text, tint) < 4.5 and 0 < lightness < 255:
        lightness += 4 if dark else -4
        text = QColor.fromHsl(hue, 190, max(0, min(255, lightness)))
    return text, tint
