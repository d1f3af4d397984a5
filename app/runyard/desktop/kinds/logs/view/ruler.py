"""`Ruler`: the scroll bar of the log, with a tick for each match and each stretch on stderr."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from runyard.desktop.kinds.logs.lines.rows import MATCH, ON_STDERR
from runyard.desktop.theme import sizes, tokens
from runyard.desktop.widgets import box

WIDE = 14
_TICK = 2
_EDGE = 3
_REST = 0.55  # how strong the handle is while the pointer is elsewhere


class Ruler(QScrollBar):
    """A press on a tick or beside the handle goes to that place. `resized` carries another height."""

    resized = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._marks = b""
        self.setAccessibleName("Place in the output")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_marks(self, marks: bytes) -> None:
        """Show other ticks: for each pixel whether there is a match or a line on stderr."""
        self._marks = marks
        self.update()

    def marks(self) -> bytes:
        """Return the ticks."""
        return self._marks

    def sizeHint(self) -> QSize:
        return QSize(WIDE, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        handle = self._handle()
        y = event.position().y()
        if event.button() == Qt.MouseButton.LeftButton and not handle.top() <= y <= handle.bottom():
            share = y / max(1, self.height())
            middle = self.minimum() + share * (self.maximum() - self.minimum() + self.pageStep())
            self.setValue(round(middle - self.pageStep() / 2))
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), colors.field)
            painter.fillRect(0, 0, 1, self.height(), colors.line)
            for y, marks in enumerate(self._marks[: self.height()]):
                if marks & ON_STDERR:
                    painter.fillRect(_EDGE, y, self.width() - 2 * _EDGE, _TICK, colors.bad)
                if marks & MATCH:
                    painter.fillRect(_EDGE, y, self.width() - 2 * _EDGE, _TICK, colors.warn)
            if self.maximum() > self.minimum():
                painter.setOpacity(1.0 if self.underMouse() or self.isSliderDown() else _REST)
                handle = self._handle()
                inside = QRectF(self.width() - sizes.SCROLL_BAR - _EDGE, handle.top(), sizes.SCROLL_BAR, 0)
                inside.setHeight(handle.height())
                box(painter, inside, sizes.SCROLL_BAR / 2, colors.line_strong, None)
        finally:
            painter.end()

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        return self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
