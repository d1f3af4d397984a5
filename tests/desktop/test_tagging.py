"""Tags put on from the places where runs are looked at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.parts.run_actions import RunActions
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.parts.tag_picker import TagPicker
from runyard.desktop.registry import KINDS
from runyard.desktop.state import Workspace
from runyard.storage.organise import tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")


def _logged(store: Store, many: int = 3) -> list[Logged]:
    found = [Logged(store, name=f"net-{number}") for number in range(many)]
    for run in found:
        run.end()
    tags.create(store, "best")
    return found


def _tags(store: Store, run: Logged) -> list[str]:
    return [tag.name for tag in runs.info(store, run.id).tags]


def _choose(picker: TagPicker | None, settle: Settle, qtbot: QtBot) -> None:
    """Take the first tag of the list and leave."""
    assert picker is not None
    assert picker.isVisible()
    settle()
    qtbot.keyClick(picker.search, _Key.Key_Return)
    settle()
    qtbot.keyClick(picker.search, _Key.Key_Escape)
    assert not picker.isVisible()


def test_t_in_the_table_tags_the_selected_runs(
    store: Store, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    logged = _logged(store)
    table = RunTable(workspace)
    qtbot.addWidget(table)
    commands = CommandSet()
    actions = RunActions(workspace, commands, "runs", table.chosen, table)
    actions.follow(table)
    commands.bind(table)
    commands.set_contexts("runs")
    table.resize(900, 600)
    table.show()
    table.activateWindow()
    table.search(None)
    settle()
    table.setFocus()
    for key in (_Key.Key_Down, _Key.Key_X, _Key.Key_Down, _Key.Key_X, _Key.Key_T):
        qtbot.keyClick(table.table.body, key)
    picker = actions.tagging.picker
    assert picker is not None
    assert picker.title.text() == "Tags of 2 runs"
    assert table.rect().contains(picker.geometry())
    _choose(picker, settle, qtbot)
    assert [_tags(store, run) for run in logged] == [[], ["best"], ["best"]]

    def followed() -> bool:
        row = table.model.row(0)
        return row is not None and [tag.name for tag in row.info.tags] == ["best"]

    qtbot.waitUntil(followed)
    assert table.table.body.hasFocus()


def test_the_header_of_a_run_opens_the_picker(
    store: Store, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    [run] = _logged(store, 1)
    commands = CommandSet()
    page = RunPage(workspace, commands)
    page.set_kinds(KINDS)
    qtbot.addWidget(page)
    commands.bind(page)
    commands.set_contexts("run")
    page.resize(1000, 700)
    page.show()
    page.activateWindow()
    page.show_route(Route("run", run=run.hash))
    settle()
    qtbot.mouseClick(page.header.edit_tags, _LEFT)
    _choose(page.picker, settle, qtbot)
    assert _tags(store, run) == ["best"]
    assert page.header.tags.accessibleName() == "Tags best"
    page.setFocus()
    qtbot.keyClick(page, _Key.Key_T)
    _choose(page.picker, settle, qtbot)
    assert page.header.tags.accessibleName() == "No tags"


def test_the_facts_of_a_run_open_the_picker_and_leave_hidden_tags_out(
    store: Store, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    [run] = _logged(store, 1)
    tags.attach_named(store, [run.id], ["secret"])
    tags.hide(store, tags.find(store, "secret"), True)
    tab = OverviewTab(workspace, CommandSet())
    qtbot.addWidget(tab)
    tab.resize(1000, 700)
    tab.show()
    tab.activateWindow()
    tab.show_run(run.id)
    settle()
    assert tab.facts._no_tags.isVisible()
    qtbot.mouseClick(tab.facts.edit_tags, _LEFT)
    _choose(tab.picker, settle, qtbot)
    assert _tags(store, run) == ["best", "secret"]
    tab.show_run(run.id)
    settle()
    assert tab.facts.tags.accessibleName() == "best"
