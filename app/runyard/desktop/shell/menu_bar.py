"""The menu bar: made from the commands, and hidden until Alt is pressed alone."""

from __future__ import annotations

import sys
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from runyard.desktop.commands import APP, CommandSet, fill

#: Where a command of the window stands, by the first part of its id; those of a page have their own.
MENUS = {"app": "File", "view": "View", "settings": "View", "go": "Go", "help": "Help"}
PAGE = "Page"
TITLES = ("File", "View", "Go", PAGE, "Help")


class MenuBar(QMenuBar):
    """Every command of the active contexts, in a few menus that are filled when they open."""

    def __init__(self, commands: CommandSet, window: QMainWindow) -> None:
        super().__init__(window)
        self._commands = commands
        self._alone = False
        for title in TITLES:
            menu = self.addMenu(f"&{title}")
            menu.aboutToShow.connect(partial(_fill, commands, menu, title))
            menu.aboutToHide.connect(self._maybe_hide)
        # macOS draws the menu bar at the top of the screen, where it takes no room of ours.
        self._always = sys.platform == "darwin"
        self.setVisible(self._always)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._alone = event.key() == int(Qt.Key.Key_Alt)
        elif kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._alone = self._alone and event.key() == int(Qt.Key.Key_Alt)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if event.key() == int(Qt.Key.Key_Alt) and self._alone and not self._always:
                self._toggle()
            self._alone = False
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.WindowDeactivate):
            self._alone = False
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        self.setVisible(not self.isVisible())
        if self.isVisible():
            self.setFocus(Qt.FocusReason.MenuBarFocusReason)  # the arrow keys and Alt+letter open a menu

    @Slot()
    def _maybe_hide(self) -> None:
        """Hide when the last menu closed for good, not when the next one opens."""
        if not self._always and self.activeAction() is None:
            self.hide()


def _fill(commands: CommandSet, menu: QMenu, title: str) -> None:
    menu.clear()
    ids = [command.id for command in commands.active() if _menu(command.context, command.id) == title]
    fill(menu, commands, ids)
    menu.menuAction().setEnabled(True)


def _menu(context: str, command_id: str) -> str:
    return MENUS.get(command_id.partition(".")[0], PAGE) if context == APP else PAGE
