"""Items into the database: of one step the latest call is shown, whatever is stored together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Items, NewItem
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import series
from runyard.storage.objects import items
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.batches import START, Feed, owner

#: A call: which series, its step, how many items; or None, which ends a batch.
CALL = st.tuples(st.integers(0, 2), st.integers(-2, 2), st.integers(1, 3), st.none() | st.floats(0, 9))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def made(number: int, call: tuple[int, int, int, float | None]) -> Items:
    which, step, count, epoch = call
    new = tuple(NewItem({"call": number}, f"{number}.{place}".encode()) for place in range(count))
    return Items(SeriesKey(DataKind.TEXT, f"s{which}", "{}"), step, START + number, epoch, new)


def commit(feed: Feed, calls: list[Items]) -> None:
    batch = feed.batch()
    batch.items = calls
    assert feed.ingest.commit(batch) is not None
    feed.offset += 100


@settings(deadline=None, max_examples=60)
@given(st.lists(CALL | st.none(), max_size=25))
def test_what_is_shown_is_what_was_said_last(calls: list[tuple[int, int, int, float | None] | None]) -> None:
    shown: dict[tuple[str, int], Items] = {}
    logged: dict[str, list[Items]] = {}
    batches: list[list[Items]] = [[]]
    for number, call in enumerate(calls):
        if call is None:
            batches.append([])
            continue
        one = made(number, call)
        batches[-1].append(one)
        shown[one.key.name, one.step] = one
        logged.setdefault(one.key.name, []).append(one)
    with TemporaryDirectory() as place, seeding.empty(Path(place)) as store:
        feed = Feed(Ingest(store), owner())
        for batch in batches:
            commit(feed, batch)
        for info in series.of_run(store, runs.find(store, owner().run)):
            name, every = info.key.name, logged.pop(info.key.name)
            expected = sorted((one for key, one in shown.items() if key[0] == name), key=lambda one: one.step)
            found = items.of_series(store, info.id)
            assert items.contents(store, found) == [new.data for one in expected for new in one.items]
            assert info.count == len(found) == items.count(store, info.id)
            assert (info.first_step, info.last_step) == (
                min(one.step for one in every), max(one.step for one in every)
            )  # fmt: skip
            assert (info.first_time, info.last_time) == (every[0].time, every[-1].time)
            assert info.has_epochs == any(one.epoch is not None for one in every)
        assert logged == {}
        stored = store.connection.execute("SELECT count(*) FROM item").fetchone()[0]
        assert stored == sum(call[2] for call in calls if call)


@settings(deadline=None, max_examples=40)
@given(st.lists(CALL, max_size=12), st.randoms(use_true_random=False), st.integers(1, 5))
def test_whatever_process_stores_its_own_first_the_latest_is_shown(
    calls: list[tuple[int, int, int, float | None]], dice: Random, size: int
) -> None:
    every = [made(number, call) for number, call in enumerate(calls)]
    expected = {(one.key.name, one.step): one for one in every}
    dice.shuffle(every)
    with TemporaryDirectory() as place, seeding.empty(Path(place)) as store:
        feed = Feed(Ingest(store), owner())
        for start in range(0, len(every), size):
            commit(feed, every[start : start + size])
        for info in series.of_run(store, runs.find(store, owner().run)) if every else ():
            steps = sorted(step for name, step in expected if name == info.key.name)
            wanted = [new.data for step in steps for new in expected[info.key.name, step].items]
            found = items.of_series(store, info.id)
            assert items.contents(store, found) == wanted
            assert info.count == len(found)


def statements(store: Store, feed: Feed, calls: list[Items]) -> int:
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    commit(feed, calls)
    store.connection.set_trace_callback(None)
    return len(said)


def test_a_flush_takes_as_many_statements_for_five_as_for_a_thousand(store: Store) -> None:
    feed = Feed(Ingest(store), owner())
    commit(feed, [made(0, (0, 0, 1, None))])
    few = statements(store, feed, [made(n, (0, n, 1, None)) for n in range(5)])
    many = statements(store, feed, [made(n, (0, n, 1, None)) for n in range(1000)])
    assert many <= few + 1
    assert few < 20
