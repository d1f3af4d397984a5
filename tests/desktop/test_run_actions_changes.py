"""Rename, move, label, mark and untag, each taken back to what every run had before."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.parts.run_actions.moving import MoveDialog
from runyard.desktop.parts.run_actions.typing_dialogs import LabelDialog, RenameDialog, numbered
from runyard.desktop.parts.run_actions.untagging import UntagDialog
from runyard.desktop.state import Notice
from runyard.domain.run import RunInfo
from runyard.storage.organise import experiments
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.asking import asked, click
from support.logged import Logged
from support.runs_page import page

__all__ = ["page"]

Settle = Callable[[], None]
_Key = Qt.Key


@pytest.fixture
def logged(store: Store) -> list[Logged]:
    """Four runs of two experiments; the newest still goes on."""
    found = [Logged(store, name=f"net-{n}", experiment="digits" if n % 2 else "letters") for n in range(4)]
    found[0].tag("best", "paper")
    found[1].tag("paper")
    for run in found[:-1]:
        run.end()
    return found


def _infos(store: Store, logged: list[Logged]) -> list[RunInfo]:
    return runs.infos(store, [run.id for run in logged])


def _undo(notices: list[Notice], settle: Settle) -> None:
    undo = notices[-1].undo
    assert undo is not None
    undo()
    settle()


def _editor(page: RunsPage) -> QLineEdit:
    [found] = [edit for edit in page.runs.table.findChildren(QLineEdit) if edit.isVisible()]
    return found


def test_a_name_is_typed_over_in_the_table(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    body = page.runs.table.body
    qtbot.keyClick(body, _Key.Key_Down)
    qtbot.keyClick(body, _Key.Key_F2)
    editor = _editor(page)
    assert editor.text() == "net-3"
    logged[3].metric("loss", [1.0])  # the training goes on below the field
    qtbot.keyClicks(editor, "renamed")
    settle()
    assert editor.text() == "renamed"
    qtbot.keyClick(editor, _Key.Key_Return)
    qtbot.waitUntil(lambda: runs.info(store, logged[3].id).name == "renamed")
    qtbot.waitUntil(lambda: page.runs.model.index(0, 0).data() == "renamed")
    assert body.hasFocus()
    assert notices[-1].text == "Renamed to renamed"
    _undo(notices, settle)
    assert runs.info(store, logged[3].id).name == "net-3"
    qtbot.keyClick(body, _Key.Key_F2)
    qtbot.keyClicks(_editor(page), "never")
    qtbot.keyClick(_editor(page), _Key.Key_Escape)
    settle()
    assert runs.info(store, logged[3].id).name == "net-3"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_empty_name_is_refused_in_a_sentence(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    page.runs.table.choosing.set_current(0)
    page.run_actions.run("rename")
    editor = _editor(page)
    editor.clear()
    qtbot.keyClick(editor, _Key.Key_Return)
    settle()
    assert editor.isVisible()
    assert editor.accessibleDescription() == "Name cannot be empty"
    qtbot.keyClicks(editor, "new")
    assert editor.accessibleDescription() == ""
    qtbot.keyClick(editor, _Key.Key_Return)
    qtbot.waitUntil(lambda: runs.info(store, logged[3].id).name == "new")


def test_several_get_a_name_with_numbers(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    page.runs.model.selection.only([run.id for run in logged[:3]])
    click(page.bar.buttons["rename"], qtbot)
    dialog = asked(RenameDialog, page, qtbot)
    assert dialog.field.text() == "net"
    dialog.field.edit.clear()
    assert not dialog.primary.isEnabled()
    assert dialog.field.problem.text() == "A run needs a name"
    qtbot.keyClicks(dialog.field.edit, "wide")
    assert [label.text() for label in dialog.preview if label.isVisible()] == ["wide-1", "wide-2", "wide-3"]
    qtbot.keyClick(dialog.field.edit, _Key.Key_Return)
    qtbot.waitUntil(lambda: bool(notices))
    settle()
    assert [info.name for info in _infos(store, logged)] == ["wide-3", "wide-2", "wide-1", "net-3"]
    assert notices[-1].text == "Renamed 3 runs"
    _undo(notices, settle)
    assert [info.name for info in _infos(store, logged)] == ["net-0", "net-1", "net-2", "net-3"]


def test_numbers_have_one_width() -> None:
    assert numbered("net", 1) == ["net"]
    assert numbered("net", 12)[:2] == ["net-01", "net-02"]
    assert numbered("net", 12)[-1] == "net-12"


def test_moving_to_an_experiment_that_is_made_for_it_and_back(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    page.runs.model.selection.only([run.id for run in logged[1:]])
    click(page.bar.buttons["move"], qtbot)
    dialog = asked(MoveDialog, page, qtbot)
    qtbot.keyClicks(dialog.search, "let")
    assert dialog.model.target(dialog.view.currentIndex().row()).name == "letters"
    qtbot.keyClick(dialog.search, _Key.Key_Down)
    assert dialog.view.currentIndex().data() == "Create experiment let"
    qtbot.keyClick(dialog.search, _Key.Key_Return)
    qtbot.waitUntil(lambda: bool(notices))
    logged[3].metric("loss", [1.0])
    settle()
    assert [info.experiment for info in _infos(store, logged)] == ["letters", "let", "let", "let"]
    assert notices[-1].text == "Moved 3 runs to let"
    _undo(notices, settle)
    assert [info.experiment for info in _infos(store, logged)] == ["letters", "digits", "letters", "digits"]
    assert {found.name for found in experiments.all(store)} == {"letters", "digits"}


def test_moving_to_an_experiment_there_is(
    page: RunsPage, logged: list[Logged], store: Store, settle: Settle, qtbot: QtBot
) -> None:
    page.runs.model.selection.only([logged[1].id, logged[3].id])
    page.run_actions.run("move")
    dialog = asked(MoveDialog, page, qtbot)
    rows = [dialog.model.index(row).data() for row in range(dialog.model.rowCount())]
    assert rows == ["digits, their experiment", "letters, 2 runs"]
    assert dialog.view.currentIndex().row() == 1
    qtbot.keyClick(dialog.search, _Key.Key_Up)
    assert dialog.view.currentIndex().row() == 1
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: {info.experiment for info in _infos(store, logged)} == {"letters"})


def test_labels_and_marks(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    runs.label(store, [logged[0].id], "old")
    settle()
    page.runs.model.selection.only([logged[0].id, logged[3].id])
    settle()
    page.run_actions.run("label")
    dialog = asked(LabelDialog, page, qtbot)
    assert dialog.primary.text() == "Remove label of 2 runs"
    qtbot.keyClicks(dialog.field.edit, "seeds differ")
    assert dialog.primary.text() == "Label 2 runs"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    settle()
    assert [info.label for info in _infos(store, logged)] == ["seeds differ", "", "", "seeds differ"]
    _undo(notices, settle)
    assert [info.label for info in _infos(store, logged)] == ["old", "", "", ""]
    page.run_actions.run("mark")
    qtbot.waitUntil(lambda: notices[-1].text == "Marked 2 runs")
    settle()
    assert [info.marked for info in _infos(store, logged)] == [True, False, False, True]
    _undo(notices, settle)
    assert not any(info.marked for info in _infos(store, logged))


def test_tags_come_off_and_back(
    page: RunsPage, logged: list[Logged], store: Store, notices: list[Notice], settle: Settle, qtbot: QtBot
) -> None:
    page.runs.model.selection.only([run.id for run in logged[:3]])
    page.run_actions.run("untag")
    dialog = asked(UntagDialog, page, qtbot)
    assert not dialog.primary.isEnabled()
    click(dialog.boxes[1], qtbot)
    assert dialog.primary.text() == "Remove 1 tag"
    click(dialog.primary, qtbot)
    qtbot.waitUntil(lambda: bool(notices))
    settle()
    assert notices[-1].text == "Removed 1 tag from 2 runs"
    names = [[tag.name for tag in info.tags] for info in _infos(store, logged)]
    assert names == [["best"], [], [], []]
    _undo(notices, settle)
    names = [[tag.name for tag in info.tags] for info in _infos(store, logged)]
    assert names == [["best", "paper"], ["paper"], [], []]


def test_hashes_are_copied_a_line_each(
    page: RunsPage, logged: list[Logged], notices: list[Notice], qtbot: QtBot
) -> None:
    page.runs.model.selection.only([logged[0].id, logged[2].id])
    page.run_actions.run("copy_hash")
    qtbot.waitUntil(lambda: bool(notices))
    assert notices[-1].text == "Copied 2 hashes"
    assert QGuiApplication.clipboard().text().split("\n") == [logged[2].hash, logged[0].hash]
