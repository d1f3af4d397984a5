"""Putting text on the clipboard, and the button that does it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from runyard.desktop.widgets.button import Button

_SHOWN_MS = 1200


def copy_to_clipboard(text: str) -> None:
    """Put plain text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class CopyButton(Button):
    """Copies what `source` returns, and shows a tick for a moment."""

    def __init__(
        self, source: Callable[[], str], tip: str = "Copy", *, parent: QWidget | None = None
    ) -> None:
        super().__init__("", "copy", "icon", dense=True, tip=tip, parent=parent)
        self._source = source
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self._rest)
        self.clicked.connect(self._copy)

    @Slot()
    def _copy(self) -> None:
        copy_to_clipboard(self._source())
        self.set_icon("check")
        self._timer.start()

    @Slot()
    def _rest(self) -> None:
        self.set_icon("copy")
