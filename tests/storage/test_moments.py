"""Steps and times of a run lead to each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runyard.storage.metrics import moments
from runyard.storage.metrics.moments import Moment
from runyard.storage.store import Store
from support import seeding
from support.logged import START, Logged, key, points


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def test_a_run_without_metrics_has_no_moments(store: Store) -> None:
    run = Logged(store)
    assert moments.of_step(store, run.id, 0) is None
    assert moments.of_time(store, run.id, START) is None


def test_steps_and_times_of_the_longest_metric(store: Store) -> None:
    run = Logged(store)
    run.log({key("short"): points([1.0, 2.0], [7, 9])})
    for start in range(0, 20_000, 5_000):  # every tenth step, a second apart, in several chunks
        found = points([0.5] * 5_000, range(start * 10, (start + 5_000) * 10, 10))
        for at in range(5_000):
            found.times[at] = START + (start + at) * 1_000_000
        run.log({key("loss"): found})
    for step, expected in ((0, 0), (10, 10), (11, 20), (99_995, 100_000), (199_990, 199_990), (-5, 0)):
        assert moments.of_step(store, run.id, step) == Moment(expected, START + expected * 100_000)
    assert moments.of_step(store, run.id, 10**9) == Moment(199_990, START + 19_999_000_000)
    for us, step in ((0, 0), (999_999, 0), (1_000_000, 10), (12_345_678_000, 123_450), (10**12, 199_990)):
        found_at = moments.of_time(store, run.id, START + us)
        assert found_at is not None
        assert found_at.step == step
    assert moments.of_time(store, run.id, START - 1) is None
