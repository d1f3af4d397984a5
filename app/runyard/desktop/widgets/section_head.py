"""`SectionHead`: the head of a part of a page that folds away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets.painting import focus_ring


class SectionHead(QAbstractButton):
    """Chevron, name, count and a rule, 32 high. `toggled` tells whether the part is open."""

    def __init__(self, title: str, count: int | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setText(title)
        self.setCheckable(True)
        self.setChecked(True)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int | None) -> None:
        """Show another count."""
        self._count = count
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, sizes.SECTION)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            middle = self.height() // 2
            shape = "chevron-down" if self.isChecked() else "chevron-right"
            arrow = pixmap(shape, colors.text_soft, sizes.ICON, self.devicePixelRatioF())
            painter.drawPixmap(0, middle - sizes.ICON // 2, arrow)
            align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            left = sizes.ICON + sizes.GAP
            font = ui_font(bold=True)
            metrics = QFontMetrics(font)
            title = metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width() - left - 64)
            painter.setFont(font)
            painter.setPen(colors.text)
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), align, title)
            left += metrics.horizontalAdvance(title) + sizes.GAP
            if self._count is not None:
                words = f"{self._count:,}"
                small = ui_font(sizes.TEXT_SMALL)
                painter.setFont(small)
                painter.setPen(colors.text_faint)
                painter.drawText(QRect(left, 0, 80, self.height()), align, words)
                left += QFontMetrics(small).horizontalAdvance(words) + sizes.GAP
            painter.setPen(colors.line)
            painter.drawLine(left + 4, middle, self.width(), middle)
            if self.hasFocus():
                focus_ring(painter, self.rect().toRectF().adjusted(0, 2, 0, -2), sizes.RADIUS)
        finally:
            painter.end()
