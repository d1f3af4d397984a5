"""The runs page over a few runs, and how a person finds their way on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.runs.name_dialog import NameDialog
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import Popover
from runyard.storage.store import Store
from support.logged import Logged

LR, SEED = "param:hparams.lr", "param:hparams.seed"
LOSS = 'metric:last:loss:{"subset":"val"}'


def open_page(workspace: Workspace, store: Store, qtbot: QtBot, settle: Callable[[], None]) -> RunsPage:
    """Return the page, shown and read, over twelve runs: two rates, three seeds, two experiments."""
    for number in range(12):
        run = Logged(store, name=f"net-{number}", experiment="digits" if number % 2 else "letters")
        run.params({"hparams": {"lr": 0.1 if number % 4 < 2 else 0.01, "seed": number // 4}})
        run.metric("loss", [1.0, number / 10], {"subset": "val"})
        if number < 3:
            run.tag("best")
        run.end("failed" if number == 5 else "finished")
    return _opened(workspace, qtbot, settle, 1400)


@pytest.fixture
def page(
    workspace: Workspace, logged: list[Logged], settle: Callable[[], None], qtbot: QtBot
) -> Iterator[RunsPage]:
    """The page over the runs of the fixture `logged`, which a test file has of its own."""
    made = _opened(workspace, qtbot, settle, 1256)
    yield made
    made.close()


def _opened(workspace: Workspace, qtbot: QtBot, settle: Callable[[], None], wide: int) -> RunsPage:
    commands = CommandSet()
    made = RunsPage(workspace, commands)
    qtbot.addWidget(made)
    commands.bind(made)
    commands.set_contexts("runs")
    made.resize(wide, 876)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_route(Route("runs"))
    settle()
    return made


def click(qtbot: QtBot, widget: QWidget) -> None:
    """Press the middle of a widget."""
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def names(page: RunsPage) -> list[str]:
    """Return the names of the runs that are listed."""
    model = page.runs.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def popover(page: RunsPage) -> Popover:
    """Return the popover that is open."""
    [found] = [found for found in page.findChildren(Popover) if found.isVisible()]
    return found


def dialog(page: RunsPage) -> NameDialog:
    """Return the dialog that asks for a name."""
    [found] = [found for found in page.findChildren(NameDialog) if found.isVisible()]
    return found


def choose(page: RunsPage, title: str) -> None:
    """Take an entry of the menu that is open."""
    [found] = [found for found in page.findChildren(QMenu) if found.isVisible()]
    action(found, title).trigger()
    found.close()


def action(menu: QMenu, title: str) -> QAction:
    """Return an entry of a menu."""
    return next(found for found in menu.actions() if found.text() == title)
