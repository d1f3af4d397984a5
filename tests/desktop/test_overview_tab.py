from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop.frame import Route
from runyard.desktop.kinds.overview.cards.rows import short_number
from runyard.desktop.kinds.overview.tab import OverviewTab
from runyard.desktop.kinds.overview.table.card_model import CELL, CardRow, CardTableModel, Cell, Column
from runyard.desktop.state import Workspace
from runyard.desktop.theme import sizes
from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support.one_run import Logged, sweep
from support.overview_tab import opened

Settle = Callable[[], None]
NAN = float("nan")
FAILED = {
    "status": "failed",
    "code": 1,
    "signal": "",
    "traceback": "Traceback (most recent call last):\n  ...\nRuntimeError: CUDA out of memory\n",
}


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> OverviewTab:
    return opened(workspace, qtbot, 760)


def cell(card: CardTableModel, row: int, column: int) -> Cell:
    found = card.data(card.index(row, column), CELL)
    assert isinstance(found, Cell)
    return found


def test_the_cards_show_what_was_logged(store: Store, tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(sweep().store(store))
    settle()
    assert tab.faces.face == "content"
    names = [
        (cell(tab.cards.metrics.model, row, 0).text, cell(tab.cards.metrics.model, row, 0).note)
        for row in range(3)
    ]
    assert names == [("accuracy", "val"), ("f1", "val"), ("grad/norm", "train")]
    assert cell(tab.cards.params.model, 0, 0).text == "hparams.lr"
    assert cell(tab.cards.params.model, 0, 1) == Cell("0.003", "code_number", mono=True)
    assert [cell(tab.cards.system.model, row, 0).text for row in range(4)] == [
        "CPU",
        "GPU 0",
        "GPU 0 memory",
        "Memory",
    ]
    assert cell(tab.cards.system.model, 0, 1).share == pytest.approx(0.41, abs=0.02)
    assert tab.traceback.isHidden()
    assert tab.problems.isHidden()


def test_curves_come_after_the_rows_and_a_context_keeps_its_colour(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(sweep().store(store))
    settle()
    qtbot.waitUntil(lambda: bool(cell(tab.cards.metrics.model, 0, 4).spark))
    colors = {
        cell(tab.cards.metrics.model, row, 0).note: cell(tab.cards.metrics.model, row, 4).color
        for row in range(6)
    }
    assert colors == {"val": 0, "train": 1}
    [piece] = cell(tab.cards.metrics.model, 4, 4).spark
    assert piece[0] == (0.0, 1.0)
    assert all(0.0 <= x <= 1.0 and 0.0 <= y <= 1.0 for x, y in piece)


def test_a_curve_breaks_at_nan_and_a_metric_of_nan_has_none(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    metrics = {("loss", ""): [3.0, 2.0, NAN, 2.0, 1.0], ("lost", ""): [NAN, NAN]}
    tab.show_run(Logged(metrics=metrics).store(store))
    settle()
    assert len(cell(tab.cards.metrics.model, 0, 4).spark) == 2
    assert cell(tab.cards.metrics.model, 1, 4).spark == ()
    assert cell(tab.cards.metrics.model, 1, 1) == Cell("NaN", "warn")
    assert cell(tab.cards.metrics.model, 1, 2).text == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.0519, "0.05190"), (-0.000991, "-9.91e-4"), (1234567.8, "1234568"), (4.2e11, "4.20e11")],
)
def test_numbers_fit_their_column(value: float, text: str) -> None:
    assert short_number(value) == text


def test_many_metrics_show_the_first_and_lead_on(
    workspace: Workspace, store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    metrics = {(f"m{at:03}", ""): [float(at)] for at in range(300)}
    run = Logged(metrics=metrics)
    tab.show_run(run.store(store))
    settle()
    card = tab.cards.metrics
    assert card.shown == 12
    low = card.table.height()
    card.parts.more.click()
    assert card.shown == 300
    qtbot.waitUntil(lambda: card.table.height() > low)
    assert card.table.height() < 300 * 20, "it scrolls by itself"
    with qtbot.waitSignal(workspace.go) as asked:
        card.parts.lead.click()
    assert asked.args == [Route("run", run.hash, "metrics")]
    card.search.field.search.setText("m29")
    settle()
    assert card.shown == 10
    card.search.field.search.setText("zzz")
    settle()
    assert card.shown == 0
    assert not card.parts.none.isHidden()
    card.search.field.clear()
    card.parts.more.click()
    assert card.shown == 12


def test_a_failed_run_shows_its_traceback(store: Store, tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(sweep(exit=FAILED).store(store))
    settle()
    assert not tab.traceback.isHidden()
    assert "CUDA out of memory" in tab.traceback._text.toPlainText()
    assert tab.facts._values["Exit"].text() == "code 1"
    assert tab.facts._values["Duration"].text() == "4 m 12 s"
    assert not tab.facts._timer.isActive()


def test_problems_are_told(store: Store, tab: OverviewTab, settle: Settle) -> None:
    run = sweep().store(store)
    with store.write():
        store.connection.execute(
            "INSERT INTO problem(run_id, time, sentence) VALUES (?, 0, ?)", (run, "3 records were damaged")
        )
    tab.show_run(run)
    settle()
    assert not tab.problems.isHidden()


def test_the_facts_say_who_and_where(store: Store, tab: OverviewTab, settle: Settle) -> None:
    run = sweep().store(store)
    tab.show_run(run)
    settle()
    facts = tab.facts
    assert facts.status.accessibleName() == "Status Running 62 %"
    assert facts._values["Progress"].text() == "1,860 of 3,000 steps"
    assert facts._values["Host"].text() == "lab-ws-03"
    assert facts._values["Process"].text() == "pid 48213"
    assert facts._values["Script"].text() == "train.py"
    assert facts._values["Ended"].isHidden()
    assert facts._values["Attempts"].isHidden()
    assert facts._timer.isActive()
    assert len(facts.tags.lines()) == 1
    tab.deactivate()
    assert not facts._timer.isActive()
    tab.hide()
    tab.show()  # the run page tells of no change where there was none
    settle()
    assert facts._timer.isActive()
    tab.refresh(Changes(1, frozenset({run})))
    tab.deactivate()
    settle()  # what was asked for before has come, and nobody looks
    assert not facts._timer.isActive()


def test_a_description_is_edited_in_place(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    run = sweep().store(store)
    tab.show_run(run)
    settle()
    description = tab.facts.description
    qtbot.mouseClick(description.pencil, Qt.MouseButton.LeftButton)
    assert description.editing
    description.field.setPlainText("Kept for the paper")
    qtbot.keyClick(description.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert not description.editing
    assert runs.info(store, run).description == "Kept for the paper"
    description.edit()
    description.field.setPlainText("never")
    qtbot.keyClick(description.field, Qt.Key.Key_Escape)
    settle()
    assert runs.info(store, run).description == "Kept for the paper"


def test_counts_lead_to_tabs_and_the_experiment_to_its_runs(
    workspace: Workspace, store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    run = sweep()
    tab.show_run(run.store(store))
    settle()
    assert tab.facts.logged.rows["metrics"].accessibleName() == "Metrics 10"
    with qtbot.waitSignal(workspace.go) as asked:
        tab.facts.logged.rows["params"].click()
    assert asked.args == [Route("run", run.hash, "params")]
    with qtbot.waitSignal(workspace.go) as asked:
        tab.facts.experiment.clicked.emit()
    assert asked.args == [Route("runs", query='run.experiment == "digits-mlp"')]


def test_cards_are_copied(store: Store, tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(Logged(params={"lr": 0.1}, metrics={("loss", "val"): [2.0, 1.0]}).store(store))
    settle()
    assert tab.cards.params.copy_text() == "lr = 0.1"
    assert tab.cards.metrics.copy_text() == "Name\tLast\tMin\tMax\tCurve\nloss val\t1.0\t1.0\t2.0"
    tab.cards.params.table.setCurrentIndex(tab.cards.params.model.index(0, 0))
    tab.cards.params.table.copy_row()
    assert QGuiApplication.clipboard().text() == "lr = 0.1"


def test_a_fresh_run_says_what_will_appear(store: Store, tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(Logged().store(store))
    settle()
    assert tab.faces.face == "content"
    assert not tab._note.isHidden()
    assert tab.cards.metrics.isHidden()


def test_changes_of_the_run_are_read_and_others_are_not(
    store: Store, tab: OverviewTab, settle: Settle
) -> None:
    run = Logged().store(store)
    tab.show_run(run)
    settle()
    runs.describe(store, run, "new")
    tab.refresh(Changes(9, frozenset({run + 1})))
    settle()
    assert tab.facts.description._text == ""
    tab.refresh(Changes(9, frozenset({run})))
    settle()
    assert tab.facts.description._text == "new"


def test_a_missing_run_and_trouble_are_told(tab: OverviewTab, settle: Settle) -> None:
    tab.show_run(999)
    settle()
    assert tab.faces.face == "failed"
    tab._failed(KnownProblem("The database is busy", "Try again"))
    assert tab.faces.face == "failed"


def test_narrow_pages_have_one_column(store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot) -> None:
    tab.show_run(sweep().store(store))
    settle()
    assert tab.cards.params.x() > tab.cards.metrics.x()
    assert tab.cards.params.y() == tab.cards.metrics.y()
    tab.resize(800, 700)
    qtbot.waitUntil(lambda: tab.cards.params.x() == tab.cards.metrics.x())
    assert tab.cards.params.y() > tab.cards.metrics.y()


def test_cards_stay_at_the_top_when_another_run_has_other_cards(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    full, small = sweep().store(store), Logged(hash="b" * 32, params={"lr": 0.1}).store(store)
    for run in (full, small, full):
        tab.show_run(run)
        settle()
    qtbot.waitUntil(lambda: tab.cards.params.x() > tab.cards.metrics.x())
    assert (tab.cards.metrics.y(), tab.cards.params.y()) == (0, 0)
    assert tab.cards.system.y() > tab.cards.metrics.y()


def test_the_model_of_a_card_keeps_to_the_rules_of_qt(qtbot: QtBot) -> None:
    model = CardTableModel((Column("Name"), Column("Last", 80, right=True)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    def row(key: int, text: str) -> CardRow:
        return CardRow(key, (Cell(text, note="val"), Cell("1")), text, text)

    model.set_rows([row(1, "loss"), row(2, "acc")])
    assert model.data(model.index(0, 0)) == "loss val"
    with qtbot.waitSignal(model.dataChanged):
        model.set_rows([row(1, "loss"), row(2, "accuracy")])
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([row(1, "loss")])
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Last"


def test_a_moment_in_full_fits_beside_the_scroll_bar(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(sweep().store(store))
    settle()
    facts = tab.facts
    assert facts._column.contentsMargins().right() == sizes.MARGIN
    tab.resize(1240, 300)
    qtbot.waitUntil(lambda: facts.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: facts._column.contentsMargins().right() < sizes.MARGIN)
    qtbot.waitUntil(lambda: not facts._values["Started"].is_elided())


def test_the_tab_key_goes_through_one_card_after_the_other(
    store: Store, tab: OverviewTab, settle: Settle, qtbot: QtBot
) -> None:
    tab.show_run(sweep().store(store))
    settle()
    cards = tab.cards
    assert cards.system.x() == cards.metrics.x() < cards.params.x()
    tab.activateWindow()
    stops: list[str] = []
    cards.metrics.seek.setFocus()
    for _ in range(40):
        focused = QApplication.focusWidget()
        inside = [card.accessibleName() for card in cards.lists if card.isAncestorOf(focused)]
        if not inside:
            break
        stops += inside
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert [one for one, _ in itertools.groupby(stops)] == ["Metrics", "System", "Params"]
