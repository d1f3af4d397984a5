"""What can be done to texts: the commands of the tab, and the menu of a row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.commands import Command
from runyard.desktop.theme import icon


def text_commands(
    find: Callable[[], None],
    step: Callable[[int], None],
    walk: Callable[[int], None],
    shows: Callable[[], bool],
) -> list[Command]:
    """Return what keys do while texts are shown."""

    def made(id_: str, title: str, tip: str, icon: str, key: str, run: Callable[[], None]) -> Command:
        return Command(f"texts.{id_}", title, tip, icon, key, "run", run, shows)

    in_next, in_last = "In this text, then in the next one", "In this text, then in the one before"
    return [
        made("find", "Find in texts", "Search the texts of this run", "search", "/", find),
        made("next", "Next match", in_next, "arrow-down", "F3", partial(step, 1)),
        made("previous", "Previous match", in_last, "arrow-up", "Shift+F3", partial(step, -1)),
        made("below", "Next text", "The one below in the table", "chevron-down", "J", partial(walk, 1)),
        made("above", "Previous text", "The one above in the table", "chevron-up", "K", partial(walk, -1)),
    ]


def row_menu(
    owner: QWidget, read: Callable[[], None], copy: Callable[[], None], save: Callable[[], None]
) -> QMenu:
    """Return the menu of a row."""
    menu = QMenu(owner)
    menu.aboutToHide.connect(menu.deleteLater)
    for name, title, run in (
        ("maximize-2", "Read in the whole tab", read),
        ("copy", "Copy text", copy),
        ("download", "Save text…", save),
    ):
        action = QAction(icon(name), title, menu)
        action.triggered.connect(partial(_run, run))
        menu.addAction(action)
    return menu


def _run(run: Callable[[], None], _checked: bool = False) -> None:
    run()
