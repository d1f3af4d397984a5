"""The table of runs as a view says: which columns, where, how they look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.parts.run_table.arranging import arrange
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.theme import sizes
from runyard.search.grammar.parse import parse
from runyard.storage.store import Store
from runyard.storage.table.columns import Column
from runyard.storage.table.listing import Sort
from support.logged import Logged

Settle = Callable[[], None]
LOSS = "metric:last:loss:{}"


@pytest.fixture
def table(folder: Path, workspace: Workspace, qtbot: QtBot, settle: Settle) -> RunTable:
    with Store.open(folder) as store:
        for number in range(40):
            run = Logged(store, name=f"net-{number:02}", experiment="digits")
            run.params({"lr": 10.0**-number, "width": 8, "depth": number % 3})
            run.metric("loss", [9.0, number / 7])
            run.end()
    made = RunTable(workspace)
    qtbot.addWidget(made)
    QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.resize(1200, 600)
    made.show()
    made.search(None)
    settle()
    return made


def ids(table: RunTable) -> list[str]:
    return [column.id for column in table.model.columns]


def texts(table: RunTable, column: str) -> list[str]:
    place = ids(table).index(column)
    return [str(table.model.index(row, place).data()) for row in range(3)]


def test_a_view_says_which_columns_in_which_order(table: RunTable, settle: Settle) -> None:
    table.set_view(TableView(shown=("param:width", "status", LOSS), left=("status",), right=(LOSS,)))
    settle()
    assert ids(table) == ["name", "status", "param:width", LOSS]
    assert table.table.panes.split == (2, 1)
    assert texts(table, "param:width") == ["8", "8", "8"]
    table.set_view(TableView())
    settle()
    assert ids(table)[:3] == ["name", "status", "tags"]


def test_columns_in_which_all_agree_can_be_left_out(table: RunTable, settle: Settle) -> None:
    shown = ("name", "experiment", "status", "param:width", "param:depth", "param:lr")
    table.set_view(TableView(shown=shown, differing=True))
    settle()
    assert ids(table) == ["name", "param:depth", "param:lr"]


def test_digits_change_in_place_without_a_read(table: RunTable, settle: Settle) -> None:
    view = TableView(shown=("name", "param:lr", LOSS), sort=(Sort(LOSS, descending=True),))
    table.set_view(view)
    settle()
    assert texts(table, LOSS)[0] == "5.571"
    table.set_view(view.with_look(LOSS, digits=7).with_look("param:lr", digits=2))
    assert texts(table, LOSS)[0] == "5.571429"
    assert texts(table, "param:lr")[0] == "1.0e-39"


def test_colour_by_value_spans_all_runs_found(table: RunTable, settle: Settle) -> None:
    table.set_view(TableView(shown=("name", LOSS)).with_look(LOSS, scaled=True))
    settle()
    [column] = [column for column in table.model.columns if column.id == LOSS]
    assert column.scale == (0.0, 39 / 7)


def test_rows_and_widths_follow_the_view(table: RunTable, settle: Settle) -> None:
    table.set_view(
        replace(TableView(shown=("name", "param:lr")), density="dense").with_look("param:lr", width=150)
    )
    settle()
    assert table.table.row_height == sizes.ROW_DENSE
    assert table.table.body.columnWidth(1) == 150


def test_what_is_done_in_the_table_changes_the_view(table: RunTable, settle: Settle, qtbot: QtBot) -> None:
    table.set_view(TableView(shown=("name", "status", "param:lr", LOSS)))
    settle()
    with qtbot.waitSignal(table.view_changed) as told:
        table.table.body.head.resizeSection(2, 177)
    assert told.args[0].look("param:lr").width == 177
    with qtbot.waitSignal(table.view_changed) as told:
        table.table.body.head.moveSection(1, 2)
    settle()
    assert told.args[0].shown == ("name", "param:lr", "status", LOSS)
    assert ids(table) == ["name", "param:lr", "status", LOSS]
    assert table.table.body.columnWidth(1) == 177
    with qtbot.waitSignal(table.view_changed) as told:
        table.table.sort_asked.emit(LOSS, True)
    assert told.args[0].sort == (Sort("created", descending=True), Sort(LOSS))
    settle()
    assert table.view == told.args[0]


def test_rows_on_screen_come_with_other_columns(table: RunTable, settle: Settle, qtbot: QtBot) -> None:
    table.table.body.verticalScrollBar().setValue(table.table.body.verticalScrollBar().maximum())
    settle()
    table.set_view(replace(table.view, shown=("name", "param:depth")))
    qtbot.waitUntil(lambda: ids(table) == ["name", "param:depth"])
    assert table.model.row(39) is not None


def test_columns_that_no_run_has_are_left_out_and_the_name_is_first() -> None:
    known = [Column(name, name, "", False, "run") for name in ("name", "a", "b", "c")]
    view = TableView(shown=("c", "gone", "name", "a", "c"), left=("name", "a"), right=("a", "c"))
    found = arrange(view, known, known[:1])
    assert [column.id for column in found.columns] == ["name", "a", "c"]
    assert (found.left, found.right) == (2, 1)
    assert [column.id for column in arrange(TableView(), known, known[:2], hidden=["name", "a"]).columns] == [
        "name"
    ]


def test_numbers_with_more_decimals_than_before_are_not_cut(
    table: RunTable, folder: Path, settle: Settle
) -> None:
    with Store.open(folder) as store:
        for name, loss in (("far", 12.5), ("near", 0.012345678)):
            run = Logged(store, name=name)
            run.metric("loss", [loss])
            run.end()
    table.set_view(TableView(shown=("name", LOSS), sort=(Sort(LOSS, descending=True),)))
    table.search(parse('run.name == "far"'))
    settle()
    narrow = table.table.body.columnWidth(1)
    table.search(parse('run.name == "near"'))
    settle()
    assert texts(table, LOSS)[0] == "0.01235"
    column, row = table.model.columns[1], table.model.row(0)
    wanted = column.cell.width(row, row.cells[1], table.table.body.cells.look)
    assert narrow < round(wanted) <= table.table.body.columnWidth(1)
