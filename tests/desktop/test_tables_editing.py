"""Typing over a cell of a table."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.tables import PagedTableModel, Request, Table, TableColumn, Text

_Key = Qt.Key


class Line(NamedTuple):
    cells: tuple[Any, ...]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> Table:
    theme.apply(qapp, "dark")
    model = PagedTableModel()
    model.wanted.connect(lambda asked: model.receive(asked, _rows(asked)))
    made = Table(model)
    qtbot.addWidget(made)
    model.setParent(made)
    model.set_columns([TableColumn("name", "Name", Text()), TableColumn("more", "More", Text())])
    made.resize(600, 300)
    made.show_ids(array("q", range(1, 1001)))
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: model.row(0) is not None and made.body.hasFocus())
    return made


def _rows(asked: Request) -> dict[int, Line]:
    return {i: Line((f"run-{i}", "")) for i in asked.ids}


def _editor(table: Table) -> QLineEdit:
    [found] = [field for field in table.findChildren(QLineEdit) if field.isVisible()]
    return found


def _editors(table: Table) -> int:
    return sum(field.isVisible() for field in table.findChildren(QLineEdit))


def test_enter_takes_what_was_typed_and_gives_the_focus_back(table: Table, qtbot: QtBot) -> None:
    table.edit_cell(2, "run-3")
    editor = _editor(table)
    qtbot.waitUntil(editor.hasFocus)
    assert editor.selectedText() == "run-3"
    with qtbot.waitSignal(table.edited) as taken, qtbot.assertNotEmitted(table.opened):
        qtbot.keyClicks(editor, " jx best ")
        qtbot.keyClick(editor, _Key.Key_Return)
    assert taken.args == [3, "jx best"]
    assert _editors(table) == 0
    assert table.body.hasFocus()
    assert table.choosing.current == 2


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # of the sentence below the field
@pytest.mark.parametrize(("typed", "stays"), [("", True), ("   ", True), ("run-3", False)])
def test_nothing_typed_and_nothing_changed_is_no_edit(
    table: Table, qtbot: QtBot, typed: str, *, stays: bool
) -> None:
    table.edit_cell(2, "run-3")
    editor = _editor(table)
    editor.setText(typed)
    with qtbot.assertNotEmitted(table.edited):
        qtbot.keyClick(editor, _Key.Key_Return)
    assert _editors(table) == stays  # a row without a name could not be found again


def test_escape_and_a_click_elsewhere_leave_the_text(table: Table, qtbot: QtBot) -> None:
    table.model.selection.only([5])
    with qtbot.assertNotEmitted(table.edited):
        table.edit_cell(2, "run-3")
        editor = _editor(table)
        qtbot.waitUntil(editor.hasFocus)
        qtbot.keyClicks(editor, "other")
        qtbot.keyClick(editor, _Key.Key_Escape)
        assert _editors(table) == 0
        assert len(table.model.selection) == 1  # Esc left the field only
        table.edit_cell(2, "run-3")
        qtbot.keyClicks(_editor(table), "other")
        qtbot.mouseClick(table.body.viewport(), Qt.MouseButton.LeftButton)
    assert _editors(table) == 0


def test_the_field_keeps_to_its_row(table: Table, qtbot: QtBot) -> None:
    table.edit_cell(2, "run-3")
    top = _editor(table).y()
    bar = table.body.verticalScrollBar()
    bar.setValue(table.row_height)
    assert _editor(table).y() == top - table.row_height
    table.show_ids(array("q", [*range(2001, 2003), *range(1, 1001)]))
    place = table.model.find(3)
    assert _editor(table).geometry().center().y() == pytest.approx(
        table.pinned.rowViewportPosition(place) + table.row_height / 2, abs=1.5
    )
    with qtbot.assertNotEmitted(table.edited):
        table.show_ids(array("q", range(10, 1001)))
    assert _editors(table) == 0
