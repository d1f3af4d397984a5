"""`Drawer`: more about one thing of a page, over the page's right side and without a scrim."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.theme import scaled, sizes, tokens, watcher
from runyard.desktop.widgets.button import Button
from runyard.desktop.widgets.label import Label

_HEAD, _FOOT = 44, 52


class Drawer(QFrame):
    """480 wide, with larger text more up to half the page, and as high as the page.

    `head` follows the title; Esc or the cross closes it. `closed` tells that it has gone. The focus goes back
    to where it was.
    """

    closed = Signal()

    def __init__(self, page: QWidget, title: str, *, width: int = sizes.DRAWER) -> None:
        super().__init__(page)
        self._page = page
        self._wide = width
        self._before: QWidget | None = None
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.title = Label(title, size=sizes.TEXT_TITLE, bold=True)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.foot = QHBoxLayout()
        self.close_button = Button("", "x", "icon", tip="Close")
        self.close_button.clicked.connect(self.dismiss)
        self._arrange()
        self.hide()
        page.installEventFilter(self)
        watcher().changed.connect(self.update)

    def open(self) -> None:
        """Come in from the right edge of the page."""
        if not self.isVisible():
            self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def dismiss(self) -> None:
        """Go away."""
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = tokens()
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), colors.panel)
            painter.fillRect(0, 0, 1, self.height(), colors.line_strong)
            painter.fillRect(1, _HEAD - 1, self.width(), 1, colors.line)
            if self.foot.count():
                painter.fillRect(1, self.height() - _FOOT, self.width(), 1, colors.line)
        finally:
            painter.end()

    def _arrange(self) -> None:
        head = QWidget()
        head.setFixedHeight(_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(sizes.MARGIN, 0, sizes.GAP, 0)
        row.setSpacing(sizes.GAP)
        row.addWidget(self.title)
        row.addLayout(self.head)
        row.addStretch(1)
        row.addWidget(self.close_button)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.foot.setContentsMargins(sizes.MARGIN, 12, sizes.MARGIN, 12)
        self.foot.setSpacing(sizes.GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(self.body, 1)
        column.addLayout(self.foot)

    def _place(self) -> None:
        if not self.foot.count():
            self.foot.setContentsMargins(0, 0, 0, 0)
        room = self._page.width()
        wide = min(room, max(self._wide, min(scaled(self._wide), room // 2)))
        self.setGeometry(self._page.width() - wide, 0, wide, self._page.height())
