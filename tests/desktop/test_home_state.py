from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.home import state as home_state
from runyard.desktop.pages.home.reading import Home
from runyard.desktop.pages.home.state import HomeState
from runyard.desktop.state import Workspace
from runyard.storage.overview.overview import Totals
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]


@pytest.fixture
def run(folder: Path, workspace: Workspace, qtbot: QtBot) -> Logged:
    """A run that the workspace has heard of, ended but for its writer's sake still open to more."""
    with qtbot.waitSignal(workspace.tasks.changed):
        made = Logged(Store.open(folder), name="net")
        made.metric("loss", [2.0, 1.0])
        made.end()
    qtbot.waitUntil(lambda: workspace.tasks.seen() == made.store.revision())
    return made


def test_it_reads_when_somebody_looks_and_when_something_changes_and_else_never(
    run: Logged, workspace: Workspace, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_state, "_LEAST_REST", 0.02)
    state = HomeState(workspace)
    homes: list[Home] = []
    totals: list[Totals] = []
    state.found.connect(homes.append)
    state.counted.connect(totals.append)
    settle()
    qtbot.wait(100)
    assert (homes, totals) == ([], [])
    state.set_awake(True)
    qtbot.waitUntil(lambda: len(totals) == 1)
    qtbot.wait(700)
    assert (len(homes), len(totals)) == (1, 1)
    run.metric("accuracy", [0.5])
    qtbot.waitUntil(lambda: len(homes) > 1 and totals[-1].metrics == 2)
    state.set_awake(False)
    settle()
    before = len(homes)
    with qtbot.waitSignal(workspace.tasks.changed):
        run.metric("recall", [0.5])
    settle()
    qtbot.wait(700)
    assert len(homes) == before
    state.set_awake(True)
    qtbot.waitUntil(lambda: totals[-1].metrics == 3)


def test_many_changes_are_read_at_most_twice_a_second(
    run: Logged, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    state = HomeState(workspace)
    homes: list[Home] = []
    state.found.connect(homes.append)
    state.set_awake(True)
    settle()
    before, began = len(homes), time.monotonic()
    for number in range(20):
        run.metric(f"m{number}", [1.0])
        qtbot.wait(25)
    qtbot.waitUntil(lambda: len(homes) > before)
    settle()
    # However slow the machine is: a reading begins half a second after the change before it at the earliest.
    assert len(homes) - before <= (time.monotonic() - began) * 2 + 1
