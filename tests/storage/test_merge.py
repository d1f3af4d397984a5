"""Merging keeps every point in its order, rewrites it at most three times, and gives way to others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import chunks, decode, merge
from runyard.storage.store import Store
from support import seeding
from support.batches import LOSS, Feed, ended, owner, points


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def shape(store: Store, series_id: int = 1) -> list[tuple[int, int]]:
    """Return (tier, points) of each chunk of a series in order."""
    sql = "SELECT tier, count FROM chunk WHERE series_id = ? ORDER BY id"
    return store.connection.execute(sql, (series_id,)).fetchall()


def values(store: Store, series_id: int = 1) -> list[float]:
    sql = "SELECT data, count FROM chunk WHERE series_id = ? ORDER BY id"
    found: list[float] = []
    for data, count in store.connection.execute(sql, (series_id,)).fetchall():
        found += decode.decode(data, count).values.tolist()
    return found


@settings(deadline=None)  # the machine may be busy
@given(
    sizes=st.lists(st.sampled_from([1, 1, 1, 2, 30, 300, 5000]), min_size=1, max_size=60),
    every=st.integers(1, 7),
    closings=st.sets(st.integers(0, 59)),
)
def test_order_counts_and_rewrites(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], every: int, closings: set[int]
) -> None:
    with seeding.empty(tmp_path_factory.mktemp("r")) as store:
        feed = Feed(Ingest(store))
        total = 0
        for i, size in enumerate(sizes):
            feed({LOSS: points([float(v) for v in range(total, total + size)], range(total, total + size))})
            total += size
            if i % every == 0:
                assert feed.ingest.merge(feed.owner.run, 60)
            if i in closings:
                merge.every_tail(store, 1)
        assert values(store) == [float(v) for v in range(total)]
        found = shape(store)
        assert all(tier <= chunks.SEALED for tier, _ in found)
        assert all(tier == chunks.SEALED for tier, count in found if count >= chunks.FULL)
        assert store.connection.execute("SELECT count FROM series").fetchone() == (total,)


def test_slow_series_go_through_the_tiers(store: Store) -> None:
    feed = Feed(Ingest(store))
    for step in range(4096):
        feed({LOSS: points([float(step)], [step])})
        if step % 16 == 15:
            assert feed.ingest.merge(feed.owner.run, 60)
        if step == 16 * 17 + 2:
            assert shape(store) == [(2, 256), (1, 16), (0, 1), (0, 1), (0, 1)]
    assert shape(store) == [(3, 4096)]
    [overview] = store.connection.execute("SELECT overview FROM chunk").fetchone()
    assert len(decode.decode_overview(overview).low) == 64
    assert values(store) == [float(step) for step in range(4096)]


def test_closing_merges_tails_and_seals_in_time(store: Store) -> None:
    """However often a run is resumed and closed, a point is rewritten three times at most."""
    ingest = Ingest(store)
    for attempt in range(12):
        feed = Feed(ingest, owner(name=f"{attempt:08x}"))
        for step in range(3):
            feed({LOSS: points([float(attempt)], [3 * attempt + step])})
        feed(None, [ended()])
        ingest.finish(feed.owner)
    assert max(tier for tier, _ in shape(store)) == chunks.SEALED
    assert values(store) == [float(step // 3) for step in range(36)]


def test_two_writers_of_one_series_keep_the_written_order(store: Store) -> None:
    one = Feed(Ingest(store), owner(name="00000001"))
    other = Feed(Ingest(store), owner(name="00000002"))
    written = []
    for step in range(64):
        for feed in (one, other):
            written.append(float(len(written)))
            feed({LOSS: points([written[-1]], [step])})
    assert one.ingest.merge(one.owner.run, 60)  # its chunks are no neighbours: nothing may move
    assert values(store) == written
    merge.every_tail(store, 1)
    assert values(store) == written
    assert len(shape(store)) == 1


def test_chunks_that_changed_meanwhile_are_left_alone(store: Store) -> None:
    feed = Feed(Ingest(store))
    for step in range(20):
        feed({LOSS: points([float(step)], [step])})
    merge.every_tail(store, 1)  # another process was faster
    before = shape(store)
    assert feed.ingest.merge(feed.owner.run, 60)
    assert shape(store) == before
    assert values(store) == [float(step) for step in range(20)]
    stale = merge.Group(1, [chunks.Tail(1, 0, 1), chunks.Tail(2, 0, 1)])
    assert merge.merge_groups(store, [stale]) == {}
    assert values(store) == [float(step) for step in range(20)]


def test_merging_stops_when_its_time_is_over(store: Store) -> None:
    feed = Feed(Ingest(store))
    for step in range(16):
        feed({LOSS: points([1.0], [step])})
    assert not feed.ingest.merge(feed.owner.run, 0)
    assert len(shape(store)) == 16
    started = time.monotonic()
    assert feed.ingest.merge(feed.owner.run, 60)
    assert time.monotonic() - started < 60
    assert len(shape(store)) == 1


def test_many_series_merge_in_portions(store: Store) -> None:
    feed = Feed(Ingest(store))
    series = [SeriesKey(DataKind.METRIC, f"m{i}", "{}") for i in range(300)]
    for step in range(16):
        feed({key: points([float(i)], [step]) for i, key in enumerate(series)})
    assert feed.ingest.merge(feed.owner.run, 60)
    assert store.connection.execute("SELECT DISTINCT tier, count FROM chunk").fetchall() == [(1, 16)]
    assert store.connection.execute("SELECT count(*) FROM chunk").fetchone() == (300,)
