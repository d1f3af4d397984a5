"""`Calendar`: a cell for each day, the stronger the more happened on it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.parts.calendar.days import DAY, WEEKDAYS, Weeks, day_words, last_year, level, year_words
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box

CELL, GAP = 13, 2
_WIDEST_GAP, _NARROWEST = 4, 10
_RADIUS = 3.0
_LABELLED = (0, 2, 4)
_RING = 1.5
_ROUND = 3  # kept free at the right for the ring of the last day
_KEYS = {
    int(Qt.Key.Key_Left): -7,
    int(Qt.Key.Key_Right): 7,
    int(Qt.Key.Key_Up): -1,
    int(Qt.Key.Key_Down): 1,
}


class Calendar(QWidget):
    """Weeks side by side, Monday on top. Arrows go from day to day, Enter or a click chooses one."""

    day_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: Mapping[dt.date, int] = {}
        self._weeks = last_year(dt.date.today())  # noqa: DTZ011 - the person's own day is meant
        self._most = 0
        self._hovered: dt.date | None = None
        self._current: dt.date | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Runs created a day")
        watcher().changed.connect(self.updateGeometry)

    def set_days(self, counts: Mapping[dt.date, int], first: dt.date, last: dt.date) -> None:
        """Show how many runs were created on each day from `first` to `last`; days left out had none."""
        self._counts, self._weeks = counts, Weeks(first, last)
        self._most = max(counts.values(), default=0)
        if self._current is not None and not first <= self._current <= last:
            self._current = last
        self.setAccessibleDescription(year_words(counts))
        self.updateGeometry()
        self.update()

    def current_day(self) -> dt.date | None:
        """Return the day that the label is about: the one under the pointer, else the one of the keys."""
        if self._hovered is not None:
            return self._hovered
        return self._current if self.hasFocus() else None

    def label(self) -> str:
        """Return what the label says at the moment."""
        day = self.current_day()
        return "" if day is None else day_words(day, self._counts.get(day, 0))

    def cell_rect(self, day: dt.date) -> QRectF:
        """Return where a day's cell is."""
        return self._cells()(*self._weeks.place(day))

    def sizeHint(self) -> QSize:
        _, pitch = self._measure()
        wide = self._left() + self._weeks.columns * (CELL + GAP)
        return QSize(round(wide), math.ceil(self._top() + 7 * pitch) - GAP)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(self._left()) + 12 * _NARROWEST, self.sizeHint().height())

    def resizeEvent(self, event: QEvent) -> None:
        # The cells fill the width, so the height follows it.
        self.setFixedHeight(self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            self._paint_heads(painter)
            heat = tokens().heat
            place = self._cells()  # measured once: letters are slow to measure, and there are 371 cells
            for column in range(self._skipped(), self._weeks.columns):
                for row in range(7):
                    day = self._weeks.day(column, row)
                    if day is not None:
                        shade = heat[level(self._counts.get(day, 0), self._most)]
                        box(painter, place(column, row), _RADIUS, shade, None)
            shown = self.current_day()
            if shown is not None:
                self._paint_label(painter, shown)
        finally:
            painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._day_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self._day_at(event.position())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._current = day
            self.day_chosen.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        days = _KEYS.get(int(event.key()))
        if days is not None:
            self._move(days)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go_to(self._weeks.first if event.key() == Qt.Key.Key_Home else self._weeks.last)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current is not None:
            self.day_chosen.emit(self._current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None:
            self._current = self._weeks.last
        self.update()

    def _move(self, days: int) -> None:
        start = self._current or self._weeks.last
        self._go_to(min(self._weeks.last, max(self._first_shown(), start + days * DAY)))

    def _go_to(self, day: dt.date) -> None:
        self._current, self._hovered = max(day, self._first_shown()), None
        self.setAccessibleDescription(self.label())
        self.update()

    def _hover(self, day: dt.date | None) -> None:
        if day != self._hovered:
            self._hovered = day
            shape = Qt.CursorShape.ArrowCursor if day is None else Qt.CursorShape.PointingHandCursor
            self.setCursor(shape)
            self.update()

    def _day_at(self, place: QPointF) -> dt.date | None:
        _, pitch = self._measure()
        across, down = place.x() - self._left(), place.y() - self._top()
        if across < 0 or down < 0:
            return None
        return self._weeks.day(int(across // pitch) + self._skipped(), int(down // pitch))

    def _cells(self) -> Callable[[int, int], QRectF]:
        """Return what tells where the cell of a column and a row is."""
        side, pitch = self._measure()
        left, top = self._left() - self._skipped() * pitch, self._top()
        return lambda column, row: QRectF(left + column * pitch, top + row * pitch, side, side)

    def _first_shown(self) -> dt.date:
        return max(self._weeks.first, self._weeks.monday + 7 * self._skipped() * DAY)

    def _skipped(self) -> int:
        """Return how many of the oldest weeks a narrow calendar leaves out."""
        room = int((self.width() - self._left() + GAP) // _NARROWEST)
        return max(0, self._weeks.columns - max(1, room))

    def _measure(self) -> tuple[float, float]:
        """Return the side of a cell, 13 where that fits, and the step to the next, which fills the width."""
        weeks = self._weeks.columns
        step = (self.width() - _ROUND - self._left() + GAP) / weeks
        step = min(max(step, _NARROWEST), 2.0 * CELL)
        if step < CELL + GAP:
            return step - GAP, step
        return max(float(CELL), step - _WIDEST_GAP), step

    def _left(self) -> float:
        metrics = QFontMetricsF(ui_font(sizes.TEXT_SMALL))
        return max(metrics.horizontalAdvance(WEEKDAYS[row]) for row in _LABELLED) + sizes.GAP

    def _top(self) -> float:
        return QFontMetricsF(ui_font(sizes.TEXT_SMALL)).height() + 4

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setFont(ui_font(sizes.TEXT_SMALL))
        painter.setPen(tokens().text_soft)
        side, pitch = self._measure()
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for row in _LABELLED:
            top = self._top() + row * pitch - 2
            painter.drawText(QRectF(0, top, self._left(), side + 4), middle, WEEKDAYS[row])
        metrics = QFontMetricsF(ui_font(sizes.TEXT_SMALL))
        free = 0.0
        for column, name in self._weeks.months():
            left = self._left() + (column - self._skipped()) * pitch
            wide = metrics.horizontalAdvance(name)
            if left >= max(free, self._left()) and left + wide <= self.width():
                painter.drawText(QRectF(left, 0, wide + 2, self._top() - 4), middle, name)
                free = left + wide + sizes.GAP

    def _paint_label(self, painter: QPainter, day: dt.date) -> None:
        """Ring the day, and say beside it, inside the calendar, what happened."""
        colors, cell = tokens(), self.cell_rect(day)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        keyed = self._hovered is None
        if keyed:
            # Off the cell, or it would not be seen on the strongest shade.
            painter.setPen(QPen(colors.panel, sizes.FOCUS))
            painter.drawRoundedRect(cell, _RADIUS, _RADIUS)
            cell = cell.adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.setPen(QPen(colors.accent if keyed else colors.text, sizes.FOCUS if keyed else _RING))
        painter.drawRoundedRect(cell.adjusted(-0.5, -0.5, 0.5, 0.5), _RADIUS, _RADIUS)
        words = day_words(day, self._counts.get(day, 0))
        font = ui_font(sizes.TEXT_SMALL)
        metrics = QFontMetricsF(font)
        wide, high = metrics.horizontalAdvance(words) + 2 * sizes.GAP, metrics.height() + sizes.GAP
        left = cell.left() - wide - 6
        if left < 0:
            left = min(cell.right() + 6, self.width() - wide)
        top = min(max(0.0, cell.center().y() - high / 2), self.height() - high)
        place = QRectF(round(left), round(top), round(wide), round(high))
        box(painter, place, sizes.RADIUS, colors.raised, colors.line_strong)
        painter.setFont(font)
        painter.setPen(colors.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)
