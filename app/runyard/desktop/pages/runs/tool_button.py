"""`ToolButton` and `ViewButton`: buttons above the table that open something, with what is set in it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, Qt
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets import box, focus_ring

_PAD = sizes.GAP
_WIDEST_VALUE = 160
_WIDEST_NAME = 240
_LEFT = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.AlignmentFlag.AlignLeft)


class _OpenButton(QAbstractButton):
    """Enter presses it as a click does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _high(self) -> int:
        return max(sizes.CONTROL_DENSE, QFontMetrics(ui_font()).height() + 4)


class ToolButton(_OpenButton):
    """Icon, name and what is set, without a border; "on" while what it opens is open."""

    def __init__(self, icon: str, name: str, value: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._value, self._on = icon, value, False
        self.setText(name)
        self.set_value(value)

    def set_value(self, value: str) -> None:
        """Show what is set."""
        self._value = value
        self.setAccessibleName(f"{self.text()} {value}".strip())
        cut = self._shown()
        self.setToolTip(Qt.convertFromPlainText(value) if cut != value else "")
        self.updateGeometry()
        self.update()

    def value(self) -> str:
        """Return what is set."""
        return self._value

    def set_on(self, on: bool) -> None:
        """Show whether what it opens is open."""
        self._on = on
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(ui_font())
        wide = _PAD * 2 + sizes.ICON + sizes.GAP + metrics.horizontalAdvance(self.text()) + 2
        value = self._shown()
        return QSize(wide + (metrics.horizontalAdvance(value) + sizes.GAP if value else 0), self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, painter = tokens(), QPainter(self)
        try:
            ground = colors.wash if self._on else colors.hover if self.underMouse() else None
            if ground is not None and self.isEnabled():
                box(painter, QRectF(self.rect()), sizes.RADIUS, ground, None)
            tint = colors.accent if self._on else colors.text_soft
            top = (self.height() - sizes.ICON) // 2
            painter.drawPixmap(_PAD, top, pixmap(self._icon, tint, sizes.ICON, self.devicePixelRatioF()))
            left, metrics = _PAD + sizes.ICON + sizes.GAP, QFontMetrics(ui_font())
            painter.setFont(ui_font())
            painter.setPen(colors.text if self.isEnabled() else colors.text_faint)
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), _LEFT, self.text())
            left += metrics.horizontalAdvance(self.text()) + sizes.GAP
            painter.setPen(colors.text_soft)
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), _LEFT, self._shown())
            if self.hasFocus():
                focus_ring(painter, QRectF(self.rect()), sizes.RADIUS)
        finally:
            painter.end()

    def _shown(self) -> str:
        metrics = QFontMetrics(ui_font())
        return metrics.elidedText(self._value, Qt.TextElideMode.ElideRight, _WIDEST_VALUE)


class ViewButton(_OpenButton):
    """The view that is looked through: bookmark, name, chevron, with a border."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_name("")

    def set_name(self, name: str) -> None:
        """Show the name of a view; "" is the one without."""
        self.setText(name or "All runs")
        self.setAccessibleName(f"View {self.text()}")
        cut = self._shown() != self.text()
        self.setToolTip(Qt.convertFromPlainText(self.text()) if cut else "Choose a saved view")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(ui_font()).horizontalAdvance(self._shown()) + 2
        return QSize(2 * _PAD + 2 * (sizes.ICON_DENSE + sizes.GAP) + words, self._high())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, painter = tokens(), QPainter(self)
        try:
            rect, side, ratio = QRectF(self.rect()), sizes.ICON_DENSE, self.devicePixelRatioF()
            fill = colors.hover if self.underMouse() else colors.field
            box(painter, rect, sizes.RADIUS, fill, colors.line_strong)
            top = (self.height() - side) // 2
            painter.drawPixmap(_PAD, top, pixmap("bookmark", colors.text_soft, side, ratio))
            left = _PAD + side + sizes.GAP
            painter.setFont(ui_font())
            painter.setPen(colors.text)
            painter.drawText(QRect(left, 0, self.width() - left, self.height()), _LEFT, self._shown())
            chevron = pixmap("chevron-down", colors.text_soft, side, ratio)
            painter.drawPixmap(self.width() - _PAD - side, top, chevron)
            if self.hasFocus():
                focus_ring(painter, rect, sizes.RADIUS)
        finally:
            painter.end()

    def _shown(self) -> str:
        metrics = QFontMetrics(ui_font())
        return metrics.elidedText(self.text(), Qt.TextElideMode.ElideMiddle, _WIDEST_NAME)
