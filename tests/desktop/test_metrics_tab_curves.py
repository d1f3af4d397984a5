"""What the charts of the metrics tab draw: every axis, long series, zoom, exact values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.lines import value_at
from runyard.desktop.charts.options import XKind
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.parts.run_charts import source
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.reading import wish
from runyard.desktop.state import Workspace
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.curve_runs import START, Logger, metric, points
from support.metrics_tab import wait_drawn


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> MetricsTab:
    made = MetricsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


@pytest.mark.parametrize("kind", [kind for kind in XKind if kind is not XKind.METRIC])
def test_every_x_axis_shows_every_point(
    tab: MetricsTab, store: Store, kind: XKind, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points([3.0, 2.0, 1.0], epochs=[0.0, 0.5, 1.0])})
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    tab.bar.chosen.emit({"x": kind, "amount": 0.0})
    settle()
    chart = tab.grid.chart(ChartKey("loss", None))
    assert chart is not None
    [line] = chart.lines
    assert chart.axes.x is kind
    assert line.curve.low.tolist() == [3.0, 2.0, 1.0]
    expected = {
        XKind.STEP: [0.0, 1.0, 2.0],
        XKind.EPOCH: [0.0, 0.5, 1.0],
        XKind.WALL: [START / 1e6, START / 1e6 + 0.001, START / 1e6 + 0.002],
    }
    if kind is XKind.RELATIVE:
        assert np.diff(line.curve.x) == pytest.approx([0.001, 0.001])
    else:
        assert line.curve.x.tolist() == pytest.approx(expected[kind])


def test_a_large_series_shows_at_once_and_is_smoothed_after(
    tab: MetricsTab,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(source, "LARGE", 1000)
    values = np.random.default_rng(0).normal(size=9000)
    values[4321] = 50.0
    logger = Logger(store)
    logger.log({metric("loss"): points(values.tolist())})
    logger.merge()
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    chart = tab.grid.chart(ChartKey("loss", None))
    assert chart is not None
    qtbot.waitUntil(lambda: chart.lines[0].full is not None)
    line = chart.lines[0]
    assert line.original is not None
    assert line.original.high.max() == 50.0
    logger.log({metric("loss"): points([7.0] * 500, range(9000, 9500))})

    def extended() -> bool:
        full = chart.lines[0].full
        return full is not None and len(full) == 9500

    qtbot.waitUntil(extended)
    settle()
    grown = chart.lines[0].full
    assert grown is not None
    run = tab.state.run
    assert run is not None
    key = ChartKey("loss", None)
    asked = wish(key, tab.state.curves(key), tab.state.options, None, 300, run)
    whole = source.Source().load(store, lambda: False, asked, thorough=True).lines[0].full
    assert whole is not None
    np.testing.assert_allclose(grown.points.low, whole.points.low, rtol=1e-9, atol=1e-12)


def test_a_zoom_brings_finer_samples(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points(np.random.default_rng(0).normal(size=20_000).tolist())})
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    chart = tab.grid.chart(ChartKey("loss", None))
    assert chart is not None
    assert not chart.lines[0].curve.exact
    chart.set_view((100.0, 150.0))
    tab.grid.view_changed.emit(chart.key)
    qtbot.waitUntil(lambda: chart.lines[0].curve.exact)
    assert chart.lines[0].curve.x.tolist() == [float(x) for x in range(99, 152)]


def test_values_under_the_crosshair_are_exact_in_curves_too_long_to_hold(
    tab: MetricsTab,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(source, "LARGE", 1000)
    views.put(store, *Outline().choices, Options(amount=0.0).plain())
    values = np.random.default_rng(0).normal(size=70_000)
    logger = Logger(store)
    logger.log({metric("loss"): points(values.tolist())})
    logger.merge()
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    chart = tab.grid.chart(ChartKey("loss", None))
    assert chart is not None
    assert chart.lines[0].rough
    x = chart.snapped(31_415.0)
    tab.grid.crosshair.move(x)
    qtbot.waitUntil(lambda: chart.lines[0].probed is not None)
    assert value_at(chart.lines[0], x) == (x, values[int(x)])
    settle()
