"""From a training that begins to a pinned metric, with keyboard and mouse, while the process writes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.small import SmallChart
from runyard.desktop.frame import Route
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.pages.home.page import HomePage
from runyard.desktop.pages.run.page import RunPage
from runyard.desktop.pages.runs.page import RunsPage
from runyard.desktop.shell.window import MainWindow
from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.domain.status import RunStatus
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.training import Training


def runs_page(window: MainWindow) -> RunsPage:
    page = window.page()
    assert isinstance(page, RunsPage)
    return page


def run_page(window: MainWindow) -> RunPage:
    page = window.page()
    assert isinstance(page, RunPage)
    return page


def names(window: MainWindow) -> list[str]:
    """The names in the table, from the top."""
    model = runs_page(window).runs.model
    rows = [model.row(number) for number in range(len(model.ids))]
    return [row.info.name if row is not None else "?" for row in rows]


def metrics_tab(window: MainWindow) -> MetricsTab:
    tab = run_page(window).tabs.tab("metrics")
    assert isinstance(tab, MetricsTab)
    return tab


def charts(window: MainWindow) -> dict[str, SmallChart]:
    return {chart.key.name: chart for chart in metrics_tab(window).grid.findChildren(SmallChart)}


def drawn(chart: SmallChart) -> int:
    """How many steps the longest curve of a chart reaches."""
    return max((int(line.curve.x[-1]) for line in chart.lines if len(line.curve.x)), default=-1)


def focus(window: MainWindow) -> QWidget:
    found = window.focusWidget()
    assert found is not None
    return found


def open_live_run(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: names(window) == ["live-net"])
    table = runs_page(window).runs.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page(), RunPage))
    qtbot.waitUntil(lambda: run_page(window).tabs.looking)


def test_a_run_appears_in_an_open_window_and_ends_there(
    window: MainWindow, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: isinstance(window.page(), HomePage))
    window.go(Route("runs"))
    page = runs_page(window)
    qtbot.waitUntil(lambda: page.first_run is not None and page.first_run.isVisible())
    with Training(folder, "live-net", tmp_path) as training:
        qtbot.waitUntil(lambda: names(window) == ["live-net"])
        row = page.runs.model.row(0)
        assert row is not None
        assert row.info.status is RunStatus.RUNNING
        assert row.info.hash == training.hash
        qtbot.waitUntil(lambda: window.status_line.active.text() == "1 run active")
        training.finish()
        qtbot.waitUntil(lambda: page.runs.model.row(0).info.status is RunStatus.FINISHED)
    qtbot.waitUntil(lambda: window.status_line.active.text() == "")


def test_a_killed_training_shows_as_crashed_while_the_window_is_open(
    training: Training, window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: names(window) == ["live-net"])
    training.kill()
    page = runs_page(window)
    qtbot.waitUntil(lambda: page.runs.model.row(0).info.status is RunStatus.CRASHED)


def test_curves_grow_and_a_pinned_metric_comes_to_the_top(
    training: Training, window: MainWindow, folder: Path, qtbot: QtBot
) -> None:
    open_live_run(window, qtbot)
    qtbot.keyClick(focus(window), Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: run_page(window).tabs.tab("metrics") is not None)
    qtbot.waitUntil(lambda: set(charts(window)) == {"loss", "accuracy"})
    qtbot.waitUntil(lambda: drawn(charts(window)["loss"]) > 0)
    before = drawn(charts(window)["loss"])
    qtbot.waitUntil(lambda: drawn(charts(window)["loss"]) > before + 50)
    chart = charts(window)["loss"]
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: metrics_tab(window).state.pins == ["loss"])

    def kept() -> bool:
        with Store.open(folder, read_only=True) as store:
            return views.get(store, "pins", "metrics") == ["loss"]

    qtbot.waitUntil(kept)
    training.finish()
    qtbot.waitUntil(lambda: run_page(window).header.status.accessibleName().endswith("Finished"))


def test_search_narrows_sorting_orders_and_the_palette_opens(
    trained: None, window: MainWindow, qtbot: QtBot
) -> None:
    page = runs_page(window)
    qtbot.waitUntil(lambda: names(window) == ["gamma", "beta", "alpha"])
    header = page.runs.table.pinned.head
    title = QPoint(CHECK_COLUMN + 40, header.height() // 2)
    for wanted in (["alpha", "beta", "gamma"], ["gamma", "beta", "alpha"]):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=title)
        qtbot.waitUntil(lambda wanted=wanted: names(window) == wanted)  # type: ignore[misc]
    page.runs.table.setFocus()
    qtbot.keyClick(focus(window), Qt.Key.Key_Slash)
    qtbot.waitUntil(page.field.edit.hasFocus)
    QTest.keyClicks(page.field.edit, 'run.name == "beta"')
    qtbot.waitUntil(lambda: names(window) == ["beta"])
    qtbot.keyClick(focus(window), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(focus(window), "alph")
    workspace = window.workspace
    assert workspace is not None
    qtbot.waitUntil(workspace.tasks.idle)
    qtbot.keyClick(focus(window), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page(), RunPage))
    qtbot.waitUntil(lambda: [item.text() for item in window.side_bar.run_items()] == ["alpha"])
