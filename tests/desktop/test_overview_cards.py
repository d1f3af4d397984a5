"""The cards of the Overview tab: what each shows of a run, and what it keeps while the run goes on."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.kinds.overview.cards import around as rows_of
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.kinds.overview.table.arranging import Wanted
from runyard.desktop.kinds.overview.table.card_model import CELL
from runyard.desktop.parts.sparkline import spark
from runyard.desktop.state import Workspace
from runyard.domain.changes import Changes
from runyard.journal.batch import Op
from runyard.storage.metrics import series
from runyard.storage.store import Store
from support import logged
from support.around_runs import ARGUMENTS, attach, log, pin, two_runs
from support.one_run import Logged, sweep
from support.overview_tab import opened, texts

Settle = Callable[[], None]
NAN = float("nan")


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    return opened(workspace, qtbot)


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


def test_the_curve_of_a_metric_spans_the_largest_numbers(store: Store) -> None:
    run = logged.Logged(store)
    run.metric("big", [1e308, -1e308, 0.0])
    [one] = series.of_run(store, run.id)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        [piece] = spark(store, one)
    assert [round(up, 3) for _, up in piece] == [1.0, 0.0, 0.5]


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
    card.seek.setChecked(True)
    assert [card.search.filter.itemText(at) for at in range(card.search.filter.count())] == [
        "All",
        "Kept",
        "Left out",
    ]
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
        card.seek.setChecked(True)
        card.search.filter.setCurrentIndex(card.search.filter.findText("Changed"))
        card.search.filter.activated.emit(card.search.filter.currentIndex())
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


def test_a_pinned_param_with_a_long_word_makes_nothing_wider(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    path = "/data/" + "very_long_folder_name_" * 12 + "file.bin"
    script = sweep()
    run = script.store(store)
    pin(store, script, ["long"], {"long": {"path": path}})
    tab.show_run(run)
    settle()
    words = tab.references._entries["long"].words
    assert words.text() == f'{{"path": "{path}"}}'
    assert tab._page.width() <= tab._scroll.viewport().width()
    assert words.height() > 2 * words.fontMetrics().height()  # it goes on in lines below
    assert words.document().size().width() <= words.width()


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
    hparams = card._entries["hparams"].words.text()
    assert hparams.startswith('{"lr": 0.003, "width": 256, ')
    assert "\n" not in hparams
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
    tab.cards.params.search.field.search.setText("hparams")
    tab.cards.metrics.table.setCurrentIndex(tab.cards.metrics.model.index(3, 0))
    bar = tab._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() >= 120)
    bar.setValue(120)
    attach(store, logged, {"new.bin": b"12"})
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert not tab.cards.files.isHidden()
    assert tab.cards.params.search.field.matcher.text == "hparams"
    current = tab.cards.metrics.table.current_row()
    assert current is not None
    assert current.cells[0].text == "grad/norm"
    assert bar.value() == 120


def test_another_run_begins_anew(store: Store, tab: OverviewTab, settle: Settle) -> None:
    first, second = two_runs(store)
    tab.show_run(second)
    settle()
    tab.cards.params.seek.setChecked(True)
    tab.cards.params.search.field.search.setText("hparams")
    tab.cards.params.sort_by(0)
    tab.show_run(first)
    settle()
    assert tab.cards.params.wanted == Wanted()
    assert tab.cards.params.search.isHidden()


def test_columns_are_about_even_and_nothing_moves_when_a_card_grows(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    cards = tab.cards
    places = {card: card.x() for card in cards.lists}
    assert len(set(places.values())) == 2
    cards.params.parts.more.click()
    settle()
    assert {card: card.x() for card in cards.lists} == places
