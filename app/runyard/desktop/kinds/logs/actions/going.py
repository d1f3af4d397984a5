"""`GoTo`: a small panel to type a line, a time or a step into."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QWidget

from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Field, Label, Popover
from runyard.domain import clock

_LINE = re.compile(r"(?:line\s*)?([\d,]{1,15})\Z", re.IGNORECASE)
_STEP = re.compile(r"(?:step|s)\s*(-?[\d,]{1,18})\Z", re.IGNORECASE)
_CLOCK = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)[ T]+)?(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?\Z")
_AFTER = re.compile(r"\+?((?:\s*\d{1,9}(?:\.\d{1,6})?\s*(?:d|h|m|min|s)\b)+)\Z", re.IGNORECASE)
_PART = re.compile(r"([\d.]+)\s*([a-z]+)", re.IGNORECASE)
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "min": 60, "s": 1}
_DAY = 86_400_000_000


class Goal(NamedTuple):
    """Where to go: one of a line from 1, a time in µs UTC, and a step."""

    line: int | None = None
    time: int | None = None
    step: int | None = None


def understood(text: str, start: int, end: int) -> Goal | None:
    """Return what was meant, in a run from `start` to `end` (µs UTC); None when it cannot be told."""
    text = text.strip()
    if found := _LINE.match(text):
        digits = found[1].replace(",", "")
        return Goal(line=int(digits)) if digits else None
    if (found := _STEP.match(text)) and found[1].strip(",-"):
        return Goal(step=int(found[1].replace(",", "")))
    if found := _CLOCK.match(text):
        return _at(found, start, end)
    if found := _AFTER.match(text):
        seconds = sum(float(many) * _SECONDS[unit.lower()] for many, unit in _PART.findall(found[1]))
        return Goal(time=start + round(seconds * 1_000_000))
    return None


def _at(found: re.Match[str], start: int, end: int) -> Goal | None:
    """A time of day without a day is that of the first day on which the run was there."""
    year, month, day, hour, minute, second, part = found.groups()
    at = clock.local(start)
    try:
        at = at.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
        at = at.replace(microsecond=int((part or "0").ljust(6, "0")))
        if year:
            at = at.replace(int(year), int(month), int(day))
        time = _us(at)
    except (ValueError, OverflowError, OSError):
        return None
    # Without seconds a whole minute is meant, which may have begun before the run.
    while not year and time + (0 if second else 60_000_000) <= start and time + _DAY <= end:
        time += _DAY
    return Goal(time=time)


def _us(at: dt.datetime) -> int:
    return round(at.timestamp() * 1_000_000)


class GoTo(Popover):
    """`asked` carries the text when Enter is pressed; whoever listens says with `refuse` what is wrong."""

    asked = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, width=320, name="Go to line, time or step")
        self.field = Field("Go to line, time or step", placeholder="1,814")
        self.hint = Label(
            "1,814 · step 1700 · 15:06:04 · 12 m 30 s after the start",
            size=sizes.TEXT_SMALL,
            tone="text_soft",
            wrap=True,
        )
        self.field.changed.connect(self._typed)
        self.body.addWidget(self.field)
        self.body.addWidget(self.hint)

    def open_for(self, anchor: QWidget) -> None:
        """Open below a control, ready to be typed into."""
        self.refuse("")
        self.open_at(anchor)
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def refuse(self, sentence: str) -> None:
        """Say why one cannot go there."""
        self.field.set_problem(sentence)
        self.hint.setVisible(not sentence)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked.emit(self.field.text())
            event.accept()
        else:
            super().keyPressEvent(event)

    def _typed(self, _text: str) -> None:
        if self.field.problem.text():
            self.refuse("")
