"""What takes the space: sizes of runs, what is in the trash, blobs that one run alone refers to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from runyard.storage.objects import blobs
from runyard.storage.overview.space import biggest, run_sizes, space
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.logged import Logged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as found:
        yield found


def attach(store: Store, run_id: int, data: bytes) -> None:
    digest = blobs.put(store.blobs, data)
    store.connection.execute("INSERT OR IGNORE INTO blob VALUES (?, ?, 0)", (digest, len(data)))
    sql = "INSERT INTO attachment(run_id, name, time, sha256, size) VALUES (?, 'x', 0, ?, ?)"
    store.connection.execute(sql, (run_id, digest, len(data)))


def test_an_empty_repository_takes_its_files(store: Store) -> None:
    found = space(store)
    assert found.database == store.database.stat().st_size
    assert (found.runs, found.trashed_runs, found.trash, found.blobs, found.points) == (0, 0, 0, 0, 0)
    assert run_sizes(store, []) == {}


def test_a_run_takes_its_points_and_what_it_alone_refers_to(store: Store) -> None:
    small, big = Logged(store), Logged(store)
    small.metric("loss", [1 / (n + 1) for n in range(10)])
    big.metric("loss", [1 / (n + 1) for n in range(10_000)])
    before = run_sizes(store, [small.id, big.id])
    assert 80 < before[small.id] < 1_000
    assert 80_000 < before[big.id] < 120_000
    attach(store, small.id, b"a" * 5_000)
    attach(store, small.id, b"b" * 300)
    attach(store, big.id, b"b" * 300)  # shared: no run alone holds it
    after = run_sizes(store, [small.id, big.id])
    assert (after[small.id] - before[small.id], after[big.id] - before[big.id]) == (5_000, 0)
    assert list(biggest(store, 1)) == [big.id]
    assert space(store).blobs == 5_300


def test_the_trash_is_what_its_runs_take(store: Store) -> None:
    kept, thrown = Logged(store), Logged(store)
    for run in (kept, thrown):
        run.metric("loss", [float(n) for n in range(1_000)])
    runs.trash(store, [thrown.id])
    found = space(store)
    assert (found.runs, found.trashed_runs, found.trash) == (1, 1, run_sizes(store, [thrown.id])[thrown.id])
    assert found.trash < found.points
