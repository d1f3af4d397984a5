"""Where the items of a series stand, in each order and within ranges."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from pathlib import Path

import pytest

from runyard.domain.kinds import DataKind
from runyard.storage import location
from runyard.storage.metrics import series
from runyard.storage.objects import items
from runyard.storage.objects.item_places import Order, places
from runyard.storage.store import Store
from support.logged import Logged

IMAGE = DataKind.IMAGE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(location.resolve(tmp_path, create=True), create=True) as found:
        yield found


@pytest.fixture
def logged(store: Store) -> int:
    """Steps 10, 20 and 30 with 2, 1 and 3 items; an epoch at 20 only. Returns the id of the series."""
    run = Logged(store)
    for step, many in ((10, 2), (30, 3)):
        run.items(IMAGE, "a", [(step, index, bytes([step, index]), {}) for index in range(many)])
    run.items(IMAGE, "a", [(20, 0, b"20", {})], epoch=1.5)
    run.items(IMAGE, "b", [(10, 0, b"other", {})])
    return series.of_run(store, run.id, IMAGE)[0].id


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.OLDEST, [(10, 0), (10, 1), (20, 0), (30, 0), (30, 1), (30, 2)]),
        (Order.NEWEST, [(30, 0), (30, 1), (30, 2), (20, 0), (10, 0), (10, 1)]),
        (Order.INDEX, [(10, 0), (20, 0), (30, 0), (10, 1), (30, 1), (30, 2)]),
    ],
)
def test_items_stand_in_the_order_asked_for(
    store: Store, logged: int, order: Order, expected: list[tuple[int, int]]
) -> None:
    found = places(store, logged, order=order)
    assert list(zip(found.steps, found.indices, strict=True)) == expected
    rows = {item.id: (item.step, item.index) for item in items.of_series(store, logged)}
    assert [rows[item_id] for item_id in found.ids] == expected
    assert [epoch for epoch in found.epochs if not isnan(epoch)] == [1.5]


def test_bounds_are_inclusive(store: Store, logged: int) -> None:
    found = places(store, logged, steps=(20, 30), indices=(1, 2))
    assert list(zip(found.steps, found.indices, strict=True)) == [(30, 1), (30, 2)]
    assert len(places(store, logged, steps=(11, 19)).ids) == 0
    assert len(places(store, 10_000).ids) == 0


def test_what_was_logged_again_stands_there_once(store: Store, logged: int) -> None:
    run_hash = store.connection.execute("SELECT hash FROM run").fetchone()[0]
    Logged(store, digest=run_hash).items(IMAGE, "a", [(30, 0, b"new", {})])
    found = places(store, logged, steps=(30, 30))
    assert list(found.indices) == [0]
    assert items.content(store, items.many(store, found.ids)[0]) == b"new"


def test_reading_in_blocks_loses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, logged: int) -> None:
    whole = places(store, logged)
    monkeypatch.setattr("runyard.storage.objects.item_places._BLOCK", 2)
    assert places(store, logged).ids == whole.ids
