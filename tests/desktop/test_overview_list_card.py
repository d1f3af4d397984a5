"""A card of the Overview tab: searching, filtering, sorting and copying its rows, however many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.overview.cards.rows import METRIC_COLUMNS
from runyard.desktop.kinds.overview.table.arranging import Wanted, arrange, groups
from runyard.desktop.kinds.overview.table.card_model import CardRow, Cell, Column
from runyard.desktop.kinds.overview.table.list_card import LIMIT, ListCard
from runyard.desktop.state import Workspace
from runyard.desktop.theme import tokens
from runyard.search.matching.matching import Matcher
from support.overview_tab import texts

Settle = Callable[[], None]
NAN = float("nan")


@pytest.fixture
def card(workspace: Workspace, qtbot: QtBot) -> ListCard:
    made = ListCard(
        "Packages", (Column("Name"), Column("Size", 80, right=True)), workspace.tasks, header=False
    )
    qtbot.addWidget(made)
    made.resize(400, 500)
    made.show()
    made.activateWindow()
    return made


def row(name: str, size: float | None, *found: str) -> CardRow:
    cells = (Cell(name), Cell(f"{size}"))
    return CardRow(name, cells, name, f"{name}\t{size}", f"{size}", (name, size), found)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


SOME = [row("torch", 9.0, "big"), row("Numpy", 3.0, "big"), row("rich", NAN), row("a.b", None, "small")]


def test_words_give_way_before_their_note_and_the_whole_row_is_hovered(card: ListCard, qtbot: QtBot) -> None:
    long = "optimiser/" * 12
    card.set_rows(
        [CardRow(note, (Cell(long, note=note), Cell("1")), long, long) for note in ("train", "val")]
    )
    table = card.table
    places = [table.visualRect(table.cards.index(at, 0)) for at in range(2)]
    pictures = [table.viewport().grab(place).toImage() for place in places]
    assert pictures[0] != pictures[1]
    qtbot.mouseMove(table.viewport(), places[1].center())
    for column in range(2):
        corner = table.visualRect(table.cards.index(1, column)).topLeft() + QPoint(2, 2)
        assert table.viewport().grab().toImage().pixelColor(corner) == tokens().hover
    qtbot.mouseMove(table.viewport(), places[0].center())
    assert table.viewport().grab().toImage().pixelColor(places[1].topLeft() + QPoint(2, 2)) != tokens().hover


def test_rows_are_narrowed_by_text_and_group() -> None:
    assert [one.key for one in arrange(SOME, Wanted(Matcher("NUM"))).rows] == ["Numpy"]
    assert arrange(SOME, Wanted(Matcher("num", case=True))).rows == []
    assert [one.key for one in arrange(SOME, Wanted(Matcher("r", regex=False), "big")).rows] == ["torch"]
    assert [one.key for one in arrange(SOME, Wanted(Matcher("^.{4}$", regex=True))).rows] == ["rich"]
    assert arrange(SOME, Wanted(Matcher("(", regex=True))).problem is not None


def test_rows_are_sorted_with_what_is_no_number_last_either_way() -> None:
    def order(descending: bool) -> list[str]:
        return [one.key for one in arrange(SOME, Wanted(column=1, descending=descending)).rows]

    assert order(True) == ["torch", "Numpy", "rich", "a.b"]
    assert order(False) == ["Numpy", "torch", "rich", "a.b"]
    by_name = arrange(SOME, Wanted(column=0)).rows
    assert [one.key for one in by_name] == ["a.b", "Numpy", "rich", "torch"]


def test_a_filter_is_offered_where_it_leaves_something_out() -> None:
    assert groups(SOME) == ["big", "small"]
    assert groups([row("a", 1.0, "x"), row("b", 1.0, "x")]) == []


def test_a_card_is_searched_with_the_keyboard(card: ListCard, qtbot: QtBot) -> None:
    card.set_rows(SOME)
    card.seek.setFocus()
    qtbot.keyClick(card.seek, Qt.Key.Key_Space)
    assert card.search.field.search.hasFocus()
    assert card.table.horizontalHeader().isVisible()
    for letter in "NU":
        qtbot.keyClick(card.search.field.search, letter)
    assert texts(card) == ["Numpy"]
    assert card._count.text() == "1 of 4"
    qtbot.keyClick(card.search.field.search, Qt.Key.Key_Escape)
    assert len(texts(card)) == 4
    qtbot.mouseClick(card.seek, Qt.MouseButton.LeftButton)
    assert card.search.isHidden()
    assert not card.table.horizontalHeader().isVisible()


def test_the_search_stands_before_the_rows_for_the_tab_key(card: ListCard, qtbot: QtBot) -> None:
    card.set_rows(SOME)
    card.seek.setFocus()
    qtbot.keyClick(card.seek, Qt.Key.Key_Space)
    card.seek.setFocus()
    expected = [card._copy, *card.search.stops, card.table]
    for part in expected:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert part.hasFocus(), part


def test_closing_the_search_shows_everything_again(card: ListCard, settle: Settle) -> None:
    card.set_rows(SOME)
    card.seek.setChecked(True)
    card.search.filter.setCurrentIndex(1)
    card.search.filter.activated.emit(1)
    assert texts(card) == ["torch", "Numpy"]
    card.search.field.regex.click()
    card.search.field.search.setText("^N")
    settle()
    assert texts(card) == ["Numpy"]
    card.seek.setChecked(False)
    settle()
    assert len(texts(card)) == 4


def test_titles_sort_by_mouse_and_the_menu_by_keys(card: ListCard, qtbot: QtBot) -> None:
    card.set_rows(SOME)
    card.seek.setChecked(True)
    header = card.table.horizontalHeader()
    spot = QPoint(header.sectionViewportPosition(1) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert texts(card)[:2] == ["torch", "Numpy"]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert texts(card)[:2] == ["Numpy", "torch"]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert texts(card) == ["torch", "Numpy", "rich", "a.b"]
    menu = card.make_menu()
    [by_name] = [action for action in menu.actions() if action.text() == "Sort by name"]
    by_name.trigger()
    assert texts(card)[0] == "a.b"
    menu.deleteLater()


def test_value_row_and_all_are_copied(card: ListCard, qtbot: QtBot) -> None:
    card.set_rows(SOME)
    card.table.setFocus()
    card.table.setCurrentIndex(card.model.index(1, 0))
    qtbot.keyClick(card.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard() == "Numpy\t3.0"
    menu = card.make_menu()
    acts = {action.text(): action for action in menu.actions()}
    acts["Copy value"].trigger()
    assert clipboard() == "3.0"
    acts["Copy all 4 rows"].trigger()
    assert clipboard().splitlines() == ["torch\t9.0", "Numpy\t3.0", "rich\tnan", "a.b\tNone"]
    card.search.field.search.setText("num")
    assert card.copy_text() == "Numpy\t3.0"
    menu.deleteLater()


def test_the_menu_is_about_the_row_under_the_pointer_or_the_current_one(
    card: ListCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.set_rows(SOME)
    asked: list[object] = []
    monkeypatch.setattr(QMenu, "popup", lambda _menu, _spot: asked.append(card.table.current_row()))
    card.table.setCurrentIndex(card.model.index(2, 0))
    spot = card.table.visualRect(card.model.index(1, 0)).center()
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        event = QContextMenuEvent(reason, spot, card.table.viewport().mapToGlobal(spot))
        QApplication.sendEvent(card.table.viewport(), event)
    assert asked == [SOME[2], SOME[1]]


def test_thousands_of_rows_are_searched_aside_and_scroll_by_themselves(
    card: ListCard, settle: Settle, qtbot: QtBot
) -> None:
    many = [row(f"package-{at:05}", float(at)) for at in range(20_000)]
    card.set_rows(many)
    assert card.shown == LIMIT
    card.parts.more.click()
    assert card.shown == 20_000
    qtbot.waitUntil(lambda: card.table.verticalScrollBar().maximum() > 0)
    card.search.field.regex.click()
    card.search.field.search.setText("99$")
    assert card.shown == 20_000, "what is found comes from a worker"
    settle()
    assert card.shown == 200
    card.sort_by(1)
    settle()
    assert texts(card)[0] == "package-19999"


def test_selection_and_place_outlive_other_rows(card: ListCard, qtbot: QtBot) -> None:
    many = [row(f"p{at:03}", float(at)) for at in range(400)]
    card.set_rows(many)
    card.parts.more.click()
    qtbot.waitUntil(lambda: card.table.verticalScrollBar().maximum() > 0)
    card.table.setCurrentIndex(card.model.index(200, 0))
    bar = card.table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    place = bar.value()
    card.set_rows([*many, row("new", 1.0)])
    current = card.table.current_row()
    assert current is not None
    assert current.key == "p200"
    assert bar.value() == place


def test_a_bad_pattern_is_told_in_the_field(card: ListCard, settle: Settle) -> None:
    card.set_rows(SOME)
    card.seek.setChecked(True)
    card.search.field.regex.click()
    card.search.field.search.setText("(")
    settle()
    assert card.search.field.search.accessibleDescription().startswith("This is no pattern")
    assert not card.parts.none.isHidden()


def test_spare_columns_go_where_there_is_no_room(workspace: Workspace, qtbot: QtBot) -> None:
    card = ListCard("Metrics", METRIC_COLUMNS, workspace.tasks)
    qtbot.addWidget(card)
    card.resize(460, 300)
    card.show()

    def hidden() -> list[int]:
        return [at for at in range(len(METRIC_COLUMNS)) if card.table.isColumnHidden(at)]

    qtbot.waitUntil(lambda: hidden() == [])
    card.resize(300, 300)
    qtbot.waitUntil(lambda: hidden() == [3, 4])
    assert card.model.last_shown == 2
    card.resize(460, 300)
    qtbot.waitUntil(lambda: hidden() == [])
