"""What lies over the whole window: a scrim and one panel on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from runyard.desktop.theme import sizes, tokens, watcher


class Panel(QFrame):
    """The raised panel on a scrim; it paints its own ground and border."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        watcher().changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(colors.line_strong)
            painter.setBrush(colors.panel)
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, sizes.RADIUS_PANEL, sizes.RADIUS_PANEL)
        finally:
            painter.end()


class Overlay(QWidget):
    """Covers the window; a click beside the panel or Esc closes it, and the focus goes back."""

    def __init__(self, window: QWidget, width: int, top: int) -> None:
        super().__init__(window)
        self._width = width
        self._top = top
        self._before: QWidget | None = None
        self.panel = Panel(self)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.hide()
        window.installEventFilter(self)

    def open(self, focus: QWidget) -> None:
        """Come to the front, and give `focus` the keyboard."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def panel_height(self) -> int:
        """How high the panel wants to be; at most what the window leaves."""
        return self.panel.sizeHint().height()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                event.accept()  # the single keys of the page behind do not work here
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), tokens().scrim)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == int(Qt.Key.Key_Escape):
            self.dismiss()
        else:
            event.accept()  # nothing typed here may reach the page behind

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Keep the focus inside while open: what lies behind the scrim is out of reach."""
        return True if self.isVisible() else super().focusNextPrevChild(forward)

    def _place(self) -> None:
        window = self.window()
        self.setGeometry(window.rect())
        width = min(self._width, window.width() - 2 * sizes.MARGIN)
        height = min(self.panel_height(), window.height() - self._top - sizes.STATUS - sizes.MARGIN)
        self.panel.setGeometry(QRect((window.width() - width) // 2, self._top, width, height))
