from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.commands import CommandSet
from runyard.desktop.frame import Route
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.state import Workspace
from runyard.domain.errors import KnownProblem
from runyard.storage.organise import views
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.logged import Logged

Settle = Callable[[], None]
_Key = Qt.Key


@pytest.fixture
def page(workspace: Workspace, qtbot: QtBot) -> Iterator[RunsPage]:
    commands = CommandSet()
    made = RunsPage(workspace, commands)
    qtbot.addWidget(made)
    commands.bind(made)
    commands.set_contexts("runs")
    made.resize(1256, 876)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    found = []
    for number in range(60):
        run = Logged(store, name=f"net-{number}", experiment="digits" if number % 2 else "letters")
        run.params({"hparams": {"lr": number / 100}})
        run.end()
        found.append(run)
    return found


def _open(page: RunsPage, settle: Settle, query: str | None = None) -> None:
    page.show_route(Route("runs", query=query))
    settle()


def _names(page: RunsPage) -> list[str]:
    model = page.runs.model
    return [str(model.index(row, 0).data()) for row in range(min(3, model.rowCount()))]


def test_the_newest_runs_first_and_the_table_has_the_focus(
    page: RunsPage, logged: list[Logged], workspace: Workspace, settle: Settle
) -> None:
    _open(page, settle)
    assert page.faces.face == "content"
    assert _names(page) == ["net-59", "net-58", "net-57"]
    assert page.runs.table.body.hasFocus()
    assert list(workspace.runs_in_view) == [run.id for run in reversed(logged)]
    assert page.words.text() == "All runs that are not archived, 60 runs"


def test_an_empty_repository_says_how_to_begin_and_gives_way(
    page: RunsPage, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    assert page.first_run is not None
    assert page.first_run.isVisible()
    page.first_run.script.code.copy.click()
    copied = QGuiApplication.clipboard().text()
    compile(copied, "example", "exec")
    assert copied.startswith("from runyard import Run\n")
    page.first_run.shell.copy.click()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "python train.py"
    Logged(store, name="first")
    qtbot.waitUntil(lambda: page.runs.isVisible() and _names(page) == ["first"])


def test_no_match_offers_to_clear_the_search(page: RunsPage, logged: list[Logged], settle: Settle) -> None:
    _open(page, settle, 'run.name == "nix"')
    assert page.faces.face == "no_match"
    assert "0 of 60 runs" in page.words.text()
    page.clear_search()
    settle()
    assert page.faces.face == "content"
    assert page.field.text() == ""
    assert page.runs.table.body.hasFocus()


def test_a_run_that_begins_to_match_ends_the_face(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle, 'run.name == "nix"')
    runs.rename(store, logged[3].id, "nix")
    qtbot.waitUntil(lambda: page.faces.face == "content" and _names(page) == ["nix"])


def test_a_page_behind_another_reads_nothing_and_catches_up(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.hide()
    found: list[object] = []
    page.runs.found.connect(found.append)
    with qtbot.waitSignal(page.workspace.tasks.changed):
        runs.rename(store, logged[59].id, "other")
    settle()
    assert found == []
    page.show()
    qtbot.waitUntil(lambda: _names(page)[0] == "other")


def test_runs_that_are_all_archived_are_not_called_missing(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle
) -> None:
    runs.archive(store, [run.id for run in logged], True)
    _open(page, settle)
    assert page.faces.face == "empty"
    shown = [
        button for button in page.faces.findChildren(QPushButton) if button.text() == "Show archived runs"
    ]
    shown[0].click()
    settle()
    assert page.faces.face == "content"
    assert len(page.runs.model.ids) == 60


def test_trouble_is_shown_where_it_happened_and_can_be_tried_again(
    page: RunsPage, logged: list[Logged], settle: Settle
) -> None:
    _open(page, settle)
    page.runs.troubled.emit(KnownProblem("The disk does not answer", "Check the disk"))
    assert page.faces.face == "failed"
    retry = [button for button in page.faces.findChildren(QPushButton) if button.text() == "Try again"]
    retry[0].click()
    settle()
    assert page.faces.face == "content"


def test_a_route_brings_its_query_and_another_leaves_it(
    page: RunsPage, logged: list[Logged], settle: Settle
) -> None:
    _open(page, settle, 'run.experiment.name == "digits"')
    assert page.words.text() == "Experiment is digits, 30 of 60 runs"
    _open(page, settle)
    assert page.field.text() == 'run.experiment.name == "digits"'
    _open(page, settle, "")
    assert len(page.runs.model.ids) == 60


def test_typing_searches_and_escape_goes_back_to_the_rows(
    page: RunsPage, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    qtbot.keyClick(page.runs.table.body, _Key.Key_Slash)
    assert page.field.edit.hasFocus()
    qtbot.keyClicks(page.field.edit, "run.hparams.lr > 0.495")
    assert page.field.text() == "run.hparams.lr > 0.495", "single keys type while a field has the focus"
    qtbot.keyClick(page.field.edit, _Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.runs.model.ids) == 10)
    qtbot.keyClick(page.field.edit, _Key.Key_Escape)
    qtbot.waitUntil(page.runs.table.body.hasFocus)


def test_completion_knows_the_params_of_the_runs(
    page: RunsPage, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.focus_search()
    settle()
    qtbot.keyClicks(page.field.edit, "run.hparams.")
    assert page.field.suggestions is not None
    found = page.field.suggestions.current()
    assert found is not None
    assert found.label == "lr"


def test_an_error_is_said_below_and_the_table_stays(
    page: RunsPage, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.field.set_text("run.name ==")
    settle()
    assert page.faces.face == "content"
    assert len(page.runs.model.ids) == 60
    assert not page.words.text().startswith("All runs")


def test_keys_walk_select_open(
    page: RunsPage, logged: list[Logged], workspace: Workspace, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    body = page.runs.table.body
    went: list[Route] = []
    workspace.go.connect(went.append)
    for key in (_Key.Key_J, _Key.Key_J, _Key.Key_X, _Key.Key_Down, _Key.Key_X, _Key.Key_K):
        qtbot.keyClick(body, key)
    assert workspace.selection.ids == (logged[58].id, logged[57].id)
    qtbot.keyClick(body, _Key.Key_Return)
    assert [route.run for route in went] == [logged[58].hash]
    qtbot.keyClick(body, _Key.Key_Escape)
    assert workspace.selection.ids == ()


def test_refresh_keeps_the_place(page: RunsPage, logged: list[Logged], settle: Settle, qtbot: QtBot) -> None:
    _open(page, settle)
    bar = page.runs.table.body.verticalScrollBar()
    bar.setValue(300)
    page.runs.table.choosing.set_current(20)
    qtbot.keyClick(page.runs.table.body, _Key.Key_F5)
    settle()
    assert bar.value() == 300
    assert page.runs.table.choosing.current == 20


def test_every_command_has_words_and_rules(page: RunsPage, logged: list[Logged], settle: Settle) -> None:
    rules = {command.id: command.enabled() for command in page.commands.all()}
    assert not rules["runs.open"]
    assert not rules["runs.down"]
    _open(page, settle)
    page.runs.table.choosing.set_current(1)
    unfit = {c.id.removeprefix("runs.") for c in page.commands.all() if not c.enabled()}
    assert unfit == {"clear", "save_view", "revert_view", "collapse_all", "expand_all", "ungroup"}
    for command in page.commands.all():
        assert command.title[0].isupper()
        assert not command.title.endswith(".")


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_edges_stand_where_the_picture_has_them(
    page: RunsPage, logged: list[Logged], settle: Settle, mode: str
) -> None:
    theme.apply(QGuiApplication.instance(), mode)  # type: ignore[arg-type]
    _open(page, settle)

    def place(widget: object) -> tuple[int, int, int, int]:
        at = widget.mapTo(page, widget.rect().topLeft())  # type: ignore[attr-defined]
        return at.x(), at.y(), widget.width(), widget.height()  # type: ignore[attr-defined]

    assert place(page.field) == (16, 52, 1224, 28)
    assert place(page.words) == (0, 80, 1256, 24)
    assert (place(page.controls)[1], place(page.controls)[3]) == (104, 36)
    assert {place(chip)[1::2] for chip in page.controls.chips.chips.values()} == {(106, 24)}
    assert place(page.runs.table)[:3] == (0, 140, 1256)
    assert place(page.runs.table.pinned)[2] == 248
    assert page.runs.table.body.rowHeight(0) == 28


def test_the_page_is_as_it_was_left(
    page: RunsPage, logged: list[Logged], workspace: Workspace, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    _open(page, settle)
    page.field.set_text('run.experiment == "letters"')
    page.runs.table.sort_asked.emit("name", False)
    settle()
    qtbot.waitUntil(lambda: "letters" in str(views.get(store, "runs.current", "view")))
    again = RunsPage(workspace, CommandSet())
    qtbot.addWidget(again)
    again.show()
    again.show_route(Route("runs"))
    settle()
    assert again.field.text() == 'run.experiment == "letters"'
    assert _names(again) == ["net-0", "net-10", "net-12"]


def test_a_kept_query_that_cannot_be_read_any_more_lists_all_and_says_why(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle
) -> None:
    views.put(store, "runs.current", "view", {"name": "", "view": {"query": "run.name =="}})
    _open(page, settle)
    assert len(page.runs.model.ids) == 60
    assert page.field.text() == "run.name =="
    assert "missing" in page.words.text()
