"""Columns that stand still at both sides, dragged columns, row heights, colour by value."""

from __future__ import annotations

import sys
from array import array
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.tables import Number, PagedTableModel, Request, Table, TableColumn, Text
from runyard.desktop.theme import contrast, sizes, tokens


class Line(NamedTuple):
    cells: tuple[Any, ...]


def columns(count: int, **more: Any) -> list[TableColumn]:
    numbers = [TableColumn(f"c{i}", f"number {i}", Number(), "val", **more) for i in range(1, count)]
    return [TableColumn("name", "Name", Text()), *numbers]


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> Table:
    theme.apply(qapp, "dark")
    model = PagedTableModel()

    def answer(request: Request) -> None:
        rows = {i: Line((f"run-{i}", *(float(i) for _ in model.columns[1:]))) for i in request.ids}
        model.receive(request, rows)

    model.wanted.connect(answer)
    made = Table(model)
    qtbot.addWidget(made)
    model.setParent(made)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    made.show_columns(columns(20), left=2, right=2)
    made.resize(1100, 500)
    made.show_ids(array("q", range(1, 201)))
    made.show()
    qtbot.waitUntil(lambda: model.row(0) is not None)
    qtbot.wait(20)
    return made


def shown(table: Table) -> list[list[str]]:
    found = []
    for view in table.panes.all():
        places = [place for place in range(len(table.model.columns)) if not view.isColumnHidden(place)]
        found.append([table.model.columns[place].id for place in places])
    return found


def test_each_view_shows_its_columns(table: Table) -> None:
    left, body, right = shown(table)
    assert left == ["name", "c1"]
    assert right == ["c18", "c19"]
    assert body == [f"c{i}" for i in range(2, 18)]
    assert table.pinned.width() == table.pinned.columnWidth(0) + table.pinned.columnWidth(1)
    assert table.panes.right.geometry().right() == table.rect().right()
    table.show_columns(columns(3))
    assert shown(table) == [["name"], ["c1", "c2"], []]
    assert not table.panes.right.isVisible()


def test_all_views_scroll_down_together_and_one_bar_stands_at_the_end(table: Table) -> None:
    for view in table.panes.all():
        view.verticalScrollBar().setValue(840)
        assert {other.verticalScrollBar().value() for other in table.panes.all()} == {840}
        view.verticalScrollBar().setValue(0)
    assert not table.body.verticalScrollBar().isVisible()
    assert table.panes.right.verticalScrollBar().isVisible()
    assert {view.viewport().height() for view in table.panes.all()} == {table.body.viewport().height()}


def test_a_dragged_column_asks_for_its_place(table: Table, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.order_asked) as asked:
        table.body.head.moveSection(3, 5)  # what dragging the third column behind the fifth does
    ids = asked.args[0]
    assert ids[:7] == ["name", "c1", "c2", "c4", "c5", "c3", "c6"]
    assert [table.body.head.visualIndex(place) for place in range(20)] == list(range(20))


def test_a_right_click_on_a_title_asks_for_its_menu(table: Table, qtbot: QtBot) -> None:
    head = table.body.head
    at = QPoint(head.sectionViewportPosition(2) + 20, 10)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, head.viewport().mapToGlobal(at))
    with qtbot.waitSignal(table.head_menu_asked) as asked:
        QApplication.sendEvent(head.viewport(), event)
    assert asked.args[0] == "c2"


def test_rows_take_another_height_and_keep_their_place(table: Table, qtbot: QtBot) -> None:
    table.body.verticalScrollBar().setValue(50 * sizes.ROW)
    table.set_row_height(sizes.ROW_ROOMY)
    assert table.body.rowHeight(3) == table.pinned.rowHeight(3) == sizes.ROW_ROOMY
    assert table.body.verticalScrollBar().value() == 50 * sizes.ROW_ROOMY
    table.set_row_height(sizes.ROW_DENSE)
    assert table.body.rowHeight(3) == sizes.ROW_DENSE


def test_chosen_widths_are_taken_and_told(table: Table, qtbot: QtBot) -> None:
    table.set_widths({"c3": 222, "c1": 90, "c19": 130})
    assert table.body.columnWidth(3) == 222
    assert table.pinned.columnWidth(1) == 90
    assert table.panes.right.columnWidth(19) == 130
    measured = table.body.columnWidth(4)
    with qtbot.waitSignal(table.width_chosen) as told:
        table.body.head.resizeSection(4, 150)
    assert told.args == ["c4", 150]
    table.set_widths({})
    assert table.body.columnWidth(4) == measured
    with qtbot.assertNotEmitted(table.width_chosen):
        table.show_columns(columns(8), left=1)


def test_cells_are_coloured_by_their_value(table: Table, qtbot: QtBot) -> None:
    table.show_columns(columns(4, scale=(1.0, 200.0)))
    qtbot.waitUntil(lambda: table.model.row(0) is not None)
    table.body.verticalScrollBar().setValue(table.body.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: table.model.row(199) is not None)
    image: QImage = table.body.viewport().grab().toImage()
    top = table.body.rowViewportPosition(199)
    ratio = image.devicePixelRatio()
    color = image.pixelColor(round(2 * ratio), round((top + 3) * ratio))
    assert contrast.ratio(color, tokens().scale) < 1.02  # the highest value has the whole colour


def test_rows_stay_chosen_whichever_view_is_clicked(table: Table, qtbot: QtBot) -> None:
    for view in table.panes.all():
        at = QPoint(view.viewport().width() - 10, view.rowViewportPosition(4) + 5)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert table.model.selection.ordered(table.model.ids) == [5]
        table.model.selection.clear()


def test_a_fault_in_a_cell_is_reported_and_the_rest_is_painted(
    table: Table, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Text):
        def paint(self, *_: Any) -> None:
            raise ZeroDivisionError("a fault of ours")

    told: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: told.append(kind))
    table.show_columns([TableColumn("name", "Name", Broken()), *columns(3)[1:]])
    qtbot.waitUntil(lambda: table.model.row(0) is not None)
    assert not table.grab().isNull()
    assert set(told) == {ZeroDivisionError}
