"""`RangeSlider`: a row of bars, one a number or several, and a handle at each end of those chosen."""

from __future__ import annotations

import itertools
from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from runyard.desktop.parts.step_ranges.span import Span
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box, focus_ring

_KNOB, _GROOVE, _BARS = 12, 4, 24
#: Room at each side, so that a handle at the end is seen whole.
SIDE = _KNOB // 2
_LEAST_BAR = 4
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class _Handle(QSlider):
    """One end of a range: a slider to the keyboard and to assistive technology, drawn as its knob only."""

    dragged = Signal(object)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(sizes.HIT, sizes.HIT)
        self.setCursor(Qt.CursorShape.SizeHorCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.raise_()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapToParent(event.position().toPoint()).x())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        """Leave the wheel to the page: turning it must not change a choice unnoticed."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            middle = QRectF(self.rect()).center()
            knob = QRectF(middle.x() - _KNOB / 2, middle.y() - _KNOB / 2, _KNOB, _KNOB)
            box(painter, knob, _KNOB / 2, tokens().accent, None)
            if self.hasFocus():
                focus_ring(painter, knob.adjusted(-4, -4, 4, 4), _KNOB / 2 + 4)
        finally:
            painter.end()


class RangeSlider(QWidget):
    """A title, the range in numbers, the density, and two handles. `changed` tells a person's choice."""

    changed = Signal()

    def __init__(self, title: str, form: Literal["range", "places"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.span = Span()
        self._title = title
        self._form = form
        self._low = _Handle(f"{title}, first", self)
        self._high = _Handle(f"{title}, last", self)
        self._grabbed: tuple[float, int, int] | None = None
        self._nearest: _Handle | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._low.valueChanged.connect(self._low_moved)
        self._high.valueChanged.connect(self._high_moved)
        self._low.dragged.connect(self._drag_low)
        self._high.dragged.connect(self._drag_high)
        watcher().changed.connect(self.updateGeometry)

    def show_span(self) -> None:
        """Show what `span` says now."""
        end = max(0, len(self.span.values) - 1)
        for handle, place in ((self._low, self.span.first), (self._high, self.span.last)):
            handle.blockSignals(True)
            handle.setRange(0, end)
            handle.setPageStep(max(1, end // 10))
            handle.setValue(place)
            handle.blockSignals(False)
        self._place()
        self.update()

    @property
    def words(self) -> str:
        """Return the chosen range in numbers."""
        if not self.span.values:
            return ""
        return self._words(self.span.values[self.span.first], self.span.values[self.span.last])

    def _words(self, low: int, high: int) -> str:
        chosen = f"{low:,}" if low == high else f"{low:,} – {high:,}"
        return chosen if self._form == "range" else f"{chosen} of {self.span.values[-1]:,}"

    def sizeHint(self) -> QSize:
        return QSize(220, self._head() + _BARS + _KNOB // 2 + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    @property
    def comfort(self) -> int:
        """The width in which the title stands beside the numbers of the whole range."""
        values = self.span.values
        words = self._words(values[0], values[-1]) if values else ""
        return (
            2 * SIDE
            + sizes.GAP
            + QFontMetrics(ui_font(sizes.TEXT_SMALL)).horizontalAdvance(self._title + words)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Press beside what is chosen to bring the nearer end there; press inside to move both."""
        if event.button() != Qt.MouseButton.LeftButton or not self.span.values:
            return
        x = event.position().x()
        if self._x(self.span.first) <= x <= self._x(self.span.last + 1):
            if self.span.bounds is not None:
                self._grabbed = (x, self.span.first, self.span.last)
            return
        self._nearest = self._low if x < self._x(self.span.first) else self._high
        self._nearest.setFocus(Qt.FocusReason.MouseFocusReason)
        self._follow(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed is not None:
            start, first, last = self._grabbed
            by = round((event.position().x() - start) / max(1e-6, self._slot()))
            by = min(len(self.span.values) - 1 - last, max(-first, by))
            self._choose(first + by, last + by)
        elif self._nearest is not None:
            self._follow(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = self._nearest = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose all again."""
        self._grabbed = self._nearest = None
        self._choose(0, len(self.span.values) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.span.bounds is not None:
            self._choose(0, len(self.span.values) - 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            head = QRect(SIDE, 0, self.width() - 2 * SIDE, self._head() - 4)
            font = ui_font(sizes.TEXT_SMALL)
            painter.setFont(font)
            painter.setPen(colors.text)
            painter.drawText(head, _RIGHT, self.words)
            room = head.width() - QFontMetrics(font).horizontalAdvance(self.words) - sizes.GAP
            if QFontMetrics(font).horizontalAdvance(self._title) <= room:
                painter.setPen(colors.text_soft)
                painter.drawText(head, _LEFT, self._title)
            self._paint_bars(painter)
            middle = self._groove()
            left, right = self._x(self.span.first), self._x(self.span.last + 1)
            whole = QRectF(SIDE, middle - _GROOVE / 2, self.width() - 2 * SIDE, _GROOVE)
            box(painter, whole, _GROOVE / 2, colors.line, None)
            part = QRectF(left, whole.top(), right - left, _GROOVE)
            box(painter, part, _GROOVE / 2, colors.accent, None)
        finally:
            painter.end()

    def _paint_bars(self, painter: QPainter) -> None:
        colors = tokens()
        amounts = self.span.amounts
        if not amounts:
            return
        chosen, rest = QColor(colors.accent), QColor(colors.line_strong)
        chosen.setAlphaF(0.7)
        rest.setAlphaF(0.55)
        slots = min(len(amounts), max(1, int((self.width() - 2 * SIDE) / _LEAST_BAR)))
        sums = _gathered(amounts, slots)
        most = max(sums)
        wide = (self.width() - 2 * SIDE) / slots
        bottom = self._head() + _BARS - 2
        left, right = self._x(self.span.first), self._x(self.span.last + 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for number, amount in enumerate(sums):
            high = max(2.0, (_BARS - 2) * amount / most) if amount else 0.0
            x, end = round(SIDE + number * wide), round(SIDE + (number + 1) * wide)
            inside = left - wide / 2 <= x <= right - wide / 2
            painter.fillRect(QRectF(x, bottom - high, end - x - 1, high), chosen if inside else rest)

    def _head(self) -> int:
        return QFontMetrics(ui_font(sizes.TEXT_SMALL)).height() + 6

    def _groove(self) -> float:
        return self._head() + _BARS + 2

    def _slot(self) -> float:
        return (self.width() - 2 * SIDE) / max(1, len(self.span.values))

    def _x(self, place: int) -> float:
        """Return where the left edge of a place is."""
        return SIDE + place * self._slot()

    def _place(self) -> None:
        """Bring the handles to where they belong."""
        top = round(self._groove()) - sizes.HIT // 2
        self._low.move(round(self._x(self.span.first)) - sizes.HIT // 2, top)
        self._high.move(round(self._x(self.span.last + 1)) - sizes.HIT // 2, top)
        for handle, place in ((self._low, self.span.first), (self._high, self.span.last)):
            if self.span.values:
                handle.setAccessibleDescription(f"{self.span.values[place]:,}")

    def _follow(self, x: float) -> None:
        if self._nearest is self._low:
            self._drag_low(x)
        else:
            self._drag_high(x)

    def _choose(self, first: int, last: int) -> None:
        if self.span.choose(first, last):
            self.show_span()
            self.changed.emit()

    @Slot(object)
    def _drag_low(self, x: float) -> None:
        place = round((x - SIDE) / max(1e-6, self._slot()))
        self._choose(min(max(0, place), self.span.last), self.span.last)

    @Slot(object)
    def _drag_high(self, x: float) -> None:
        place = round((x - SIDE) / max(1e-6, self._slot())) - 1
        end = len(self.span.values) - 1
        self._choose(self.span.first, max(self.span.first, min(place, end)))

    @Slot(int)
    def _low_moved(self, place: int) -> None:
        self._choose(min(place, self.span.last), self.span.last)
        self.show_span()

    @Slot(int)
    def _high_moved(self, place: int) -> None:
        self._choose(self.span.first, max(place, self.span.first))
        self.show_span()


def _gathered(amounts: list[int], slots: int) -> list[int]:
    """Return the amounts as so many bars; where one stands for several places, the largest speaks."""
    if slots >= len(amounts):
        return amounts
    edges = [number * len(amounts) // slots for number in range(slots + 1)]
    return [max(amounts[low:high]) for low, high in itertools.pairwise(edges)]
