"""`Popover`: a small panel that belongs to a control, and goes when attention goes elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from runyard.desktop.theme import sizes, tokens, watcher
from runyard.desktop.widgets.painting import box

_AWAY = 4


class _Ground(QWidget):
    """Lies over the window below a popover and takes the press that closes it.

    A filter over the whole application would see the press as well, but in Python it also sees objects that
    are being made or destroyed, which crashes.
    """

    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def cover(self, window: QWidget) -> None:
        """Lie over all of the window."""
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.pressed.emit()


class Popover(QFrame):
    """A raised panel below a place of the window, or above it where there is no room.

    A press beside it, Esc, or the window losing its front closes it, and the focus goes back to where it was.
    `closed` tells that it has gone.
    """

    closed = Signal()

    def __init__(self, owner: QWidget, *, width: int = 280, name: str = "") -> None:
        super().__init__(owner.window())
        self._over = owner.window()
        self._ground = _Ground(self._over)
        self._ground.pressed.connect(self.dismiss)
        self._before: QWidget | None = None
        self._anchor = QRect()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFixedWidth(width)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(sizes.GAP, sizes.GAP, sizes.GAP, sizes.GAP)
        self.body.setSpacing(4)
        self.hide()
        watcher().changed.connect(self.update)

    def open_at(self, anchor: QWidget, rect: QRect | None = None) -> None:
        """Open below a control, or below `rect` inside it."""
        inside = anchor.rect() if rect is None else rect
        corner = anchor.mapTo(self._over, inside.topLeft())
        self._anchor = QRect(corner, inside.size())
        if not self.isVisible():
            self._before = self.window().focusWidget()
            self._over.installEventFilter(self)
            self._ground.cover(self._over)
        self.fit()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def toggle_at(self, anchor: QWidget) -> None:
        """Open below a control, or close when it is open: what a press on that control means."""
        if self.isVisible():
            self.dismiss()
        else:
            self.open_at(anchor)

    def fit(self) -> None:
        """Take the size that the content wants now, inside the window."""
        window = self._over
        self.body.activate()
        high = min(self.sizeHint().height(), window.height() - 2 * _AWAY)
        top = self._anchor.bottom() + 1 + _AWAY
        if top + high > window.height() - _AWAY:
            above = self._anchor.top() - _AWAY - high
            top = above if above >= _AWAY else window.height() - _AWAY - high
        left = min(self._anchor.left(), window.width() - self.width() - _AWAY)
        self.setGeometry(max(_AWAY, left), top, self.width(), high)

    def dismiss(self) -> None:
        """Go away."""
        self._go(back=True)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes round the controls of the panel and does not leave it."""
        parts = [part for part in self.findChildren(QWidget) if _takes_tab(part)]
        if not parts:
            return True
        ordered = self._in_focus_order(parts)
        focus = self.window().focusWidget()
        place = ordered.index(focus) if focus in ordered else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        ordered[(place + (1 if forward else -1)) % len(ordered)].setFocus(reason)
        return True

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            held = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            if held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
                event.accept()  # Delete here must not delete what is selected on the page behind
                return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.Resize) and watched is self._over:
            self._go(back=False)
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            event.accept()  # what is typed here does not reach the page behind

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            box(painter, QRectF(self.rect()), sizes.RADIUS_PANEL, colors.raised, colors.line_strong)
        finally:
            painter.end()

    def _in_focus_order(self, parts: list[QWidget]) -> list[QWidget]:
        found: list[QWidget] = []
        at = self.nextInFocusChain()
        while at is not None and at is not self:
            if at in parts:
                found.append(at)
            at = at.nextInFocusChain()
        return found

    def _go(self, *, back: bool) -> None:
        if not self.isVisible():
            return
        self._over.removeEventFilter(self)
        self._ground.hide()
        self.hide()
        if back and self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()


def _takes_tab(part: QWidget) -> bool:
    policy = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and part.focusProxy() is None and part.isVisible() and part.isEnabled()
