"""Zooming and moving along the x axis, the same by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakMethod

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter

from runyard.desktop.charts.scale import Scale
from runyard.desktop.theme import tokens

_LEAST_DRAG = 4.0


class ViewControl:
    """The x range chosen by the user, and the drag under way: a box to zoom into, or with Shift a move."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.view: tuple[float, float] | None = None
        self._changed = WeakMethod(changed)
        self._from: QPointF | None = None
        self._to: QPointF | None = None
        self._moving = False
        self._grabbed = (0.0, 0.0)

    def forget(self) -> None:
        """Show everything again without telling anybody."""
        self.view = None
        self._from = self._to = None

    def reset(self) -> None:
        """Show everything again."""
        self._set(None)

    def _set(self, view: tuple[float, float] | None) -> None:
        self.view = view
        changed = self._changed()
        if changed is not None:
            changed()

    def zoom(self, scale: Scale, factor: float, pixel: float | None = None) -> None:
        """Show `factor` times the range, keeping the value under `pixel` (the middle by default) in place."""
        left, right = scale.ends
        at = scale.along(scale.x_at(pixel if pixel is not None else scale.plot.center().x()))
        low = at - (at - left) * factor
        high = at + (right - at) * factor
        if high - low > max(abs(low), abs(high), 1e-300) * 1e-13:
            self._set((scale.back(low), scale.back(high)))

    def move(self, scale: Scale, share: float) -> None:
        """Move by a share of the range."""
        left, right = scale.ends
        by = (right - left) * share
        self._set((scale.back(left + by), scale.back(right + by)))

    def key(self, scale: Scale, key: int) -> bool:
        """Take + - 0 and, with them, Page Up and Page Down; False when the key means nothing here."""
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(scale, 0.7)
        elif key == Qt.Key.Key_Minus:
            self.zoom(scale, 1 / 0.7)
        elif key == Qt.Key.Key_0 and self.view is not None:
            self.reset()
        elif key == Qt.Key.Key_Home and self.view is not None:
            self.move(scale, -0.5)
        elif key == Qt.Key.Key_End and self.view is not None:
            self.move(scale, 0.5)
        else:
            return False
        return True

    def press(self, scale: Scale, event: QMouseEvent) -> None:
        """Begin a drag."""
        button = event.button()
        if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._moving = shifted or button is Qt.MouseButton.MiddleButton
        self._from = self._to = event.position()
        self._grabbed = scale.ends

    def drag(self, scale: Scale, at: QPointF, _modifiers: Qt.KeyboardModifier) -> bool:
        """Go on with a drag; False when none is under way."""
        if self._from is None:
            return False
        self._to = at
        if self._moving:
            low, high = self._grabbed
            by = (self._from.x() - at.x()) / max(1.0, scale.plot.width()) * (high - low)
            self._set((scale.back(low + by), scale.back(high + by)))
        return True

    def release(self, scale: Scale) -> bool:
        """End a drag; True when it changed the view."""
        start, end, self._from, self._to = self._from, self._to, None, None
        if start is None or end is None:
            return False
        if self._moving:
            return start != end
        left, right = sorted((start.x(), end.x()))
        if right - left < _LEAST_DRAG:
            return False
        self._set((scale.x_at(max(left, scale.plot.left())), scale.x_at(min(right, scale.plot.right()))))
        return True

    def paint(self, painter: QPainter, scale: Scale) -> None:
        """Draw the box that a drag would zoom into."""
        if self._from is None or self._to is None or self._moving:
            return
        left, right = sorted((self._from.x(), self._to.x()))
        if right - left < _LEAST_DRAG:
            return
        box = QRectF(left, scale.plot.top(), right - left, scale.plot.height()) & scale.plot
        fill = QColor(tokens().accent)
        fill.setAlphaF(0.16)
        painter.fillRect(box, fill)
        painter.setPen(tokens().accent)
        painter.drawLine(box.topLeft(), box.bottomLeft())
        painter.drawLine(box.topRight(), box.bottomRight())
