"""Curves of a visible range against a full read: extremes exact, nothing lost, whatever the chunks."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from runyard.storage import location
from runyard.storage.metrics import curves, series
from runyard.storage.store import Store
from support.curve_runs import START, Logger, metric, points

LOSS = metric("loss", subset="train")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(location.resolve(tmp_path, create=True), create=True) as found:
        yield found


def _series(store: Store, logger: Logger) -> int:
    [info] = series.of_run(store, logger.run_id)
    return info.id


def _walk(count: int) -> list[float]:
    dice = random.Random(3)
    values, now = [], 0.0
    for _ in range(count):
        now += dice.gauss(0, 1)
        values.append(now)
    return values


@pytest.fixture
def long(store: Store) -> int:
    """A series of 200,000 points with one spike, in sealed chunks and a tail."""
    values = _walk(200_000)
    values[123_456] = 1e6
    logger = Logger(store)
    logger.log({LOSS: points(values[:199_000])})
    logger.merge()
    logger.log({LOSS: points(values[199_000:], range(199_000, 200_000))})
    return _series(store, logger)


def test_zoomed_out_reads_overviews_and_keeps_the_extremes(store: Store, long: int) -> None:
    found = curves.curve(store, long, "step", 0, 200_000, 400)
    every = series.read(store, long)
    assert not found.exact
    assert len(found.x) < 10_000
    assert np.nanmax(found.high) == every.values.max() == 1e6
    assert np.nanmin(found.low) == every.values.min()
    assert found.count == 200_000


def test_a_spike_stays_at_every_zoom(store: Store, long: int) -> None:
    for width in (150_000, 20_000, 3_000, 200, 4):
        found = curves.curve(store, long, "step", 123_456 - width / 2, 123_456 + width / 2, 400)
        assert found.high.max() == 1e6
        at = found.x[int(np.argmax(found.high))]
        assert abs(at - 123_456) <= max(64, width / 400)


def test_zoomed_in_gives_every_point(store: Store, long: int) -> None:
    found = curves.curve(store, long, "step", 50_000, 50_100, 400)
    every = series.read(store, long)
    seen = (found.x >= 50_000) & (found.x <= 50_100)
    assert found.exact
    assert found.x[seen].tolist() == every.steps[50_000:50_101].tolist()
    assert found.low[seen].tolist() == every.values[50_000:50_101].tolist()


def test_the_line_goes_on_beyond_both_edges(store: Store, long: int) -> None:
    found = curves.curve(store, long, "step", 5000.2, 5000.8, 400)
    assert found.x[0] < 5000.2
    assert found.x[-1] > 5000.8
    assert not ((found.x > 5000.2) & (found.x < 5000.8)).any()


def test_overviews_agree_with_the_points_of_each_stretch(store: Store, long: int) -> None:
    found = curves.curve(store, long, "step", 0, 200_000, 400)
    values = series.read(store, long).values
    starts = found.x.astype(int)
    low = np.minimum.reduceat(values, starts)
    high = np.maximum.reduceat(values, starts)
    assert (low == found.low).all()
    assert (high == found.high).all()
    assert (values[starts] == found.first).all()


def test_more_points_are_seen_at_the_next_call(store: Store) -> None:
    logger = Logger(store)
    logger.log({LOSS: points(_walk(20_000))})
    logger.merge()
    found = _series(store, logger)
    assert curves.curve(store, found, "step", 0, 50_000, 50).count == 20_000
    logger.log({LOSS: points([5e5] * 20_000, range(20_000, 40_000))})
    logger.merge()
    after = curves.curve(store, found, "step", 0, 50_000, 50)
    assert after.count == 40_000
    assert after.high.max() == 5e5
    assert after.low.min() == series.read(store, found).values.min()


def test_steps_that_went_back_are_sorted_and_the_latest_counts(store: Store) -> None:
    logger = Logger(store)
    logger.log({LOSS: points([1.0, 2.0, 3.0], [0, 1, 2])})
    logger.log({LOSS: points([20.0, 30.0, 40.0], [1, 2, 3])})
    found = curves.curve(store, _series(store, logger), "step", 0, 10, 100)
    assert found.x.tolist() == [0, 1, 2, 3]
    assert found.low.tolist() == [1.0, 20.0, 30.0, 40.0]


def test_of_a_step_written_twice_the_latest_counts(store: Store) -> None:
    logger = Logger(store)
    logger.log({LOSS: points([1.0, 2.0, 3.0, 4.0], [0, 1, 1, 2])})
    logger.log({LOSS: points([5.0], [2])})
    found = curves.curve(store, _series(store, logger), "step", 0, 10, 100)
    assert found.x.tolist() == [0, 1, 2]
    assert found.low.tolist() == [1.0, 3.0, 5.0]


def test_nan_is_named_where_it_is(store: Store) -> None:
    logger = Logger(store)
    values = _walk(10_000)
    values[420] = math.nan
    logger.log({LOSS: points(values)})
    logger.merge()
    found = _series(store, logger)
    exact = curves.curve(store, found, "step", 400, 450, 400)
    assert exact.nans.tolist() == [420.0]
    coarse = curves.curve(store, found, "step", 0, 10_000, 10)
    assert not coarse.exact
    assert len(coarse.nans) == 1
    assert coarse.nans[0] <= 420 < coarse.nans[0] + 64


def test_times_and_epochs(store: Store) -> None:
    logger = Logger(store)
    logger.log({LOSS: points([1.0, 2.0, 3.0], epochs=[0.0, math.nan, 1.0])})
    found = _series(store, logger)
    timed = curves.curve(store, found, "time", START, START + 10_000, 100)
    assert timed.x.tolist() == [START, START + 1000, START + 2000]
    by_epoch = curves.curve(store, found, "epoch", 0, 5, 100)
    assert by_epoch.x.tolist() == [0.0, 1.0]
    assert by_epoch.low.tolist() == [1.0, 3.0]


def test_clocks_that_went_back_still_give_a_rising_axis(store: Store) -> None:
    logger = Logger(store)
    logger.log({LOSS: points([1.0, 2.0], [0, 1], times=[START + 5000, START + 6000])})
    logger.log({LOSS: points([3.0, 4.0], [2, 3], times=[START, START + 1000])})
    found = curves.curve(store, _series(store, logger), "time", START, START + 10_000, 100)
    assert (np.diff(found.x) >= 0).all()
    assert sorted(found.low.tolist()) == [1.0, 2.0, 3.0, 4.0]


def test_uneven_steps_stand_where_they_were_logged(store: Store) -> None:
    dice = random.Random(5)
    steps, now = [], 0
    for _ in range(9000):
        now += dice.choice((1, 1, 1, 500))
        steps.append(now)
    logger = Logger(store)
    values = _walk(9000)
    values[4500] = 1e9
    logger.log({LOSS: points(values, steps)})
    logger.merge()
    found = curves.curve(store, _series(store, logger), "step", steps[0], steps[-1], 400)
    at = found.x[int(np.argmax(found.high))]
    assert abs(at - steps[4500]) <= (steps[-1] - steps[0]) / 400


def test_a_series_that_is_gone_is_empty(store: Store) -> None:
    found = curves.curve(store, 99, "step", 0, 1, 100)
    assert found.count == 0
    assert len(found.x) == 0
