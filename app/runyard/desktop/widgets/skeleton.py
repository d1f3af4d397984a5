"""`Skeleton`: the shape of what is coming."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets.painting import box

#: Widths of the bars of a row, as shares of the width: uneven, as text is.
_ROWS = ((0.22, 0.1, 0.3), (0.28, 0.12, 0.18), (0.18, 0.1, 0.24), (0.25, 0.08, 0.2))


class Skeleton(QWidget):
    """Still bars in the place of rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Loading")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            top, row = float(sizes.MARGIN), 0
            while top + 12 < self.height():
                left = float(sizes.MARGIN)
                for share in _ROWS[row % len(_ROWS)]:
                    width = share * self.width()
                    box(painter, QRectF(left, top, width, 12), sizes.RADIUS_SMALL, tokens().hover, None)
                    left += width + sizes.GAP_GROUPS
                top += sizes.ROW
                row += 1
        finally:
            painter.end()
