"""The chart of a grid: a plain widget that paints itself, cheap enough to have hundreds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from runyard.desktop.charts import drawing, head, paint, pointing
from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import (
    Line,
    Point,
    points_at,
    summary,
    with_probes,
)
from runyard.desktop.charts.scale import Scale
from runyard.desktop.charts.view import ViewControl
from runyard.desktop.theme import sizes, tokens, watcher

if TYPE_CHECKING:
    from runyard.desktop.charts.crosshair import CrosshairState

_DRAG = 6.0
_SHIFTS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_SHIFTING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class Face(Enum):
    """What a chart shows when it has nothing to draw."""

    WAITING = 0
    READY = 1
    FAILED = 2


class SmallChart(QWidget):
    """One chart with head, plot and crosshair.

    Signals
    -------
    tool_used(object, str)
        Key of the chart, and "pin" or "expand".
    view_changed(object)
        The user zoomed or moved; the owner brings samples for `view()`.
    carried(object, object, bool)
        The head is dragged: key, where to in the parent's pixels, and whether it was let go there.
    shifted(object, int)
        Keys ask to put this chart one place on, or back.
    menu_asked(object, object)
        Key, and the global place of a menu.
    """

    tool_used = Signal(object, str)
    view_changed = Signal(object)
    carried = Signal(object, object, bool)
    shifted = Signal(object, int)
    menu_asked = Signal(object, object)

    def __init__(self, crosshair: CrosshairState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key: Hashable = None
        self.title = ""
        self._contexts = ""
        self._lines: tuple[Line, ...] = ()
        self._axes = Axes()
        self._face = Face.WAITING
        self._sentence = ""
        self._large = False
        self._pinned = False
        self._crosshair = crosshair
        self._cache: QPixmap | None = None
        self._scale: Scale | None = None
        self._hover = False
        self._pointed = ""
        self._nearest: Hashable = None
        self._under: QPointF | None = None  # the pointer, while it leads the crosshair
        self._grip: QPointF | None = None
        self._carrying = False
        self._control = ViewControl(self._moved_view)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, True)
        crosshair.moved.connect(self._crosshair_moved)
        watcher().changed.connect(self._forget_picture)

    # What it shows

    def set_head(self, key: Hashable, title: str, contexts: str, *, large: bool, pinned: bool) -> None:
        """Say which chart this is; an instance is used again for another one when the view scrolls."""
        if key != self.key:
            self._lines = ()
            self._face = Face.WAITING
            self._sentence = ""
            self._control.forget()
            self._nearest = None
        self.key, self.title, self._contexts = key, title, contexts
        self._large, self._pinned = large, pinned
        self.setAccessibleName(title)
        self._forget_picture()

    def set_lines(self, lines: Sequence[Line], axes: Axes) -> None:
        """Draw these lines; ready from now on."""
        self._lines, self._axes = tuple(lines), axes
        self._face = Face.READY
        self._sentence = ""
        self.setAccessibleDescription(summary(self.title, self._lines, axes))
        self._forget_picture()
        self._follow()

    def set_probes(self, found: Mapping[Hashable, tuple[float, float]]) -> None:
        """Take exact points, by the key of their line, for where the crosshair stands."""
        self._lines = with_probes(self._lines, found)
        self.update()

    def fail(self, sentence: str) -> None:
        """Say in the plot why there is nothing to draw."""
        self._face, self._sentence = Face.FAILED, sentence
        self.setAccessibleDescription(sentence)
        self._forget_picture()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines drawn at present."""
        return self._lines

    @property
    def axes(self) -> Axes:
        """The axes drawn at present."""
        return self._axes

    def view(self) -> tuple[float, float] | None:
        """Return the x range the user chose; None shows everything."""
        return self._control.view

    def set_view(self, view: tuple[float, float] | None) -> None:
        """Show an x range without asking for samples."""
        self._control.view = view
        self._forget_picture()

    def plot_rect(self) -> QRectF:
        """Return the plotting area in widget pixels."""
        return drawing.plot_rect(self.width(), self.height(), self.head_height())

    def head_height(self) -> float:
        """Return the height of the head: 32, or 28 in a small chart."""
        return float(sizes.CHART_HEAD if self._large else sizes.CHART_HEAD_SMALL)

    def scale(self) -> Scale | None:
        """Return the scale of the plot; None while there is no value to show."""
        if self._scale is None and self._face is Face.READY:
            self._scale = drawing.make_scale(self._lines, self._axes, self.plot_rect(), self._control.view)
        return self._scale

    def sizeHint(self) -> QSize:
        return QSize(400, 236) if self._large else QSize(236, 156)

    # Painting

    def _forget_picture(self) -> None:
        self._cache = None
        self._scale = None
        self.update()

    def _crosshair_moved(self) -> None:
        if self._face is Face.READY:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            ratio = painter.deviceTransform().m11()  # the screen's, or that of a picture being taken
            if self._cache is None or self._cache.size() != self.size() * ratio:
                self._cache = self._picture(ratio)
            painter.drawPixmap(0, 0, self._cache)
            self._overlay(painter)
        finally:
            painter.end()

    def _picture(self, ratio: float) -> QPixmap:
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(tokens().panel)
        painter = QPainter(drawn)
        try:
            scale = self.scale()
            if scale is not None:
                drawing.curves(painter, scale, self._lines, self._axes)
            else:
                paint.no_curves(painter, self.plot_rect(), self._sentence)
        finally:
            painter.end()
        return drawn

    def _overlay(self, painter: QPainter) -> None:
        scale = self.scale()
        points: list[Point] = []
        x = self._crosshair.x
        if scale is not None and x is not None and scale.x_low <= x <= scale.x_high:
            points = points_at(self._lines, x)
            if self._hover:
                for line in self._lines:
                    if line.key == self._nearest and len(self._lines) > 1:
                        paint.hovered(painter, scale, line)
            paint.crosshair(painter, scale, x, points)
            if self._hover:
                paint.value_labels(painter, scale, x, points, self._axes)
                paint.place_label(painter, scale, x, self._axes, self.width())
        if scale is not None:
            self._control.paint(painter, scale)
        words = drawing.head_words(self._contexts, self._lines, self._axes, scale)
        head.paint(
            painter, self.width(), self.head_height(), self.title, words,
            self._entries(points), self.tools(), self._pointed,
        )  # fmt: skip
        focused = self.hasFocus() and bool(self.property("keyboard"))
        paint.border(painter, QRectF(self.rect()), strong=self._hover, focused=focused)

    def _entries(self, points: Sequence[Point]) -> list[head.Entry]:
        under = {point.line.key: point.y for point in points}
        digits = 4 if self._large else 3
        entries = []
        for line in self._lines:
            value = under.get(line.key, line.last)
            entries.append(head.Entry(line.color, line.label, self._axes.value(value, digits)))
        return entries

    def tools(self) -> list[head.Tool]:
        """Return the buttons of the head that are visible now."""
        shown = []
        active = self._hover or (self.hasFocus() and bool(self.property("keyboard")))
        if active or self._pinned:
            shown.append(head.Tool("pin", "pin", "Unpin" if self._pinned else "Pin to the top", self._pinned))
        if active:
            shown.append(head.Tool("expand", "maximize-2", "Enlarge", on=False))
        return shown

    # Mouse and keyboard

    def _moved_view(self) -> None:
        self._forget_picture()
        self._follow()  # what is under the pointer is another place now
        self.view_changed.emit(self.key)

    def _tool_at(self, at: QPointF) -> str:
        shown = self.tools()
        rects = head.tool_rects(self.width(), self.head_height(), shown)
        return next((tool.key for tool, rect in zip(shown, rects, strict=True) if rect.contains(at)), "")

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._hover = True
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hover = False
        self._pointed = ""
        self._nearest = self._under = None
        self._crosshair.move(None)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = at = event.position()
        scale = self.scale()
        if self._grip is not None:
            self._carry(at, done=False)
            return
        pointed = self._tool_at(at)
        if pointed != self._pointed:
            self._pointed = pointed
            self.setToolTip(next((tool.tip for tool in self.tools() if tool.key == pointed), ""))
            self.update()
        if scale is None:
            return
        if self._control.drag(scale, at, event.modifiers()):
            self.update()
            return
        self._follow()

    def _follow(self) -> None:
        """Put the crosshair under the pointer, or nowhere where there is no curve under it."""
        at, scale = self._under, self.scale()
        if at is None or scale is None:
            return
        within = scale.plot.left() - 4 <= at.x() <= scale.plot.right() + 4 and at.y() > self.head_height()
        if not within:
            self._crosshair.move(None)
            return
        x = self.snapped(scale.x_at(at.x()))
        self._nearest = pointing.nearest_line(self._lines, scale, x, at.y())
        self._crosshair.move(x)
        self.update()

    def snapped(self, x: float) -> float:
        """Return the place of the point nearest to `x`, so that the crosshair stands on values."""
        return pointing.snapped(self._lines, x)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setProperty("keyboard", False)
        scale = self.scale()
        left = event.button() is Qt.MouseButton.LeftButton
        if left and event.position().y() <= self.head_height() and not self._tool_at(event.position()):
            self._grip = event.position()
        if self._tool_at(event.position()) or scale is None:
            return
        if scale.plot.adjusted(-4, -4, 4, 4).contains(event.position()):
            self._control.press(scale, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        scale = self.scale()
        if self._grip is not None:
            self._carry(event.position(), done=True)
            self._grip, self._carrying = None, False
            return
        if scale is not None and self._control.release(scale):
            return
        tool = self._tool_at(event.position())
        if tool and event.button() is Qt.MouseButton.LeftButton:
            self.tool_used.emit(self.key, tool)

    def _carry(self, at: QPointF, *, done: bool) -> None:
        """Tell of a drag by the head, once it is one."""
        if self._grip is not None and (at - self._grip).manhattanLength() >= _DRAG:
            self._carrying = True
        if self._carrying:
            self.carried.emit(self.key, self.mapToParent(at), done)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(self.key, event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().y() <= self.head_height() and not self._tool_at(event.position()):
            self.tool_used.emit(self.key, "expand")
        elif self._control.view is not None:
            self._control.reset()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom; the wheel alone scrolls the page under the chart."""
        scale = self.scale()
        if scale is not None and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._control.zoom(scale, 0.8 ** (event.angleDelta().y() / 120), event.position().x())
            event.accept()
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.setProperty("keyboard", True)
        scale = self.scale()
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.tool_used.emit(self.key, "expand")
        elif key in _SHIFTS and event.modifiers() == _SHIFTING:
            self.shifted.emit(self.key, _SHIFTS[Qt.Key(key)])
        elif scale is not None and self._control.key(scale, key):
            pass
        elif scale is not None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(scale, -1 if key == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def _step(self, scale: Scale, direction: int) -> None:
        now = self._crosshair.x if self._crosshair.x is not None else scale.x_low
        self._under = None
        there = pointing.next_place(self._lines, scale, now, direction)
        if there is not None:
            self._crosshair.move(there)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.setProperty("keyboard", True)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboard", False)
        self.update()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget_picture()
        super().resizeEvent(event)
