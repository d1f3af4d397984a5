"""The distributions tab over a real repository: views, steps, layers, ranges, live."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.desktop.state import Workspace
from runyard.domain.kinds import DataKind
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.distributions import log_bells, meta, opened, weights
from support.logged import Logged, key

_Key = Qt.Key


@pytest.fixture
def run(store: Store) -> Logged:
    """Three layers, 40 steps each, and one distribution logged once."""
    found = Logged(store)
    for layer in ("fc1", "fc2", "fc10"):
        log_bells(found, "weights", range(0, 1200, 30), layer)
    log_bells(found, "init", [0])
    return found


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot, qapp: QApplication) -> DistributionsTab:
    return opened(workspace, qtbot, qapp)


@pytest.fixture
def shown(tab: DistributionsTab, run: Logged, settle: Callable[[], None]) -> DistributionsTab:
    """The tab with the layer fc1."""
    tab.show_run(run.id)
    settle()
    tab.list.select(key("weights", {"layer": "fc1"}, DataKind.DISTRIBUTION))
    settle()
    return tab


def _layer(tab: DistributionsTab) -> str:
    return tab.head.context.text()


def _step(tab: DistributionsTab) -> int | None:
    found = tab.charts._chosen
    return None if found is None else found.step


def test_a_series_is_shown_over_all_its_steps_with_the_histogram_of_the_last(shown: DistributionsTab) -> None:
    assert (shown.faces.face, shown.inner.face) == ("content", "content")
    heat = shown.charts.heat.heat
    assert heat is not None
    assert heat.steps == 40
    assert heat.resampled
    assert "weights divided by overlap" in shown.charts.heat.note
    assert "sums are kept" in shown.charts.heat.toolTip()
    assert _step(shown) == 1170
    assert shown.charts.histogram.title == "Step 1,170"
    histogram = shown.charts.histogram.histogram
    assert histogram is not None
    assert len(histogram.weights) == 16
    assert shown.charts.facts.values["mean"].text() == "1.170"
    assert shown.charts.facts.values["min"].text().startswith("about")
    assert shown.head.place.text() == "2 of 4"
    assert "40 steps" in shown.charts.heat.accessibleDescription()


def test_layers_are_walked_by_buttons_keys_and_search(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown.head.after, Qt.MouseButton.LeftButton)
    settle()
    assert _layer(shown) == "layer fc2"
    shown.activateWindow()
    shown.charts.heat.setFocus()
    qtbot.waitUntil(shown.charts.heat.hasFocus)  # a field would keep the letters for itself
    shown.commands.press("J")
    settle()
    assert _layer(shown) == "layer fc10"
    assert not shown.head.after.isEnabled()
    shown.commands.press("J")  # there is none after the last
    settle()
    assert _layer(shown) == "layer fc10"
    shown.commands.press("K")
    settle()
    assert _layer(shown) == "layer fc2"
    shown.commands.press("/")
    assert shown.list.search.hasFocus()
    qtbot.keyClicks(shown.list.search, "fc10")
    assert [one.key.context for one in shown.list.model.ordered()] == ['{"layer":"fc10"}']
    shown._walk(1)
    settle()
    assert _layer(shown) == "layer fc10"


def test_steps_are_chosen_by_click_by_arrow_and_by_number(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    heat = shown.charts.heat
    at = QPoint(round(heat.across().at(600)), round(heat.plot().center().y()))
    qtbot.mouseClick(heat, Qt.MouseButton.LeftButton, pos=at)
    settle()
    assert _step(shown) == 600
    assert heat.step == 600
    heat.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(heat, _Key.Key_Right)
    settle()
    assert _step(shown) == 630
    qtbot.keyClick(heat, _Key.Key_Left)
    settle()
    assert _step(shown) == 600
    shown.steps.field.setText("1,000")
    qtbot.keyClick(shown.steps.field, _Key.Key_Return)
    settle()
    assert _step(shown) == 990
    assert shown.steps.told.text() == "Nothing at 1,000, nearest is 990"
    assert not heat.grab().isNull()


def test_the_ridgeline_chooses_steps_too(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.bar.view.set_key("ridges")
    shown.bar.changed.emit()
    ridges = shown.charts.ridges
    assert ridges.isVisible()
    assert len(ridges.steps) == 24
    assert (ridges.steps[0], ridges.steps[-1]) == (0, 1170)
    assert "24 of 40 steps" in ridges.note
    ridges.grab()
    first, pitch, _ = ridges._rows()
    edge = QPoint(round(ridges.plot().left() + 4), round(first + 5 * pitch))
    qtbot.mouseClick(ridges, Qt.MouseButton.LeftButton, pos=edge)
    settle()
    assert _step(shown) == ridges.steps[5]
    plain = ridges.grab().toImage()
    ridges.pointer = QPointF(edge.x(), edge.y() + 4 * pitch)
    assert ridges.grab().toImage() != plain
    ridges.pointer = None
    shown.steps.set_step(next(step for step in range(0, 1200, 30) if step not in ridges.steps))
    settle()
    with_it = ridges.grab().toImage()
    ridges.show_step(_step(shown))
    assert ridges.grab().toImage() != with_it  # it was drawn over those shown
    assert not shown.charts.heat.isVisible()


def test_counts_are_linear_or_logarithmic(shown: DistributionsTab) -> None:
    before = shown.charts.heat.grab().toImage()
    histogram = shown.charts.histogram.grab().toImage()
    shown.bar.counts.set_key(True)
    shown.bar.changed.emit()
    assert shown.charts.heat.log
    assert shown.charts.histogram.log
    assert shown.charts.ridges.log
    assert shown.charts.heat.grab().toImage() != before
    assert shown.charts.histogram.grab().toImage() != histogram


def test_exact_values_stand_under_the_pointer(shown: DistributionsTab, qtbot: QtBot) -> None:
    histogram = shown.charts.histogram
    one = histogram.histogram
    assert one is not None
    low, high = one.edges(8)
    at = QPointF(histogram.across().at((low + high) / 2), histogram.plot().center().y())
    assert histogram.bin_at(at) == 8
    assert histogram.bin_at(QPointF(histogram.plot().left() - 5, at.y())) is None
    plain = histogram.grab().toImage()
    qtbot.mouseMove(histogram, at.toPoint())
    qtbot.waitUntil(lambda: histogram.pointer is not None)
    assert histogram.grab().toImage() != plain


def test_bins_are_shown_as_a_table_and_copied(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown.head.table, Qt.MouseButton.LeftButton)
    table = shown.charts.bins
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    assert table.isVisible()
    assert not shown.charts.histogram.isVisible()
    qtbot.waitUntil(lambda: table.model.row(15) is not None)
    one = shown.charts.histogram.histogram
    assert one is not None
    share = f"{one.weights[8] / one.weights.sum() * 100:.2f} %"
    assert table.model.row(8).cells[2:] == (f"{one.weights[8]:.0f}", share)  # type: ignore[union-attr]
    table.setFocus()
    qtbot.keySequence(table.body, QKeySequence(QKeySequence.StandardKey.Copy))
    copied = QGuiApplication.clipboard().text().splitlines()
    assert len(copied) == 16
    assert [float(cell) for cell in copied[8].split("\t")] == [*one.edges(8), one.weights[8]]
    shown.steps.set_step(0)
    settle()
    qtbot.waitUntil(lambda: table.model.row(0).cells[0] == "-4.00")  # type: ignore[union-attr]
    qtbot.mouseClick(shown.head.table, Qt.MouseButton.LeftButton)
    assert shown.charts.histogram.isVisible()


def test_a_range_of_steps_is_shown_alone(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    slider = shown.bar.ranges._steps.slider
    slider.span.choose(10, 20)
    slider.changed.emit()
    settle()
    heat = shown.charts.heat.heat
    assert heat is not None
    assert (int(heat.first[0]), int(heat.last[-1])) == (300, 600)
    assert _step(shown) == 600
    assert shown.steps.told.text() == "11 of 11 steps"


def test_several_of_a_step_are_added_up_or_one_index_chosen(
    tab: DistributionsTab, store: Store, settle: Callable[[], None]
) -> None:
    run = Logged(store)
    content, about = weights(1, 2), meta(0, 2, 2, mean=1.0)
    logged = [(step, index, content, about) for step in (0, 1) for index in range(3)]
    run.items(DataKind.DISTRIBUTION, "heads", logged)
    tab.show_run(run.id)
    settle()
    histogram = tab.charts.histogram
    assert histogram.histogram is not None
    assert histogram.histogram.weights.tolist() == [3, 6]
    assert histogram.note == "2 bins, 3 distributions added up"
    assert tab.charts.facts.values["mean"].text().startswith("about")
    slider = tab.bar.ranges._indices.slider
    slider.span.choose(1, 1)
    slider.changed.emit()
    settle()
    assert histogram.histogram.weights.tolist() == [1, 2]
    assert tab.charts.facts.values["mean"].text() == "1"


def test_one_step_is_a_plain_histogram(shown: DistributionsTab, settle: Callable[[], None]) -> None:
    shown.list.select(key("init", None, DataKind.DISTRIBUTION))
    settle()
    assert not shown.charts.over.isVisible()
    assert shown.charts.histogram.isVisible()
    assert not shown.steps.isVisible()
    assert not shown.bar.view.isVisible()
    assert not shown.head.trim.isVisible()


def test_outliers_can_be_left_out(shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot) -> None:
    before = shown.charts.heat.heat
    shown.head.trim.click()
    settle()
    after = shown.charts.heat.heat
    assert before is not None
    assert after is not None
    assert after.edges[-1] < before.edges[-1]
    assert "outside" in shown.charts.heat.note
    shown.steps.set_step(0)
    settle()
    assert "% outside" in shown.charts.histogram.note


def test_choices_are_kept_for_every_run(
    shown: DistributionsTab, workspace: Workspace, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.bar.view.set_key("ridges")
    shown.bar.counts.set_key(True)
    shown.bar.changed.emit()
    shown.head.trim.click()
    kept = {"view": "ridges", "log": True, "trim": True}
    qtbot.waitUntil(lambda: views.get(store, "choices", "distributions") == kept)
    settle()
    again = DistributionsTab(workspace, CommandSet())
    qtbot.addWidget(again)
    again.show()
    again.show_run(shown._run or 0)
    settle()
    assert again.charts.over.currentWidget() is again.charts.ridges
    assert again.charts.heat.log
    assert again.head.trim.isChecked()
    views.put(store, "choices", "distributions", {"view": ["?"], "log": "yes", "trim": 7})
    odd = DistributionsTab(workspace, CommandSet())
    qtbot.addWidget(odd)
    odd.show_run(shown._run or 0)
    settle()
    assert (odd.bar.view.key(), odd.bar.counts.key(), odd.head.trim.isChecked()) == ("heat", False, False)


def test_new_steps_appear_while_the_run_is_live(
    shown: DistributionsTab, run: Logged, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    shown.steps.set_step(600)
    settle()
    log_bells(run, "weights", [1200, 1230], "fc1")
    qtbot.waitUntil(lambda: shown.charts.heat.heat is not None and shown.charts.heat.heat.steps == 42)
    settle()
    assert _step(shown) == 600  # one stays where one looks
    shown.steps.set_step(1230)
    settle()
    again = Logged(store, digest=run.hash)  # the script was started once more, and comes by the same step
    again.items(DataKind.DISTRIBUTION, "weights", [(1230, 0, weights(1.0), meta(0, 1, 1))], {"layer": "fc1"})
    qtbot.waitUntil(lambda: (one := shown.charts.histogram.histogram) is not None and len(one.weights) == 1)
    settle()
    log_bells(run, "gradients", [5], "fc1")
    qtbot.waitUntil(lambda: len(shown.list.model.series) == 5)
    settle()


def test_nothing_is_read_again_where_nothing_changed(
    shown: DistributionsTab, run: Logged, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[object] = []
    monkeypatch.setattr(shown, "_load", lambda: loads.append(None))
    log_bells(run, "weights", [2000], "fc2")
    shown._read()
    settle()
    assert loads == []


def test_play_stops_when_the_tab_is_left(
    shown: DistributionsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.mouseClick(shown.steps.play, Qt.MouseButton.LeftButton)
    assert shown.steps.playing
    shown.deactivate()
    assert not shown.steps.playing
    settle()


def test_what_came_last_before_the_tab_was_left_is_there_when_it_is_shown_again(
    shown: DistributionsTab, run: Logged, settle: Callable[[], None]
) -> None:
    shown._rest._until = time.monotonic() + 60  # it was read just now, so the next reading waits
    log_bells(run, "weights", [2000], "fc1")
    shown._read()
    settle()
    assert _step(shown) == 1170
    shown.deactivate()
    shown.hide()
    shown.show()
    settle()
    assert _step(shown) == 2000


@pytest.mark.parametrize("wide", [716, 900, 1100, 1256])
def test_controls_never_overlap(shown: DistributionsTab, wide: int, qtbot: QtBot) -> None:
    shown.resize(wide, 600)
    qtbot.waitUntil(lambda: shown.width() == wide)
    shown.layout().activate()
    for bar in (shown.bar, shown.head):
        bar.layout().activate()
        parts = [bar.layout().itemAt(at).widget() for at in range(bar.layout().count())]
        seen = sorted((part for part in parts if part is not None and part.isVisible()), key=QWidget.x)
        for before, after in pairwise(seen):
            assert before.geometry().right() < after.x(), (before, after)
        assert seen[-1].geometry().right() <= bar.width()
