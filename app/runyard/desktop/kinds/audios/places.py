"""Where the parts of a row stand."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect

from runyard.desktop.theme import scaled, sizes

ROW = 64
_STEP, _TEXT, _TIME = 112, 232, 88
_NARROW = 720


class Places(NamedTuple):
    """The rectangles of a row."""

    step: QRect
    play: QRect
    text: QRect
    wave: QRect
    time: QRect
    save: QRect


def places(row: QRect) -> Places:
    """Return where everything stands in a row; narrow ones give words less room."""
    narrow = row.width() < _NARROW
    step = scaled(72 if narrow else _STEP)
    text = scaled(112 if narrow else _TEXT)
    time, side, gap = scaled(_TIME), sizes.CONTROL, sizes.GAP_CARDS
    middle = row.center().y()
    left = row.left() + sizes.MARGIN
    step_box = QRect(left, row.top(), step, row.height())
    play = QRect(step_box.right() + gap, middle - side // 2, side, side)
    text_box = QRect(play.right() + gap, row.top(), text, row.height())
    save = QRect(row.right() - sizes.MARGIN - side + 1, middle - side // 2, side, side)
    time_box = QRect(save.left() - gap - time, row.top(), time, row.height())
    wave_left = text_box.right() + gap
    wave = QRect(wave_left, row.top() + 10, max(24, time_box.left() - gap - wave_left), row.height() - 20)
    return Places(step_box, play, text_box, wave, time_box, save)
