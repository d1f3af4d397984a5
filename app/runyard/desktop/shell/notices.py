"""Messages that come and go by themselves, at the top right of the page area below its header."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from runyard.desktop.state import Notice, Settings
from runyard.desktop.state.settings import NOTICE_STAYS
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Drawer, Toast

MOST = 4
MOST_UNDO = 20


class Notices(QObject):
    """Stacks toasts in the corner of the page area, the newest on top, left of an open drawer.

    What can be undone stays so when its toast has gone, until it is taken back or another repository opens;
    `undo_changed` tells that the latest of them is another.
    """

    undo_changed = Signal()

    def __init__(self, area: QWidget, settings: Settings) -> None:
        super().__init__(area)
        self._area = area
        self._settings = settings
        self._toasts: list[Toast] = []
        self._undoable: list[Notice] = []
        area.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def show_notice(self, notice: Notice) -> None:
        """Show a message; one that says the same already goes."""
        for toast in [known for known in self._toasts if known.accessibleName() == notice.text]:
            toast.dismiss()
        stays = self._settings.get(NOTICE_STAYS) * 1000
        toast = Toast(
            notice.text, notice.undo, bad=notice.bad, act=notice.act, stays=stays, parent=self._area
        )
        toast.closed.connect(self._tidy)
        self._toasts.insert(0, toast)
        for old in self._toasts[MOST:]:
            old.dismiss()
        if notice.undo is not None:
            self._undoable = [*self._undoable, notice][-MOST_UNDO:]
            toast.undone.connect(self._forget_taken)
            self.undo_changed.emit()
        toast.show()
        self.place()

    def toasts(self) -> list[Toast]:
        """The messages that are shown, the newest first."""
        return list(self._toasts)

    def undoable(self) -> str:
        """Return what the latest notice that can be undone says; an empty text when there is none."""
        return self._undoable[-1].text if self._undoable else ""

    def undo(self) -> None:
        """Take back what the latest notice that can be undone reports."""
        if not self._undoable:
            return
        notice = self._undoable.pop()
        for toast in [known for known in self._toasts if known.accessibleName() == notice.text]:
            toast.dismiss()
        self.undo_changed.emit()
        if notice.undo is not None:
            notice.undo()

    def forget_undo(self) -> None:
        """Another repository is open: what was done in the one before stays."""
        self._undoable.clear()
        self.undo_changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return super().eventFilter(watched, event)

    @Slot()
    def place(self) -> None:
        """Put the messages where they belong in an area of this size."""
        if not self._toasts:
            return
        top = sizes.HEADER + sizes.GAP
        right = self._free() - sizes.MARGIN
        for toast in self._toasts:
            toast.resize(min(toast.sizeHint().width(), toast.maximumWidth()), toast.sizeHint().height())
            toast.move(QPoint(max(sizes.GAP, right - toast.width()), top))
            toast.raise_()
            top += toast.height() + sizes.GAP

    def _free(self) -> int:
        """Return how far to the right the area is free: to its end, or to an open drawer."""
        edges = [
            drawer.mapTo(self._area, QPoint(0, 0)).x()
            for drawer in self._area.findChildren(Drawer)
            if drawer.isVisible()
        ]
        return min([self._area.width(), *edges])

    @Slot()
    def _focus_moved(self) -> None:
        """A drawer takes the focus when it comes, and gives it back when it goes."""
        self.place()

    @Slot()
    def _forget_taken(self) -> None:
        toast = self.sender()
        if isinstance(toast, Toast):
            text = toast.accessibleName()
            said = [place for place, known in enumerate(self._undoable) if known.text == text]
            for place in said[-1:]:  # an earlier one that said the same is another thing to take back
                del self._undoable[place]
            self.undo_changed.emit()

    @Slot()
    def _tidy(self) -> None:
        gone = self.sender()
        self._toasts = [toast for toast in self._toasts if toast is not gone]
        self.place()
