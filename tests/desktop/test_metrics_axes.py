"""Charts along another metric and on logarithmic axes, and marks for what a curve cannot show."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.axes import Axes
from runyard.desktop.charts.lines import MarkKind
from runyard.desktop.charts.options import Smoothing, XKind
from runyard.desktop.charts.small import SmallChart
from runyard.desktop.charts.thinning import Pyramid
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.parts.run_charts import source
from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.state import Workspace
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.curve_runs import Logger, metric, points
from support.metrics_tab import wait_drawn

LOSS = ChartKey("loss", None)


@pytest.fixture
def tab(workspace: Workspace, store: Store, qtbot: QtBot) -> MetricsTab:
    views.put(store, *Outline().choices, Options(amount=0.0).plain())
    made = MetricsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


def _chart(tab: MetricsTab, key: ChartKey = LOSS) -> SmallChart:
    chart = tab.grid.chart(key)
    assert chart is not None
    return chart


def _show(tab: MetricsTab, logger: Logger, qtbot: QtBot) -> None:
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)


def test_another_metric_is_the_x_axis_joined_by_step(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log(
        {
            metric("loss", subset="train"): points([4.0, 3.0, 2.0, 1.0], [0, 10, 20, 30]),
            metric("loss", subset="val"): points([5.0, 4.5], [10, 20]),
            metric("tokens", subset="train"): points([0.0, 1e6, math.nan, 3e6, 4e6], [0, 10, 20, 30, 40]),
            metric("tokens"): points([7.0], [20]),
        }
    )
    _show(tab, logger, qtbot)
    tab.bar._metric_chosen("tokens")
    settle()
    train, val = _chart(tab).lines
    # Its own context first, where the other metric has a number at the step; else the one without.
    assert (train.curve.x.tolist(), train.curve.low.tolist()) == ([0.0, 1e6, 3e6], [4.0, 3.0, 1.0])
    assert (val.curve.x.tolist(), val.curve.low.tolist()) == ([7.0], [4.5])
    assert _chart(tab).axes.place(1e6) == "tokens 1,000,000"
    assert tab.bar._x.currentText() == "tokens"
    logger.log({metric("loss", subset="train"): points([0.5], [40])})
    qtbot.waitUntil(lambda: _chart(tab).lines[0].curve.x[-1] == 4e6)


def test_a_metric_that_falls_is_an_axis_from_low_to_high_smoothed_by_step(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points([1.0, 2.0, 4.0]), metric("lr"): points([0.3, 0.2, 0.1])})
    _show(tab, logger, qtbot)
    tab.bar._metric_chosen("lr")
    tab.bar.chosen.emit({"amount": 0.5, "smoothing": Smoothing.EMA})
    settle()
    [line] = _chart(tab).lines
    assert line.curve.x.tolist() == [0.1, 0.2, 0.3]
    assert line.original is not None
    assert line.original.low.tolist() == [4.0, 2.0, 1.0]
    assert line.curve.low.tolist() == pytest.approx([(4 + 1 + 0.25) / 1.75, (2 + 0.5) / 1.5, 1.0])


def test_the_choice_of_a_metric_is_kept_and_one_without_a_name_is_none() -> None:
    chosen = Options(x=XKind.METRIC, x_metric="tokens", x_log=True)
    assert Options.read(chosen.plain()) == chosen
    assert Options.read({"x": "metric"}).x is XKind.STEP


def test_the_other_metric_is_searched_for(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points([1.0]), metric("tokens"): points([5.0])})
    _show(tab, logger, qtbot)
    tab.bar._x_chosen(XKind.METRIC)
    popover = tab.bar._metrics
    assert popover is not None
    assert popover.isVisible()
    qtbot.keyClicks(popover._list.search, "tok")
    qtbot.keyClick(popover._list.search, "\r")
    settle()
    assert (tab.state.options.x, tab.state.options.x_metric) == (XKind.METRIC, "tokens")
    assert _chart(tab).lines[0].curve.x.tolist() == [5.0]


@pytest.mark.parametrize("large", [False, True])
def test_on_a_logarithmic_x_axis_a_spike_stays(
    tab: MetricsTab,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
    large: bool,
) -> None:
    if large:
        monkeypatch.setattr(source, "LARGE", 1000)
    values = [1.0] * 60_000
    values[7], values[54_321] = 9.0, 8.0
    logger = Logger(store)
    logger.log({metric("loss"): points(values)})
    logger.merge()
    _show(tab, logger, qtbot)
    tab.bar.chosen.emit({"x_log": True})
    settle()
    chart = _chart(tab)
    scale = chart.scale()
    assert scale is not None
    assert (scale.x_log, scale.x_low, scale.x_high) == (True, 1.0, 59_999.0)
    [line] = chart.lines
    assert line.curve.x[0] == 1.0  # 0 has no place
    assert line.curve.high[line.curve.x == 7.0] == [9.0]
    assert line.curve.high.max() == 9.0
    assert line.curve.high[line.curve.x > 40_000].max() == 8.0
    assert scale.px(1.0) == pytest.approx(scale.plot.left())
    assert scale.x_at(scale.px(245.0)) == pytest.approx(245.0)
    qtbot.keyClick(chart, "+")
    settle()
    assert chart.view() is not None
    assert [tick.label for tick in chart.axes.x_ticks(1, 59_999, 5)] == ["1", "10", "100", "1,000", "10k"]


def test_logarithmic_thinning_loses_no_extreme() -> None:
    values = np.random.default_rng(3).normal(size=300_000)
    pyramid = Pyramid(np.arange(300_000.0), values)
    for low, high in ((1.0, 299_999.0), (1000.0, 250_000.0), (2.0, 30.0)):
        thin = pyramid.thin(low, high, 400, sloped=True)
        assert len(thin.x) <= 2 * 400 + 4
        seen = values[int(low) : int(high) + 1]
        assert (thin.low.min() <= seen.min(), thin.high.max() >= seen.max()) == (True, True)
        assert thin.low.min() >= values.min()
        assert (np.diff(thin.x) >= 0).all()


@pytest.mark.parametrize("large", [False, True])
def test_nan_inf_and_what_is_not_above_zero_are_marked_where_they_are(
    tab: MetricsTab,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
    qtbot: QtBot,
    large: bool,
) -> None:
    if large:
        monkeypatch.setattr(source, "LARGE", 1000)
    values = [2.0] * 5000
    values[420], values[640], values[1300] = math.nan, math.inf, -math.inf
    values[2000], values[2001] = 0.0, -1.0
    logger = Logger(store)
    logger.log({metric("loss"): points(values)})
    logger.merge()
    _show(tab, logger, qtbot)
    chart = _chart(tab)
    chart.set_view((0.0, 4999.0))

    def marked() -> dict[MarkKind, list[float]]:
        return {mark.kind: list(mark.places) for mark in chart.lines[0].marks}

    found = marked()
    assert set(found) == {MarkKind.NAN, MarkKind.HIGH, MarkKind.LOW}
    for kind, place in ((MarkKind.NAN, 420), (MarkKind.HIGH, 640), (MarkKind.LOW, 1300)):
        [x] = found[kind]
        assert x <= place < x + 64
    tab.bar.chosen.emit({"log": True})
    settle()
    below = marked()[MarkKind.BELOW]
    assert any(x <= 2000 < x + 64 for x in below)
    assert not chart.grab().isNull()
    assert "loss" in chart.accessibleDescription()
    assert "is NaN at step" in chart.accessibleDescription()
    assert "is inf at step" in chart.accessibleDescription()


def test_axes_say_places_and_values() -> None:
    assert Axes().place(1240.0) == "step 1,240"
    assert Axes(XKind.METRIC, x_name="lr").number(3e-4) == "3.00e-04"
    assert not Axes(XKind.WALL, x_log=True).sloped
    ticks = Axes(XKind.RELATIVE, x_log=True).x_ticks(1.0, 10_000.0, 5)
    assert [tick.label for tick in ticks] == ["1 s", "10 s", "1 m 40 s", "16 m 40 s", "2 h 46 m"]


def test_a_chart_without_a_place_on_the_axis_says_why(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points([1.0, 2.0]), metric("tokens"): points([5.0], [100])})
    _show(tab, logger, qtbot)
    chart = _chart(tab)
    for choices, why in (
        ({"x": XKind.EPOCH}, "No epoch"),
        ({"x": XKind.METRIC, "x_metric": "tokens"}, "tokens has no value"),
        ({"x": XKind.METRIC, "x_metric": "gone"}, "gone has no value"),
    ):
        tab.bar.chosen.emit(choices)
        settle()
        assert chart.scale() is None
        assert chart.accessibleDescription().startswith(why)
        assert not chart.grab().isNull()
    tab.bar.chosen.emit({"x": XKind.STEP})
    settle()
    assert chart.scale() is not None
