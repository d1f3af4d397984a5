"""`Badge` and `Keys`: small boxes with a word in them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.theme import sizes, tokens, ui_font
from runyard.desktop.widgets.painting import box

_SMALL = sizes.TEXT_SMALL


class Badge(QWidget):
    """One word on a tint, 20 high. Without colours it is soft on hover."""

    def __init__(
        self,
        text: str,
        color: QColor | None = None,
        tint: QColor | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._color, self._tint = text, color, tint
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show another word."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font(_SMALL, bold=True))
        return QSize(metrics.horizontalAdvance(self._text) + 16, max(sizes.BADGE, metrics.height() + 4))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS_SMALL, self._tint or colors.hover, None)
            painter.setFont(ui_font(_SMALL, bold=True))
            painter.setPen(self._color or colors.text_soft)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        finally:
            painter.end()


class Keys(QWidget):
    """A key combination, one box a key."""

    def __init__(self, *keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = keys
        self.setAccessibleName("+".join(keys))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        widths = self._widths()
        return QSize(sum(widths) + 4 * max(0, len(widths) - 1), self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setFont(ui_font(_SMALL))
            left = 0.0
            for key, width in zip(self._keys, self._widths(), strict=True):
                rect = QRectF(left, (self.height() - self._high()) / 2, width, self._high())
                box(painter, rect, sizes.RADIUS_SMALL, None, colors.line)
                painter.setPen(colors.text_soft)
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key)
                left += width + 4
        finally:
            painter.end()

    def _high(self) -> int:
        return max(sizes.KEY, QFontMetrics(ui_font(_SMALL)).height() + 2)

    def _widths(self) -> list[int]:
        metrics = QFontMetrics(ui_font(_SMALL))
        return [max(sizes.KEY, metrics.horizontalAdvance(key) + 10) for key in self._keys]
