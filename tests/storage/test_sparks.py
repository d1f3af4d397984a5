"""Curves for the cells of a table."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from runyard.storage.store import Store
from runyard.storage.table import sparks
from runyard.storage.table.sparks import PIXELS, Spark
from support.logged import Logged
from support.seeding import empty

LOSS = "metric:curve:loss:{}"
Pairs = list[list[tuple[float, float]]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def pairs(spark: Spark) -> Pairs:
    return [
        [(round(x, 4), round(y, 4)) for x, y in zip(piece[::2], piece[1::2], strict=True)] for piece in spark
    ]


def logged(store: Store, *numbers: float) -> Logged:
    run = Logged(store)
    run.metric("loss", numbers)
    return run


def test_few_points_are_the_points(store: Store) -> None:
    run = logged(store, 4.0, 2.0, 3.0)
    assert pairs(sparks.read(store, [run.id], LOSS)[run.id]) == [[(0, 1), (0.5, 0), (1, 0.5)]]


def test_nan_and_infinities_are_gaps(store: Store) -> None:
    run = logged(store, 0.0, 1.0, math.nan, 2.0, math.inf)
    assert pairs(sparks.read(store, [run.id], LOSS)[run.id]) == [[(0, 0), (0.25, 0.5)], [(0.75, 1)]]


def test_a_level_line_lies_in_the_middle_and_nothing_but_nan_is_no_line(store: Store) -> None:
    level, lost = logged(store, 3.0, 3.0), logged(store, math.nan, math.nan)
    found = sparks.read(store, [level.id, lost.id], LOSS)
    assert pairs(found[level.id]) == [[(0, 0.5), (1, 0.5)]]
    assert found[lost.id] == ()


@pytest.mark.parametrize("count", [1_000, 20_000])
@pytest.mark.parametrize("ended", [True, False])
def test_one_spike_among_many_points_shows(store: Store, count: int, *, ended: bool) -> None:
    numbers = [0.0] * count
    numbers[count // 3] = 5.0
    run = logged(store, *numbers)
    if ended:
        run.end()
    [piece] = pairs(sparks.read(store, [run.id], LOSS)[run.id])
    assert len(piece) <= 2 * PIXELS + 2
    [spike] = [x for x, y in piece if y == 1.0]
    assert spike == pytest.approx(1 / 3, abs=1.5 / PIXELS)
    assert piece[-1][0] > 1 - 1.5 / PIXELS


def test_of_a_step_written_twice_the_latest_value_shows(store: Store) -> None:
    run = logged(store, 0.0, 9.0, 1.0)
    run.metric("loss", [0.0, 0.5])
    assert pairs(sparks.read(store, [run.id], LOSS)[run.id]) == [[(0, 0), (0.5, 0.5), (1, 1)]]


def test_runs_without_the_metric_are_left_out_and_statements_do_not_grow(store: Store) -> None:
    runs = [logged(store, float(number), 1.0) for number in range(30)]
    other = Logged(store)
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    found = sparks.read(store, [other.id, *(run.id for run in runs)], LOSS)
    store.connection.set_trace_callback(None)
    assert set(found) == {run.id for run in runs}
    assert len([text for text in said if "json_each" in text]) == 2
    assert sparks.read(store, [other.id], "metric:curve:unknown:{}") == {}


def test_a_damaged_chunk_leaves_a_table_readable(store: Store) -> None:
    run, whole = logged(store, 0.0, 1.0), logged(store, 0.0, 1.0)
    with store.write():
        store.connection.execute(
            "UPDATE chunk SET data = x'00' WHERE series_id = (SELECT id FROM series WHERE run_id = ?)",
            (run.id,),
        )
    found = sparks.read(store, [run.id, whole.id], LOSS)
    assert found[run.id] == ()
    assert pairs(found[whole.id]) == [[(0, 0), (1, 1)]]
