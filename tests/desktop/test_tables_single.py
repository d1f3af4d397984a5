"""Tables in which one row at a time is chosen, and columns that take the room that is left."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.tables import PagedTableModel, Table, TableColumn, Text

_Key = Qt.Key
_LEFT = Qt.MouseButton.LeftButton
_COLUMNS = (
    TableColumn("name", "Name", Text()),
    TableColumn("comment", "Comment", Text(), narrowest=100, stretch=True),
    TableColumn("when", "When", Text(), narrowest=90),
)


class Line(NamedTuple):
    cells: tuple[Any, ...]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> Table:
    theme.apply(qapp, "dark")
    model = PagedTableModel()
    model.selection.single = True
    made = Table(model)
    qtbot.addWidget(made)
    model.setParent(made)
    made.show_columns(_COLUMNS)
    made.resize(800, 400)
    made.show_ids(array("q", range(1, 31)))
    model.prime({i: Line((f"tag-{i}", "why", "now")) for i in range(1, 31)})
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.body.hasFocus)
    return made


def _click(qtbot: QtBot, table: Table, row: int, held: Qt.KeyboardModifier, x: int = 60) -> None:
    at = QPoint(x, table.pinned.rowViewportPosition(row) + 10)
    qtbot.mouseClick(table.pinned.viewport(), _LEFT, held, at)


def _selected(table: Table) -> list[int]:
    return table.model.selection.ordered(table.model.ids)


def test_one_row_at_most_is_selected_whatever_is_held(table: Table, qtbot: QtBot) -> None:
    heard: list[object] = []
    table.clicked.connect(heard.append)
    _click(qtbot, table, 2, Qt.KeyboardModifier.NoModifier, x=4)  # where others have their box
    assert _selected(table) == [3]
    _click(qtbot, table, 4, Qt.KeyboardModifier.ControlModifier)
    assert _selected(table) == [5]
    _click(qtbot, table, 6, Qt.KeyboardModifier.ShiftModifier)
    assert _selected(table) == [5]
    qtbot.keyClick(table.body, _Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert _selected(table) == [5]
    assert heard == [3, 5, 7]
    qtbot.keyClick(table.body, _Key.Key_Escape)
    assert _selected(table) == []


def test_the_title_where_others_have_a_box_sorts(table: Table, qtbot: QtBot) -> None:
    heard: list[object] = []
    table.sort_asked.connect(lambda column, _adds: heard.append(column))
    qtbot.mouseClick(table.pinned.head.viewport(), _LEFT, pos=QPoint(12, 10))
    assert heard == ["name"]
    assert _selected(table) == []


def test_a_column_takes_the_room_that_is_left(table: Table, qtbot: QtBot) -> None:
    def spare() -> int:
        return table.body.viewport().width() - sum(table.body.columnWidth(place) for place in (1, 2))

    assert spare() == 0
    before = table.body.columnWidth(1)
    table.resize(1000, 400)
    assert table.body.columnWidth(1) == before + 200
    table.resize(360, 400)
    assert table.body.columnWidth(1) == 100
    assert spare() < 0
    table.resize(800, 400)
    table.body.setColumnHidden(2, True)
    table.resize(801, 400)
    assert table.body.columnWidth(1) == table.body.viewport().width()
