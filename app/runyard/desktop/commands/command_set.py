"""`CommandSet`: every command of a window, and the keys that run them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from runyard.desktop.commands.command import Command

APP = "app"


class CommandSet(QObject):
    """Commands by id. Keys of the active contexts work in the bound window.

    Commands of the context "app" work everywhere; until `set_contexts` is called, so do all others. Where two
    active commands share a key, the page's own comes before the app's.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands: dict[str, Command] = {}
        self._contexts: frozenset[str] | None = None
        self._shortcuts: dict[str, QShortcut] = {}
        self._window: QWidget | None = None

    def add(self, *commands: Command) -> None:
        """Add commands; one with a known id takes the place of the old one."""
        for command in commands:
            self._commands[command.id] = command
        self._rebind()
        self.changed.emit()

    def remove(self, ids: Iterable[str]) -> None:
        """Take commands away; unknown ids are no error."""
        for found in ids:
            self._commands.pop(found, None)
        self._rebind()
        self.changed.emit()

    def all(self) -> list[Command]:
        """Return every command, in the order of their adding."""
        return list(self._commands.values())

    def active(self) -> list[Command]:
        """Return the commands of the active contexts."""
        return [command for command in self._commands.values() if self._is_active(command)]

    def find(self, command_id: str) -> Command:
        """Return a command; KeyError if there is none of this id."""
        return self._commands[command_id]

    def run(self, command_id: str) -> bool:
        """Run a command if its rule allows; return whether it ran."""
        command = self._commands[command_id]
        if not command.enabled():
            return False
        command.run()
        return True

    def set_contexts(self, *contexts: str) -> None:
        """Say which contexts are active beside "app": usually the key of the page in front."""
        self._contexts = frozenset((APP, *contexts))
        self._rebind()
        self.changed.emit()

    def bind(self, window: QWidget) -> None:
        """Make the keys work in a window."""
        self._window = window
        self._rebind()

    def keyed(self) -> list[Command]:
        """Return the active commands that have a key, without the window's where the page takes the same."""
        taken = {_normal(c.shortcut) for c in self.active() if c.shortcut and c.context != APP}
        return [
            command
            for command in self.active()
            if command.shortcut and (command.context != APP or _normal(command.shortcut) not in taken)
        ]

    def press(self, key: str) -> bool:
        """Run what a key stands for now; return whether anything ran."""
        chosen = [c for c in self.active() if _normal(c.shortcut) == key]
        chosen.sort(key=_app_last)
        for command in chosen:
            if command.single_key and _typing():
                continue
            if command.enabled():
                command.run()
                return True
        return False

    def _is_active(self, command: Command) -> bool:
        return self._contexts is None or command.context in self._contexts

    def _rebind(self) -> None:
        if self._window is None:
            return
        wanted = {_normal(command.shortcut) for command in self.active() if command.shortcut}
        for key in set(self._shortcuts) - wanted:
            unused = self._shortcuts.pop(key)
            unused.setEnabled(False)
            unused.deleteLater()
        for key in wanted - set(self._shortcuts):
            shortcut = QShortcut(QKeySequence(key), self._window)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(self._pressed)
            self._shortcuts[key] = shortcut

    @Slot()
    def _pressed(self) -> None:
        shortcut = self.sender()
        if isinstance(shortcut, QShortcut):
            self.press(_normal(shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)))


def _normal(shortcut: str) -> str:
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.PortableText)


def _app_last(command: Command) -> bool:
    return command.context == APP


def _typing() -> bool:
    """Whether a text field has the focus: it keeps single keys for itself."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    if isinstance(focus, QAbstractSpinBox):
        return True
    return isinstance(focus, QComboBox) and focus.isEditable()
