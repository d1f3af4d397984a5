"""What can be done to charts: pins in order, the menu, the table, files, the log at the crosshair."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from runyard.desktop.charts.options import XKind
from runyard.desktop.charts.small import SmallChart
from runyard.desktop.commands import CommandSet
from runyard.desktop.kinds.metrics.tab import MetricsTab
from runyard.desktop.parts.run_charts import sheet_reading
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.sheet_model import ODD
from runyard.desktop.state import Route, Workspace
from runyard.storage.organise import views
from runyard.storage.store import Store
from support.curve_runs import START, Logger, metric, points
from support.metrics_tab import wait_drawn

LOSS = ChartKey("loss", None)
SHIFTED = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def logger(store: Store) -> Logger:
    found = Logger(store)
    found.log(
        {
            metric("loss", subset="train"): points([3.0, math.nan, 1.0, 0.1 + 0.2], [0, 10, 20, 30]),
            metric("loss", subset="val"): points([4.0, 2.0], [10, 40], times=[START + 7, START + 9_000_000]),
            metric("a"): points([1.0, 2.0], epochs=[0.0, 0.5]),
            metric("b"): points([1.0]),
            metric("=cmd|' /C calc'!A0,\n\"x\""): points([5.0]),
        }
    )
    return found


@pytest.fixture
def tab(
    workspace: Workspace, store: Store, logger: Logger, settle: Callable[[], None], qtbot: QtBot
) -> MetricsTab:
    views.put(store, *Outline().pins, ["loss", "a", "b"])
    made = MetricsTab(workspace, CommandSet())
    qtbot.addWidget(made)
    made.resize(1256, 800)
    made.show()
    workspace.tasks.changed.connect(made.refresh)
    made.show_run(logger.run_id)
    wait_drawn(made, qtbot)
    settle()
    return made


def _chart(tab: MetricsTab, key: ChartKey = LOSS) -> SmallChart:
    chart = tab.grid.chart(key)
    assert chart is not None
    return chart


def _pinned(tab: MetricsTab) -> list[str]:
    return [key.name for key in tab.state.groups()[0].charts]


# Pins


def test_a_pinned_chart_is_dragged_by_its_head(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    chart, target = _chart(tab, ChartKey("b", None)), _chart(tab)
    grip = QPoint(80, 14)
    there = chart.mapFromParent(target.geometry().topLeft() + QPoint(30, 60))
    qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=grip)
    qtbot.mouseMove(chart, grip + QPoint(-20, 4))
    qtbot.mouseMove(chart, there)
    assert tab.grid._mover._bar.isVisible()
    qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=there)
    assert not tab.grid._mover._bar.isVisible()
    settle()
    assert _pinned(tab) == ["b", "loss", "a"]
    assert views.get(store, *Outline().pins) == ["b", "loss", "a"]


def test_a_drop_beside_the_pinned_charts_or_where_it_was_moves_nothing(tab: MetricsTab, qtbot: QtBot) -> None:
    chart = _chart(tab)
    for there in (QPoint(200, 600), QPoint(90, 20)):
        qtbot.mousePress(chart, Qt.MouseButton.LeftButton, pos=QPoint(80, 14))
        qtbot.mouseMove(chart, QPoint(84, 40))
        qtbot.mouseMove(chart, there)
        qtbot.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=there)
    assert _pinned(tab) == ["loss", "a", "b"]


def test_pins_are_moved_by_keys_and_by_the_menu(
    tab: MetricsTab, store: Store, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyClick(_chart(tab), Qt.Key.Key_Right, SHIFTED)
    assert _pinned(tab) == ["a", "loss", "b"]
    qtbot.keyClick(_chart(tab), Qt.Key.Key_Left, SHIFTED)
    qtbot.keyClick(_chart(tab), Qt.Key.Key_Left, SHIFTED)
    assert _pinned(tab) == ["loss", "a", "b"]
    menu = tab.chart_actions.menu(ChartKey("a", None))
    _trigger(menu, "Move right")
    settle()
    assert views.get(store, *Outline().pins) == ["loss", "b", "a"]
    ends = tab.chart_actions.menu(ChartKey("a", None))
    assert [a.text() for a in ends.actions() if not a.isEnabled() and a.text()] == [
        "Move right",
        "Show log at the crosshair",
    ]
    for made in (menu, ends):
        made.deleteLater()


def _trigger(menu: QMenu, title: str) -> None:
    [action] = [action for action in menu.actions() if action.text() == title]
    action.trigger()


# The log at the crosshair


@pytest.mark.parametrize("kind", [XKind.STEP, XKind.RELATIVE, XKind.WALL, XKind.EPOCH])
def test_the_crosshair_leads_to_the_log_of_its_moment_and_back(
    tab: MetricsTab,
    workspace: Workspace,
    kind: XKind,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    tab.bar.chosen.emit({"x": kind})
    settle()
    asked: list[Route] = []
    workspace.go.connect(asked.append)
    key = ChartKey("a", None)
    chart = _chart(tab, key)
    x = float(chart.lines[0].curve.x[1])
    tab.grid.crosshair.move(x)
    chart.setFocus()
    assert tab.commands.press("L")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked[0].tab == "logs"
    assert asked[0].run == "a" * 24
    assert asked[0].time == pytest.approx(START + 1000, abs=1)
    tab.grid.crosshair.move(None)
    if kind is XKind.EPOCH:
        return
    tab.show_time(START + 1000)
    qtbot.waitUntil(lambda: tab.grid.crosshair.x is not None)
    place = tab.grid.crosshair.x
    assert place is not None
    assert place == pytest.approx(10.0 if kind is XKind.STEP else x, abs=1e-5)


def test_without_a_crosshair_the_log_stays_where_it_is(
    tab: MetricsTab, workspace: Workspace, qtbot: QtBot
) -> None:
    asked: list[Route] = []
    workspace.go.connect(asked.append)
    _chart(tab).setFocus()
    assert tab.commands.press("L")
    assert workspace.tasks.idle()
    assert asked == []


# Table


def _texts(tab: MetricsTab) -> list[list[str]]:
    model = tab.sheet.model
    columns = range(model.columnCount())
    return [[model.text(row, column) for column in columns] for row in range(model.rowCount())]


def test_a_chart_is_shown_as_a_table_of_every_point(
    tab: MetricsTab, logger: Logger, settle: Callable[[], None], qtbot: QtBot
) -> None:
    QAbstractItemModelTester(tab.sheet.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    _chart(tab).setFocus()
    assert tab.commands.press("D")
    settle()
    assert tab.sheet.isVisible()
    assert tab.bar.table.isChecked()
    model = tab.sheet.model
    assert [model.head(column) for column in range(4)] == [
        ("Step", ""), ("Time", ""), ("loss", "train"), ("loss", "val"),
    ]  # fmt: skip
    assert [[row[0], *row[2:]] for row in _texts(tab)] == [
        ["0", "3.0", ""], ["10", "nan", "4.0"], ["20", "1.0", ""], ["30", "0.30000000000000004", ""],
        ["40", "", "2.0"],
    ]  # fmt: skip
    assert model.index(1, 2).data() == "NaN"
    assert model.index(1, 2).data(ODD)
    assert model.index(0, 3).data() == "–"
    logger.log({metric("loss", subset="train"): points([7.0], [50])})
    qtbot.waitUntil(lambda: model.rowCount() == 6)
    whole = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    tab.sheet.view.selectionModel().select(model.index(0, 0), whole)
    qtbot.keyClick(tab.sheet.view, "c", Qt.KeyboardModifier.ControlModifier)
    assert tab.sheet.view.selected_text().split("\t")[2] == "3.0"
    assert QGuiApplication.clipboard().text() == tab.sheet.view.selected_text()
    assert not tab.sheet.grab().isNull()
    qtbot.keyClick(tab.sheet.view, Qt.Key.Key_Escape)
    assert tab.grid.isVisible()
    assert not tab.bar.table.isChecked()
    settle()


def test_all_charts_shown_stand_in_one_table(
    tab: MetricsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    tab.bar.table.click()
    settle()
    model = tab.sheet.model
    names = [model.head(column)[0] for column in range(model.columnCount())]
    assert names[:3] == ["Step", "Time", "Epoch"]
    assert names[3:] == ["loss", "loss", "a", "b", "=cmd|' /C calc'!A0,\n\"x\""]
    assert len(_texts(tab)) == 6
    tab.bar.table.click()
    assert tab.grid.isVisible()
    settle()


def test_a_table_too_large_to_hold_says_so(
    tab: MetricsTab, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None]
) -> None:
    monkeypatch.setattr(sheet_reading, "MOST_POINTS", 5)
    tab.bar.table.click()
    settle()
    assert tab.sheet.faces.face == "failed"
    tab.bar.table.click()
    settle()


# Files


def test_points_are_written_as_logged(tab: MetricsTab, tmp_path: Path, settle: Callable[[], None]) -> None:
    path = tmp_path / "all.csv"
    tab.chart_actions.write(path, "csv", None)
    settle()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10
    train = [row for row in rows if "train" in row["context"]]
    assert [row["step"] for row in train] == ["0", "10", "20", "30"]
    assert [row["value"] for row in train] == ["3.0", "nan", "1.0", "0.30000000000000004"]
    assert [row["epoch"] for row in rows if row["name"] == "a"] == ["0.0", "0.5"]
    assert train[0]["time"].endswith("+00:00")
    assert train[0]["epoch"] == ""
    assert rows[-1]["name"] == "=cmd|' /C calc'!A0,\n\"x\""


def test_pictures_of_one_chart_and_of_all(
    tab: MetricsTab, tmp_path: Path, settle: Callable[[], None]
) -> None:
    tab.chart_actions.write(tmp_path / "one.png", "png", LOSS)
    tab.chart_actions.write(tmp_path / "all.png", "png", None)
    tab.chart_actions.write(tmp_path / "all.svg", "svg", None)
    settle()
    one, every = QImage(str(tmp_path / "one.png")), QImage(str(tmp_path / "all.png"))
    assert (one.width(), one.height()) == (2400, 1280)
    assert every.width() == 2512
    assert len({one.pixel(x, y) for x in range(0, 2400, 7) for y in range(0, 1280, 7)}) > 3
    drawing = QSvgRenderer(str(tmp_path / "all.svg"))
    assert drawing.isValid()
    assert drawing.viewBox().width() == 1256
    words = (tmp_path / "all.svg").read_text(encoding="utf-8")
    assert "loss" in words
    assert "href" not in words.replace("xlink", "")


def test_the_dialog_offers_this_chart_or_all(
    tab: MetricsTab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None], qtbot: QtBot
) -> None:
    told: list[str] = []

    def answer(_owner: object, _title: str, name: str, kinds: str) -> Path:
        told.extend((name, kinds))
        return tmp_path / "picked.csv"

    monkeypatch.setattr("runyard.desktop.parts.saving.ask_file", answer)
    tab.bar.export.click()
    dialog = tab.chart_actions.dialog
    assert dialog is not None
    assert dialog.what.key() == "all"
    dialog.reject()
    _trigger(tab.chart_actions.menu(LOSS), "Export…")
    dialog = tab.chart_actions.dialog
    assert dialog is not None
    assert dialog.what.key() == "one"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle()
    assert told[0].endswith("-loss.csv")
    assert "CSV" in told[1]
    with (tmp_path / "picked.csv").open(encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 7


def test_a_picture_that_cannot_be_written_is_told(
    tab: MetricsTab, workspace: Workspace, tmp_path: Path, settle: Callable[[], None]
) -> None:
    told: list[str] = []
    workspace.noticed.connect(lambda notice: told.append(notice.text))
    tab.chart_actions.write(tmp_path / "no" / "such.png", "png", LOSS)
    tab.chart_actions.write(tmp_path / "no" / "such.csv", "csv", LOSS)
    settle()
    assert len(told) == 2
    assert all("could not be written" in words for words in told)


def test_everything_of_the_stage_is_reached_by_keys(
    tab: MetricsTab, settle: Callable[[], None], qtbot: QtBot
) -> None:
    qtbot.keyClick(_chart(tab), Qt.Key.Key_Return)
    settle()
    big = tab.big
    assert big is not None
    assert tab.commands.press("D")
    settle()
    assert tab.sheet.isVisible()
    qtbot.keyClick(tab.sheet.view, Qt.Key.Key_Escape)
    assert big.isVisible()
    assert tab.commands.press("P")
    settle()
    assert "loss" not in tab.state.pins
    qtbot.keyClick(big, Qt.Key.Key_Escape)
    settle()
    assert tab.grid.isVisible()
