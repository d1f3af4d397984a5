"""Menus made from commands."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from runyard.desktop.commands.command_set import CommandSet
from runyard.desktop.theme import icon


def fill(menu: QMenu, commands: CommandSet, ids: Iterable[str]) -> None:
    """Add the commands to a menu, greyed where their rule forbids; an empty id is a separator."""
    for command_id in ids:
        if not command_id:
            menu.addSeparator()
            continue
        command = commands.find(command_id)
        action = QAction(command.title, menu)
        if command.icon:
            action.setIcon(icon(command.icon))
        action.setToolTip(command.tip)
        action.setEnabled(command.enabled())
        if command.shortcut:
            # Shown only: the key itself is bound once, in the command set.
            action.setText(f"{command.title}\t{QKeySequence(command.shortcut).toString()}")
        action.triggered.connect(partial(_run, commands, command_id))
        menu.addAction(action)


def _run(commands: CommandSet, command_id: str, _checked: bool = False) -> None:
    commands.run(command_id)
