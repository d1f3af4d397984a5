from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import pytest

from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.search.grammar.parse import parse
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.columns import SeriesColumn, series_column, series_id
from runyard.storage.table.listing import Missing, Sort
from support.logged import Logged, key, points
from support.seeding import bulk, empty

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def shown(store: Store, column: str, *, descending: bool = False) -> list[Any]:
    ids = listing.find(store, None, [Sort(column, descending)]).ids
    return [row.cells[0] for row in listing.rows(store, ids, [column])]


@pytest.mark.parametrize("final", [True, False])
def test_metrics_sort_numbers_then_nan_then_missing(store: Store, final: bool) -> None:
    for numbers in ([1.0], [NAN], [INF], [-INF], None, [0.5], [2.0, NAN]):
        run = Logged(store)
        if numbers is not None:
            run.metric("loss", numbers, {"s": "v"})
        if final:
            run.end()
    missing = Missing.NONE if final else Missing.PENDING
    up = shown(store, 'metric:last:loss:{"s":"v"}')
    assert up[:4] == [-INF, 0.5, 1.0, INF]
    assert [math.isnan(value) for value in up[4:6]] == [True, True]
    assert up[6] is missing
    down = shown(store, 'metric:last:loss:{"s":"v"}', descending=True)
    assert down[:4] == [INF, 1.0, 0.5, -INF]
    assert [math.isnan(value) for value in down[4:6]] == [True, True]
    assert down[6] is missing
    assert shown(store, 'metric:max:loss:{"s":"v"}')[3:5] == [2.0, INF]


def test_params_sort_numbers_then_text_then_nan_then_missing(store: Store) -> None:
    for value in ("b", 2, NAN, True, None, "a", 1.5, -INF, [1]):
        Logged(store).params({"x": value})
    Logged(store)
    up = shown(store, "param:x")
    assert up[:7] == [-INF, True, 1.5, 2, "a", "b", [1]]
    assert math.isnan(up[7])
    assert up[8:] in ([None, Missing.NONE], [Missing.NONE, None])
    down = shown(store, "param:x", descending=True)
    assert down[:7] == [2, 1.5, True, -INF, "b", "a", [1]]


def test_finished_and_live_runs_sort_together(store: Store) -> None:
    for number in range(6):
        run = Logged(store)
        run.metric("loss", [float(number % 4)])
        if number % 2:
            run.end()
    assert shown(store, "metric:last:loss:{}") == [0.0, 0.0, 1.0, 1.0, 2.0, 3.0]


def test_equals_come_newest_first_and_a_second_key_decides(store: Store) -> None:
    ids = []
    for lr, width in itertools.product((1, 2), (1, 2)):
        run = Logged(store)
        run.params({"lr": lr, "width": width})
        ids.append(run.id)
    assert list(listing.find(store, None).ids) == ids[::-1]
    by_lr = listing.find(store, None, [Sort("param:lr")]).ids
    assert list(by_lr) == [ids[1], ids[0], ids[3], ids[2]]
    both = listing.find(store, None, [Sort("param:lr", True), Sort("param:width")]).ids
    assert list(both) == [ids[2], ids[3], ids[0], ids[1]]
    assert list(listing.find(store, None, [Sort("param:never")]).ids) == ids[::-1]


@pytest.mark.parametrize(
    "column",
    [
        "name",
        "status",
        "hash",
        "experiment",
        "created",
        "ended",
        "duration",
        "tags",
        "description",
        "label",
        "group",
        "job_type",
    ],
)
def test_every_column_of_runs_sorts_both_ways(store: Store, column: str) -> None:
    for index, name in enumerate(("b", "A", "c")):
        text = ("", "x", "y")[index]
        facts = {"description": text, "label": text, "group": text, "job_type": text}
        run = Logged(store, name=name, experiment=f"e{index}", **facts)
        run.tag(*[("t",), ("s", "z"), ()][index])
        run.end(("finished", "failed", "killed")[index], after=(index + 1) * 1_000_000)
    up = shown(store, column)
    present = [value for value in up if value not in ("", [])]
    assert present == sorted(present, key=lambda value: value.lower() if isinstance(value, str) else value)
    down = [value for value in shown(store, column, descending=True) if value not in ("", [])]
    assert down == present[::-1]


def test_cells_keep_type_and_say_why_they_are_empty(store: Store) -> None:
    run = Logged(store, name="one")
    run.params({"a": {"yes": True, "none": None, "list": [1], "big": 2**70, "b.c": 1}})
    run.metric("loss", [1.0, 3.0, NAN])
    run.log({key("cpu", None, DataKind.SYSTEM): points([7.0])})
    columns = [
        *["name", "created", "param:a.yes", "param:a.none", "param:a.list", "param:a.big", 'param:a["b.c"]'],
        *["metric:first:loss:{}", "metric:min:loss:{}", "metric:max:loss:{}", "metric:last:loss:{}"],
        *["system:last:cpu:{}", "metric:last:cpu:{}", "param:never", "duration"],
    ]
    [row] = listing.rows(store, [run.id], columns)
    cells = dict(zip(columns, row.cells, strict=True))
    assert cells["name"] == "one"
    assert cells["param:a.yes"] is True
    assert cells["param:a.none"] is None
    assert cells["param:a.list"] == [1]
    assert cells["param:a.big"] == 2**70
    assert cells['param:a["b.c"]'] == 1
    assert [cells[f"metric:{value}:loss:{{}}"] for value in ("first", "min", "max")] == [1.0, 1.0, 3.0]
    assert math.isnan(cells["metric:last:loss:{}"])
    assert cells["system:last:cpu:{}"] == 7.0
    assert cells["metric:last:cpu:{}"] is Missing.PENDING
    assert cells["param:never"] is Missing.NONE
    assert cells["duration"] > 0


def test_what_is_beyond_the_flattened_leaves_is_found_and_shown(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    run.params({"p": {f"k{i:04}": i for i in range(1500)}})
    other.params({"p": {"k1400": 1}})
    [row] = listing.rows(store, [run.id], ["param:p.k1400"])
    assert row.cells == (1400,)
    found = listing.find(store, parse("run.p.k1400 > 100"))
    assert list(found.ids) == [run.id]
    assert found.scanned == 1
    assert list(listing.find(store, parse("run.p.k1400 < 100")).ids) == [other.id]


def test_columns_name_everything_that_can_be_shown(store: Store) -> None:
    run = Logged(store)
    run.params({"h": {"lr": 0.1, "opt": "adam"}, "seed": 1, "a.b": 2})
    run.metric("loss", [1.0], {"subset": "val"})
    run.log({key("cpu", None, DataKind.SYSTEM): points([7.0])})
    Logged(store).metric("acc", [1.0])
    found = {column.id: column for column in listing.columns(store)}
    assert (found["param:h.lr"].title, found["param:h.lr"].subtitle) == ("lr", "h")
    assert found["param:h.lr"].numeric
    assert not found["param:h.opt"].numeric
    assert (found["param:seed"].title, found["param:seed"].subtitle) == ("seed", "")
    assert found['param:["a.b"]'].title == "a.b"
    loss = found['metric:last:loss:{"subset":"val"}']
    assert (loss.title, loss.subtitle, loss.group) == ("loss", "val, last", "metric")
    assert found["system:max:cpu:{}"].group == "system"
    assert "metric:first:acc:{}" in found
    known = listing.vocabulary(store)
    assert known.metrics == [("acc", "{}"), ("loss", '{"subset":"val"}')]
    assert known.params == ['["a.b"]', "h.lr", "h.opt", "seed"]
    assert known.experiments == ["default"]


@pytest.mark.parametrize("name", ["loss", "a:b", "100%", "%3A:{", 'x:{"y":1}'])
def test_ids_of_metric_columns_can_be_read_back(name: str) -> None:
    column = SeriesColumn(DataKind.METRIC, "min", name, '{"a":"b:c"}')
    assert series_column(series_id(column)) == column


def test_a_page_takes_as_many_statements_as_a_row(tmp_path: Path) -> None:
    store = bulk(tmp_path, 200)
    columns = [column.id for column in listing.columns(store)]
    counts = []
    for size in (1, 128):
        statements: list[str] = []
        store.connection.set_trace_callback(statements.append)
        assert len(listing.rows(store, range(1, size + 1), columns)) == size
        store.connection.set_trace_callback(None)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 10


def test_a_default_list_is_ordered_by_an_index(tmp_path: Path) -> None:
    store = bulk(tmp_path, 50)
    sql = "SELECT id FROM run WHERE trashed IS NULL AND archived = 0 ORDER BY created DESC, id DESC"
    steps = " ".join(row[3] for row in store.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    assert "COVERING INDEX run_created" in steps
    assert "B-TREE FOR ORDER BY" not in steps


def test_the_interpreter_stops_when_asked(store: Store) -> None:
    Logged(store).params({"a": 1, "b": 2})
    query = parse("run.a < run.b")
    assert listing.find(store, query).scanned == 1
    with pytest.raises(KnownProblem):
        listing.find(store, query, cancelled=lambda: True)


def test_gone_runs_are_left_out_of_a_page(store: Store) -> None:
    run = Logged(store)
    assert [row.info.id for row in listing.rows(store, [99, run.id], ["name", "metric:last:x:{}"])] == [
        run.id
    ]
    assert runs.counts(store).total == listing.find(store, None).total == 1
