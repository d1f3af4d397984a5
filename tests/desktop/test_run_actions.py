"""Archive, delete, delete for good and undo, by keyboard and by mouse, while a training goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from runyard import Run
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.parts.run_actions.asking import AskDialog, DeleteDialog
from runyard.desktop.parts.run_actions.purging import PurgeDialog
from runyard.desktop.state import Notice
from runyard.desktop.widgets import Label
from runyard.domain.errors import MissingRunError
from runyard.storage.organise import experiments
from runyard.storage.overview.space import space
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.asking import asked, click, opened
from support.logged import Logged
from support.runs_page import page

__all__ = ["page"]

Settle = Callable[[], None]
_Key = Qt.Key


@pytest.fixture
def logged(store: Store) -> Iterator[list[Logged]]:
    """Six runs; the newest still goes on."""
    found = [
        Logged(store, live=number == 5, name=f"net-{number}", experiment="digits") for number in range(6)
    ]
    for run in found[:-1]:
        run.metric("loss", [1.0, 0.5, 0.25])
        run.end()
    yield found
    found[-1].leave()


def _select(page: RunsPage, *chosen: Logged) -> None:
    page.runs.model.selection.only([run.id for run in chosen])


def _listed(page: RunsPage) -> list[str]:
    model = page.runs.model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _on_disk(store: Store) -> int:
    found = space(store)
    return found.database + found.log


def test_archive_by_mouse_and_undo(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    _select(page, *logged[1:4])
    assert page.bar.archive.text() == "Archive 3 runs…"
    click(page.bar.archive, qtbot)
    dialog = asked(AskDialog, page, qtbot)
    assert dialog.primary.text() == "Archive 3 runs"
    view = dialog.list.view
    second = view.visualRect(dialog.list.model.index(1))
    click(view.viewport(), qtbot, view.cross(second).center())
    assert dialog.primary.text() == "Archive 2 runs"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: _listed(page) == ["net-5", "net-4", "net-2", "net-0"])
    settle()
    assert [notice.text for notice in notices] == ["Archived 2 runs"]
    assert notices[0].undo is not None
    notices[0].undo()
    qtbot.waitUntil(lambda: len(_listed(page)) == 6)
    assert not any(info.archived for info in runs.infos(store, [run.id for run in logged]))


def test_what_is_archived_already_is_said_and_left_out(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    runs.archive(store, [logged[1].id], True)
    page.field.set_text('run.name != "nix" and run.archived != None')
    qtbot.waitUntil(lambda: len(_listed(page)) == 6)
    _select(page, *logged[:3])
    page.run_actions.archive()
    dialog = asked(AskDialog, page, qtbot)
    words = [label.text() for label in dialog.findChildren(Label)]
    assert "1 run is archived already and left out" in words
    assert dialog.chosen() == [logged[2].id, logged[0].id]
    qtbot.keyClick(dialog, _Key.Key_Escape)
    assert not opened(AskDialog, page)
    _select(page, logged[1])
    settle()
    assert page.bar.archive.text() == "Unarchive 1 run…"
    page.run_actions.archive()
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text == "1 run is archived already"
    click(page.bar.archive, qtbot)
    click(asked(AskDialog, page, qtbot).primary, qtbot)
    qtbot.waitUntil(lambda: not runs.info(store, logged[1].id).archived)
    assert not runs.info(store, logged[0].id).archived


def test_delete_by_keyboard_and_undo(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    body = page.runs.table.body
    qtbot.keyClick(body, _Key.Key_Down)
    qtbot.keyClick(body, _Key.Key_Down)
    qtbot.keyClick(body, _Key.Key_X)
    qtbot.keyClick(body, _Key.Key_Delete)
    dialog = asked(DeleteDialog, page, qtbot)
    assert dialog.primary.text() == "Delete 1 run"
    qtbot.keyClick(dialog, _Key.Key_Return)
    qtbot.waitUntil(lambda: len(_listed(page)) == 5)
    settle()
    assert runs.counts(store).trashed == 1
    assert not page.bar.isVisible()
    assert notices[0].undo is not None
    notices[0].undo()
    qtbot.waitUntil(lambda: len(_listed(page)) == 6)
    assert runs.counts(store).trashed == 0


def test_a_run_in_progress_goes_only_after_a_second_question(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    running = logged[5]
    _select(page, logged[4], running)
    page.run_actions.run("delete")
    dialog = asked(DeleteDialog, page, qtbot)
    rows = [str(dialog.list.model.index(row).data()) for row in range(dialog.list.model.rowCount())]
    assert rows == ["In progress", "net-5, Running, pid 1", "Not in progress", "net-4, Finished, digits"]
    assert dialog.also.text() == "Also the 1 run that is in progress"
    assert dialog.chosen() == [logged[4].id]
    qtbot.keyClick(dialog.also, _Key.Key_Space)
    assert dialog.primary.text() == "Delete 2 runs"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: runs.counts(store).trashed == 2)
    running.metric("loss", [3.0, 2.0])
    running.end()
    settle()
    info = runs.info(store, running.id)
    assert (info.status, info.trashed is not None) == ("finished", True)


def test_a_crashed_run_needs_no_second_question(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    logged[5].end("crashed")
    settle()
    _select(page, logged[5])
    page.run_actions.run("delete")
    dialog = asked(DeleteDialog, page, qtbot)
    assert not dialog.also.isVisible()
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: runs.counts(store).trashed == 1)


def test_deleting_for_good_removes_the_rows_and_frees_the_disk(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    big = logged[0]
    for number in range(30):
        big.metric(f"noise-{number}", [(step * 7919 % 1009) / 997 for step in range(4000)])
    before = _on_disk(store)
    settle()
    _select(page, big, logged[1])
    page.run_actions.run("delete")
    click(asked(DeleteDialog, page, qtbot).permanently, qtbot)
    dialog = asked(PurgeDialog, page, qtbot)
    assert dialog.primary.text() == "Delete 2 runs permanently"
    qtbot.waitUntil(lambda: " KB" in dialog.warning.words() or " MB" in dialog.warning.words())
    assert runs.counts(store).total == 6
    qtbot.keyClick(dialog.list.view, _Key.Key_Tab)
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: runs.counts(store).total == 4)
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text.startswith("Freed ")
    assert notices[-1].text.endswith(", 2 runs deleted permanently")
    assert notices[-1].undo is None
    with pytest.raises(MissingRunError):
        runs.find(store, big.hash)
    left = store.connection.execute("SELECT count(*) FROM series WHERE run_id = ?", (big.id,))
    assert left.fetchone() == (0,)
    assert _on_disk(store) < before / 2
    qtbot.waitUntil(lambda: len(_listed(page)) == 4)
    logged[5].metric("loss", [1.0])  # whoever trains is not held up
    assert runs.info(store, logged[5].id).status == "running"


def test_a_quick_enter_deletes_nothing_for_good(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _select(page, logged[0])
    page.run_actions.run("delete")
    click(asked(DeleteDialog, page, qtbot).permanently, qtbot)
    dialog = asked(PurgeDialog, page, qtbot)
    qtbot.keyClick(dialog.list.view, _Key.Key_Return)
    settle()
    assert not opened(PurgeDialog, page)
    assert runs.counts(store) == (6, 1, 0, 0)


def test_a_run_that_a_process_writes_to_is_refused_and_nothing_is_lost(
    page: RunsPage, folder: Path, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    live = Run(repo=folder, experiment="digits", system_tracking_interval=None, capture_terminal_logs=False)
    try:
        live.name = "alive"
        live.track(1.0, name="loss")
        qtbot.waitUntil(lambda: _listed(page)[0] == "alive")
        run_id = runs.find(store, live.hash)
        page.runs.model.selection.only([run_id, logged[0].id])
        page.run_actions.run("delete")
        question = asked(DeleteDialog, page, qtbot)
        click(question.also, qtbot)
        click(question.permanently, qtbot)
        dialog = asked(PurgeDialog, page, qtbot)
        click(dialog.primary, qtbot)
        qtbot.waitUntil(dialog.problem.isVisible)
        assert dialog.problem.text().startswith("A process is still logging to alive, so nothing was purged")
        assert runs.counts(store).total == 7
        dialog.list.view.setCurrentIndex(dialog.list.model.index(1))
        qtbot.keyClick(dialog.list.view, _Key.Key_Delete)
        assert dialog.primary.text() == "Delete 1 run permanently"
        click(dialog.primary, qtbot)
        qtbot.waitUntil(lambda: runs.counts(store).total == 6)
        live.track(0.5, name="loss")
    finally:
        live.close()
    settle()
    assert runs.info(store, run_id).status == "finished"
    assert experiments.count(store) == 1


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_context_menu_acts_on_the_row_it_was_opened_on(
    page: RunsPage, logged: list[Logged], qtbot: QtBot
) -> None:
    _select(page, logged[0], logged[1])
    page.runs.menu_asked.emit(logged[3].id, page.mapToGlobal(page.rect().center()))
    assert page.runs.selected() == [logged[3].id]
    menu = page.findChild(QMenu)
    assert menu is not None
    titles = [action.text().partition("\t")[0] for action in menu.actions()]
    assert {"Open run", "Rename run…", "Move run…", "Copy hash", "Archive run…", "Delete run…"} <= set(titles)
    menu.close()


def test_commands_name_what_they_are_about(page: RunsPage, logged: list[Logged], settle: Settle) -> None:
    commands = page.commands
    assert commands.find("runs.archive").title == "Archive run…"
    assert commands.find("runs.export").title == "Export all listed runs…"
    _select(page, *logged[:3])
    settle()
    assert commands.find("runs.archive").title == "Archive 3 runs…"
    assert commands.find("runs.export").title == "Export 3 runs…"
    assert not commands.find("runs.unarchive").enabled()
    page.runs.model.selection.clear()
    page.runs.table.choosing.set_current(-1)
    assert not commands.find("runs.delete").enabled()
    assert commands.find("runs.export").enabled()
