"""`Columns`: where number, time, stream and text of a line stand, in the fonts of the moment."""

from __future__ import annotations

import datetime as dt

from PySide6.QtGui import QFontMetricsF

from runyard.desktop.theme import mono_font, sizes, ui_font
from runyard.domain import clock

LINE = 22
_NUMBER, _TIME, _STREAM = 68, 104, 52
_BEFORE_TIME = 10
_CHIP_PAD = 6


class Columns:
    """Widths in logical pixels; they grow with the text scale and with the number of lines."""

    def __init__(self) -> None:
        self.with_times = True
        self.measure(0)

    def measure(self, count: int) -> None:
        """Measure the fonts anew; `count` is how many lines are numbered."""
        self.fixed = QFontMetricsF(mono_font())
        self.small = QFontMetricsF(ui_font(sizes.TEXT_SMALL))
        self.pitch = self.fixed.horizontalAdvance("0")
        self.row = max(LINE, round(self.fixed.height()) + 4)
        self.number = max(_NUMBER, round(self.pitch * len(f"{count:,}")) + sizes.MARGIN + _BEFORE_TIME)
        self.time = max(_TIME, round(self.pitch * 12) + _BEFORE_TIME)
        self.stream = max(_STREAM, round(self.small.horizontalAdvance("stdout")) + sizes.MARGIN)

    @property
    def number_end(self) -> int:
        """Where numbers end at their right."""
        return self.number - _BEFORE_TIME

    @property
    def stream_start(self) -> int:
        """Where the name of the stream begins."""
        return self.number + (self.time if self.with_times else 0)

    @property
    def text_start(self) -> int:
        """Where the text of a line begins."""
        return self.stream_start + self.stream

    def chip(self, words: str, *, icon: bool) -> int:
        """Return how wide a chip with these words is."""
        return round(self.small.horizontalAdvance(words)) + 2 * _CHIP_PAD + (sizes.ICON if icon else 0)


def clock_words(us: int) -> str:
    """Return the local time of day of a line, to the millisecond."""
    at: dt.datetime = clock.local(us)
    return f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}"
