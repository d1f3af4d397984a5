"""The system tab: sections by device, units, time axes, pins of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.units import Unit
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.system.tab import SystemTab
from runyard.desktop.parts.run_charts import ChartKey, Outline
from runyard.desktop.parts.system_names import system_name
from runyard.desktop.state import Workspace
from runyard.domain.context import EMPTY, canonical
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.storage.organise import views
from runyard.storage.store import Store
from runyard.tracking import gpu, machine
from support.curve_runs import Logger, metric, points
from support.metrics_tab import wait_drawn

_GPU = "__system__gpu_memory_percent"


def _system(name: str, **context: int) -> SeriesKey:
    return SeriesKey(DataKind.SYSTEM, f"__system__{name}", canonical(context))


@pytest.fixture
def tab(workspace: Workspace, qtbot: QtBot) -> SystemTab:
    made = SystemTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 1500)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    return made


@pytest.fixture
def shown(tab: SystemTab, store: Store, settle: Callable[[], None], qtbot: QtBot) -> SystemTab:
    logger = Logger(store)
    logger.log(
        {
            _system("network_sent_bytes_per_second"): points([2.5e6, 3.5e6, 1e6]),
            _system("cpu"): points([10.0, 90.0, 40.0]),
            _system("p_cpu"): points([110.0, 250.0, 140.0]),
            _system("memory_percent"): points([41.0, 42.0, 41.5]),
            _system("disk_read_bytes_per_second"): points([0.0, 800.0, 120.0]),
            _system("gpu_temp", gpu=10): points([61.0, 64.0, 66.0]),
            _system("gpu_memory_percent", gpu=2): points([12.0, 30.0, 31.0]),
            _system("gpu_memory_percent", gpu=10): points([12.0, 30.0, 31.0]),
            _system("fan_rpm"): points([900.0, 1200.0, 1100.0]),
            metric("loss"): points([1.0]),
        }
    )
    tab.show_run(logger.run_id)
    wait_drawn(tab, qtbot)
    settle()
    return tab


def test_charts_are_grouped_by_device(shown: SystemTab) -> None:
    found = [
        (group.title, [shown.outline.title(key, pinned=False) for key in group.charts])
        for group in shown.state.groups()
    ]
    assert found == [
        ("CPU", ["All cores", "This process"]),
        ("Memory", ["In use"]),
        ("Disk", ["Read"]),
        ("Network", ["Sent"]),
        ("GPU 2", ["Memory"]),
        ("GPU 10", ["Memory", "Temperature"]),
        ("Other", ["Fan rpm"]),
    ]


def test_values_have_their_units(shown: SystemTab) -> None:
    def value(name: str, number: float, **context: int) -> str:
        chart = shown.grid.chart(ChartKey(f"__system__{name}", canonical(context)))
        assert chart is not None
        return chart.axes.value(number)

    assert value("cpu", 63.1) == "63.1 %"
    assert value("network_sent_bytes_per_second", 2.5e6) == "2.50 MB/s"
    assert value("disk_read_bytes_per_second", 800.0) == "800 B/s"
    assert value("gpu_temp", 64.0, gpu=10) == "64.0 °C"
    assert value("fan_rpm", 1200.0) == "1,200"
    sent = shown.grid.chart(ChartKey("__system__network_sent_bytes_per_second", EMPTY))
    assert sent is not None
    assert [tick.label for tick in sent.axes.y_ticks(0.0, 4e6, 4)] == ["0", "1", "2", "3", "4"]
    assert sent.axes.measure(4e6).sign == "MB/s"


def test_how_much_there_is_reads_from_nothing_up(shown: SystemTab) -> None:
    memory = shown.grid.chart(ChartKey("__system__memory_percent", EMPTY))
    heat = shown.grid.chart(ChartKey("__system__gpu_temp", canonical({"gpu": 10})))
    assert memory is not None
    assert heat is not None
    memory_scale, heat_scale = memory.scale(), heat.scale()
    assert memory_scale is not None
    assert heat_scale is not None
    assert memory_scale.y_low == 0.0
    assert heat_scale.y_low > 50.0


def test_time_is_the_axis_and_choices_are_kept_apart_from_metrics(
    shown: SystemTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    chart = shown.grid.chart(ChartKey("__system__cpu", EMPTY))
    assert chart is not None
    assert chart.axes.x is XKind.RELATIVE
    assert chart.lines[0].original is None
    shown.bar.chosen.emit({"amount": 0.5})
    shown.grid.tool_used.emit(ChartKey(_GPU, canonical({"gpu": 2})), "pin")
    settle()
    qtbot.waitUntil(lambda: views.get(store, "charts", "system") is not None)
    assert views.get(store, "pins", "system") == [_GPU]
    assert views.get(store, *Outline().pins) is None
    assert views.get(store, *Outline().choices) is None
    pinned = shown.state.groups()[0]
    titles = [shown.outline.title(key, pinned=True) for key in pinned.charts]
    assert titles == ["GPU 2 memory", "GPU 10 memory"]


def test_a_device_is_found_by_its_words(shown: SystemTab, settle: Callable[[], None], qtbot: QtBot) -> None:
    shown.bar.search.search.setText("gpu 10")
    qtbot.waitUntil(lambda: len(shown.state.charts()) == 2)
    shown.bar.search.search.setText("sent")
    qtbot.waitUntil(lambda: len(shown.state.charts()) == 1)
    settle()


def test_a_run_without_system_metrics_says_so(tab: SystemTab, store: Store, qtbot: QtBot) -> None:
    logger = Logger(store)
    logger.log({metric("loss"): points([1.0])})
    tab.show_run(logger.run_id)
    qtbot.waitUntil(lambda: tab.faces.face == "empty")


def test_every_series_that_is_tracked_has_its_words_and_unit() -> None:
    before = machine.Machine().read()
    now = before._replace(
        time=before.time + 1, cores=(2.0, 4.0), disk=(1 << 60, 1 << 60), network=(1 << 60, 1 << 60)
    )
    still = before._replace(cores=(1.0, 2.0), disk=(0, 0), network=(0, 0))
    names = [*machine.values(still, now), *gpu._VALUES]
    assert len(names) > 9
    for name in names:
        found = system_name(name, EMPTY)
        assert found.device in ("CPU", "Memory", "Disk", "Network", "GPU"), name
        assert found.unit is not Unit.NONE, name


def test_names_of_other_tools_are_told_as_far_as_they_go() -> None:
    assert system_name("__system__gpu_fan_percent", canonical({"gpu": 3})) == (
        "GPU", " 3", "Fan", Unit.PERCENT, "",
    )  # fmt: skip
    assert system_name("__system__", EMPTY).unit is Unit.NONE
    assert system_name("<b>x</b>" * 700, EMPTY).device == "Other"
