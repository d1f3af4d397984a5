"""What screen readers and people without a pointer find in a table."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.tables import Number, PagedTableModel, Table, TableColumn, Text


class Line(NamedTuple):
    cells: tuple[Any, ...]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> Table:
    theme.apply(qapp, "light")
    model = PagedTableModel()
    model.wanted.connect(
        lambda asked: model.receive(asked, {i: Line((f"run-{i}", float(i))) for i in asked.ids})
    )
    made = Table(model)
    qtbot.addWidget(made)
    model.setParent(made)
    made.set_name("Runs")
    made.show_columns([TableColumn("name", "Name", Text()), TableColumn("loss", "loss", Number(), "val")])
    made.resize(600, 300)
    made.show_ids(array("q", range(1, 101)))
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: model.row(0) is not None and made.body.hasFocus())
    return made


def test_the_table_says_what_it_is_and_how_much_there_is(table: Table) -> None:
    found = QAccessible.queryAccessibleInterface(table.body)
    assert found is not None
    assert found.role() == QAccessible.Role.Table
    assert found.text(QAccessible.Text.Name) == "Runs"
    assert found.text(QAccessible.Text.Description) == "100 rows, 2 columns"
    table.model.selection.only([1, 2])
    assert found.text(QAccessible.Text.Description) == "100 rows, 2 columns, 2 selected"
    fixed = QAccessible.queryAccessibleInterface(table.pinned)
    assert fixed is not None
    assert fixed.text(QAccessible.Text.Name) == "Runs, fixed columns at the left"


def test_the_current_cell_is_one_that_the_view_shows_and_reads(table: Table, qtbot: QtBot) -> None:
    qtbot.keyClick(table.body, Qt.Key.Key_Down)
    qtbot.keyClick(table.body, Qt.Key.Key_Down)
    index = table.body.selectionModel().currentIndex()
    assert (index.row(), index.column()) == (1, 1)
    assert not table.body.isColumnHidden(index.column())
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "2"
    name = table.model.index(1, 0)
    assert name.data(Qt.ItemDataRole.AccessibleTextRole) == "run-2"
    qtbot.keyClick(table.body, Qt.Key.Key_X)
    assert name.data(Qt.ItemDataRole.AccessibleTextRole) == "run-2, selected"
    assert name.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value


def test_the_menu_key_asks_for_the_menu_of_the_current_row(table: Table, qtbot: QtBot) -> None:
    table.choosing.set_current(3)
    middle = table.body.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, table.body.mapToGlobal(middle))
    with qtbot.waitSignal(table.menu_asked) as asked:
        QApplication.sendEvent(table.body, event)
    row_id, at = asked.args
    assert row_id == 4
    below = table.body.viewport().mapToGlobal(QPoint(0, 4 * table.row_height))
    assert at == below


def test_a_column_under_the_pointer_shows_that_it_has_a_menu(table: Table, qtbot: QtBot) -> None:
    head = table.body.head
    room = head.menu_rect(1)
    with qtbot.assertNotEmitted(table.head_menu_asked):  # a table without menus promises none
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=room.center())
    table.offer_head_menus()
    assert room.width() >= 24
    before = head.viewport().grab(room).toImage()
    qtbot.mouseMove(head.viewport(), QPoint(room.right() + 20, room.center().y()))
    assert head.viewport().grab(room).toImage() != before
    with qtbot.assertNotEmitted(table.sort_asked), qtbot.waitSignal(table.head_menu_asked) as asked:
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=room.center())
    assert asked.args[0] == "loss"
    with qtbot.waitSignal(table.sort_asked):
        qtbot.mouseClick(
            head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(room.right() + 20, room.center().y())
        )
