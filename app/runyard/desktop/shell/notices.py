"""Messages that come and go by themselves, at the top right of the page area below its header."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Slot
from PySide6.QtWidgets import QWidget

from runyard.desktop.state import Notice
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Toast

MOST = 4


class Notices(QObject):
    """Stacks toasts in the corner of the page area, the newest on top."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._toasts: list[Toast] = []
        area.installEventFilter(self)

    def show_notice(self, notice: Notice) -> None:
        """Show a message; one that says the same already goes."""
        for toast in [known for known in self._toasts if known.accessibleName() == notice.text]:
            toast.dismiss()
        toast = Toast(notice.text, notice.undo, bad=notice.bad, parent=self._area)
        toast.closed.connect(self._tidy)
        self._toasts.insert(0, toast)
        for old in self._toasts[MOST:]:
            old.dismiss()
        toast.show()
        self.place()

    def toasts(self) -> list[Toast]:
        """The messages that are shown, the newest first."""
        return list(self._toasts)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Put the messages where they belong in an area of this size."""
        top = sizes.HEADER + sizes.GAP
        for toast in self._toasts:
            toast.resize(min(toast.sizeHint().width(), toast.maximumWidth()), toast.height())
            toast.move(QPoint(self._area.width() - toast.width() - sizes.MARGIN, top))
            toast.raise_()
            top += toast.height() + sizes.GAP

    @Slot()
    def _tidy(self) -> None:
        gone = self.sender()
        self._toasts = [toast for toast in self._toasts if toast is not gone]
        self.place()
