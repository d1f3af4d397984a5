"""The metrics tab over a real repository: sections, pins, faces, choices kept, live."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.options import Smoothing, XKind
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.reading import planned
from runyard.desktop.state import Settings, Workspace
from runyard.desktop.tasks import Tasks
from runyard.domain.context import canonical
from runyard.domain.errors import KnownProblem
from runyard.domain.run import Progress, RunInfo
from runyard.domain.status import RunStatus
from runyard.journal.batch import Op
from runyard.search.matching.matching import Matcher
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.curve_runs import START, Logger, metric, points
from support.metrics_tab import wait_drawn

OPTIONS, PINS = Outline().choices, Outline().pins
TRAIN, VAL = {"subset": "train"}, {"subset": "val"}


@pytest.fixture
def logger(store: Store) -> Logger:
    """A run with five metrics in three sections, one of them in two contexts."""
    found = Logger(store)
    series = {
        metric("loss", **TRAIN): points([1 / (i + 1) for i in range(500)]),
        metric("loss", **VAL): points([2 / (i + 1) for i in range(0, 500, 10)], range(0, 500, 10)),
        metric("grad/layer10"): points([1.0] * 20),
        metric("grad/layer2"): points([2.0] * 20),
        metric("val/f1/macro", **VAL): points([0.5, math.nan, 0.75]),
        metric("lr"): points([1e-3] * 5),
    }
    found.log(series)
    return found


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> MetricsTab:
    made = MetricsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


@pytest.fixture
def shown(tab: MetricsTab, logger: Logger, settle: Callable[[], None], qtbot: QtBot) -> MetricsTab:
    """The tab with the run drawn."""
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    settle()
    return tab


def test_what_was_chosen_right_before_the_window_closed_is_there_again(
    folder: Path, logger: Logger, settings: Settings, qtbot: QtBot
) -> None:
    def opened() -> tuple[Tasks, MetricsTab]:
        tasks = Tasks(Store.open(folder))
        tab = MetricsTab(Workspace(folder, tasks, settings, tasks), CommandSet())
        qtbot.addWidget(tab)
        tab.show_run(logger.run_id)
        qtbot.waitUntil(lambda: not tab.state.empty and tasks.idle())
        return tasks, tab

    tasks, tab = opened()
    assert not tab.state.options.log
    tab.bar.chosen.emit({"log": True})
    assert tasks.close() == []
    tasks, tab = opened()
    assert tab.state.options.log
    assert tasks.close() == []


def test_where_the_bar_is_narrow_the_contexts_keep_their_label_longer_than_the_smoothing(
    shown: MetricsTab, qtbot: QtBot
) -> None:
    bar = shown.bar
    for width in range(1800, 900, -10):
        shown.resize(width, 700)
        if not bar._smoothing_label.isVisible():
            break
    assert not bar._smoothing_label.isVisible()
    assert bar._contexts_label.isVisible()
    shown.resize(900, 700)
    assert not bar._contexts_label.isVisible()
    for control in (bar._smoothing, bar._x, bar._scale, bar._contexts):
        assert control.toolTip()
        assert control.accessibleName()


def _titles(tab: MetricsTab) -> list[tuple[str, list[str]]]:
    return [(group.title, [key.name for key in group.charts]) for group in tab.state.groups()]


def test_metrics_stand_in_sections_by_what_precedes_the_slash(shown: MetricsTab) -> None:
    assert _titles(shown) == [
        ("Metrics", ["loss", "lr"]),
        ("grad", ["grad/layer2", "grad/layer10"]),
        ("val", ["val/f1/macro"]),
    ]
    f1 = ChartKey("val/f1/macro", None)
    assert Outline().title(f1, pinned=False) == "f1/macro"
    assert Outline().title(f1, pinned=True) == "val/f1/macro"
    assert shown.faces.face == "content"


def test_contexts_are_overlaid_or_apart(shown: MetricsTab, settle: Callable[[], None]) -> None:
    loss = ChartKey("loss", None)
    chart = shown.grid.chart(loss)
    assert chart is not None
    assert [line.label for line in chart.lines] == ["train", "val"]
    assert [line.color for line in chart.lines] == [1, 0]
    shown.bar.chosen.emit({"apart": True})
    settle()
    apart = shown.grid.chart(ChartKey("loss", canonical(VAL)))
    assert apart is not None
    assert [line.label for line in apart.lines] == ["val"]
    assert shown.grid.chart(loss) is None


def test_a_pin_moves_the_chart_to_the_top_and_is_kept(
    shown: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.grid.tool_used.emit(ChartKey("val/f1/macro", None), "pin")
    settle()
    assert _titles(shown)[0] == ("Pinned", ["val/f1/macro"])
    assert views.get(store, *PINS) == ["val/f1/macro"]
    chart = shown.grid.chart(ChartKey("val/f1/macro", None))
    assert chart is not None
    assert chart.title == "val/f1/macro"
    assert chart.width() > 380
    shown.grid.tool_used.emit(ChartKey("val/f1/macro", None), "pin")
    settle()
    assert views.get(store, *PINS) == []
    assert "Pinned" not in [title for title, _ in _titles(shown)]


def test_pins_hold_for_every_run(
    shown: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.grid.tool_used.emit(ChartKey("lr", None), "pin")
    settle()
    other = Logger(store, "b" * 24, "bbbbbbbb")
    other.log({metric("lr"): points([1.0]), metric("loss"): points([1.0])})
    shown.show_run(other.run_id)
    wait_drawn(shown, qtbot)
    assert _titles(shown) == [("Pinned", ["lr"]), ("Metrics", ["loss"])]


def test_search_by_name_context_and_regular_expression(shown: MetricsTab, settle: Callable[[], None]) -> None:
    def found(text: str, *, regex: bool = False, case: bool = False, word: bool = False) -> list[str]:
        shown.bar.searched.emit(Matcher(text, case, word, regex))
        settle()
        return [key.name for key in shown.state.charts()]

    layers = ["grad/layer2", "grad/layer10"]
    assert found("LAYER") == layers
    assert found("LAYER", case=True) == []
    assert shown.faces.face == "no_match"
    assert found("val loss") == ["loss"]
    assert found("lay", word=True) == []
    assert found(r"layer\d$", regex=True) == []
    assert found(r"layer\d+", regex=True) == layers
    assert found(r"(", regex=True) == []
    shown.bar.search.set_matcher(Matcher("nothing at all"))
    shown.bar.search.clear()
    assert found("") == ["loss", "lr", *layers, "val/f1/macro"]
    assert shown.faces.face == "content"


def test_a_hostile_regular_expression_ends_and_is_told(
    shown: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    long = metric("a" * 60 + "!")
    Logger(store, "c" * 24, "cccccccc").log({long: points([1.0])})
    shown.bar.search.set_matcher(Matcher(r"^(a|a|aa)+$", regex=True))
    shown.show_run(shown.run_id + 1)
    qtbot.waitUntil(lambda: shown.faces.face == "no_match")
    settle()
    assert shown.state.charts() == []
    assert "too long" in shown.bar.search.search.accessibleDescription()


def test_a_run_without_metrics_says_so(tab: MetricsTab, store: Store, qtbot: QtBot) -> None:
    logger = Logger(store)
    logger.log({}, [Op("field", START, ["name", "idle"])])
    tab.show_run(logger.run_id)
    qtbot.waitUntil(lambda: tab.faces.face == "empty")


def test_a_failure_is_shown_where_it_happened(
    shown: MetricsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.feed.loader.failed.emit(ChartKey("lr", None), KnownProblem("The chunk is damaged"))
    chart = shown.grid.chart(ChartKey("lr", None))
    assert chart is not None
    assert chart.scale() is None
    shown._refuse(KnownProblem("The database is damaged", "Restore it from a copy"))
    assert shown.faces.face == "failed"
    shown._retry()
    qtbot.waitUntil(lambda: shown.faces.face == "content")
    settle()


def test_new_points_reach_the_chart(
    shown: MetricsTab, logger: Logger, settle: Callable[[], None], qtbot: QtBot
) -> None:
    def last_step() -> float:
        chart = shown.grid.chart(ChartKey("lr", None))
        return float(chart.lines[0].curve.x[-1]) if chart is not None else -1.0

    assert last_step() == 4
    logger.log({metric("lr"): points([2e-3] * 3, [5, 6, 7])})
    qtbot.waitUntil(lambda: last_step() == 7)
    logger.log({metric("new"): points([1.0])})
    qtbot.waitUntil(lambda: "new" in shown.state.names())


def test_while_new_points_come_the_old_picture_stays(shown: MetricsTab, logger: Logger, qtbot: QtBot) -> None:
    chart = shown.grid.chart(ChartKey("loss", None))
    assert chart is not None
    logger.log({metric("loss", **TRAIN): points([0.5], [500])})
    seen: list[int] = []

    def complete() -> bool:
        seen.append(len(chart.lines))
        return float(chart.lines[0].curve.x[-1]) == 500

    qtbot.waitUntil(complete)
    assert set(seen) == {2}


def test_choices_are_kept_in_the_repository(
    shown: MetricsTab, store: Store, workspace: Workspace, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.bar.chosen.emit({"amount": 0.25})
    shown.bar.chosen.emit({"x": XKind.RELATIVE, "log": True})
    qtbot.waitUntil(lambda: views.get(store, *OPTIONS) is not None)
    kept = Options.read(views.get(store, *OPTIONS))
    assert kept == Options(amount=0.25, x=XKind.RELATIVE, log=True)
    other = MetricsTab(workspace, CommandSet())
    qtbot.addWidget(other)
    other.show_run(shown.run_id)
    qtbot.waitUntil(lambda: other.state.options == kept)
    settle()


def test_choices_that_mean_nothing_fall_back() -> None:
    odd = {"smoothing": "cubic", "amount": 7, "x": 3, "size": "big", "log": "yes", "apart": 1}
    assert Options.read(odd) == Options()
    assert Options.read(None) == Options()
    assert Options.read(Options(Smoothing.GAUSSIAN, 0.5).plain()) == Options(Smoothing.GAUSSIAN, 0.5)


def test_smoothing_keeps_the_original_behind(shown: MetricsTab, settle: Callable[[], None]) -> None:
    shown.bar.chosen.emit({"amount": 0.9})
    settle()
    chart = shown.grid.chart(ChartKey("loss", None))
    assert chart is not None
    train = chart.lines[0]
    assert train.original is not None
    assert train.full is not None
    assert train.original.first[0] == train.curve.first[0] == 1.0
    assert train.full.points.low[20] > 1 / 21
    shown.bar.chosen.emit({"amount": 0.0})
    settle()
    assert chart.lines[0].original is None


def test_a_chart_is_maximised_and_esc_brings_all_back(
    shown: MetricsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    loss = ChartKey("loss", None)
    shown.grid.tool_used.emit(loss, "expand")
    assert shown.big is not None
    assert shown.big.isVisible()
    assert [line.label for line in shown.big.lines] == ["train", "val"]
    qtbot.keyClick(shown.big, Qt.Key.Key_Plus)
    view = shown.big.view()
    assert view is not None
    assert view[1] - view[0] < 499
    qtbot.keyClick(shown.big, Qt.Key.Key_0)
    assert shown.big.view() is None
    shown.bar.chosen.emit({"log": True})
    qtbot.waitUntil(lambda: shown.big is not None and shown.big.axes.log)
    assert not shown.big.grab().isNull()
    qtbot.keyClick(shown.big, Qt.Key.Key_Escape)
    assert not shown.big.isVisible()
    assert shown.grid.isVisible()
    settle()


def test_slash_goes_to_the_search_and_zooms_are_undone_at_once(
    shown: MetricsTab, settle: Callable[[], None]
) -> None:
    shown.commands.run("metrics.find")
    assert shown.bar.search.search.hasFocus() or not shown.window().isActiveWindow()
    chart = shown.grid.chart(ChartKey("loss", None))
    assert chart is not None
    chart.set_view((1.0, 2.0))
    shown.commands.run("metrics.whole")
    assert chart.view() is None
    settle()


def test_the_planned_length_holds_for_live_runs_in_the_same_unit() -> None:
    def run(status: RunStatus, unit: str, total: float | None) -> RunInfo:
        progress = Progress(10, total, unit, START)
        return RunInfo(1, "a", "n", "", 1, "e", status, START, None, False, None, 0, progress=progress)

    assert planned(run(RunStatus.RUNNING, "step", 3000), XKind.STEP, 1000) == 3000
    assert planned(run(RunStatus.RUNNING, "epochs", 30), XKind.EPOCH, 1000) == 30
    assert planned(run(RunStatus.RUNNING, "epoch", 30), XKind.STEP, 1000) is None
    assert planned(run(RunStatus.RUNNING, "step", None), XKind.STEP, 1000) is None
    assert planned(run(RunStatus.FINISHED, "step", 3000), XKind.STEP, 1000) is None
    assert planned(run(RunStatus.RUNNING, "step", 3000), XKind.STEP, 1) is None  # counts epochs


@pytest.mark.parametrize("wide", [716, 839, 841, 961, 1100, 1153])
def test_controls_never_overlap(tab: MetricsTab, wide: int, qtbot: QtBot) -> None:
    tab.resize(wide, 600)
    qtbot.waitUntil(lambda: tab.bar.width() == wide)
    tab.bar.layout().activate()
    parts = [part for part in tab.bar.findChildren(QWidget) if part.parent() is tab.bar and part.isVisible()]
    parts.sort(key=lambda part: part.x())
    assert len(parts) > 5
    for before, after in pairwise(parts):
        assert before.geometry().right() < after.x()
