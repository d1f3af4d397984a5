"""Colour arithmetic: the WCAG contrast ratio, and mixing."""

from __future__ import annotations

from PySide6.QtGui import QColor


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def luminance(color: QColor) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    return 0.2126 * _linear(color.redF()) + 0.7152 * _linear(color.greenF()) + 0.0722 * _linear(color.blueF())


def ratio(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mix(back: QColor, front: QColor, share: float) -> QColor:
    """Return `front` laid over `back` with opacity `share`, as an opaque colour."""
    rest = 1.0 - share
    return QColor.fromRgbF(
        back.redF() * rest + front.redF() * share,
        back.greenF() * rest + front.greenF() * share,
        back.blueF() * rest + front.blueF() * share,
    )
