from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from runyard.domain.kinds import DataKind
from runyard.storage.metrics import series
from runyard.storage.store import Store
from support.logged import Logged, key, points
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def test_points_come_by_step_the_latest_of_each(store: Store) -> None:
    run = Logged(store)
    loss = key("loss")
    run.log({loss: points([1.0, 2.0, 3.0], [5, 1, 5])})
    run.log({loss: points([4.0, float("nan")], [1, 9])})
    [info] = series.of_run(store, run.id)
    found = series.read(store, info.id)
    assert found.steps.tolist() == [1, 5, 9]
    assert found.values.tolist()[:2] == [4.0, 3.0]
    assert math.isnan(found.values[2])
    every = series.read(store, info.id, all_points=True)
    assert every.steps.tolist() == [1, 1, 5, 5, 9]
    assert every.values.tolist()[:4] == [2.0, 4.0, 1.0, 3.0]
    assert info.count == 5
    assert series.last_steps(store, run.id) == {loss: 9}


def test_many_ordered_points_come_back_whole(store: Store) -> None:
    run = Logged(store)
    numbers = np.random.default_rng(1).normal(size=30_000)
    for start in range(0, 30_000, 7_000):
        part = numbers[start : start + 7_000]
        run.log({key("loss"): points(part.tolist(), range(start, start + len(part)))})
    run.end()
    [info] = series.of_run(store, run.id)
    found = series.read(store, info.id)
    assert np.array_equal(found.values, numbers)
    assert np.array_equal(found.steps, np.arange(30_000))
    assert found.epochs is None


def test_series_are_found_by_kind_name_and_context(store: Store) -> None:
    run = Logged(store)
    run.metric("loss", [1.0], {"a": 1})
    run.metric("loss", [2.0], {"a": True})
    run.log({key("loss", None, DataKind.SYSTEM): points([3.0])})
    assert [info.last for info in series.of_run(store, run.id, DataKind.METRIC)] == [1.0, 2.0]
    assert [info.last for info in series.of_run(store, run.id, DataKind.SYSTEM)] == [3.0]
    one = series.find(store, run.id, key("loss", {"a": True}))
    assert one is not None
    assert one.last == 2.0
    assert series.find(store, run.id, key("loss")) is None
