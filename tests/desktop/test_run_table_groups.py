"""Runs in groups: heads, members, folding, selecting, statistics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from runyard.desktop import theme
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Tasks
from runyard.domain.changes import Changes
from runyard.storage.organise import tags
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table.listing import Sort
from support.logged import Logged

Settle = Callable[[], None]
LOSS = "metric:last:loss:{}"
GROUPED = TableView(
    groups=("param:lr",), shown=("name", "status", LOSS, "param:lr", "duration"), sort=(Sort(LOSS),)
)


@pytest.fixture
def made(folder: Path) -> list[Logged]:
    found = []
    with Store.open(folder) as store:
        for lr, losses in ((0.1, (1.0, 3.0)), (0.01, (0.25, 0.75)), (0.001, (8.0, None))):
            for seed, loss in enumerate(losses):
                run = Logged(store, name=f"{lr}-{seed}")
                run.params({"lr": lr, "seed": seed})
                if loss is not None:
                    run.metric("loss", [9.0, loss])
                run.end("failed" if loss is None else "finished")
                found.append(run)
    return found


@pytest.fixture
def table(made: list[Logged], workspace: Workspace, qtbot: QtBot, settle: Settle) -> RunTable:
    table = RunTable(workspace)
    qtbot.addWidget(table)
    QAbstractItemModelTester(table.model, QAbstractItemModelTester.FailureReportingMode.Fatal, table)
    table.resize(1200, 600)
    table.show()
    table.set_view(GROUPED)
    table.search(None)
    settle()
    return table


def rows(table: RunTable) -> list[list[str]]:
    model = table.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_a_head_says_key_count_status_and_mean(table: RunTable) -> None:
    assert [column.id for column in table.model.columns] == [
        "name", "group:n", "status", LOSS, f"interval:{LOSS}", "duration",
    ]  # fmt: skip
    found = rows(table)
    assert [row[0] for row in found] == ["lr 0.01", "lr 0.1", "lr 0.001"]
    assert [row[1] for row in found] == ["2", "2", "1 of 2"]
    assert found[2][2] == "1 finished, 1 failed"
    assert found[0][3] == "0.500 ± 3.177"  # t(0.975, 1) * sd / sqrt 2, sd = 0.3536
    assert table.model.columns[0].subtitle == "3 groups"
    # From 0.25 to 8, and on at both sides: the intervals are far longer than the range.
    assert (table.model.columns[4].subtitle, table.model.columns[4].subtitle_end) == ("-1.7", "9.9")


def test_spreads(table: RunTable, settle: Settle) -> None:
    table.set_view(replace(GROUPED, spread="deviation"))
    settle()
    assert rows(table)[0][3] == "0.500 ± 0.354"
    table.set_view(replace(GROUPED, spread="range"))
    settle()
    assert rows(table)[0][3] == "0.250 – 0.750"


def test_a_head_names_the_tags_that_all_members_have(
    table: RunTable, workspace: Workspace, made: list[Logged], settle: Settle
) -> None:
    def attach(store: Store) -> Changes:
        changes = tags.attach_named(store, [run.id for run in made], ["sweep"])
        return changes | tags.attach_named(store, [run.id for run in made[:3]], ["best"])

    workspace.tasks.write(attach)
    settle()
    table.set_view(replace(GROUPED, shown=("name", "tags", LOSS)))
    settle()
    assert [row[2] for row in rows(table)] == ["mixed", "best, sweep", "sweep"]


def test_opening_shows_the_members(table: RunTable, settle: Settle, qtbot: QtBot) -> None:
    at = QPoint(20, table.table.pinned.rowViewportPosition(1) + 10)
    qtbot.mouseClick(table.table.pinned.viewport(), Qt.MouseButton.LeftButton, pos=at)
    opened = ["lr 0.01", "lr 0.1", "0.1-0", "0.1-1", "lr 0.001"]
    qtbot.waitUntil(lambda: [row[0] for row in rows(table)] == opened)
    settle()
    assert rows(table)[2][3] == "1.000"
    qtbot.keyClick(table.table.body, Qt.Key.Key_Left)
    settle()
    assert len(rows(table)) == 3
    qtbot.keyClick(table.table.body, Qt.Key.Key_Right)
    assert len(rows(table)) == 5
    table.fold_all(opened=True)
    settle()
    assert len(rows(table)) == 9
    table.fold_all(opened=False)
    assert len(rows(table)) == 3


def test_a_selected_group_stands_for_its_members(table: RunTable, made: list[Logged], qtbot: QtBot) -> None:
    at = QPoint(120, table.table.pinned.rowViewportPosition(0) + 10)
    qtbot.mouseClick(table.table.pinned.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert set(table.selected()) == {made[2].id, made[3].id}
    with qtbot.assertNotEmitted(table.opened):
        qtbot.keyClick(table.table.body, Qt.Key.Key_Return)
    assert len(rows(table)) == 5


def test_groups_stay_open_while_runs_change(
    table: RunTable, made: list[Logged], tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    table.table.fold_asked.emit(table.model.ids[2])
    settle()
    assert len(rows(table)) == 5
    tasks.write(lambda store: runs.trash(store, [made[3].id]))
    qtbot.waitUntil(
        lambda: [row[1] for row in rows(table) if row[0].startswith("lr")] == ["1", "2", "1 of 2"]
    )
    settle()
    assert [row[0] for row in rows(table)] == ["lr 0.01", "lr 0.1", "lr 0.001", "0.001-0", "0.001-1"]


def test_a_group_that_moves_stays_selected_and_open(
    table: RunTable, made: list[Logged], folder: Path, settle: Settle, qtbot: QtBot
) -> None:
    moving = table.model.ids[0]
    table.table.fold_asked.emit(moving)
    table.model.selection.only([moving])
    table.table.choosing.set_current(0)
    assert set(table.selected()) == {made[2].id, made[3].id}
    with Store.open(folder) as store:
        more = Logged(store, name="0.01-2")
        more.params({"lr": 0.01, "seed": 2})
        more.metric("loss", [9.0, 20.0])  # which makes the first group the second
        more.end()
    qtbot.waitUntil(lambda: [row[0] for row in rows(table)][:2] == ["lr 0.1", "lr 0.01"])
    settle()
    assert table.model.find(moving) == 1
    assert [row[0] for row in rows(table)][2:5] == ["0.01-0", "0.01-1", "0.01-2"]
    assert set(table.selected()) == {made[2].id, made[3].id, more.id}
    assert table.table.choosing.current == 1


def test_numbers_keep_their_decimals_when_groups_go(table: RunTable, settle: Settle) -> None:
    table.set_view(replace(GROUPED, groups=()))
    settle()
    loss = [column.id for column in table.model.columns].index(LOSS)
    assert [row[loss] for row in rows(table)][:5] == ["0.250", "0.750", "1.000", "3.000", "8.000"]


def test_without_groups_the_runs_come_back(table: RunTable, settle: Settle) -> None:
    table.set_view(replace(GROUPED, groups=()))
    settle()
    assert [row[0] for row in rows(table)][:2] == ["0.01-0", "0.01-1"]
    assert [column.id for column in table.model.columns] == list(GROUPED.shown or ())


@pytest.mark.parametrize("theme_name", ["dark", "light"])
def test_heads_paint(table: RunTable, settle: Settle, qapp: QApplication, theme_name: str) -> None:
    theme.apply(qapp, theme_name)
    table.fold_all(opened=True)
    settle()
    image = table.grab().toImage()
    row = table.table.body.head.height() + table.table.row_height // 2
    assert len({image.pixel(x, row) for x in range(image.width())}) > 10  # text, shapes, the interval
