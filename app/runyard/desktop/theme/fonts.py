"""The bundled fonts: Inter with tabular digits for words and numbers, JetBrains Mono for hashes and code."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtGui import QFont, QFontDatabase

from runyard.desktop.theme import assets, sizes

UI_FAMILY = "Inter Tabular"
MONO_FAMILY = "JetBrains Mono"
FILES = (
    "InterTabular-Regular.ttf",
    "InterTabular-SemiBold.ttf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-SemiBold.ttf",
)
SCALES = (0.85, 1.0, 1.15, 1.4)


class _Fonts:
    scale = 1.0
    loaded = False
    made: ClassVar[dict[tuple[str, int, bool], QFont]] = {}


def load() -> None:
    """Register the bundled fonts once; a system without them falls back to its own."""
    if _Fonts.loaded:
        return
    for name in FILES:
        QFontDatabase.addApplicationFont(str(assets.path("fonts", name)))
    _Fonts.loaded = True


def set_scale(scale: float) -> None:
    """Scale all text; the fonts made afterwards follow."""
    _Fonts.scale = scale
    _Fonts.made.clear()


def scale() -> float:
    """Return the factor all text is scaled by."""
    return _Fonts.scale


def scaled(pixels: int) -> int:
    """Return a width that holds text, grown with the text scale; never below its size at 100 %."""
    return round(pixels * max(1.0, _Fonts.scale))


def ui_font(size: int = sizes.TEXT, bold: bool = False) -> QFont:
    """Return the interface font at a size of the type scale (11, 13, 15 or 20) and weight 400 or 600."""
    return _font(UI_FAMILY, size, bold)


def mono_font(size: int = sizes.TEXT) -> QFont:
    """Return the fixed font for hashes, code, params and logs."""
    return _font(MONO_FAMILY, size, False)


def _font(family: str, size: int, bold: bool) -> QFont:
    key = (family, size, bold)
    font = _Fonts.made.get(key)
    if font is None:
        font = QFont()
        if family == MONO_FAMILY:
            font.setFamilies([family, "monospace"])
            font.setStyleHint(QFont.StyleHint.Monospace)
        else:
            font.setFamilies([family, "Inter", "Segoe UI", "sans-serif"])
            font.setStyleHint(QFont.StyleHint.SansSerif)
        font.setPixelSize(max(8, round(size * _Fonts.scale)))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        _Fonts.made[key] = font
    return QFont(font)
