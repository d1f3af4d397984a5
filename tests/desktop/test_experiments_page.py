from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.experiments.page import ExperimentsPage
from runyard.desktop.parts.experiment_actions.leaving import DeleteExperimentDialog, MoveRunsDialog
from runyard.desktop.parts.experiment_actions.naming import ExperimentDialog
from runyard.desktop.state import Notice, Workspace
from runyard.desktop.theme import sizes
from runyard.search.grammar.parse import parse
from runyard.storage.organise import experiments, notes
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.logged import START, Logged

HOUR = 3_600_000_000
Settle = Callable[[], None]


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot) -> ExperimentsPage:
    made = ExperimentsPage(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    made.commands.bind(made)
    return made


@pytest.fixture
def three(store: Store, page: ExperimentsPage, settle: Settle) -> dict[str, list[Logged]]:
    """Experiments a with 3 runs, b with 1, and default with 1, the latest activity first."""
    made = {
        "a": [Logged(store, experiment="a", created=START + (9 + i) * HOUR) for i in range(3)],
        "b": [Logged(store, experiment="b", created=START + 5 * HOUR)],
        "default": [Logged(store, created=START, live=True)],
    }
    for status, run in zip(("finished", "failed", "finished"), made["a"], strict=True):
        run.end(status)
    made["b"][0].end()
    experiments.describe(store, experiments.find(store, "b"), "Wide nets\nand deep ones")
    page.show_route(Route("experiments"))
    settle()
    return made


def names(page: ExperimentsPage) -> list[str]:
    return [page.model.index(row, 0).data() for row in range(page.model.rowCount())]


def cells(page: ExperimentsPage, row: int) -> list[str]:
    return [page.model.index(row, column).data() for column in range(page.model.columnCount())]


def stand_on(page: ExperimentsPage, name: str) -> None:
    page.table.choosing.set_current(names(page).index(name))


def dialog(page: ExperimentsPage, kind: type, settle: Settle) -> object:
    settle()
    assert isinstance(page.doing.dialog, kind)
    return page.doing.dialog


def test_the_list_says_how_each_experiment_does(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, settle: Settle
) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    runs.archive(store, [three["a"][2].id], True)
    page.refresh()
    settle()
    assert names(page) == ["a", "b", "default"]
    assert cells(page, 0)[1:4] == ["", "1 finished, 1 failed, 1 archived", "3"]
    assert cells(page, 1)[1:4] == ["Wide nets and deep ones", "1 finished", "1"]
    assert cells(page, 2)[2] == "1 running"
    assert page.faces.face == "content"
    assert tester.model() is page.model


def test_columns_sort_and_search_narrows(
    page: ExperimentsPage, three: dict[str, list[Logged]], qtbot: QtBot
) -> None:
    page.table.sort_asked.emit("name", False)
    assert names(page) == ["a", "b", "default"]
    page.table.sort_asked.emit("name", False)
    assert names(page) == ["default", "b", "a"]
    page.table.sort_asked.emit("total", False)
    assert names(page)[0] == "a"
    page.table.setFocus()
    qtbot.keyClick(page.table.body, Qt.Key.Key_Slash)
    qtbot.waitUntil(page.search.hasFocus)
    qtbot.keyClicks(page.search, "NETS deep")
    assert names(page) == ["b"]
    qtbot.keyClicks(page.search, "x")
    assert page.faces.face == "no_match"
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert (page.faces.face, len(names(page))) == ("content", 3)


def test_enter_a_double_click_and_a_click_on_the_name_open(
    page: ExperimentsPage, three: dict[str, list[Logged]], went: list[Route], store: Store, qtbot: QtBot
) -> None:
    numbers = [experiments.find(store, name) for name in ("a", "b", "default")]
    page.table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(page.table.body, key)
    pinned, body = page.table.pinned.viewport(), page.table.body.viewport()
    row = page.table.row_height
    qtbot.mouseClick(pinned, Qt.MouseButton.LeftButton, pos=QPoint(sizes.MARGIN + 3, row // 2))
    qtbot.mouseClick(pinned, Qt.MouseButton.LeftButton, pos=QPoint(page.table.pinned.width() - 20, row // 2))
    assert [route.experiment for route in went] == [numbers[1], numbers[0]]
    qtbot.mouseDClick(body, Qt.MouseButton.LeftButton, pos=QPoint(40, 2 * row + 5))
    assert went[-1] == Route("experiment", experiment=numbers[2])


def test_a_new_one_is_made_and_stood_on(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    page.which.set_key(True)
    qtbot.keyClick(page.table.body, Qt.Key.Key_N)
    asked = dialog(page, ExperimentDialog, settle)
    assert isinstance(asked, ExperimentDialog)
    assert not asked.primary.isEnabled()
    qtbot.keyClicks(asked.name.edit, "b")
    assert asked.name.problem.text() == "An experiment named b exists"
    assert not asked.primary.isEnabled()
    qtbot.keyClicks(asked.name.edit, "ig sweep")
    assert asked.name.problem.text() == ""
    asked.description.edit.setPlainText("Everything at once")
    qtbot.keyClick(asked.name.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "big sweep" in names(page))
    settle()
    assert page.which.key() is False
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.experiment[1:3] == ("big sweep", "Everything at once")
    assert experiments.find(store, "big sweep")


def test_rename_and_describe_with_undo(
    page: ExperimentsPage,
    three: dict[str, list[Logged]],
    store: Store,
    notices: list[Notice],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    stand_on(page, "a")
    qtbot.keyClick(page.table.body, Qt.Key.Key_F2)
    asked = dialog(page, ExperimentDialog, settle)
    assert isinstance(asked, ExperimentDialog)
    assert (asked.values(), asked.primary.isEnabled()) == (("a", ""), False)
    asked.name.set_text("alpha")
    asked.description.edit.setPlainText("first")
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "alpha" in names(page))
    assert runs.info(store, three["a"][0].id).experiment == "alpha"
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: "a" in names(page))
    settle()
    assert experiments.standings(store, experiments.find(store, "a"))[0].experiment.description == ""


def test_archived_ones_stand_apart_and_come_back_by_undo(
    page: ExperimentsPage, three: dict[str, list[Logged]], notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    stand_on(page, "b")
    qtbot.keyClick(page.table.body, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: names(page) == ["a", "default"])
    assert notices[-1].text == "b archived, its runs stay listed"
    qtbot.mouseClick(page.which._parts[1], Qt.MouseButton.LeftButton)
    assert names(page) == ["b"]
    stand_on(page, "b")
    assert not page.commands.find("experiments.archive").enabled()
    assert page.commands.find("experiments.unarchive").enabled()
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: page.faces.face == "empty")
    settle()
    page.which.set_key(False)
    page.which.changed.emit(False)
    assert len(names(page)) == 3


def test_all_runs_move_to_another_and_back_by_undo(
    page: ExperimentsPage,
    three: dict[str, list[Logged]],
    store: Store,
    notices: list[Notice],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    runs.trash(store, [three["a"][0].id])
    settle()
    stand_on(page, "a")
    page.commands.run("experiments.move")
    asked = dialog(page, MoveRunsDialog, settle)
    assert isinstance(asked, MoveRunsDialog)
    assert asked.primary.text() == "Move 2 runs"
    asked.target.set_key(experiments.find(store, "b"))
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text == "2 runs moved to b"
    assert {runs.info(store, run.id).experiment for run in three["a"][1:]} == {"b"}
    assert notices[-1].undo is not None
    notices[-1].undo()
    settle()
    assert {runs.info(store, run.id).experiment for run in three["a"]} == {"a"}


def test_deleting_asks_what_becomes_of_the_runs(
    page: ExperimentsPage,
    three: dict[str, list[Logged]],
    store: Store,
    notices: list[Notice],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    notes.add(store, "gone with it", experiment_id=experiments.find(store, "a"))
    settle()
    stand_on(page, "a")
    qtbot.keyClick(page.table.body, Qt.Key.Key_Delete)
    asked = dialog(page, DeleteExperimentDialog, settle)
    assert isinstance(asked, DeleteExperimentDialog)
    assert asked.primary.text() == "Delete a"
    assert "Its 1 note is deleted with it" in asked.note.text()
    assert asked.trashes
    assert asked.target.isHidden()
    qtbot.mouseClick(asked.fate._parts[1], Qt.MouseButton.LeftButton)
    assert not asked.target.isHidden()
    asked.target.set_key(experiments.find(store, "b"))
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: names(page) == ["b", "default"])
    assert {runs.info(store, run.id).experiment for run in three["a"]} == {"b"}
    assert notices[-1].undo is not None
    notices[-1].undo()
    qtbot.waitUntil(lambda: "a" in names(page))
    assert {runs.info(store, run.id).experiment for run in three["a"]} == {"a"}
    settle()


def test_deleting_to_the_trash_asks_twice_about_a_run_in_progress(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    live = Logged(store, experiment="b", live=True)
    qtbot.waitUntil(lambda: "2" in cells(page, names(page).index("b"))[3])
    stand_on(page, "b")
    page.commands.run("experiments.delete")
    asked = dialog(page, DeleteExperimentDialog, settle)
    assert isinstance(asked, DeleteExperimentDialog)
    assert asked.also.text() == "Also the 1 run in progress, whose training goes on"
    assert not asked.primary.isEnabled()
    asked.also.click()
    qtbot.keyClick(asked, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "b" not in names(page))
    assert {runs.info(store, run.id).trashed is not None for run in (live, three["b"][0])} == {True}


def test_the_default_one_is_emptied_and_stays(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    three["default"][0].end()
    settle()
    stand_on(page, "default")
    page.commands.run("experiments.delete")
    asked = dialog(page, DeleteExperimentDialog, settle)
    assert isinstance(asked, DeleteExperimentDialog)
    assert asked.primary.text() == "Empty default"
    assert "default itself stays: runs that name no experiment go there" in asked.note.text()
    qtbot.mouseClick(asked.primary, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: runs.info(store, three["default"][0].id).trashed is not None)
    settle()
    assert "default" in names(page)


def test_esc_cancels_a_question(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    stand_on(page, "a")
    page.commands.run("experiments.delete")
    asked = dialog(page, DeleteExperimentDialog, settle)
    assert isinstance(asked, DeleteExperimentDialog)
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    settle()
    assert page.doing.dialog is None
    assert experiments.find(store, "a")


def test_the_menu_of_a_row_and_its_runs(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, went: list[Route], qtbot: QtBot
) -> None:
    stand_on(page, "a")
    menu = page.menu_of(experiments.find(store, "a"))
    titles = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert titles == [
        "Open experiment", "Show its runs", "Edit name and description…", "Move its 3 runs to…", "Archive",
        "Delete…",
    ]  # fmt: skip
    page.commands.run("experiments.list")
    assert went[-1].query is not None
    assert len(listing.find(store, parse(went[-1].query)).ids) == 3


def test_an_empty_repository_offers_to_make_one(page: ExperimentsPage, settle: Settle, qtbot: QtBot) -> None:
    page.show_route(Route("experiments"))
    settle()
    assert page.faces.face == "empty"
    qtbot.mouseClick(page.new, Qt.MouseButton.LeftButton)
    asked = dialog(page, ExperimentDialog, settle)
    assert isinstance(asked, ExperimentDialog)
    asked.reject()


def test_what_others_log_is_followed_and_keeps_the_place(
    page: ExperimentsPage, three: dict[str, list[Logged]], store: Store, qtbot: QtBot
) -> None:
    stand_on(page, "default")
    Logged(store, experiment="c")
    qtbot.waitUntil(lambda: "c" in names(page))
    chosen = page.chosen()
    assert chosen is not None
    assert chosen.experiment.name == "default"
