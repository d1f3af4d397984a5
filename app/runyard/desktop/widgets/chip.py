"""`Chip`: a filter or setting that reads as label and value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from runyard.desktop.theme import pixmap, sizes, tokens, ui_font
from runyard.desktop.widgets.painting import box, focus_ring

_PAD, _GAP = 8, 4
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class Chip(QAbstractButton):
    """24 high. Without a value it is idle; with one it is set, and `removable` adds a cross."""

    removed = Signal()

    def __init__(
        self,
        label: str,
        value: str = "",
        removable: bool = False,
        *,
        menu: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setText(label)
        self._value, self._removable, self._menu = value, removable, menu
        self._set = removable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_value(value, removable)

    def set_value(self, value: str, removable: bool) -> None:
        """Show another value; a removable chip is one that is set."""
        self._value, self._removable = value, removable
        self.setAccessibleName(f"{self.text()} {value}".strip())
        self.updateGeometry()
        self.update()

    def value(self) -> str:
        """Return the value that is shown."""
        return self._value

    def sizeHint(self) -> QSize:
        label, value = self._widths()
        width = 2 * _PAD + label + value + (_GAP if label and value else 0)
        if self._removable or self._menu:
            width += _GAP + sizes.ICON_DENSE
        return QSize(width, max(sizes.CHIP, QFontMetrics(ui_font()).height() + 4))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(64, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            rect = QRectF(self.rect())
            hovered = self.underMouse() and self.isEnabled()
            fill = colors.hover if self._removable or hovered else None
            box(painter, rect, sizes.RADIUS, fill, colors.line_strong if self._removable else colors.line)
            self._paint_words(painter)
            if self._removable or self._menu:
                shape = "x" if self._removable else "chevron-down"
                cross = pixmap(shape, colors.text_soft, sizes.ICON_DENSE, self.devicePixelRatioF())
                painter.drawPixmap(self._tail().topLeft(), cross)
            if self.hasFocus():
                focus_ring(painter, rect, sizes.RADIUS)
        finally:
            painter.end()

    def event(self, event: QEvent) -> bool:
        # A command of the page may have the same key; here it takes this chip out.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._removable
            and event.key() in _REMOVE
        ):
            event.accept()
            return True
        return super().event(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        on_cross = self._removable and event.position().x() >= self._tail().left() - _GAP
        if on_cross and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in _REMOVE:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def _paint_words(self, painter: QPainter) -> None:
        colors = tokens()
        label, value = self._widths()
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        end = self._tail().left() - _GAP if self._removable or self._menu else self.width() - _PAD
        painter.setFont(ui_font())
        painter.setPen(colors.text_soft if self.isEnabled() else colors.text_faint)
        painter.drawText(QRect(_PAD, 0, label + 1, self.height()), align, self.text())
        if value:
            font = ui_font(bold=True)
            left = _PAD + label + (_GAP if label else 0)
            shown = QFontMetrics(font).elidedText(self._value, Qt.TextElideMode.ElideRight, end - left + 1)
            painter.setFont(font)
            painter.setPen(colors.text if self.isEnabled() else colors.text_faint)
            painter.drawText(QRect(left, 0, end - left + 2, self.height()), align, shown)

    def _widths(self) -> tuple[int, int]:
        label = QFontMetrics(ui_font()).horizontalAdvance(self.text())
        value = QFontMetrics(ui_font(bold=True)).horizontalAdvance(self._value) if self._value else 0
        return label, value

    def _tail(self) -> QRect:
        side = sizes.ICON_DENSE
        return QRect(self.width() - _PAD - side + 2, (self.height() - side) // 2, side, side)
