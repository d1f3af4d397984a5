"""What takes the space, one line each: name, share as a bar, bytes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.pages.settings.space import Part
from runyard.desktop.parts.words import size as size_words
from runyard.desktop.theme import scaled, sizes, tokens, ui_font, watcher
from runyard.desktop.widgets import box

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_BAR, _BYTES = 160, 84


class SpaceRow(QWidget):
    """A part of the repository; its bar says how much of the whole it is."""

    def __init__(self, part: Part, share: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = part
        self._share = share
        self.setAccessibleName(f"{part.title}, {size_words(part.bytes)}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        watcher().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(320, max(sizes.ROW, QFontMetrics(ui_font()).height() + 6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            right = self.width() - 12
            wide = scaled(_BYTES)
            painter.setFont(ui_font())
            painter.setPen(colors.text)
            painter.drawText(QRect(right - wide, 0, wide, self.height()), _RIGHT, size_words(self.part.bytes))
            bar = QRectF(right - wide - _BAR, self.height() / 2 - 3, _BAR, 6)
            box(painter, bar, 3, colors.heat[0], None)
            bar.setWidth(max(3.0, _BAR * self._share))
            box(painter, bar, 3, colors.accent, None)
            self._paint_words(painter, round(right - wide - _BAR - sizes.MARGIN))
        finally:
            painter.end()

    def _paint_words(self, painter: QPainter, right: int) -> None:
        colors = tokens()
        painter.setFont(ui_font())
        painter.setPen(colors.text)
        metrics = QFontMetrics(ui_font())
        title = metrics.elidedText(self.part.title, Qt.TextElideMode.ElideRight, right - 12)
        painter.drawText(QRect(12, 0, right - 12, self.height()), _LEFT, title)
        left = 12 + metrics.horizontalAdvance(title) + sizes.GAP
        small = ui_font(sizes.TEXT_SMALL)
        if right - left > 40:
            painter.setFont(small)
            painter.setPen(colors.text_faint)
            detail = QFontMetrics(small).elidedText(
                self.part.detail, Qt.TextElideMode.ElideRight, right - left
            )
            painter.drawText(QRect(left, 0, right - left, self.height()), _LEFT, detail)
