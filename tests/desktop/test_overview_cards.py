"""The cards of the Overview tab: what they show, and searching, filtering, sorting and copying them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.overview import around as rows_of
from runyard.desktop.kinds.overview.arranging import Wanted, arrange, groups
from runyard.desktop.kinds.overview.card_model import CELL, CardRow, Cell, Column
from runyard.desktop.kinds.overview.list_card import LIMIT, ListCard
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.state import Workspace
from runyard.domain.changes import Changes
from runyard.journal.batch import Op
from runyard.search.matching import Matcher
from runyard.storage.store import Store
from support.around_runs import ARGUMENTS, attach, log, pin, two_runs
from support.one_run import Logged, sweep

Settle = Callable[[], None]
NAN = float("nan")


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    opened = Store.open(workspace.folder)
    yield opened
    opened.close()


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    made = OverviewTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1240, 900)
    made.show()
    made.activateWindow()
    return made


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


def texts(card: ListCard) -> list[str]:
    return [str(key) for key in card.keys_shown()]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


SOME = [row("torch", 9.0, "big"), row("Numpy", 3.0, "big"), row("rich", NAN), row("a.b", None, "small")]


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
    assert card.field.search.hasFocus()
    assert card.table.horizontalHeader().isVisible()
    for letter in "NU":
        qtbot.keyClick(card.field.search, letter)
    assert texts(card) == ["Numpy"]
    assert card._count.text() == "1 of 4"
    qtbot.keyClick(card.field.search, Qt.Key.Key_Escape)
    assert len(texts(card)) == 4
    qtbot.mouseClick(card.seek, Qt.MouseButton.LeftButton)
    assert card._search_row.isHidden()
    assert not card.table.horizontalHeader().isVisible()


def test_closing_the_search_shows_everything_again(card: ListCard, settle: Settle) -> None:
    card.set_rows(SOME)
    card.seek.setChecked(True)
    card.filter.setCurrentIndex(1)
    card.filter.activated.emit(1)
    assert texts(card) == ["torch", "Numpy"]
    card.field.regex.click()
    card.field.search.setText("^N")
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
    card.field.search.setText("num")
    assert card.copy_text() == "Numpy\t3.0"
    menu.deleteLater()


def test_thousands_of_rows_are_searched_aside_and_scroll_by_themselves(
    card: ListCard, settle: Settle, qtbot: QtBot
) -> None:
    many = [row(f"package-{at:05}", float(at)) for at in range(20_000)]
    card.set_rows(many)
    assert card.shown == LIMIT
    card._more.click()
    assert card.shown == 20_000
    qtbot.waitUntil(lambda: card.table.verticalScrollBar().maximum() > 0)
    card.field.regex.click()
    card.field.search.setText("99$")
    assert card.shown == 20_000, "what is found comes from a worker"
    settle()
    assert card.shown == 200
    card.sort_by(1)
    settle()
    assert texts(card)[0] == "package-19999"


def test_selection_and_place_outlive_other_rows(card: ListCard, qtbot: QtBot) -> None:
    many = [row(f"p{at:03}", float(at)) for at in range(400)]
    card.set_rows(many)
    card._more.click()
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
    card.field.regex.click()
    card.field.search.setText("(")
    settle()
    assert card.field.search.accessibleDescription().startswith("This is no pattern")
    assert not card._none_row.isHidden()


def test_options_are_paired_with_their_values() -> None:
    found = rows_of.argument_rows({"arguments": ARGUMENTS})
    assert [(one.cells[0].text, one.cells[1].text) for one in found] == [
        ("train.py", ""),
        ("--width", "256"),
        ("--lr", "0.003"),
        ("--ema", ""),
        ("--name", "two words"),
        ("--shift", "-1"),
        ("x", ""),
    ]
    line = "python train.py --width 256 --lr=0.003 --ema --name 'two words' --shift -1 x"
    assert rows_of.command({"arguments": ARGUMENTS}) == line
    assert rows_of.argument_rows({"arguments": "odd"}) == []


def test_surroundings_have_cards_of_their_own(store: Store, tab: OverviewTab, settle: Settle) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    cards = tab.cards
    assert all(not card.isHidden() for card in (cards.arguments, cards.variables, cards.packages, cards.git))
    assert cards.params._count.text() == "14", "what Runyard keeps itself is not among the params"
    assert cards.arguments.copy_text().endswith("--name 'two words' --shift -1 x")
    assert cards.packages.copy_text().splitlines()[0] == "numpy==2.4.6"
    assert tab.facts.logged.rows["params"].accessibleName() == "Params 14"
    assert tab._hint.isHidden()


def test_secrets_stay_as_they_are_stored(store: Store, tab: OverviewTab, settle: Settle) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.cards.variables
    shown = {key: card.model.data(card.model.index(at, 1), CELL).text for at, key in enumerate(texts(card))}
    assert shown["URL"] == "https://***@host/x"
    assert shown["HF_TOKEN"] == rows_of.NOT_KEPT
    assert [card.filter.itemText(at) for at in range(card.filter.count())] == ["All", "Kept", "Left out"]
    assert "HF_TOKEN=" in card.copy_text().splitlines()


def test_what_changed_is_a_filter_of_params_and_packages(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    for card, names in (
        (tab.cards.params, ["hparams.dropout", "hparams.ema", "hparams.seed"]),
        (tab.cards.packages, ["numpy", "rich"]),
    ):
        card.seek.setChecked(True)
        card.filter.setCurrentIndex(card.filter.findText("Changed"))
        card.filter.activated.emit(card.filter.currentIndex())
        assert texts(card) == names


def test_cards_without_content_are_not_there_and_one_sentence_says_how_to_fill_them(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    tab.show_run(Logged(params={"lr": 1}).store(store))
    settle()
    cards = tab.cards
    assert all(card.isHidden() for card in (cards.git, cards.files, cards.packages, cards.arguments))
    assert not tab._hint.isHidden()
    assert "log_system_params=True" in tab._hint.text()


def test_pinned_params_stand_on_top_in_their_order(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = sweep()
    run = logged.store(store)
    pin(store, logged, ["goal", "hparams.lr", "not.yet", "hparams"], {"goal": "**Beat** 97 %"})
    tab.show_run(run)
    settle()
    card = tab.references
    assert not card.isHidden()
    assert list(card._entries) == ["goal", "hparams.lr", "not.yet", "hparams"]
    goal = card._entries["goal"]
    assert goal.prose is not None
    assert goal.prose.toPlainText().strip() == "Beat 97 %"
    assert card._entries["hparams.lr"].words.text() == "0.003"
    assert card._entries["not.yet"].words.text() == "Not set"
    assert '"width": 256' in card._entries["hparams"].words.text()
    assert card.y() < tab.cards.y()
    pin(store, logged, ["hparams.width", "goal"])
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert card._entries["goal"] is goal, "what has not changed is kept"
    assert [card.body.itemAt(at).widget() for at in range(2)] == [card._entries["hparams.width"], goal]
    pin(store, logged, [])
    tab.refresh(Changes(10, frozenset({run})))
    settle()
    assert card.isHidden()


def test_keys_with_dots_and_numbers_can_be_pinned(store: Store, tab: OverviewTab, settle: Settle) -> None:
    logged = Logged(params={"a.b": {"c": 1}, "a": {"x-y": 2}, "n": {"1": 3}})
    run = logged.store(store)
    pin(store, logged, ["a.b.c", "a.x-y", "n.1", '["a.b"].c'])
    tab.show_run(run)
    settle()
    assert [entry.words.text() for entry in tab.references._entries.values()] == ["1", "2", "3", "1"]


def test_facts_show_what_a_run_belongs_to(
    workspace: Workspace, store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    logged = sweep()
    run = logged.store(store)
    tab.show_run(run)
    settle()
    values = tab.facts._values
    assert all(values[title].isHidden() for title in ("Group", "Job type", "Label", "Mark"))
    fields = {"group": "sweep 4", "job_type": "train", "label": "best so far", "marked": True}
    log(store, logged, [Op("field", logged.started + 9, [key, value]) for key, value in fields.items()])
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert [values[title].text() for title in ("Group", "Job type", "Label", "Mark")] == [
        "sweep 4",
        "train",
        "best so far",
        "Marked",
    ]
    with qtbot.waitSignal(workspace.go) as asked:
        values["Group"].clicked.emit()
    assert asked.args[0].query == 'run.group == "sweep 4"'


def test_a_live_run_keeps_search_scroll_and_selection(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    logged = sweep()
    run = logged.store(store)
    tab.show_run(run)
    settle()
    tab.resize(1240, 400)
    tab.cards.params.seek.setChecked(True)
    tab.cards.params.field.search.setText("hparams")
    tab.cards.metrics.table.setCurrentIndex(tab.cards.metrics.model.index(3, 0))
    bar = tab._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() >= 120)
    bar.setValue(120)
    attach(store, logged, {"new.bin": b"12"})
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert not tab.cards.files.isHidden()
    assert tab.cards.params.field.matcher.text == "hparams"
    current = tab.cards.metrics.table.current_row()
    assert current is not None
    assert current.cells[0].text == "grad/norm"
    assert bar.value() == 120


def test_another_run_begins_anew(store: Store, tab: OverviewTab, settle: Settle) -> None:
    first, second = two_runs(store)
    tab.show_run(second)
    settle()
    tab.cards.params.seek.setChecked(True)
    tab.cards.params.field.search.setText("hparams")
    tab.cards.params.sort_by(0)
    tab.show_run(first)
    settle()
    assert tab.cards.params.wanted == Wanted()
    assert tab.cards.params._search_row.isHidden()


def test_columns_are_about_even_and_nothing_moves_when_a_card_grows(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    cards = tab.cards
    places = {card: card.x() for card in cards.lists}
    assert len(set(places.values())) == 2
    cards.params._more.click()
    settle()
    assert {card: card.x() for card in cards.lists} == places
