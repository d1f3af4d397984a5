"""The params tab in a window, and a run that is stored for it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.params.tab import ParamsTab
from runyard.desktop.state import Workspace
from runyard.storage.store import Store
from support.one_run import Logged


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> ParamsTab:
    made = ParamsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def store_run(workspace: Workspace, run: Logged) -> int:
    with_store = Store.open(workspace.folder)
    try:
        return run.store(with_store)
    finally:
        with_store.close()
