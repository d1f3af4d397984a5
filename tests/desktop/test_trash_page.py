"""The trash: found by name, restored with undo, removed for good, emptied; while a training goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.trash.page import TrashPage
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.state import Notice, Workspace
from runyard.storage.overview.space import run_sizes, space
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.asking import asked, click
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key


@pytest.fixture
def logged(store: Store) -> Iterator[list[Logged]]:
    """Four runs in the trash, the last of them put there last, and one that goes on."""
    found = []
    for number, name in enumerate(("net-a", "Net-b", "other", "last")):
        run = Logged(store, name=name, experiment="digits" if number % 2 else "letters")
        run.metric("loss", [(step * 7919 % 1009) / 997 for step in range(10 + 2000 * number)])
        run.end()
        found.append(run)
        runs.trash(store, [run.id])
    found[1].tag("best")
    found.append(Logged(store, live=True, name="alive"))
    yield found
    found[-1].leave()


@pytest.fixture
def page(workspace: Workspace, logged: list[Logged], settle: Settle, qtbot: QtBot) -> Iterator[TrashPage]:
    commands = CommandSet()
    made = TrashPage(workspace, commands)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    qtbot.addWidget(made)
    commands.bind(made)
    commands.set_contexts("trash")
    made.resize(1256, 876)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_route(Route("trash"))
    settle()
    yield made
    made.close()


def _column(page: TrashPage, place: int = 0) -> list[str]:
    model = page.model
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def _on_disk(store: Store) -> int:
    found = space(store)
    return found.database + found.log


def test_what_was_deleted_last_comes_first_with_what_it_takes(
    page: TrashPage, logged: list[Logged], store: Store
) -> None:
    assert page.faces.face == "content"
    assert _column(page) == ["last", "other", "Net-b", "net-a"]
    assert _column(page, 1) == ["digits", "letters", "digits", "letters"]
    assert all(text.startswith("Today ") for text in _column(page, 2))
    assert _column(page, 4) == ["", "", "best", ""]
    sizes = run_sizes(store, [run.id for run in logged[:4]])
    assert [text.split()[1] for text in _column(page, 3)][:2] == ["KB", "KB"]
    assert page.total.text().startswith("4 runs, ")
    assert sum(sizes.values()) > 0


def test_sorting_by_what_a_run_takes(page: TrashPage, settle: Settle) -> None:
    page.table.sort_asked.emit("size", False)
    settle()
    assert _column(page) == ["last", "other", "Net-b", "net-a"]
    page.table.sort_asked.emit("size", False)
    settle()
    assert _column(page) == ["net-a", "Net-b", "other", "last"]
    page.table.sort_asked.emit("name", False)
    settle()
    assert _column(page) == ["Net-b", "last", "net-a", "other"]


def test_found_by_name_or_not(page: TrashPage, settle: Settle, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table.body, _Key.Key_Slash)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "NET")
    settle()
    assert _column(page) == ["Net-b", "net-a"]
    assert page.total.text().startswith("4 runs")
    qtbot.keyClicks(page.search, "nix")
    settle()
    assert page.faces.face == "no_match"
    [clear] = [button for button in page.faces.findChildren(QPushButton) if button.text() == "Clear search"]
    click(clear, qtbot)
    settle()
    assert len(_column(page)) == 4


def test_restore_by_mouse_and_undo(
    page: TrashPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    times = {run.id: runs.info(store, run.id).trashed for run in logged}
    page.model.selection.only([logged[0].id, logged[3].id])
    assert page.restore.text() == "Restore 2 runs"
    click(page.restore, qtbot)
    qtbot.waitUntil(lambda: _column(page) == ["other", "Net-b"])
    settle()
    assert runs.counts(store).total == 3
    assert notices[-1].text == "Restored 2 runs"
    assert not page.bar.isVisible()
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: len(_column(page)) == 4)
    settle()
    assert {run.id: runs.info(store, run.id).trashed for run in logged} == times


def test_the_selected_go_for_good_by_keyboard_and_free_their_space(
    page: TrashPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    before = _on_disk(store)
    body = page.table.body
    qtbot.keyClick(body, _Key.Key_Down)
    qtbot.keyClick(body, _Key.Key_X)
    qtbot.keyClick(body, _Key.Key_Down)
    qtbot.keyClick(body, _Key.Key_X)
    qtbot.keyClick(body, _Key.Key_Delete)
    dialog = asked(PurgeDialog, page, qtbot)
    assert dialog.primary.text() == "Delete 2 runs permanently"
    assert dialog.warning.words().startswith("This cannot be undone")
    dialog.primary.setFocus()
    qtbot.keyClick(dialog.primary, _Key.Key_Return)
    logged[4].metric("loss", [1.0, 2.0])  # the training goes on meanwhile
    qtbot.waitUntil(lambda: bool(notices))
    qtbot.waitUntil(lambda: _column(page) == ["Net-b", "net-a"])
    assert list(purge.trashed(store)) == [logged[1].id, logged[0].id]
    assert notices[-1].text.startswith("Freed ")
    assert _on_disk(store) < before
    assert runs.info(store, logged[4].id).status == "running"
    [points] = store.connection.execute(
        "SELECT count FROM series WHERE run_id = ?", (logged[4].id,)
    ).fetchone()
    assert points == 2


def test_emptying_takes_everything_whatever_is_searched_for(
    page: TrashPage, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    page.search.setText("net")
    settle()
    click(page.empty, qtbot)
    dialog = asked(PurgeDialog, page, qtbot)
    assert dialog.primary.text() == "Delete 4 runs permanently"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    page.clear_search()
    qtbot.waitUntil(lambda: page.faces.face == "empty")
    assert not page.empty.isEnabled()
    assert page.total.text() == ""
    assert runs.counts(store) == (1, 1, 0, 0)
    routes: list[Route] = []
    page.workspace.go.connect(routes.append)
    [button] = [button for button in page.faces.findChildren(QPushButton) if button.text() == "Go to runs"]
    click(button, qtbot)
    assert [route.page for route in routes] == ["runs"]


def test_many_show_how_far_it_is_and_the_dialog_may_go(
    page: TrashPage, store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    ids = [Logged(store).id for _ in range(250)]
    runs.trash(store, ids)
    settle()
    qtbot.waitUntil(lambda: page.model.rowCount() == 254)
    click(page.empty, qtbot)
    dialog = asked(PurgeDialog, page, qtbot)
    seen: list[str] = []
    click(dialog.primary, qtbot)
    purging = dialog._purging
    assert purging is not None
    purging.stepped.connect(lambda done, total: seen.append(f"{done} of {total}"))
    assert dialog.progress.text() == "0 of 254 runs deleted"
    assert not dialog.primary.isEnabled()
    assert dialog.cancel.text() == "Close"
    click(dialog.cancel, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    assert seen == ["100 of 254", "200 of 254", "254 of 254"]
    assert notices[-1].text.endswith("254 runs deleted permanently")
    qtbot.waitUntil(lambda: page.faces.face == "empty")


def test_what_another_process_deletes_appears(
    page: TrashPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    runs.trash(store, [logged[4].id])
    qtbot.waitUntil(lambda: _column(page)[0] == "alive")
    runs.restore(store, [logged[4].id])
    qtbot.waitUntil(lambda: _column(page)[0] == "last")
