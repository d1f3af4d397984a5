from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.tables import Number, PagedTableModel, Request, Table, TableColumn, Text
from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.desktop.theme import sizes

_Key = Qt.Key
_Shift = Qt.KeyboardModifier.ShiftModifier
_Ctrl = Qt.KeyboardModifier.ControlModifier
Press = Callable[..., None]


class Line(NamedTuple):
    cells: tuple[Any, ...]


def _columns(count: int) -> list[TableColumn]:
    numbers = [TableColumn(f"c{i}", f"number {i}", Number(), "val, last") for i in range(count - 1)]
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
    model.set_columns(_columns(30))
    made.resize(900, 600)
    made.show_ids(array("q", range(1, 1001)))
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(lambda: model.row(0) is not None and made.body.hasFocus())
    return made


@pytest.fixture
def press(table: Table, qtbot: QtBot) -> Press:
    def pressed(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(table.body, key, held)

    return pressed


def _click(
    qtbot: QtBot,
    table: Table,
    row: int,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    x: int = 60,
) -> None:
    y = table.pinned.rowViewportPosition(row) + 10
    qtbot.mouseClick(table.pinned.viewport(), Qt.MouseButton.LeftButton, held, QPoint(x, y))


def _selected(table: Table) -> list[int]:
    return table.model.selection.ordered(table.model.ids)


def test_the_first_column_stands_still_and_both_views_scroll_together(table: Table) -> None:
    assert table.pinned.width() == 248
    table.body.verticalScrollBar().setValue(5_000)
    assert table.pinned.verticalScrollBar().value() == 5_000
    table.pinned.verticalScrollBar().setValue(700)
    assert table.body.verticalScrollBar().value() == 700
    table.body.horizontalScrollBar().setValue(300)
    assert table.pinned.horizontalScrollBar().value() == 0
    bottom = table.body.verticalScrollBar().maximum()
    table.body.verticalScrollBar().setValue(bottom)
    assert table.pinned.verticalScrollBar().value() == bottom
    assert table.pinned.viewport().height() == table.body.viewport().height()


def test_rows_and_header_have_their_heights(table: Table) -> None:
    assert table.body.rowHeight(7) == sizes.ROW
    assert table.body.head.height() == table.pinned.head.height() == sizes.TABLE_HEADER_TWO_LINES
    table.model.set_columns(_columns(1))
    assert table.pinned.head.sizeHint().height() == sizes.TABLE_HEADER


def test_columns_are_as_wide_as_title_and_sample_need(table: Table) -> None:
    head = table.body.head
    for place in range(1, 30):
        column = table.model.columns[place]
        assert head.sectionSize(place) >= min(round(head.title_width(column)), column.widest)


def test_a_dragged_width_stays_with_its_column(table: Table) -> None:
    table.body.head.resizeSection(2, 222)
    columns = _columns(30)
    table.model.set_columns([columns[0], columns[2], columns[1]])
    assert table.body.head.sectionSize(1) == 222
    assert table.body.head.sectionSize(2) != 222
    columns_back = [columns[0], columns[3], *columns[1:3]]
    table.model.set_columns(columns_back)
    assert table.body.head.sectionSize(3) == 222


def test_keys_move_the_current_row_and_keep_it_in_sight(table: Table, press: Press) -> None:
    for key, place in (
        (_Key.Key_Down, 0),
        (_Key.Key_J, 1),
        (_Key.Key_Down, 2),
        (_Key.Key_K, 1),
        (_Key.Key_Up, 0),
        (_Key.Key_Up, 0),
        (_Key.Key_End, 999),
    ):
        press(key)
        assert table.choosing.current == place
    assert table.body.verticalScrollBar().value() == table.body.verticalScrollBar().maximum()
    press(_Key.Key_PageUp)
    assert 970 < table.choosing.current < 999
    press(_Key.Key_Home)
    assert table.choosing.current == 0
    assert table.body.verticalScrollBar().value() == 0
    assert _selected(table) == []


def test_letters_do_not_search(table: Table, press: Press) -> None:
    press(_Key.Key_Down)
    press(_Key.Key_R)
    press(_Key.Key_9)
    assert table.choosing.current == 0


def test_x_selects_and_escape_takes_it_back(table: Table, press: Press) -> None:
    press(_Key.Key_Down)
    press(_Key.Key_X)
    press(_Key.Key_J)
    press(_Key.Key_X)
    assert _selected(table) == [1, 2]
    assert table.model.selection.by_keyboard
    press(_Key.Key_X)
    assert _selected(table) == [1]
    press(_Key.Key_Escape)
    assert _selected(table) == []
    assert not table.model.selection.by_keyboard


def test_shift_extends_from_where_it_began(table: Table, press: Press) -> None:
    for _ in range(5):
        press(_Key.Key_Down)
    press(_Key.Key_Down, _Shift)
    press(_Key.Key_Down, _Shift)
    assert _selected(table) == [5, 6, 7]
    for _ in range(3):
        press(_Key.Key_Up, _Shift)
    assert _selected(table) == [4, 5]
    press(_Key.Key_A, _Ctrl)
    assert len(_selected(table)) == 1000


def test_clicks_select_as_lists_do(table: Table, qtbot: QtBot) -> None:
    _click(qtbot, table, 3)
    assert _selected(table) == [4]
    _click(qtbot, table, 5, _Ctrl)
    assert _selected(table) == [4, 6]
    _click(qtbot, table, 8, _Shift)
    assert _selected(table) == [6, 7, 8, 9]
    _click(qtbot, table, 7, x=CHECK_COLUMN - 10)
    assert _selected(table) == [6, 7, 9]
    _click(qtbot, table, 0)
    assert _selected(table) == [1]
    assert table.choosing.current == 0


def test_the_box_in_the_header_selects_all_or_none(table: Table, qtbot: QtBot) -> None:
    def click() -> None:
        view = table.pinned.head.viewport()
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(22, 20))

    click()
    assert len(_selected(table)) == 1000
    _click(qtbot, table, 2, _Ctrl)
    assert len(_selected(table)) == 999
    click()
    click()
    assert _selected(table) == []


def test_enter_and_double_click_open(table: Table, press: Press, qtbot: QtBot) -> None:
    opened: list[int] = []
    table.opened.connect(opened.append)
    press(_Key.Key_Return)
    press(_Key.Key_Down)
    press(_Key.Key_Down)
    press(_Key.Key_Return)
    place = QPoint(40, table.body.rowViewportPosition(4) + 5)
    qtbot.mouseDClick(table.body.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [2, 5]


def test_a_click_on_a_header_asks_for_an_order(table: Table, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    table.sort_asked.connect(lambda column, adds: asked.append((column, adds)))
    head = table.body.head

    def click(place: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = QPoint(head.sectionViewportPosition(place) + 30, 15)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, held, at)

    click(1)
    click(3, _Shift)
    qtbot.mouseClick(table.pinned.head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(80, 20))
    assert asked == [("c0", False), ("c2", True), ("name", False)]


def test_new_rows_above_leave_what_is_on_screen_where_it_is(table: Table) -> None:
    bar = table.body.verticalScrollBar()
    bar.setValue(100 * sizes.ROW + 9)
    table.choosing.set_current(103)
    table.model.selection.only([105])
    top = table.body.indexAt(QPoint(5, 5)).row()
    shown = table.model.ids[top]
    table.show_ids(array("q", [2002, 2001, *range(1, 1001)]))
    assert bar.value() == 102 * sizes.ROW + 9
    assert table.model.ids[table.body.indexAt(QPoint(5, 5)).row()] == shown
    assert table.choosing.current == 105
    assert table.choosing.current_id == 104
    assert _selected(table) == [105]


def test_at_the_top_new_rows_come_into_sight(table: Table) -> None:
    table.show_ids(array("q", [2001, *range(1, 1001)]))
    assert table.body.verticalScrollBar().value() == 0


def test_a_reset_of_the_order_keeps_the_place_too(table: Table) -> None:
    table.body.verticalScrollBar().setValue(100 * sizes.ROW)
    table.choosing.set_current(110)
    table.show_ids(array("q", [*range(5000, 8000), *range(1, 1001)]))
    assert table.body.verticalScrollBar().value() == 3100 * sizes.ROW
    assert table.choosing.current == 3110
    table.show_ids(array("q", range(1000, 0, -1)), keep_place=False)
    assert table.body.verticalScrollBar().value() == 0
    assert table.choosing.current_id == 111


@pytest.mark.parametrize("down", [0, 100])
def test_the_row_under_the_pointer_is_lit_after_others_came_above(table: Table, down: int) -> None:
    table.body.verticalScrollBar().setValue(down * table.row_height)
    at = table.body.rowViewportPosition(down + 4) + 5
    table.body.hovered.emit(table.body.rowAt(at))
    table.show_ids(array("q", range(-3, 1001)))
    assert table.body.cells.hovered == table.body.rowAt(at) == (down + 8 if down else 4)


def test_where_the_current_row_is_gone_its_place_stays(table: Table) -> None:
    table.choosing.set_current(4)
    table.show_ids(array("q", [1, 2, 3, 4, 6, 7]))
    assert table.choosing.current == 4
    table.show_ids(array("q", [1, 2]))
    assert table.choosing.current == 1
    table.show_ids(array("q"))
    assert table.choosing.current == -1


def test_selected_rows_are_washed_across_both_views(table: Table, qtbot: QtBot) -> None:
    table.model.selection.only([3])
    image = table.grab().toImage()
    ratio = image.devicePixelRatio()
    tokens = theme.tokens()

    def color(x: int, row: int) -> QColor:
        y = sizes.TABLE_HEADER_TWO_LINES + row * sizes.ROW + 3
        return image.pixelColor(round(x * ratio), round(y * ratio))

    for x in (3, 200, 252, 700):
        assert color(x, 2) == tokens.wash
        assert color(x, 1) == tokens.panel


def test_text_sizes_and_themes_change_in_place(table: Table, qapp: QApplication) -> None:
    narrow = table.body.head.sectionSize(3)
    theme.apply(qapp, "light", 1.4)
    try:
        assert table.body.rowHeight(0) >= sizes.ROW
        assert table.body.head.sectionSize(3) > narrow
        assert table.pinned.width() > 248
        corner = table.grab().toImage().pixelColor(4, 100)
        assert corner == theme.tokens().panel
    finally:
        theme.apply(qapp, "light", 1.0)
    assert table.body.head.sectionSize(3) == narrow


def test_a_hidden_table_asks_for_nothing(table: Table, qtbot: QtBot) -> None:
    asked: list[Request] = []
    table.hide()
    table.model.wanted.connect(asked.append)
    table.model.spoil()
    qtbot.wait(5)
    assert asked == []
    table.show()
    qtbot.waitUntil(lambda: bool(asked))
