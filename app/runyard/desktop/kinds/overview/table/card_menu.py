"""`CardMenu`: what can be done with a row of a card, and the orders it can have."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from runyard.desktop.theme import icon


class CardMenu(QMenu):
    """A menu that is gone once it closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)

    def offer(self, name: str, title: str, act: Callable[[], None]) -> QAction:
        """Add an entry: the name of its icon, its words, and what does it."""
        action = QAction(title, self)
        if name:
            action.setIcon(icon(name))
        action.triggered.connect(partial(_act, act))
        self.addAction(action)
        return action

    def offer_choice(self, title: str, act: Callable[[], None], chosen: bool) -> None:
        """Add an entry that shows whether it is what was chosen."""
        action = self.offer("", title, act)
        action.setCheckable(True)
        action.setChecked(chosen)


def _act(act: Callable[[], None], _checked: bool = False) -> None:
    act()
