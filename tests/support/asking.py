"""Dialogs in tests of the interface: waiting for one, and what a person does in it."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

D = TypeVar("D", bound=QDialog)
_LEFT = Qt.MouseButton.LeftButton


def asked(kind: type[D], over: QWidget, qtbot: QtBot) -> D:
    """Wait until a dialog of this kind is open over a window, and return it."""

    def opened() -> list[D]:
        return [dialog for dialog in over.window().findChildren(kind) if dialog.isVisible()]

    qtbot.waitUntil(lambda: bool(opened()), timeout=10_000)
    return opened()[0]


def click(widget: QWidget, qtbot: QtBot, at: QPoint | None = None) -> None:
    """Press and release the left button."""
    if at is None:
        qtbot.mouseClick(widget, _LEFT)
    else:
        qtbot.mouseClick(widget, _LEFT, Qt.KeyboardModifier.NoModifier, at)
