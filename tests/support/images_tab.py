"""The Images tab in a test: waiting for it, and pointing at its images."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.images.tab import ImagesTab
from runyard.desktop.state import Workspace
from runyard.storage.store import Store
from support.logged import Logged
from support.pictures import log_steps


def log_run(store: Store) -> Logged:
    """Log ten steps of five images, and four of one."""
    made = Logged(store)
    log_steps(made, range(0, 100, 10), 5, context={"subset": "val"})
    log_steps(made, range(4), 1, "weights", seed=9)
    return made


def open_tab(workspace: Workspace, qtbot: QtBot, wide: int = 900) -> ImagesTab:
    """Return a tab in a window, told of changes as the run page tells it."""
    made = ImagesTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(wide, 600)
    made.show()
    qtbot.waitExposed(made)
    workspace.tasks.changed.connect(made.refresh)
    return made


def wait_drawn(tab: ImagesTab, settle: Callable[[], None], qtbot: QtBot) -> None:
    """Wait until every image in sight has its thumbnail and nothing else is under way."""

    def done() -> bool:
        seen = tab.grid.visible()
        return bool(seen) and all(tab.grid.made(number) is not None for number in seen)

    qtbot.waitUntil(done)
    settle()


@pytest.fixture
def run(store: Store) -> Logged:
    """The run of `log_run`."""
    return log_run(store)


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> ImagesTab:
    """A tab that shows no run yet."""
    return open_tab(workspace, qtbot)


@pytest.fixture
def drawn(tab: ImagesTab, settle: Callable[[], None], qtbot: QtBot) -> Callable[[], None]:
    """Wait until every image in sight has its thumbnail."""
    return partial(wait_drawn, tab, settle, qtbot)


@pytest.fixture
def shown(tab: ImagesTab, run: Logged, drawn: Callable[[], None]) -> ImagesTab:
    """The tab with the run."""
    tab.show_run(run.id)
    drawn()
    return tab


def steps(tab: ImagesTab) -> list[tuple[int, int]]:
    """Return the groups of the grid: what they share, and how many they hold."""
    return [(group.value, group.many) for group in tab.grid.layout_.groups]


def spot(tab: ImagesTab, number: int) -> QPoint:
    """Return the middle of an image in the viewport of the grid."""
    rect = tab.grid.layout_.rect(number).translated(16, -tab.grid.verticalScrollBar().value())
    return rect.center()


def click(qtbot: QtBot, tab: ImagesTab, number: int, *held: Qt.KeyboardModifier) -> None:
    """Click an image."""
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    qtbot.mouseClick(tab.grid.viewport(), Qt.MouseButton.LeftButton, modifiers, spot(tab, number))
