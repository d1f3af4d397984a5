"""The runs table beside runs that go on: followed at once, or only when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Tasks
from runyard.domain.clock import now
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table.listing import Sort
from support.logged import Logged

Settle = Callable[[], None]
LOSS = "metric:last:loss:{}"
VIEW = TableView(shown=("name", "status", LOSS, "param:lr"), sort=(Sort("name"),))


@pytest.fixture
def logged(store: Store) -> Iterator[list[Logged]]:
    """Forty runs, of which the last goes on."""
    found = []
    for number in range(40):
        run = Logged(store, live=number == 39, name=f"net-{number:02}")
        run.params({"lr": 0.1 if number % 2 else 0.2})
        run.metric("loss", [2.0, 1.0 + number / 100])
        if number < 39:
            run.end()
        found.append(run)
    yield found
    found[-1].leave()


@pytest.fixture
def table(logged: list[Logged], workspace: Workspace, qtbot: QtBot, settle: Settle) -> RunTable:
    made = RunTable(workspace)
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    made.set_view(VIEW)
    made.search(None)
    settle()
    return made


def _cell(table: RunTable, row: int, column: str) -> str:
    place = [found.id for found in table.model.columns].index(column)
    return str(table.model.index(row, place).data())


def _most(table: RunTable) -> float:
    """Return the value that has the strongest colour."""
    [scale] = [column.scale for column in table.model.columns if column.id == LOSS]
    assert scale is not None
    return scale[1]


def _resets(table: RunTable) -> list[str]:
    resets: list[str] = []
    table.model.modelAboutToBeReset.connect(lambda: resets.append("reset"))
    return resets


def test_what_changes_while_it_is_not_live_waits_and_is_counted(
    table: RunTable, store: Store, logged: list[Logged], tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    table.set_live(False)
    counts: list[int] = []
    table.waiting.connect(counts.append)
    with qtbot.waitSignal(tasks.changed):
        logged[-1].metric("loss", [2.0, 0.5])
    with qtbot.waitSignal(tasks.changed):
        late = Logged(store, live=True, name="aaa", created=now())
    settle()
    assert table.model.rowCount() == 40
    assert _cell(table, 39, LOSS) == "1.390"
    assert counts == [1, 2]
    table.set_live(True)
    qtbot.waitUntil(lambda: table.model.rowCount() == 41)
    qtbot.waitUntil(lambda: _cell(table, 40, LOSS) == "0.500")
    assert counts == [1, 2, 0]
    late.leave()


def test_a_write_of_ones_own_is_followed_though_it_is_not_live(
    table: RunTable, logged: list[Logged], tasks: Tasks, settle: Settle, qtbot: QtBot
) -> None:
    table.set_live(False)
    tasks.write(lambda store: runs.trash(store, [logged[0].id]))
    qtbot.waitUntil(lambda: table.model.rowCount() == 39)
    with qtbot.waitSignal(table.waiting):
        logged[-1].metric("loss", [2.0, 0.5])
    settle()
    assert _cell(table, 38, LOSS) == "1.390"


def test_a_new_search_shows_what_waited(
    table: RunTable, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    table.set_live(False)
    with qtbot.waitSignal(table.waiting):
        logged[-1].metric("loss", [2.0, 0.5])
    with qtbot.waitSignal(table.waiting) as caught:
        table.search(None)
    assert caught.args == [0]
    settle()
    assert _cell(table, 39, LOSS) == "0.500"


@pytest.mark.parametrize("groups", [(), ("param:lr",)], ids=["runs", "groups"])
def test_values_change_in_place_where_cells_are_coloured(
    table: RunTable, logged: list[Logged], groups: tuple[str, ...], settle: Settle, qtbot: QtBot
) -> None:
    table.set_view(replace(VIEW.with_look(LOSS, scaled=True), groups=groups))
    settle()
    table.fold_all(opened=True)
    settle()
    last = table.model.rowCount() - 1
    table.table.reveal(last)
    bar = table.table.body.verticalScrollBar()
    table.model.selection.only([table.model.ids[last]])
    settle()
    before, resets = bar.value(), _resets(table)
    assert before > 0
    logged[-1].metric("loss", [2.0, 9.0])  # the new end of the colours
    place = table.model.find(logged[-1].id)
    qtbot.waitUntil(lambda: _cell(table, place, LOSS) == "9.000")
    qtbot.waitUntil(lambda: _most(table) == 9.0)
    settle()
    assert resets == []
    assert bar.value() == before
    assert table.model.selection.ordered(table.model.ids) == [table.model.ids[last]]
