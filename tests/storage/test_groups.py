"""Grouping, and which columns tell runs apart."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from runyard.domain.kinds import DataKind
from runyard.domain.statistics import Statistic
from runyard.storage.runs import runs
from runyard.storage.runs.params import LeafType
from runyard.storage.store import Store
from runyard.storage.table import column_numbers, differing, listing
from runyard.storage.table.columns import SeriesColumn, series_id
from runyard.storage.table.groups import Mixed, group
from runyard.storage.table.listing import Sort
from support.logged import Logged
from support.seeding import bulk, empty

LOSS = series_id(SeriesColumn(DataKind.METRIC, "last", "loss", "{}"))
LR, SEED = "param:hparams.lr", "param:hparams.seed"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def sweep(store: Store) -> dict[str, int]:
    """Three learning rates with two seeds each; one run has no loss, one a NaN."""
    made = {}
    losses = {(0.1, 0): 4.0, (0.1, 1): 6.0, (0.01, 0): 1.0, (0.01, 1): 3.0, (1.0, 0): math.nan}
    for lr in (0.1, 0.01, 1.0):
        for seed in (0, 1):
            run = Logged(store, name=f"{lr}-{seed}")
            run.params({"hparams": {"lr": lr, "seed": seed, "width": 8}})
            if (lr, seed) in losses:
                run.metric("loss", [9.0, losses[lr, seed]])
            made[f"{lr}-{seed}"] = run.id
    return made


def test_groups_have_members_counts_and_statistics(store: Store) -> None:
    made = sweep(store)
    ids = listing.find(store, None, [Sort("created")]).ids
    found = {found.key: found for found in group(store, ids, [LR], [LOSS, "param:hparams.width", SEED])}
    assert list(found) == [(0.1,), (0.01,), (1.0,)]
    small = found[0.01,]
    assert list(small.ids) == [made["0.01-0"], made["0.01-1"]]
    assert small.statuses == {"running": 2}
    loss = small.cells[0]
    assert isinstance(loss, Statistic)
    assert (loss.n, loss.mean, loss.low, loss.high) == (2, 2.0, 1.0, 3.0)
    assert loss.deviation == pytest.approx(math.sqrt(2))
    assert found[1.0,].cells[0].n == 0  # a NaN and a run without the metric
    assert found[1.0,].cells[0].odd == 1
    assert small.cells[1].mean == 8


def test_groups_are_ordered_by_means_and_keys(store: Store) -> None:
    sweep(store)
    ids = listing.find(store, None, [Sort("created")]).ids

    def keys(*sort: Sort) -> list[object]:
        return [found.key[0] for found in group(store, ids, [LR], [], sort)]

    assert keys(Sort(LOSS)) == [0.01, 0.1, 1.0]
    assert keys(Sort(LOSS, descending=True)) == [0.1, 0.01, 1.0]  # no number comes last either way
    assert keys(Sort(LR)) == [0.01, 0.1, 1.0]
    assert keys(Sort(LR, descending=True)) == [1.0, 0.1, 0.01]


def test_keys_tell_types_apart_and_missing_is_a_group(store: Store) -> None:
    for value in (True, 1, 1.0, "1", None, math.nan, math.nan, [1], [1]):
        Logged(store).params({"x": value})
    Logged(store)
    ids = listing.find(store, None, [Sort("created")]).ids
    found = group(store, ids, ["param:x"], [])
    assert [len(g.ids) for g in found] == [1, 2, 1, 2, 2, 2]
    assert found[0].key == (True,)
    assert found[3].key == (None,)  # None and nothing at all are one


def test_texts_are_shared_or_mixed(store: Store) -> None:
    for name, optimiser in (("a", "adam"), ("a", "adam"), ("b", "adam"), ("b", "sgd")):
        run = Logged(store, experiment=name)
        run.params({"optimiser": optimiser})
    ids = listing.find(store, None, [Sort("created")]).ids
    found = group(store, ids, ["experiment"], ["param:optimiser"])
    assert [(g.key, g.cells) for g in found] == [(("a",), ("adam",)), (("b",), (Mixed.MIXED,))]


def test_several_columns_and_tags(store: Store) -> None:
    first, second, third = (Logged(store) for _ in range(3))
    for run in (first, second):
        run.tag("b")
        run.tag("a")
    ids = listing.find(store, None, [Sort("created")]).ids
    found = group(store, ids, ["tags", "status"], [])
    assert [(g.key, len(g.ids)) for g in found] == [((("a", "b"), "running"), 2), ((None, "running"), 1)]
    assert list(found[1].ids) == [third.id]


def test_what_differs(store: Store) -> None:
    sweep(store)
    ids = list(listing.find(store, None).ids)
    columns = [column.id for column in listing.columns(store)]
    found = differing.differing(store, ids, columns)
    assert {"name", "created", "hash", LR, SEED, LOSS} <= set(found)
    assert not {"status", "experiment", "tags", "param:hparams.width"} & set(found)
    assert differing.settings(store, ids, columns) == [LR]
    same = [run for run in runs.infos(store, ids) if run.name.startswith("0.1-")]
    assert differing.settings(store, [run.id for run in same], columns) == []
    assert differing.differing(store, [], columns) == []


@pytest.mark.parametrize(
    ("path", "seed"),
    [
        ("seed", True), ("hparams.seed", True), ("random_seed", True), ("data.fold", True),
        ("trial_id", True), ("random_state", True), ("seeding", False), ("seedling.width", False),
        ("unfold", False), ("lr", False),
    ],
)  # fmt: skip
def test_params_of_repetitions(path: str, seed: bool) -> None:
    assert differing.is_seed(path) is seed


def test_many_runs_come_to_the_same_as_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = bulk(tmp_path, 3_000, params=4, metrics=4)
    execute = store.connection.execute
    columns = [column.id for column in listing.columns(store) if column.group in ("metric", "param")]
    with store.write():
        execute("UPDATE series SET last = NULL WHERE run_id % 7 = 0")  # NaN
        execute("UPDATE series SET last = 9e999 WHERE run_id % 11 = 0")
        execute("UPDATE series SET final = 0 WHERE run_id % 3 = 0")
        execute("DELETE FROM series WHERE run_id % 5 = 0")
        execute("DELETE FROM param WHERE run_id % 13 = 0")
        execute("UPDATE param SET type = ?, value = NULL WHERE run_id % 17 = 0", (int(LeafType.NAN),))
    ids = listing.find(store, None).ids
    by, sort = ["experiment", "status"], [Sort(columns[-1], descending=True)]
    many = group(store, ids, by, columns, sort)
    differ = differing.differing(store, ids, columns)
    monkeypatch.setattr(column_numbers, "_MANY", 10**9)
    few = group(store, ids, by, columns, sort)
    assert [found.key for found in many] == [found.key for found in few]
    assert [list(found.ids) for found in many] == [list(found.ids) for found in few]
    assert [found.statuses for found in many] == [found.statuses for found in few]
    statistics = 0
    for quick, slow in zip(many, few, strict=True):
        for left, right in zip(quick.cells, slow.cells, strict=True):
            assert type(left) is type(right)
            if isinstance(left, Statistic):
                assert tuple(left) == pytest.approx(tuple(right), rel=1e-12, nan_ok=True)
                statistics += left.n > 300
    assert statistics > 4
    assert differ == differing.differing(store, ids, columns)


def test_what_agrees_in_the_first_runs_may_differ_in_the_others(tmp_path: Path) -> None:
    store = bulk(tmp_path, 3_000, params=4, metrics=4)
    ids = listing.find(store, None).ids
    columns = [column.id for column in listing.columns(store) if column.group == "metric"][:2]
    with store.write():
        store.connection.execute("UPDATE series SET last = 1.0, first = 1.0, low = 1.0, high = 1.0")
    assert differing.differing(store, ids, columns) == []
    with store.write():
        store.connection.execute("UPDATE series SET last = 2.0, low = 0.0 WHERE run_id = ?", (ids[-1],))
    assert differing.differing(store, ids, columns) == columns
