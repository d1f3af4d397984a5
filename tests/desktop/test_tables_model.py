from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from runyard.desktop.tables import Number, PagedTableModel, Request, TableColumn, Text
from runyard.desktop.tables.rows import BLOCK, KEPT, RowCache
from runyard.desktop.tables.splice import difference

COLUMNS = (TableColumn("name", "Name", Text()), TableColumn("loss", "loss", Number(), "val, last"))


class Line(NamedTuple):
    id: int
    cells: tuple[Any, ...]


class Source:
    """Answers what a model asks for, when told to."""

    def __init__(self, model: PagedTableModel) -> None:
        self.model = model
        self.asked: list[Request] = []
        self.version = 0
        model.wanted.connect(self.note)

    def note(self, request: Request) -> None:
        self.asked.append(request)

    def line(self, row_id: int) -> Line:
        return Line(row_id, (f"run-{row_id}", row_id / 8 + self.version))

    def answer(self, without: Iterable[int] = ()) -> None:
        request = self.asked[-1]
        gone = set(without)
        self.model.receive(request, {i: self.line(i) for i in request.ids if i not in gone})


@pytest.fixture
def model(qtbot: QtBot) -> PagedTableModel:
    made = PagedTableModel()
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    assert tester.model() is made
    made.set_columns(COLUMNS)
    return made


@pytest.fixture
def source(model: PagedTableModel) -> Source:
    return Source(model)


@pytest.fixture
def large(qtbot: QtBot) -> PagedTableModel:
    """A model for many rows, without the tester, which looks at every row after every change."""
    made = PagedTableModel()
    made.set_columns(COLUMNS)
    return made


def _text(model: PagedTableModel, row: int, column: int = 0) -> str:
    return str(model.index(row, column).data())


def test_all_rows_are_there_at_once_and_only_the_visible_blocks_are_asked(
    large: PagedTableModel, qtbot: QtBot
) -> None:
    source = Source(large)
    large.set_ids(array("q", range(100_000)))
    large.set_visible(500, 530)
    assert large.rowCount() == 100_000
    qtbot.waitUntil(lambda: bool(source.asked))
    assert source.asked[-1].ids == tuple(range(384, 640))
    assert _text(large, 500) == ""
    source.answer()
    assert _text(large, 500) == "run-500"
    assert _text(large, 500, 1) == "62.5"


def test_a_miss_asks_by_itself(model: PagedTableModel, source: Source, qtbot: QtBot) -> None:
    model.set_visible(0, 10)
    model.set_ids(array("q", [5, 3]))
    assert _text(model, 1) == ""
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    assert [_text(model, 0), _text(model, 1)] == ["run-5", "run-3"]


def test_a_request_under_way_for_what_is_visible_is_not_begun_again(
    model: PagedTableModel, source: Source, qtbot: QtBot
) -> None:
    model.set_ids(array("q", range(10_000)))
    model.set_visible(0, 30)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    model.set_visible(5, 35)
    model.row(20)
    qtbot.wait(5)
    assert len(source.asked) == 1
    model.set_visible(5000, 5030)
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    first = source.asked[0]
    model.receive(first, {i: source.line(i) for i in first.ids})
    assert _text(model, 0) == "", "an answer that is not awaited any more is dropped"


def test_rows_out_of_date_keep_showing_until_the_fresh_ones_come(
    model: PagedTableModel, source: Source, qtbot: QtBot
) -> None:
    model.set_ids(array("q", range(40)))
    model.set_visible(0, 30)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    source.version = 1
    model.spoil({3, 4, 9})
    assert _text(model, 3, 1) == "0.375"
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    assert source.asked[-1].ids == (3, 4, 9)
    source.answer()
    assert _text(model, 3, 1) == "1.375"
    assert changed == [(3, 4), (9, 9)], "neighbours are told together, others not at all"


def test_nothing_is_told_when_nothing_changed(model: PagedTableModel, source: Source, qtbot: QtBot) -> None:
    model.set_ids(array("q", range(40)))
    model.set_visible(0, 30)
    qtbot.waitUntil(lambda: bool(source.asked))
    source.answer()
    told: list[str] = []
    model.dataChanged.connect(lambda *_: told.append("data"))
    model.ids_changed.connect(lambda: told.append("ids"))
    model.spoil({7})
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    source.answer()
    model.set_ids(array("q", range(40)))
    model.spoil({999})
    assert told == []


def test_a_change_while_its_row_is_on_the_way_asks_again(
    model: PagedTableModel, source: Source, qtbot: QtBot
) -> None:
    model.set_ids(array("q", range(10)))
    model.set_visible(0, 9)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    model.spoil({2})
    source.answer()
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    assert source.asked[-1].ids == (2,)


def test_a_run_that_is_gone_is_not_asked_for_for_ever(
    model: PagedTableModel, source: Source, qtbot: QtBot
) -> None:
    model.set_ids(array("q", range(10)))
    model.set_visible(0, 9)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.answer(without=[4])
    assert _text(model, 4) == ""
    qtbot.wait(5)
    assert len(source.asked) == 1
    model.spoil({4})
    model.set_visible(0, 8)
    qtbot.waitUntil(lambda: len(source.asked) == 2)


def test_other_columns_fetch_anew(model: PagedTableModel, source: Source, qtbot: QtBot) -> None:
    model.set_ids(array("q", range(10)))
    model.set_visible(0, 9)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.answer()
    model.set_columns(COLUMNS[:1])
    assert _text(model, 0) == ""
    qtbot.waitUntil(lambda: len(source.asked) == 2)


def test_rows_far_away_are_dropped(large: PagedTableModel, qtbot: QtBot) -> None:
    source = Source(large)
    large.set_ids(array("q", range(50_000)))
    for start in range(0, 2 * KEPT, BLOCK):
        asked = len(source.asked)
        large.set_visible(start, start + 30)
        qtbot.waitUntil(lambda asked=asked: len(source.asked) > asked)
        source.answer()
    large.wanted.disconnect(source.note)
    here = [row for row in range(50_000) if large.row(row) is not None]
    assert len(here) <= KEPT + BLOCK
    assert here[-1] == 2 * KEPT - 1


def test_header_says_both_lines(model: PagedTableModel) -> None:
    words = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(2)]
    assert words == ["Name", "loss, val, last"]


def test_a_failed_request_is_asked_again(model: PagedTableModel, source: Source, qtbot: QtBot) -> None:
    model.set_ids(array("q", range(10)))
    model.set_visible(0, 9)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    model.give_up()
    model.set_visible(0, 8)
    qtbot.waitUntil(lambda: len(source.asked) == 2)


def test_primed_rows_need_no_request(model: PagedTableModel, source: Source, qtbot: QtBot) -> None:
    model.set_ids(array("q", range(10)))
    model.prime({i: source.line(i) for i in range(10)})
    model.set_visible(0, 9)
    qtbot.wait(5)
    assert source.asked == []
    assert _text(model, 9) == "run-9"


def test_the_selection_lives_through_a_new_order_and_forgets_what_is_not_listed(
    model: PagedTableModel,
) -> None:
    model.set_ids(array("q", [1, 2, 3, 4]))
    model.selection.only([2, 4])
    model.set_ids(array("q", [4, 3, 2, 1]))
    assert model.selection.ordered(model.ids) == [4, 2]
    model.set_ids(array("q", [9, 4]))
    assert model.selection.ordered(model.ids) == [4]
    check = model.index(1, 0).data(Qt.ItemDataRole.CheckStateRole)
    assert Qt.CheckState(check) is Qt.CheckState.Checked


def test_selecting_all_of_100000_is_one_change(large: PagedTableModel) -> None:
    large.set_ids(array("q", range(100_000)))
    told: list[int] = []
    large.selection.changed.connect(lambda: told.append(len(large.selection)))
    large.selection.only(large.ids)
    large.selection.only(large.ids)
    large.selection.clear()
    assert told == [100_000, 0]


_IDS = st.lists(st.integers(-5, 5), max_size=12)


@given(_IDS, _IDS)
def test_the_difference_of_two_orders_joins_them(old: list[int], new: list[int]) -> None:
    before, after = array("q", old), array("q", new)
    change = difference(before, after)
    if change is None:
        assert before == after
        return
    at, removed, inserted = change
    assert removed or inserted
    joined = before[:at] + after[at : at + inserted] + before[at + removed :]
    assert joined == after
    assert before[:at] == after[:at]


@given(st.lists(st.lists(st.integers(0, 30), unique=True, max_size=20), min_size=2, max_size=5))
def test_any_change_of_order_keeps_the_model_consistent(orders: list[list[int]]) -> None:
    model = PagedTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.set_columns(COLUMNS)
    for order in orders:
        model.set_ids(array("q", order))
        assert list(model.ids) == order
        assert model.rowCount() == len(order)


def test_a_superseded_request_leaves_its_rows_out_of_date() -> None:
    cache, ids = RowCache(), array("q", range(1000))
    cache.needed(ids, 0, 10)
    cache.receive({i: Line(i, ("old",)) for i in range(BLOCK)})
    cache.spoil({5})
    assert cache.needed(ids, 0, 10) == (5,)
    assert cache.needed(ids, 800, 810)
    assert cache.needed(ids, 0, 10) == (5,)


def test_columns_are_the_old_ones_until_the_reset_begins(qtbot: QtBot) -> None:
    model = PagedTableModel()
    assert model.set_columns(COLUMNS)
    counts: list[int] = []
    model.modelAboutToBeReset.connect(lambda: counts.append(model.columnCount()))
    model.modelReset.connect(lambda: counts.append(model.columnCount()))
    assert model.set_columns(COLUMNS[:1])
    assert counts == [2, 1]  # a view that paints before would ask for columns that are gone


def test_columns_that_only_look_otherwise_keep_the_rows(qtbot: QtBot) -> None:
    model = PagedTableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    source = Source(model)
    model.set_columns(COLUMNS)
    model.set_ids(array("q", range(1, 11)))
    model.set_visible(0, 9)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.answer()
    coloured = (COLUMNS[0], TableColumn("loss", "loss", Number(), "val, last", scale=(0.0, 1.0)))
    with (
        qtbot.assertNotEmitted(model.modelReset),
        qtbot.waitSignals([model.dataChanged, model.headerDataChanged]),
    ):
        assert not model.set_columns(coloured)
    assert model.row(0) == source.line(1)
    assert model.columns[1].scale == (0.0, 1.0)
    with qtbot.waitSignal(model.modelReset):
        assert model.set_columns(coloured, anew=True)
    assert model.row(0) is None


def test_heads_are_fetched_anew_and_show_meanwhile(qtbot: QtBot) -> None:
    model = PagedTableModel()
    source = Source(model)
    model.set_columns(COLUMNS)
    model.set_ids(array("q", [-1, 5, -2]))
    model.set_visible(0, 2)
    qtbot.waitUntil(lambda: len(source.asked) == 1)
    source.answer()
    model.spoil_heads(lambda row_id, row: row._replace(id=row_id * 10))
    assert model.row(0) == Line(-10, ("run--1", -1 / 8))
    assert model.row(1) == source.line(5)
    model.prime({-1: source.line(-1)})  # came with the ids
    model.set_visible(0, 1)
    qtbot.waitUntil(lambda: len(source.asked) == 2)
    assert source.asked[-1].ids == (-2,)
