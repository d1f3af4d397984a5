"""What a person does with the whole app: keys go to where the focus is, words are read from the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop import app
from runyard.desktop.frame import Page
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.tables import Table
from support import asking

P = TypeVar("P", bound=Page)
D = TypeVar("D", bound=QDialog)


class Person:
    """Sits before one window."""

    def __init__(self, folder: Path, settings: Path, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.window: MainWindow = app.build(folder, settings)
        self.window.show()
        with qtbot.waitActive(self.window):
            self.window.activateWindow()
        self.wait()

    def leave(self) -> None:
        """Close the window as its cross does."""
        self.wait()
        self.window.close()
        self.window.deleteLater()

    def wait(self) -> None:
        """Wait until everything asked for is there."""
        workspace = self.window.workspace
        assert workspace is not None
        self.qtbot.waitUntil(workspace.tasks.idle)

    def press(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.qtbot.keyClick(self.focus(), key, held)
            self.wait()

    def type(self, text: str) -> None:
        """Type text into what has the focus."""
        QTest.keyClicks(self.focus(), text)
        self.wait()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and release the left button."""
        asking.click(widget, self.qtbot, at)
        self.wait()

    def focus(self) -> QWidget:
        """Return what has the keyboard: a part of the dialog on top, or of the window."""
        dialogs = [found for found in self.window.findChildren(QDialog) if found.isVisible()]
        over = dialogs[-1] if dialogs else self.window
        if not over.isActiveWindow():  # where no window manager gives the keyboard back after a question
            over.activateWindow()
            self.qtbot.waitUntil(over.isActiveWindow)
        return over.focusWidget() or over

    def at(self, kind: type[P]) -> P:
        """Wait until a page of this kind is in front, and return it."""
        self.qtbot.waitUntil(lambda: isinstance(self.window.page(), kind))
        self.wait()
        page = self.window.page()
        assert isinstance(page, kind)
        return page

    def asked(self, kind: type[D]) -> D:
        """Wait until a question is on the screen, and return it."""
        return asking.asked(kind, self.window, self.qtbot)

    def sees(self, table: Table, *names: str) -> None:
        """Wait until the first column of a table reads like this, from the top."""

        def agrees() -> None:
            assert first_column(table) == list(names)

        self.qtbot.waitUntil(agrees)
        self.wait()

    def told(self, text: str) -> None:
        """Wait until a message says this."""
        self.qtbot.waitUntil(
            lambda: text in [toast.accessibleName() for toast in self.window.notices.toasts()]
        )


def first_column(table: Table) -> list[str]:
    """Return what the first column of a table says, from the top."""
    model = table.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]
