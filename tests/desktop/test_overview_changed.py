"""What changed since the run before, or since another one, as the Overview tab shows it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.kinds.overview.changed.change_rows import delta
from runyard.desktop.kinds.overview.changed.changed_card import ChangedCard
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.state import Workspace
from runyard.desktop.widgets import CopyButton
from runyard.domain.changes import Changes
from runyard.storage.runs import runs
from runyard.storage.runs.changed import MetricChange
from runyard.storage.store import Store
from support.around_runs import two_runs
from support.one_run import START, Logged, sweep
from support.overview_tab import opened

Settle = Callable[[], None]


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    return opened(workspace, qtbot)


def shown(table: CardTable) -> list[tuple[str, ...]]:
    model = table.cards
    return [tuple(cell.text for cell in model.row(at).cells) for at in range(model.rowCount())]


def third(store: Store) -> int:
    """A later run of the same experiment by another script."""
    return Logged(
        hash="9" * 32, name="later", params={"hparams": {"seed": 7}}, script="other.py", started=START + 10**9
    ).store(store)


def test_the_run_before_is_compared(store: Store, tab: OverviewTab, settle: Settle) -> None:
    two_runs(store)
    _, run = runs.find(store, "5a3f"), runs.find(store, "7c1e")
    tab.show_run(run)
    settle()
    card = tab.changed
    assert not card.isHidden()
    assert card.other.text() == "mlp-w256-adam-3e-3-s1"
    assert card._about.text().startswith("previous run of train.py, ")
    assert shown(card.sides.params.table) == [
        ("dropout", "0.1", "→", "0.2"),
        ("ema", "false", "→", "true"),
        ("seed", "1", "→", "2"),
    ]
    assert card.sides.params._note.text() == "3 of 14"
    assert shown(card.sides.code.table) == [
        ("commit", "aaaaaaaa", "→", "dddddddd"),
        ("numpy", "2.4.5", "→", "2.4.6"),
        ("rich", "–", "→", "14.0"),
    ]
    names = [row[0] for row in shown(card.sides.metrics.table)]
    assert names == ["accuracy", "loss"]
    assert card.sides.metrics._note.text() == "at step 299 of both"


@pytest.mark.parametrize(
    ("name", "before", "after", "words", "tone"),
    [
        ("loss", 2.0, 1.0, "↓ 50.0 %", "ok"),
        ("loss", 1.0, 2.0, "↑ 100.0 %", "bad"),
        ("val/accuracy", 0.5, 0.6, "↑ 20.0 %", "ok"),
        ("samples_per_second", 100.0, 90.0, "↓ 10.0 %", "bad"),
        ("lr", 0.1, 0.2, "↑ 100.0 %", "text_soft"),
        ("loss", 0.0, 0.5, "↑ 0.5000", "bad"),
        ("loss", 1.0, 1.0000001, "↑ <0.1 %", "bad"),
        ("loss", 1.0, math.nan, "", "text_faint"),
        ("loss", 1.0, 1e9, "↑ ×1e+09", "bad"),
        ("loss", 800.0, 1.0, "↓ ÷800", "ok"),
    ],
)
def test_a_delta_says_how_far_and_whether_that_is_good(
    name: str, before: float, after: float, words: str, tone: str
) -> None:
    assert delta(MetricChange(name, "{}", 3, before, after)) == (words, tone)


def test_keys_that_two_params_share_are_shown_whole(store: Store, tab: OverviewTab, settle: Settle) -> None:
    Logged(params={"a": {"lr": 1}, "b": {"lr": 1}}).store(store)
    run = Logged(hash="b" * 32, params={"a": {"lr": 2}, "b": {"lr": 3}}, started=START + 9).store(store)
    tab.show_run(run)
    settle()
    assert [row[0] for row in shown(tab.changed.sides.params.table)] == ["a.lr", "b.lr"]


def test_the_other_run_is_a_click_away(
    workspace: Workspace, store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    tab.changed.other.setFocus()
    with qtbot.waitSignal(workspace.go) as asked:
        qtbot.keyClick(tab.changed.other, Qt.Key.Key_Return)
    assert asked.args == [Route("run", "5a3f" + "0" * 28, "overview")]


def choose(card: ChangedCard, key: str) -> None:
    at = card.choice.findText(key)
    card.choice.setCurrentIndex(at)
    card.choice.activated.emit(at)


def test_another_run_is_chosen_by_keys(store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot) -> None:
    _, run = two_runs(store)
    third(store)
    tab.show_run(run)
    settle()
    card = tab.changed
    choose(card, "Another run…")
    settle()
    chooser = card.chooser
    assert chooser is not None
    assert chooser.isVisible()
    names = [chooser.list.model.option(at).label for at in range(chooser.list.model.rowCount())]  # type: ignore[union-attr]
    assert names == ["later", "mlp-w256-adam-3e-3-s1"]
    for letter in "LATE":
        qtbot.keyClick(chooser.list.search, letter)
    chooser._typing.timeout.emit()
    settle()
    qtbot.keyClick(chooser.list.search, Qt.Key.Key_Return)
    settle()
    assert not chooser.isVisible()
    assert card.other.text() == "later"
    assert card._about.text().startswith("digits-mlp, ")
    assert card.choice.currentText() == "Chosen run"
    choose(card, "Previous run")
    settle()
    assert card.other.text() == "mlp-w256-adam-3e-3-s1"


def test_leaving_the_chooser_changes_nothing(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    choose(tab.changed, "Another run…")
    assert tab.changed.chooser is not None
    qtbot.keyClick(tab.changed.chooser.list.search, Qt.Key.Key_Escape)
    assert not tab.changed.chooser.isVisible()
    assert tab.changed.choice.currentText() == "Previous run"
    settle()


def test_the_first_run_has_nothing_before_it(store: Store, tab: OverviewTab, settle: Settle) -> None:
    before = sweep().store(store)
    tab.show_run(before)
    settle()
    assert tab.changed.isHidden(), "nothing to compare with at all"
    third(store)
    tab.changed.show_run(before)
    settle()
    card = tab.changed
    assert not card.isHidden()
    assert card.message.text() == "This script has not run before, and nothing else in this experiment"
    assert card._sides is None
    assert card.other.isHidden()
    card.compare_with(runs.find(store, "9999"))
    settle()
    assert not card.sides.isHidden()
    assert card.other.text() == "later"


def test_a_chosen_run_that_is_gone_is_told(store: Store, tab: OverviewTab, settle: Settle) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    tab.changed.compare_with(999)
    settle()
    assert "run is gone" in tab.changed.message.text()
    assert tab.changed.sides.isHidden()
    choose(tab.changed, "Previous run")
    settle()
    assert tab.changed.message.isHidden()
    assert not tab.changed.sides.isHidden()


def test_a_live_run_is_compared_again_but_not_all_the_time(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    told: list[int] = []
    tab.changed.compared.connect(lambda: told.append(1))
    for revision in range(5):
        tab.refresh(Changes(revision, frozenset({run})))
    settle()
    assert told == []
    assert tab._compare_soon.isActive()
    tab._compare_soon.timeout.emit()
    settle()
    assert told == [1]
    tab.refresh(Changes(9, frozenset({run})))
    tab.deactivate()
    assert not tab._compare_soon.isActive()
    tab.hide()
    tab.show()
    assert tab._compare_soon.isActive()  # what came before the tab was left is still to be compared
    settle()


def test_a_comparison_that_takes_long_is_not_starved_by_a_live_run(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    told: list[int] = []
    tab.changed.compared.connect(lambda: told.append(1))
    for _ in range(10):
        tab.changed.read()
    settle()
    assert len(told) == 2, "the one under way, and one more for all that came meanwhile"


def test_what_changed_is_copied(store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    [button] = tab.changed.findChildren(CopyButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Changed since mlp-w256-adam-3e-3-s1 (5a3f")
    assert "hparams.dropout\t0.1\t0.2" in lines
    assert "numpy\t2.4.5\t2.4.6" in lines


def test_uncommitted_changes_are_shown_from_here(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.resize(1240, 420)
    tab.show_run(run)
    settle()
    qtbot.waitUntil(lambda: tab._scroll.verticalScrollBar().maximum() > 0)
    qtbot.mouseClick(tab.changed.sides.show_diff, Qt.MouseButton.LeftButton)
    assert tab._scroll.verticalScrollBar().value() > 0
    assert tab.cards.git.view.hasFocus()


def test_narrow_parts_stand_one_below_another(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.changed
    qtbot.waitUntil(lambda: card.sides.metrics.x() > card.sides.code.x() > card.sides.params.x())
    tab.resize(900, 900)
    qtbot.waitUntil(lambda: card.sides.metrics.y() > card.sides.code.y() > card.sides.params.y())
    assert card.sides._rules[0].isHidden()


def test_the_tab_key_comes_to_what_changed_before_the_cards(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    _, run = two_runs(store)
    tab.show_run(run)
    settle()
    card = tab.changed
    card.choice.setFocus()
    for part in (card.sides.params.table, card.sides.code.table, card.sides.show_diff):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert part.hasFocus()
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert tab.cards.metrics.isAncestorOf(QApplication.focusWidget())
