"""`ChartFrame`: what heat map, ridgeline and histogram share: border, head, axes, pointer, picture."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.charts.ticks import Tick
from runyard.desktop.theme import sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import focus_ring

LEFT, RIGHT, TOP, BOTTOM = 56.0, 16.0, 8.0, 22.0
_VCENTER = int(Qt.AlignmentFlag.AlignVCenter)
AT_LEFT = int(Qt.AlignmentFlag.AlignLeft) | _VCENTER
AT_RIGHT = int(Qt.AlignmentFlag.AlignRight) | _VCENTER
CENTER = int(Qt.AlignmentFlag.AlignCenter)


class Axis(NamedTuple):
    """A range of numbers along some pixels."""

    low: float
    high: float
    begin: float
    end: float

    def at(self, value: float) -> float:
        """Return the pixel of a value."""
        return self.begin + (value - self.low) / ((self.high - self.low) or 1.0) * (self.end - self.begin)

    def value(self, pixel: float) -> float:
        """Return the value under a pixel."""
        return self.low + (pixel - self.begin) / ((self.end - self.begin) or 1.0) * (self.high - self.low)


class ChartFrame(QWidget):
    """A bordered chart with a head of 32. Subclasses draw what stays into `draw`, what moves into `overlay`.

    `chosen` tells a step that was clicked, `stepped` -1 or +1 for the arrow keys.
    """

    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.note = ""
        self.pointer: QPointF | None = None
        self._cache: QPixmap | None = None
        self._keyboard = False
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        watcher().changed.connect(self.forget)

    def draw(self, painter: QPainter, plot: QRectF) -> None:
        """Draw what stays until the data or the size is another."""
        raise NotImplementedError

    def overlay(self, painter: QPainter, plot: QRectF) -> None:
        """Draw what follows the pointer and the chosen step."""

    def head_right(self, painter: QPainter, right: float) -> float:
        """Draw what stands at the right of the head; return where it begins."""
        return right

    def plot(self) -> QRectF:
        """Return the plotting area."""
        top = sizes.CHART_HEAD + TOP
        return QRectF(
            LEFT, top, max(1.0, self.width() - LEFT - RIGHT), max(1.0, self.height() - top - BOTTOM)
        )

    def forget(self) -> None:
        """Draw everything anew."""
        self._cache = None
        self.update()

    def picture(self, ratio: float = 2.0) -> QImage:
        """Return the chart as a picture, without pointer and focus."""
        image = QImage(self.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(tokens().panel)
        painter = QPainter(image)
        try:
            self._still(painter)
        finally:
            painter.end()
        return image

    def sizeHint(self) -> QSize:
        return QSize(640, 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 140)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            ratio = self.devicePixelRatioF()
            if self._cache is None or self._cache.size() != self.size() * ratio:
                self._cache = QPixmap(self.size() * ratio)
                self._cache.setDevicePixelRatio(ratio)
                self._cache.fill(tokens().panel)
                still = QPainter(self._cache)
                try:
                    self._still(still)
                finally:
                    still.end()
            painter.drawPixmap(0, 0, self._cache)
            self.overlay(painter, self.plot())
            if self._keyboard and self.hasFocus():
                focus_ring(painter, QRectF(self.rect()), sizes.RADIUS_PANEL)
        finally:
            painter.end()

    def _still(self, painter: QPainter) -> None:
        self.draw(painter, self.plot())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens().line, 1.0))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, sizes.RADIUS_PANEL, sizes.RADIUS_PANEL)
        right = self.head_right(painter, self.width() - RIGHT)
        bold, small = ui_font(bold=True), ui_font(sizes.TEXT_SMALL)
        painter.setFont(bold)
        painter.setPen(tokens().text)
        room = QRectF(12, 0, max(0.0, right - 24), sizes.CHART_HEAD)
        words = QFontMetricsF(bold).elidedText(self.title, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, AT_LEFT, words)
        used = QFontMetricsF(bold).horizontalAdvance(words) + sizes.GAP
        room.setLeft(room.left() + used)
        if room.width() > 40:
            painter.setFont(small)
            painter.setPen(tokens().text_faint)
            note = QFontMetricsF(small).elidedText(self.note, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room.translated(0, 1), AT_LEFT, note)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer = None
        self.update()
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keyboard = False
        if event.button() == Qt.MouseButton.LeftButton:
            step = self.step_at(event.position())
            if step is not None:
                self.chosen.emit(step)

    def step_at(self, at: QPointF) -> int | None:
        """Return the step under the pointer, where there is one."""
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keyboard = True
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self.stepped.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.forget()
        super().resizeEvent(event)


def ticks_below(painter: QPainter, plot: QRectF, axis: Axis, found: list[Tick]) -> None:
    """Draw the base line and the labels of an axis below a plot, none over another."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(tokens().line_strong, 1.0))
    painter.drawLine(QLineF(plot.left(), plot.bottom(), plot.right(), plot.bottom()))
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    painter.setPen(tokens().text_soft)
    metrics = QFontMetricsF(painter.font())
    free = -1e9
    for tick in found:
        wide = metrics.horizontalAdvance(tick.label) + 1
        left = min(axis.at(tick.value) - wide / 2, plot.right() + RIGHT - 4 - wide)
        if left >= free:
            painter.drawText(QRectF(left, plot.bottom() + 3, wide, metrics.height()), CENTER, tick.label)
            free = left + wide + sizes.GAP


def ticks_beside(painter: QPainter, plot: QRectF, axis: Axis, found: list[Tick], *, lines: bool) -> None:
    """Draw the labels of an axis left of a plot, and its grid lines where wanted."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    half = QFontMetricsF(painter.font()).height() / 2
    for tick in found:
        y = axis.at(tick.value)
        if not plot.top() - 1 <= y <= plot.bottom() + 1:
            continue
        if lines and y < plot.bottom() - 2:
            painter.setPen(QPen(tokens().line, 1.0))
            painter.drawLine(QLineF(plot.left(), round(y), plot.right(), round(y)))
        painter.setPen(tokens().text_soft)
        painter.drawText(QRectF(0, y - half, plot.left() - sizes.GAP, 2 * half), AT_RIGHT, tick.label)


def label_box(painter: QPainter, at: QPointF, lines: list[str], within: QSize) -> None:
    """Draw some words in a box beside a place, flipped where it would leave the widget."""
    painter.setFont(ui_font(sizes.TEXT_SMALL))
    metrics = QFontMetricsF(painter.font())
    wide = max(metrics.horizontalAdvance(line) for line in lines) + 2 * sizes.GAP
    high = metrics.height() * len(lines) + sizes.GAP
    left = at.x() + 12 if at.x() + 12 + wide <= within.width() - 4 else at.x() - 12 - wide
    top = min(max(4.0, at.y() - high - 8), within.height() - high - 4.0)
    box = QRectF(round(max(4.0, left)) + 0.5, round(top) + 0.5, round(wide), round(high))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(tokens().line_strong, 1.0))
    painter.setBrush(tokens().raised)
    painter.drawRoundedRect(box, sizes.RADIUS_SMALL, sizes.RADIUS_SMALL)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place, line in enumerate(lines):
        painter.setPen(tokens().text if place == 0 else tokens().text_soft)
        row = QRectF(box.left() + sizes.GAP, box.top() + 4 + place * metrics.height(), wide, metrics.height())
        painter.drawText(row, AT_LEFT, line)
