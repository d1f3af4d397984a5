"""How the head of a group looks in each column, and the interval that heads and members share."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from runyard.desktop.parts import words
from runyard.desktop.parts.run_table.cells import one_line, paint_missing, spoken_missing
from runyard.desktop.parts.run_table.grouping import Head, span
from runyard.desktop.parts.status import paint_status, status_word
from runyard.desktop.tables import NONE, PADDING, Cell, Look
from runyard.desktop.theme import series_color, sizes
from runyard.domain.statistics import Statistic
from runyard.domain.status import RunStatus
from runyard.storage.table.cells import Missing
from runyard.storage.table.groups import Mixed

_GOING_ON = (RunStatus.RUNNING, RunStatus.STALE, RunStatus.QUEUED)
_GAP = 4
_PAIR = 16


class KeyCell(Cell):
    """What a group is grouped by: names soft, values in the fixed font, aligned from row to row."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._widths = [0.0] * len(names)

    def fit(self, keys: Sequence[tuple[Any, ...]], look: Look) -> None:
        """Learn how wide the values of each name are."""
        for place in range(len(self._names)):
            texts = {_value(key[place]) for key in keys}
            self._widths[place] = max((look.fixed.width(text) for text in texts), default=0.0)

    def text(self, row: Head, value: Any) -> str:
        return ", ".join(f"{name} {_value(part)}" for name, part in zip(self._names, value, strict=True))

    def paint(self, painter: QPainter, rect: QRect, row: Head, value: Any, look: Look) -> None:
        left = float(rect.left())
        for name, part, wide in zip(self._names, value, self._widths, strict=True):
            title = look.plain.width(name)
            for text, color, face, start in (
                (name, look.colors.text_soft, look.plain, left),
                (_value(part), look.colors.text, look.fixed, left + title + sizes.GAP),
            ):
                room = QRect(round(start), rect.top(), max(0, rect.right() - round(start)), rect.height())
                if room.width() > 0:
                    look.write(painter, room, text, color, face)
            left += title + sizes.GAP + max(wide, look.fixed.width(_value(part))) + _PAIR

    def width(self, row: Head, value: Any, look: Look) -> float:
        titles = sum(look.plain.width(name) + sizes.GAP + _PAIR for name in self._names)
        return titles + sum(self._widths) + 2 * PADDING


class CountCell(Cell):
    """How many members there are, and how many of them have a value where some have none."""

    right = True

    def text(self, row: Any, value: Any) -> str:
        if not isinstance(row, Head):
            return ""
        have, total = value
        return str(total) if have == total else f"{have} of {total}"

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        if not isinstance(row, Head):
            return
        have, total = value
        if have != total:
            rest = f"of {total}"
            look.write(painter, rect, rest, look.faint(), right=True)
            rect = rect.adjusted(0, 0, -math.ceil(look.plain.width(rest)) - _GAP, 0)
        look.write(painter, rect, str(have), look.colors.text, right=True)

    def width(self, row: Any, value: Any, look: Look) -> float:
        return super().width(row, value, look) + 2


class StatusesCell(Cell):
    """A shape and a count for each status among the members."""

    def text(self, row: Head, value: Any) -> str:
        return ", ".join(
            f"{count} {status_word(RunStatus(status)).lower()}" for status, count in value.items()
        )

    def paint(self, painter: QPainter, rect: QRect, row: Head, value: Any, look: Look) -> None:
        left = float(rect.left())
        for status, count in value.items():
            side = sizes.STATUS_MARK
            mark = QRectF(left, rect.top() + (rect.height() - side) / 2, side, side)
            paint_status(painter, mark, RunStatus(status), None, look.behind())
            text = str(count)
            room = QRect(
                round(left + side + _GAP), rect.top(), rect.right() - round(left + side), rect.height()
            )
            if room.width() <= 0:
                return
            look.write(painter, room, text, look.colors.text_soft)
            left += side + _GAP + look.plain.width(text) + sizes.GAP

    def width(self, row: Head, value: Any, look: Look) -> float:
        return (
            sum(sizes.STATUS_MARK + _GAP + look.plain.width(str(n)) + sizes.GAP for n in value.values()) + 16
        )

    def tip(self, row: Head, value: Any, room: float, look: Look) -> str:
        return self.text(row, value)


class SummaryCell(Cell):
    """A mean and its spread, or what all members share.

    `write` says a number of the column; `spread` is one of `table_view.SPREADS`, or empty for the mean alone.
    `pends` is whether a value may come as long as members run, `plain` shows the range and no mean.
    """

    def __init__(
        self,
        write: Callable[[float], str],
        spread: str,
        *,
        right: bool,
        soft: bool = False,
        plain: bool = False,
        pends: bool = False,
    ) -> None:
        self.right = right
        self.soft = soft
        self._write = write
        self._spread = spread
        self._plain = plain
        self._pends = pends

    def text(self, row: Head, value: Any) -> str:
        if self._waits(row, value):
            return ""
        mean, rest = self._parts(value)
        return f"{mean} {rest}".strip()

    def spoken(self, row: Head, value: Any) -> str:
        if value is None:
            return spoken_missing(Missing.PENDING if self._waits(row, value) else Missing.NONE)
        return self.text(row, value)

    def paint(self, painter: QPainter, rect: QRect, row: Head, value: Any, look: Look) -> None:
        if value is None:
            missing = Missing.PENDING if self._waits(row, value) else Missing.NONE
            paint_missing(painter, rect, missing, look, right=self.right)
            return
        mean, rest = self._parts(value)
        if not rest or not self.right:
            look.write(painter, rect, self.text(row, value), self._tone(value, look), right=self.right)
            return
        wide = look.plain.width(rest)
        look.write(painter, rect, rest, look.faint(), right=True)
        room = rect.adjusted(0, 0, -math.ceil(wide) - _GAP, 0)
        look.write(painter, room, mean, look.colors.text, right=True)

    def amount(self, value: Any) -> float | None:
        return super().amount(value.mean if isinstance(value, Statistic) else value)

    def width(self, row: Head, value: Any, look: Look) -> float:
        mean, rest = self._parts(value)
        beside = _GAP + math.ceil(look.plain.width(rest)) if rest else 0
        return math.ceil(look.plain.width(mean)) + beside + 2 * PADDING

    def tip(self, row: Head, value: Any, room: float, look: Look) -> str:
        if not isinstance(value, Statistic):
            return super().tip(row, value, room, look)
        lines = []
        if value.n:
            write = self._write
            lines += [f"mean {write(value.mean)} of {value.n}", f"lowest {write(value.low)}"]
            lines.append(f"highest {write(value.high)}")
            if value.n > 1:
                lines.append(f"standard deviation {beside(write(value.mean), value.deviation)}")
                lines.append(f"95 % interval of the mean ± {beside(write(value.mean), value.interval)}")
        if value.odd:
            lines.append(f"{value.odd} NaN or infinite, left out")
        return "\n".join(lines)

    def _waits(self, row: Head, value: Any) -> bool:
        """Whether no member has a value yet and some may still get one."""
        return value is None and self._pends and any(RunStatus(s) in _GOING_ON for s in row.group.statuses)

    def _tone(self, value: Any, look: Look) -> QColor:
        if isinstance(value, Mixed):
            return look.faint()
        if isinstance(value, Statistic) and not value.n:
            return look.warn()
        return look.colors.text_soft if self.soft else look.colors.text

    def _parts(self, value: Any) -> tuple[str, str]:
        """Return what is said and what follows it in faint."""
        if value is None:
            return NONE, ""
        if isinstance(value, Mixed):
            return "mixed", ""
        if not isinstance(value, Statistic):
            return one_line(", ".join(value) if isinstance(value, tuple) else str(value)), ""
        write = self._write
        mean = write(value.mean)
        if not value.n or value.low == value.high:
            return mean, ""
        if self._plain or self._spread == "range":
            return f"{write(value.low)} – {write(value.high)}", ""
        if not self._spread:
            return mean, ""
        return mean, f"± {beside(mean, value.interval if self._spread == 'interval' else value.deviation)}"


def beside(mean: str, spread: float) -> str:
    """Return a spread with as many decimals as the mean it stands beside; with more where those are all 0."""
    if "e" in mean:
        return words.number(spread, 2)
    shown = f"{spread:.{len(mean.partition('.')[2])}f}"
    return shown if spread == 0 or float(shown) else words.number(spread, 2)


class IntervalCell(Cell):
    """Means and their intervals on one axis for all groups; members are rings in their colour."""

    def __init__(self, ends: tuple[float, float], spread: str) -> None:
        self._low, self._high = ends
        self._spread = spread

    def text(self, row: Any, value: Any) -> str:
        return ""

    def width(self, row: Any, value: Any, look: Look) -> float:
        return 140.0

    def paint(self, painter: QPainter, rect: QRect, row: Any, value: Any, look: Look) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            if isinstance(row, Head):
                self._paint_head(painter, rect, row, value, look)
            elif isinstance(value, float) and math.isfinite(value):
                painter.setPen(QPen(series_color(row.info.color), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(self._x(rect, value), rect.center().y() + 0.5), 3, 3)
        finally:
            painter.restore()

    def _paint_head(self, painter: QPainter, rect: QRect, row: Head, value: Any, look: Look) -> None:
        if not isinstance(value, Statistic) or not value.n:
            return
        color: QColor = look.colors.accent if row.best else look.colors.text_soft
        middle = rect.center().y() + 0.5
        low, high = span(value, self._spread)
        if high > low:
            painter.setPen(QPen(color, 1.0))
            left, right = self._x(rect, low), self._x(rect, high)
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
            for end, at in ((low, left), (high, right)):
                if self._low <= end <= self._high:  # one beyond the axis is open
                    painter.drawLine(QPointF(at, middle - 3), QPointF(at, middle + 3))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawEllipse(QPointF(self._x(rect, value.mean), middle), 3, 3)

    def _x(self, rect: QRect, value: float) -> float:
        """Return where a value lies; what lies beyond the ends is cut at the edge."""
        whole = self._high - self._low
        share = (value - self._low) / whole if whole > 0 else 0.5
        return rect.left() + 4 + min(1.0, max(0.0, share)) * (rect.width() - 8)


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, float):
        shown = repr(value)
        return shown if len(shown) <= 12 else words.number(value, 6)
    return one_line(str(value))
