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

    qtbot.waitUntil(lambda: bool(opened(kind, over)))
    return opened(kind, over)[0]


def opened(kind: type[D], over: QWidget) -> list[D]:
    """Return the dialogs of a kind that are open over a window; a closed one may be gone already."""
    return [dialog for dialog in over.window().findChildren(kind) if dialog.isVisible()]


def click(widget: QWidget, qtbot: QtBot, at: QPoint | None = None) -> None:
    """Press and release the left button."""
    if at is None:
        qtbot.mouseClick(widget, _LEFT)
    else:
        qtbot.mouseClick(widget, _LEFT, Qt.KeyboardModifier.NoModifier, at)
