from __future__ import annotations

import math
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.domain.errors import DamagedRepositoryError, MissingRunError
from runyard.journal.batch import Points
from runyard.reading.metric import Metric
from runyard.reading.repo import Repo
from runyard.storage.metrics.decode import Arrays
from runyard.storage.metrics.points import sampled
from runyard.storage.removal import purge
from runyard.storage.store import Store
from support.logged import START, Logged, key, points
from support.programs import succeed
from support.seeding import empty


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


@pytest.fixture
def repo(store: Store, tmp_path: Path) -> Repo:
    return Repo(tmp_path, read_only=True)


def metric(repo: Repo, run: Logged, name: str = "loss") -> Metric:
    found = repo.get_run(run.hash).get_metric(name)
    assert found is not None
    return found


STEPS = st.lists(
    st.lists(st.one_of(st.integers(-5, 30), st.sampled_from([-(2**63), 2**63 - 1])), min_size=1, max_size=8),
    min_size=1,
    max_size=6,
)


@given(batches=STEPS, low=st.integers(-8, 33), high=st.integers(-8, 33), count=st.integers(1, 20))
def test_every_way_of_reading_agrees(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[int]], low: int, high: int, count: int
) -> None:
    """Steps may fall, repeat and lie far apart, in one chunk or across many."""
    folder = tmp_path_factory.mktemp("repo")
    store = empty(folder)
    run, latest, value = Logged(store), {}, 0.0
    for steps in batches:
        numbers = [value + place for place in range(len(steps))]
        latest.update(zip(steps, numbers, strict=True))
        value += len(steps)
        run.log({key("loss"): points(numbers, steps)})
    with Repo(folder, read_only=True) as repo:
        found = metric(repo, run)
        expected = sorted(latest.items())
        assert list(zip(*found.values.sparse_list(), strict=True)) == expected
        assert len(found.values) == len(found.data) == len(found.epochs) == len(expected)
        assert found.values.first_value() == found.values[0] == expected[0][1]
        assert found.values.last_value() == found.values[-1] == expected[-1][1]
        steps, (values, _, _) = found.data.range(low, high).numpy()
        part = [pair for pair in expected if low <= pair[0] < high]
        assert list(zip(steps.tolist(), values.tolist(), strict=True)) == part
        assert len(found.data.range(low, high)) == len(part)
        assert len(found.data.sample(count)) == min(count, len(expected))
    store.close()


def test_positions_slices_and_iteration(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [3.0, 1.0, 2.0])
    values = metric(repo, run).values
    assert (values[0], values[-1], list(values)) == (3.0, 2.0, [3.0, 1.0, 2.0])
    assert isinstance(values[1], float)
    assert values[1:].tolist() == [1.0, 2.0]
    with pytest.raises(IndexError):
        values[3]


def test_zeros_keep_their_sign(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [-0.0, 1.0, 0.0, -0.0])
    values = metric(repo, run).values
    assert [math.copysign(1, found) for found in (values.first_value(), values.last_value())] == [-1, -1]


def test_epochs_and_times_by_step(store: Store, repo: Repo) -> None:
    run = Logged(store)
    given_points = Points(array("q", [2, 1]), array("q", [START, START + 5]), array("d", [1, 2]))
    given_points.epochs = array("d", [7.0, math.nan])
    run.log({key("loss"): given_points})
    found = metric(repo, run)
    steps, epochs = found.epochs.sparse_numpy()
    assert steps.tolist() == [1, 2]
    assert math.isnan(epochs[0])
    assert found.epochs.last_value() == 7.0
    assert found.timestamps.values_list() == [START / 1e6 + 5e-6, START / 1e6]
    run.metric("bare", [1.0])
    assert np.isnan(metric(repo, run, "bare").epochs.values_numpy()).all()


def test_a_range_reads_only_the_chunks_it_needs(store: Store, repo: Repo) -> None:
    run = Logged(store)
    for first in range(0, 50_000, 10_000):
        run.log({key("loss"): points([float(i) for i in range(10_000)], range(first, first + 10_000))})
    found = metric(repo, run)
    [others] = store.connection.execute("SELECT count(*) FROM chunk WHERE min_step > 12000").fetchone()
    damage = "UPDATE chunk SET data = x'ff00000000' WHERE min_step > 12000"  # reading these would raise
    store.connection.execute(damage)
    assert others >= 3
    assert found.data.range(10_500, 10_503).items_list()[0] == [10_500, 10_501, 10_502]
    assert len(found.data.range(0, 100)) == 100
    assert found.values.last_value() == 9999.0
    for ask in (found.values.sparse_numpy, found.values.__len__, found.data.range(30_000, 30_010).numpy):
        with pytest.raises(DamagedRepositoryError, match="damaged"):
            ask()


def test_the_number_of_steps_is_found_without_the_values(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.log({key("loss"): points([float(i) for i in range(9000)])})
    run.log({key("loss"): points([1.0, 2.0], [8999, 9000])})
    cut = "UPDATE chunk SET data = CAST(substr(data, 1, 5 + 16) AS BLOB) WHERE min_step = 0"
    store.connection.execute(cut)
    assert len(metric(repo, run).values) == 9001


def test_bounds_and_counts_that_make_no_sense(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [1.0, 2.0])
    data = metric(repo, run).data
    for wrong in (lambda: data.range(0.5, 2), lambda: data.range(0, "2"), lambda: data.sample(1.5)):  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="must be a whole number"):
            wrong()
    for count in (0, -1):
        with pytest.raises(ValueError, match="at least 1"):
            data.sample(count)
    assert data.range(5, 1).items_list() == ([], [[], [], []])
    for beyond in (data.range(2**70), data.range(None, -(2**70)), data.range(2**63), data.range(0, -(2**63))):
        assert (beyond.items_list(), len(beyond)) == (([], [[], [], []]), 0)
    assert data.range(np.int64(1)).items_list()[0] == [1]
    assert data.range(-(10**30), 10**30).items_list()[0] == [0, 1]


def arrays(values: list[float]) -> Arrays:
    count = len(values)
    return Arrays(np.arange(count), np.array(values), np.arange(count), None)


@given(
    values=st.lists(st.floats(allow_nan=True, width=32), min_size=1, max_size=200),
    count=st.integers(1, 40),
)
def test_a_sample_has_the_last_the_first_the_highest_and_the_lowest(values: list[float], count: int) -> None:
    found = sampled(arrays(values), count)
    steps = found.steps.tolist()
    assert len(steps) == min(count, len(values))
    assert steps == sorted(set(steps))
    assert steps[-1] == len(values) - 1
    numbers = [value for value in values if not math.isnan(value)]
    if count >= 2:
        assert steps[0] == 0
    if count >= 4 and numbers:
        kept = [value for value in found.values.tolist() if not math.isnan(value)]
        assert max(kept) == max(numbers)
        assert min(kept) == min(numbers)


def test_a_sample_is_spread_evenly() -> None:
    found = sampled(arrays([0.0] * 1001), 11)
    assert found.steps.tolist() == list(range(0, 1001, 100))
    spiked = [0.0] * 1001
    spiked[449] = 5.0
    assert sampled(arrays(spiked), 11).steps.tolist() == [
        0,
        100,
        200,
        300,
        449,
        500,
        600,
        700,
        800,
        900,
        1000,
    ]


def test_parts_of_parts(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [float(i % 7) for i in range(100)])
    data = metric(repo, run).data
    assert data.range(10, 50).range(40, 90).items_list()[0] == list(range(40, 50))
    assert data.range(10, 20).sample(3).items_list()[0] == [10, 13, 19]
    assert set(data.sample(10).range(0, 50).items_list()[0]) <= set(range(50))


def test_a_purged_metric_says_so(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [1.0])
    found = metric(repo, run)
    purge.purge(store, [run.id])
    other = Logged(store)
    other.metric("else", [5.0])  # its series has the id that became free
    for ask in (found.values.last_value, found.values.sparse_numpy, found.last_step, found.data.numpy):
        with pytest.raises(MissingRunError, match="The metric 'loss' is gone"):
            ask()


def test_an_empty_column_says_so(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.metric("loss", [1.0])
    column = metric(repo, run).epochs
    store.connection.execute("DELETE FROM chunk")
    with pytest.raises(Exception, match="no values here"):
        column.last_value()


def test_numpy_is_loaded_only_to_read_values(store: Store, tmp_path: Path) -> None:
    run = Logged(store)
    run.metric("loss", [1.0, 2.0])
    loaded = succeed(
        """
        import sys
        from runyard import Repo
        [run] = Repo(sys.argv[1]).query_runs()
        [metric] = run.metrics()
        metric.values.last_value(), len(metric.values), metric.last_step()
        run.collect_sequence_info(), run.get_terminal_logs(), run.messages(), run.attempts
        before = "numpy" in sys.modules
        metric.values.values_list()
        print(before, "numpy" in sys.modules)
        """,
        tmp_path,
    )
    assert loaded.split() == ["False", "True"]


def test_the_frame_of_the_last_step(store: Store, repo: Repo) -> None:
    run = Logged(store)
    run.params({"lr": 0.1})
    run.log({key("loss"): points([1.0, 2.0, 3.0, 4.0], [5, 9, 7, 9])})
    found = metric(repo, run)
    frame = found.dataframe(include_name=True, include_run=True)
    assert frame["step"].tolist() == [5, 7, 9]
    assert frame["value"].tolist() == [1.0, 3.0, 4.0]
    assert frame["idx"].tolist() == [0, 1, 2]
    last = found.dataframe(include_name=True, include_run=True, only_last=True)
    assert last.equals(frame[-1:].reset_index(drop=True))
    assert last["run.lr"].tolist() == [0.1]
