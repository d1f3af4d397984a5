"""What can be done to a run from its own page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.run.band import standing
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.parts.run_actions.asking import AskDialog, DeleteDialog
from runyard.desktop.registry import KINDS
from runyard.desktop.state import Workspace
from runyard.domain.status import RunStatus
from runyard.storage.removal.purge import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.asking import asked
from support.logged import Logged

Settle = Callable[[], None]


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> Logged:
    made = Logged(store, name="net", experiment="digits")
    made.end()
    return made


@pytest.fixture
def page(workspace: Workspace, run: Logged, settle: Settle, qtbot: QtBot) -> Iterator[RunPage]:
    commands = CommandSet()
    made = RunPage(workspace, commands)
    made.set_kinds(KINDS)
    qtbot.addWidget(made)
    commands.bind(made)
    commands.set_contexts("run")
    made.resize(1256, 876)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_route(Route("run", run=run.hash))
    settle()
    yield made
    made.close()


def test_a_run_is_archived_from_its_page_and_says_so(
    page: RunPage, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    page.commands.run("run.archive")
    dialog = asked(AskDialog, page, qtbot)
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: runs.info(store, run.id).archived)
    qtbot.waitUntil(lambda: page.header.set_aside.accessibleName() == "Archived")
    assert page.header.set_aside.isVisible()
    qtbot.waitUntil(lambda: not page.commands.find("run.archive").enabled())
    assert page.commands.find("run.unarchive").enabled()


def test_a_deleted_run_says_that_it_lies_in_the_trash(
    page: RunPage, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    qtbot.keyClick(page.tabs, Qt.Key.Key_Delete)
    dialog = asked(DeleteDialog, page, qtbot)
    qtbot.mouseClick(dialog.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: runs.info(store, run.id).trashed is not None)
    qtbot.waitUntil(lambda: page.header.set_aside.accessibleName() == "In the trash")


def test_the_menu_offers_what_the_page_has_not_of_its_own(page: RunPage) -> None:
    menu = page.menu()
    titles = {action.text().partition("\t")[0] for action in menu.actions() if not action.isSeparator()}
    assert titles >= {"Move run…", "Archive run…", "Delete run…", "Label run…", "Mark run"}
    assert not {title for title in titles if title.startswith(("Rename", "Tag", "Export", "Copy"))}
    assert not menu.actions()[0].isSeparator()
    menu.deleteLater()


def test_a_run_in_the_trash_says_so_and_is_restored(
    page: RunPage, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    assert page.band.isHidden()
    runs.trash(store, [run.id])
    qtbot.waitUntil(page.band.isVisible)
    assert page.band.words.text().startswith("In the trash since today")
    qtbot.mouseClick(page.band.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.band.isHidden)
    assert runs.info(store, run.id).trashed is None
    settle()


def test_an_archived_run_says_so_and_is_taken_out(
    page: RunPage, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    runs.archive(store, [run.id], True)
    qtbot.waitUntil(page.band.isVisible)
    assert page.band.words.text().startswith("Archived")
    qtbot.mouseClick(page.band.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.band.isHidden)
    assert not runs.info(store, run.id).archived
    settle()


def test_a_run_that_is_removed_for_good_while_it_is_shown(
    page: RunPage, run: Logged, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    purge(store, [run.id])
    qtbot.waitUntil(lambda: page.faces.face == "empty")
    settle()


def test_tabs_are_walked_with_keys_and_the_last_is_kept(
    page: RunPage, workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    workspace.go.connect(page.show_route)
    assert page.current_tab == KINDS[0].key
    qtbot.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.current_tab == KINDS[-1].key
    settle()
    qtbot.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.current_tab == KINDS[0].key
    settle()


def test_what_is_said_of_runs_that_ended_badly_and_of_those_that_did_not(run: Logged, store: Store) -> None:
    info, attempts = runs.info(store, run.id), runs.attempts(store, run.id)
    assert standing(info, attempts) is None
    crashed = standing(info._replace(status=RunStatus.CRASHED, last_record=info.created), attempts)
    assert crashed is not None
    assert crashed.bad
    assert "kept" in crashed.sentence
    stale = standing(info._replace(status=RunStatus.STALE), attempts)
    assert stale is not None
    assert not stale.bad
    text = "Traceback\n  File x\nValueError: <b>no</b>\n"
    failed = standing(
        info._replace(status=RunStatus.FAILED, archived=True), [attempts[0]._replace(traceback=text)]
    )
    assert failed is not None
    assert (failed.sentence, failed.action) == ("ValueError: <b>no</b>", "traceback")
