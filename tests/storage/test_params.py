from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runyard.domain import params as values
from runyard.journal.batch import Op
from runyard.storage.runs import params
from runyard.storage.store import Store
from support.logged import Logged
from support.seeding import empty

ODD: dict[Any, Any] = {
    "none": None,
    "yes": True,
    "int": 2**63 - 1,
    "big": -(2**200),
    "nan": float("nan"),
    "inf": float("-inf"),
    "zero": -0.0,
    "text": "é\x00'\"",
    "bytes": b"\x00\xff",
    "list": [1, [True, None], {"a": 1.5}],
    "empty": {},
    "nested": {"a.b": {"c d": 1}, 7: "seven"},
    "$float": {"$int": 1},
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def rows(store: Store, run_id: int) -> dict[str, Any]:
    sql = "SELECT path, type, value FROM param JOIN param_path ON id = path_id WHERE run_id = ?"
    return {
        path: params.untyped(kind, value)
        for path, kind, value in store.connection.execute(sql, (run_id,)).fetchall()
        if path != params.INCOMPLETE
    }


def test_every_kind_of_value_comes_back(store: Store) -> None:
    run = Logged(store)
    run.params(ODD)
    back = params.tree(store, run.id)
    assert math.isnan(back.pop("nan"))
    assert math.copysign(1, back["zero"]) == -1
    assert back == {key: value for key, value in ODD.items() if key != "nan"}
    assert [type(v) for v in back["list"][1]] == [bool, type(None)]
    flat = rows(store, run.id)
    assert flat['nested["a.b"]["c d"]'] == 1
    assert flat['nested["7"]'] == "seven"
    assert flat["big"] == -(2**200)
    assert flat["yes"] is True
    assert flat["list"] == ODD["list"]


def test_a_value_replaces_what_was_below_it(store: Store) -> None:
    run = Logged(store)
    run.params({"a": {"x": 1, "y": 2}, "b": 3})
    run.params({"x": 5}, "a", at=10)
    assert params.tree(store, run.id) == {"a": {"x": 5}, "b": 3}
    assert rows(store, run.id) == {"a.x": 5, "b": 3}
    run.log(ops=[Op("unset", run.created + 20, [["a", "x"]]), Op("unset", run.created + 20, [["never"]])])
    assert params.tree(store, run.id) == {"a": {}, "b": 3}
    assert rows(store, run.id) == {"a": {}, "b": 3}
    assert params.paths(store) == ["a", "b"]


def test_an_older_write_that_comes_late_changes_only_what_it_alone_wrote(store: Store) -> None:
    run = Logged(store)
    run.log(ops=[Op("param", run.created + 50, [["h", "lr"], "5"])])
    run.log(ops=[Op("param", run.created + 20, [["h"], values.encode({"lr": 1, "wd": 2})])])
    assert params.tree(store, run.id) == {"h": {"lr": 5, "wd": 2}}
    run.log(ops=[Op("param", run.created + 30, [["h", "lr"], "9"]), Op("unset", run.created + 10, [["h"]])])
    assert params.tree(store, run.id) == {"h": {"lr": 5, "wd": 2}}


def _applied(store: Store, ops: list[Op]) -> dict[Any, Any]:
    run = Logged(store)
    for op in ops:
        run.log(ops=[op])
    return params.tree(store, run.id)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["a", "b"]), max_size=3),
            st.sampled_from([1, "x", {}, {"a": 2}, {"b": {"a": 3}}]),
        ),
        min_size=2,
        max_size=4,
    )
)
def test_the_order_of_arrival_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, writes: list[tuple[list[str], Any]]
) -> None:
    ops = [
        Op("param", 1_900_000_000_000_000 + index, [path, values.encode(value)])
        for index, (path, value) in enumerate(writes)
        if path or isinstance(value, dict)
    ]
    store = empty(tmp_path_factory.mktemp("order"))
    trees = [_applied(store, list(order)) for order in itertools.permutations(ops)]
    store.close()
    assert all(tree == trees[0] for tree in trees)


def test_a_thousand_leaves_are_flattened_and_the_rest_is_kept(store: Store) -> None:
    run = Logged(store)
    many = {f"k{i}": i for i in range(2500)}
    run.params({"p": many})
    assert params.tree(store, run.id) == {"p": many}
    assert len(rows(store, run.id)) == params.LEAF_LIMIT
    run.params({"k0": 1}, "p", at=5)
    assert rows(store, run.id) == {"p.k0": 1}
    marks = "SELECT count(*) FROM param JOIN param_path ON id = path_id WHERE path = ''"
    assert store.connection.execute(marks).fetchone() == (0,)


def test_half_a_surrogate_pair_does_not_stop_the_rest(store: Store) -> None:
    run = Logged(store)
    run.params({"bad": "\ud800", "\udfff": 1, "good": "ü"})
    assert params.tree(store, run.id) == {"bad": "?", "?": 1, "good": "ü"}
