from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.parts.run_table.choice import choose, params_to_sample, table_column
from runyard.desktop.state import Workspace
from runyard.desktop.state.table_view import TableView
from runyard.desktop.tasks import Tasks
from runyard.domain.clock import now
from runyard.search.grammar.parse import parse
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.listing import Sort
from support.logged import Logged

Settle = Callable[[], None]
VAL = {"subset": "val"}
LOSS = 'metric:last:loss:{"subset":"val"}'


@pytest.fixture
def logged(store: Store) -> Iterator[list[Logged]]:
    """Five runs, oldest first."""
    found = []
    for number, (lr, loss) in enumerate([(0.1, 0.5), (0.01, 0.3), (0.001, math.nan), (0.1, 0.4)]):
        run = Logged(store, name=f"net-{number}", experiment="digits")
        run.params({"hparams": {"lr": lr, "layers": [1, 2]}, "seed": 1})
        run.metric("loss", [1.0, loss], VAL)
        run.end("crashed" if math.isnan(loss) else "finished")
        found.append(run)
    live = Logged(store, live=True, name="live", experiment="digits", created=now() - 5_000_000)
    live.params({"hparams": {"lr": 0.5}, "seed": 1})
    found.append(live)
    yield found
    live.leave()


@pytest.fixture
def table(logged: list[Logged], workspace: Workspace, qtbot: QtBot, settle: Settle) -> RunTable:
    made = RunTable(workspace)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    made.search(None)
    settle()
    return made


def _names(table: RunTable) -> list[str]:
    return [str(table.model.index(row, 0).data()) for row in range(table.model.rowCount())]


def _cell(table: RunTable, row: int, column: str) -> str:
    place = [found.id for found in table.model.columns].index(column)
    return str(table.model.index(row, place).data())


def test_columns_are_facts_then_params_that_differ_then_last_values(table: RunTable) -> None:
    ids = [column.id for column in table.model.columns]
    facts = ["name", "status", "tags", "experiment", "created", "duration"]
    assert ids == [*facts, "param:hparams.lr", LOSS]
    loss = table.model.columns[-1]
    assert (loss.title, loss.subtitle) == ("loss", "val, last")


def test_newest_first_and_every_cell_reads(table: RunTable) -> None:
    assert _names(table) == ["live", "net-3", "net-2", "net-1", "net-0"]
    assert [_cell(table, row, "status") for row in (0, 1, 2)] == ["Running", "Finished", "Crashed"]
    assert [_cell(table, row, LOSS) for row in range(5)] == ["", "0.4000", "NaN", "0.3000", "0.5000"]
    assert _cell(table, 3, "param:hparams.lr") == "0.01"
    assert _cell(table, 1, "experiment") == "digits"
    assert _cell(table, 1, "duration") == "1 s"


def test_sorting_by_a_metric_and_turning_it(table: RunTable, settle: Settle) -> None:
    table.table.sort_asked.emit(LOSS, False)
    settle()
    assert _names(table) == ["net-1", "net-3", "net-0", "net-2", "live"]
    table.table.sort_asked.emit(LOSS, False)
    settle()
    assert _names(table) == ["net-0", "net-3", "net-1", "net-2", "live"]
    assert table.view.sort == (Sort(LOSS, descending=True),)


def test_shift_adds_a_second_key(table: RunTable, settle: Settle) -> None:
    table.table.sort_asked.emit("param:hparams.lr", False)
    table.table.sort_asked.emit(LOSS, True)
    settle()
    assert _names(table) == ["net-2", "net-1", "net-3", "net-0", "live"]
    orders = table.table.body.head.orders
    assert orders == {"param:hparams.lr": (1, False), LOSS: (2, False)}


def test_a_search_lists_what_it_finds(table: RunTable, settle: Settle) -> None:
    totals: list[tuple[int, int]] = []
    table.found.connect(lambda found: totals.append((len(found.ids), found.total)))
    table.search(parse("run.hparams.lr == 0.1"))
    settle()
    assert _names(table) == ["net-3", "net-0"]
    assert totals == [(2, 5)]


def test_another_process_changes_rows_in_place(
    table: RunTable, logged: list[Logged], settle: Settle, qtbot: QtBot
) -> None:
    model = table.model
    model.selection.only([logged[1].id])
    table.table.choosing.set_current(2)
    resets: list[str] = []
    model.modelAboutToBeReset.connect(lambda: resets.append("reset"))
    logged[-1].metric("loss", [0.9, 0.25], VAL)
    qtbot.waitUntil(lambda: _cell(table, 0, LOSS) == "0.2500")
    logged[-1].end()
    qtbot.waitUntil(lambda: _cell(table, 0, "status") == "Finished")
    assert resets == []
    assert model.selection.ordered(model.ids) == [logged[1].id]
    assert table.table.choosing.current_id == logged[2].id


def test_a_new_run_appears_and_a_new_metric_gets_its_column(
    table: RunTable, store: Store, settle: Settle, qtbot: QtBot
) -> None:
    fresh = Logged(store, name="fresh", experiment="digits", created=now())
    qtbot.waitUntil(lambda: _names(table)[:1] == ["fresh"])
    fresh.metric("accuracy", [0.5], VAL)
    column = 'metric:last:accuracy:{"subset":"val"}'
    qtbot.waitUntil(lambda: column in [found.id for found in table.model.columns])
    qtbot.waitUntil(lambda: _cell(table, 0, column) == "0.5000")
    assert "param:hparams.lr" in [found.id for found in table.model.columns]


def test_a_run_in_the_trash_leaves_the_list(table: RunTable, tasks: Tasks, qtbot: QtBot) -> None:
    run_id = table.model.ids[1]
    tasks.write(lambda store: runs.trash(store, [run_id]))
    qtbot.waitUntil(lambda: _names(table) == ["live", "net-2", "net-1", "net-0"])


def test_nothing_is_read_while_nothing_changes(
    table: RunTable, tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[object] = []
    monkeypatch.setattr(tasks, "read", lambda *_, **more: reads.append(more["key"]))
    qtbot.wait(300)
    assert reads == []


def test_a_hidden_table_waits_for_the_next_look(
    table: RunTable, logged: list[Logged], tasks: Tasks, qtbot: QtBot
) -> None:
    found: list[object] = []
    table.found.connect(found.append)
    table.hide()
    table.set_awake(False)
    with qtbot.waitSignal(tasks.changed):
        logged[-1].tag("late")
    qtbot.waitUntil(tasks.idle)
    assert found == []
    table.show()
    table.set_awake(True)
    qtbot.waitUntil(lambda: _cell(table, 0, "tags") == "late")


class Paints(QObject):
    """Counts the paintings of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_a_running_run_is_painted_each_second_and_ended_ones_are_not(
    table: RunTable, logged: list[Logged], store: Store, tasks: Tasks, qtbot: QtBot
) -> None:
    before = _cell(table, 0, "duration")
    paints = Paints(table.table.body.viewport())
    qtbot.waitUntil(lambda: paints.count > 0)
    qtbot.waitUntil(lambda: _cell(table, 0, "duration") != before)
    logged[-1].end()
    qtbot.waitUntil(lambda: _cell(table, 0, "status") == "Finished")
    qtbot.waitUntil(lambda: tasks.seen() == store.revision() and tasks.idle() and not table._pace._dirty)
    qtbot.wait(50)
    paints.count = 0
    qtbot.wait(1100)
    assert paints.count == 0


def test_copying_takes_the_selected_rows_in_their_order(table: RunTable, settle: Settle) -> None:
    ids = table.model.ids
    table.model.selection.only([ids[4], ids[1]])
    table.copy()
    settle()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert [line[0] for line in lines] == ["net-3", "net-0"]
    assert [line[-1] for line in lines] == ["0.4", "0.5"]
    assert all(len(line) == len(table.model.columns) for line in lines)


def test_copying_takes_raw_values_and_titles_when_asked(
    table: RunTable, settle: Settle, qtbot: QtBot
) -> None:
    curve = LOSS.replace("last", "curve")
    table.set_view(TableView(shown=("name", LOSS, curve, "tags", "duration"), groups=("experiment",)))
    settle()
    table.model.selection.only([table.model.ids[0]])
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table.table.body, Qt.Key.Key_C, held)
    settle()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["Name", "loss val, last", "Tags", "Duration"]
    assert [line[:2] for line in lines[1:]] == [
        ["live", ""], ["net-3", "0.4"], ["net-2", "nan"], ["net-1", "0.3"], ["net-0", "0.5"],
    ]  # fmt: skip
    assert lines[2][3] == "1.0"


def test_copying_without_a_selection_takes_the_current_row(table: RunTable, settle: Settle) -> None:
    table.table.choosing.set_current(3)
    table.copy()
    settle()
    assert QGuiApplication.clipboard().text().startswith("net-1\tfinished\t")


def test_enter_opens_by_hash(table: RunTable, logged: list[Logged], qtbot: QtBot) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.table.choosing.set_current(1)
    qtbot.keyClick(table.table.body, Qt.Key.Key_Return)
    assert opened == [logged[3].hash]


def test_params_that_tell_nothing_or_do_not_fit_are_left_out(folder: Path, store: Store) -> None:
    for number in range(3):
        run = Logged(store, name=f"r{number}")
        run.params(
            {"same": 1, "list": [number], "long": "x" * 50 + str(number), "lr": number, "a": {"b": number}}
        )
        run.params({f"p{i}": number for i in range(9)}, "many")
    columns = listing.columns(store)
    sampled = params_to_sample(columns)
    sample = listing.rows(store, listing.find(store, None).ids, sampled)
    chosen = [column.id for column in choose(columns, sample, sampled) if column.group == "param"]
    assert chosen == [
        "param:a.b",
        "param:lr",
        "param:many.p0",
        "param:many.p1",
    ]
    kept = choose(columns, sample, sampled, ["param:same", "param:long"])
    assert {"param:same", "param:long"} <= {column.id for column in kept}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.001, "0.001"),
        (1e-05, "1e-05"),
        (0.1 + 0.2, "0.3"),
        (512, "512"),
        (True, "True"),
        (None, "None"),
        ("adam", "adam"),
        ("two\nlines", "two lines"),
        ([1, 2], "[1, 2]"),
        (math.inf, "inf"),
        (2**80, str(2**80)),
        (listing.Missing.NONE, "–"),
        (listing.Missing.PENDING, ""),
    ],
)
def test_params_read_as_they_were_written(value: object, said: str) -> None:
    cell = table_column(listing.Column("param:x", "x", "", True, "param")).cell
    assert cell.text(None, value) == said
