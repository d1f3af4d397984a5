"""Putting charts of an ordered section into another order, by dragging their heads or by keys."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QObject, QPointF, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from runyard.desktop.parts.chart_grid.layout import Placed
from runyard.desktop.theme import tokens

_BAR = 2


class Mover(QObject):
    """Shows where a dragged chart would stand.

    `moved` tells a key, and the key it now stands before; None for the last place.
    """

    moved = Signal(object, object)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._cells: list[Placed] = []
        self._bar = _Bar(page)

    def set_cells(self, cells: Sequence[Placed]) -> None:
        """Take the charts that can be moved, in their order."""
        self._cells = list(cells)

    def carry(self, key: Hashable, at: QPointF, done: bool) -> None:
        """Follow a drag over the page."""
        keys = [placed.cell.key for placed in self._cells]
        if key not in keys:
            return
        place = self._place(at)
        self._bar.setVisible(not done and place is not None)
        if place is None:
            return
        if not done:
            self._bar.setGeometry(self._edge(place))
            self._bar.raise_()
        elif place not in (keys.index(key), keys.index(key) + 1):
            self.moved.emit(key, keys[place] if place < len(keys) else None)

    def shift(self, key: Hashable, by: int) -> None:
        """Move a chart one place on or back."""
        keys = [placed.cell.key for placed in self._cells]
        if key not in keys:
            return
        place = keys.index(key) + by
        if 0 <= place < len(keys):
            rest = [other for other in keys if other != key]
            self.moved.emit(key, rest[place] if place < len(rest) else None)

    def _place(self, at: QPointF) -> int | None:
        """Return before which chart a drop at this point puts another one; None beside the section."""
        point = at.toPoint()
        for index, placed in enumerate(self._cells):
            row = placed.rect.adjusted(-12, -12, 12, 12)
            if row.contains(point):
                return index if point.x() < placed.rect.center().x() else index + 1
        last = self._cells[-1].rect
        return (
            len(self._cells)
            if point.x() > last.right() and last.top() <= point.y() <= last.bottom()
            else None
        )

    def _edge(self, place: int) -> QRect:
        before = place < len(self._cells)
        rect = self._cells[place if before else place - 1].rect
        x = rect.left() - 7 if before else rect.right() + 6
        return QRect(x, rect.top(), _BAR, rect.height())


class _Bar(QWidget):
    """The line where a chart would be put."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), tokens().accent)
        finally:
            painter.end()
