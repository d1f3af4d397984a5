"""The crosshair that all charts of a view share."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class CrosshairState(QObject):
    """A place on the x axis, or none; every chart listens to it, so that all show the same place."""

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._x: float | None = None

    @property
    def x(self) -> float | None:
        """The place, in the unit of the x axis."""
        return self._x

    def move(self, x: float | None) -> None:
        """Go to a place; None takes the crosshair away."""
        if x != self._x:
            self._x = x
            self.moved.emit()
