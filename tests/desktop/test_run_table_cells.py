"""Cells of the runs table beside text: means, curves, marks; and what has no value yet or never."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Tasks
from runyard.desktop.theme import series_color, tokens
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table.listing import Sort
from support.logged import Logged

Settle = Callable[[], None]
MEAN, CURVE, LAST = "metric:mean:loss:{}", "metric:curve:loss:{}", "metric:last:loss:{}"
FACTS = ("marked", "label", "group", "job_type", "description", "hash")
VIEW = TableView(shown=("name", MEAN, CURVE, *FACTS, LAST), sort=(Sort("name"),))


@pytest.fixture
def made(folder: Path) -> Iterator[list[Logged]]:
    found = []
    with Store.open(folder) as store:
        for number, losses in enumerate(
            ([4.0, 1.0, 1.0], [1.0, math.nan, 3.0], [math.nan], [math.inf], None)
        ):
            run = Logged(store, name=f"net-{number}", label="first", group="sweep", job_type="train")
            run.params({"lr": 0.1})
            if losses is not None:
                run.metric("loss", losses)
            run.end()
            found.append(run)
        found.append(Logged(store, live=True, name="waiting", description="A long\nstory"))
    yield found
    found[-1].leave()


@pytest.fixture
def table(made: list[Logged], workspace: Workspace, qtbot: QtBot, settle: Settle) -> RunTable:
    table = RunTable(workspace)
    qtbot.addWidget(table)
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    table.resize(1400, 400)
    table.show()
    table.set_view(VIEW)
    table.search(None)
    settle()
    return table


def texts(table: RunTable, column: str) -> list[str]:
    place = [found.id for found in table.model.columns].index(column)
    return [str(table.model.index(row, place).data()) for row in range(table.model.rowCount())]


def spoken(table: RunTable, column: str) -> list[str]:
    """Return what a screen reader says of a column."""
    place = [found.id for found in table.model.columns].index(column)
    role = Qt.ItemDataRole.AccessibleTextRole
    return [table.model.index(row, place).data(role) for row in range(table.model.rowCount())]


def picture(table: RunTable, row: int, column: str) -> QImage:
    """Return the picture of a cell."""
    place = [found.id for found in table.model.columns].index(column)
    view = table.table.panes.view(place)
    return view.viewport().grab(view.visualRect(table.model.index(row, place))).toImage()


def colors(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_means_leave_nan_out_and_sort(table: RunTable, settle: Settle) -> None:
    assert texts(table, MEAN) == ["2", "2", "NaN", "inf", "–", ""]
    assert [column.subtitle for column in table.model.columns[1:3]] == ["mean", "curve"]
    table.sort_by([Sort(MEAN, descending=True)])
    settle()
    assert texts(table, MEAN) == ["inf", "2", "2", "NaN", "", "–"]


def test_what_a_run_says_of_itself(table: RunTable, made: list[Logged], tasks: Tasks, qtbot: QtBot) -> None:
    assert texts(table, "label")[:1] + texts(table, "label")[-1:] == ["first", "–"]
    assert texts(table, "group")[0] == "sweep"
    assert texts(table, "job_type")[0] == "train"
    assert texts(table, "description")[-1] == "A long story"
    assert texts(table, "hash")[0] == made[0].hash
    assert texts(table, "marked") == [""] * 6
    tasks.write(lambda store: runs.mark(store, [made[1].id], True))
    qtbot.waitUntil(lambda: texts(table, "marked") == ["", "Marked", "", "", "", ""])


@pytest.mark.parametrize("name", ["dark", "light"])
def test_curves_are_drawn_in_the_colour_of_their_run(
    table: RunTable, made: list[Logged], qapp: QApplication, settle: Settle, qtbot: QtBot, name: str
) -> None:
    theme.apply(qapp, name)
    settle()
    row = table.model.row(0)
    assert row is not None
    ground = tokens().panel.name()
    curve = picture(table, 0, CURVE)
    color = series_color(row.info.color)

    def far(x: int, y: int) -> int:
        seen = curve.pixelColor(x, y)
        return (
            abs(seen.red() - color.red())
            + abs(seen.green() - color.green())
            + abs(seen.blue() - color.blue())
        )

    assert min(far(x, y) for x in range(curve.width()) for y in range(curve.height())) < 60
    assert colors(picture(table, 2, CURVE)) == {ground}  # NaN alone is no line
    assert len(colors(picture(table, 4, CURVE))) > 1  # the dash of a run without the metric
    assert len(colors(picture(table, 5, CURVE))) > 1  # the clock of one that goes on


def test_what_has_no_value_is_told_apart_for_screen_readers(table: RunTable) -> None:
    assert spoken(table, LAST) == ["1", "3", "NaN", "inf", "none", "not yet"]
    assert spoken(table, CURVE) == ["curve", "curve", "curve", "curve", "none", "not yet"]


def test_a_curve_grows_while_its_run_goes_on(
    table: RunTable, made: list[Logged], folder: Path, settle: Settle, qtbot: QtBot
) -> None:
    with Store.open(folder) as store:
        live = Logged(store, live=True, name="waiting-too")
        live.metric("loss", [1.0, 2.0])
        place = [column.id for column in table.model.columns].index(CURVE)

        def points() -> int:
            at = table.model.find(live.id)
            row = table.model.row(at) if at >= 0 else None
            return sum(map(len, row.cells[place])) if row is not None else 0

        qtbot.waitUntil(lambda: points() == 4)
        live.metric("loss", [1.0, 2.0, 1.5])
        qtbot.waitUntil(lambda: points() == 6)
        live.end()
        settle()


def test_a_curve_sorts_by_where_it_ends_and_says_nothing_of_a_group(table: RunTable, settle: Settle) -> None:
    table.sort_by([Sort(CURVE)])
    settle()
    assert texts(table, "name")[:2] == ["net-0", "net-1"]
    table.set_view(replace(VIEW, groups=("label",), sort=(Sort(CURVE),)))
    settle()
    assert texts(table, CURVE) == ["", ""]
    assert texts(table, "group:n") == ["4 of 5", "0 of 1"]


def test_groups_tell_nan_missing_and_pending_apart(table: RunTable, settle: Settle) -> None:
    table.set_view(replace(VIEW, groups=("name",), shown=("name", LAST, "label"), sort=(Sort("name"),)))
    settle()
    assert texts(table, LAST) == ["1", "3", "NaN", "inf", "–", ""]
    assert len(colors(picture(table, 5, LAST))) > 1  # the clock
    assert spoken(table, LAST) == ["1", "3", "NaN", "inf", "none", "not yet"]
