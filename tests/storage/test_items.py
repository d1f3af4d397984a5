"""Items: by step and index, the latest call at a step shown, small content in rows, the rest in blobs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runyard.domain.kinds import OBJECTS, DataKind
from runyard.domain.series import SeriesInfo
from runyard.journal.batch import Items, NewItem, Op
from runyard.storage import copying
from runyard.storage.metrics import series
from runyard.storage.objects import items
from runyard.storage.overview import space
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import columns
from support import seeding
from support.logged import Logged, key

BIG = b"x" * 20_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def only(store: Store, run_id: int, kind: DataKind = DataKind.TEXT) -> SeriesInfo:
    """Return the only series of a kind."""
    [found] = series.of_run(store, run_id, kind)
    return found


def test_items_come_by_step_and_index_with_what_was_said_of_them(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.TEXT, "report", [(5, 0, b"five", {"length": 4}), (2, 0, b"a", {}), (2, 1, BIG, {})])
    info = only(store, run.id)
    assert (info.key.name, info.count, info.first_step, info.last_step) == ("report", 3, 2, 5)
    assert (info.first_time, info.last_time) == (run.created, run.created + 1_000_000)
    found = items.of_series(store, info.id)
    assert [(item.step, item.index, item.size) for item in found] == [(2, 0, 1), (2, 1, 20_000), (5, 0, 4)]
    assert found[2].meta == {"length": 4}
    assert found[2].time == run.created
    assert [item.sha256 is None for item in found] == [True, False, True]
    assert items.contents(store, found) == [b"a", BIG, b"five"]
    assert [items.content(store, item) for item in found] == [b"a", BIG, b"five"]
    assert items.one(store, found[1].id) == found[1]
    assert items.one(store, 999) is None
    inline = items.inline(store, [999, *(item.id for item in found)])
    assert inline == {found[0].id: b"a", found[1].id: found[1].sha256, found[2].id: b"five"}


def test_bounds_order_and_pages(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.IMAGE, "i", [(step, at, b"%d" % step, {}) for step in range(10) for at in range(3)])
    number = only(store, run.id, DataKind.IMAGE).id
    places = [(i.step, i.index) for i in items.of_series(store, number, steps=(2, 3), indices=(1, 2))]
    assert places == [(2, 1), (2, 2), (3, 1), (3, 2)]
    assert items.count(store, number, steps=(2, 3), indices=(1, 2)) == 4
    bounds: dict[str, Any]
    for bounds in ({}, {"steps": (2, 3), "indices": (1, 2)}, {"newest_first": True}):
        listed = items.of_series(store, number, **bounds)
        assert list(items.ids(store, number, **bounds)) == [item.id for item in listed]
        assert sorted(items.many(store, [item.id for item in listed])) == sorted(listed)
    assert items.many(store, [10**6]) == []
    newest = items.of_series(store, number, newest_first=True, limit=4, offset=2)
    assert [(i.step, i.index) for i in newest] == [(9, 2), (8, 0), (8, 1), (8, 2)]
    assert items.step_counts(store, number) == [(step, 3) for step in range(10)]
    assert items.index_counts(store, number) == [(0, 10), (1, 10), (2, 10)]
    assert items.counts(store, run.id) == {kind: 30 * (kind is DataKind.IMAGE) for kind in OBJECTS}


def test_the_latest_call_at_a_step_is_the_one_shown(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.TEXT, "t", [(1, 0, b"old", {}), (1, 1, b"old too", {}), (2, 0, b"two", {})])
    run.items(DataKind.TEXT, "t", [(1, 0, b"new", {})], epoch=0.5)
    info = only(store, run.id)
    found = items.of_series(store, info.id)
    assert items.contents(store, found) == [b"new", b"two"]
    assert info.count == 2
    assert info.has_epochs
    assert found[0].epoch == 0.5
    assert found[1].epoch is None
    both = [Items(key("t", None, DataKind.TEXT), 7, 0, None, (NewItem({}, text),)) for text in (b"a", b"b")]
    run.log(items=both)  # in one batch
    assert items.contents(store, items.of_series(store, info.id, steps=(7, 7))) == [b"b"]


def test_items_are_no_columns_and_no_metrics(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.IMAGE, "samples", [(0, 0, b"png", {})])
    assert not [column for column in columns.columns(store, curves=True) if column.group != "run"]
    assert series.of_run(store, run.id, DataKind.METRIC) == []


def test_missing_content_is_told_and_the_rest_is_there(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.IMAGE, "i", [(0, 0, b"one", {}), (1, 0, b"two", {})])
    found = items.of_series(store, only(store, run.id, DataKind.IMAGE).id)
    items.blob_path(store, found[0].sha256 or "").unlink()
    assert items.contents(store, found) == [None, b"two"]
    with pytest.raises(FileNotFoundError):
        items.content(store, found[0])


def test_copies_and_purges_take_items_and_their_blobs_along(store: Store, tmp_path: Path) -> None:
    first, run = Logged(store), Logged(store)
    first.items(DataKind.FIGURE, "other", [(0, 0, b"{}", {})])
    run.items(DataKind.FIGURE, "f", [(0, 0, b"<svg/>", {})], picture=b"PNG", plotly=b'{"data":[]}')
    run.items(DataKind.TEXT, "t", [(0, 0, b"small", {}), (0, 1, BIG, {})])
    (tmp_path / "other").mkdir()
    with seeding.empty(tmp_path / "other") as target:
        Logged(target).items(DataKind.TEXT, "u", [(0, 0, b"its own", {})])
        [there] = copying.copy(store, target, [run.id]).runs
        [item] = items.of_series(target, only(target, there, DataKind.FIGURE).id)
        assert items.content(target, item) == b"<svg/>"
        assert items.blob(target, item.picture or "") == b"PNG"
        assert items.blob(target, item.plotly or "") == b'{"data":[]}'
        texts = items.of_series(target, only(target, there).id)
        assert items.contents(target, texts) == [b"small", BIG]
    assert space.run_sizes(store, [run.id])[run.id] > 20_000
    purge.purge(store, [run.id])
    [left] = store.connection.execute("SELECT count(*) FROM item").fetchone()
    assert left == 1


def test_pinned_params_are_kept_in_order(store: Store) -> None:
    run = Logged(store)
    assert runs.info(store, run.id).pinned_params == ()
    run.log(ops=[Op("field", run.created, ["pinned_params", ["b.c", "a"]])])
    assert runs.info(store, run.id).pinned_params == ("b.c", "a")
    stored = store.connection.execute("SELECT pinned_params FROM run").fetchone()
    assert json.loads(stored[0]) == ["b.c", "a"]
