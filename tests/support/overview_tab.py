"""The Overview tab in a test."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.kinds.overview.table.list_card import ListCard
from runyard.desktop.state import Workspace


def opened(workspace: Workspace, qtbot: QtBot, high: int = 900) -> OverviewTab:
    """Return a tab in a window that has the focus."""
    made = OverviewTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1240, high)
    made.show()
    made.activateWindow()
    return made


def texts(card: ListCard) -> list[str]:
    """Return the keys of the rows in sight."""
    return [str(key) for key in card.keys_shown()]
