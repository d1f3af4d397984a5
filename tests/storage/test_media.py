"""Files of items on their way from a journal into their place."""

from __future__ import annotations

import hashlib
import io
import os
import time
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import item_records
from runyard.journal.batch import Items, NewItem, Owner, Part
from runyard.journal.liveness import OwnerLock
from runyard.journal.segments import lock_path, segment_path, spool_path, spools
from runyard.journal.writer import JournalWriter
from runyard.storage.ingest import checkpoint, orphans, recovery
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import series
from runyard.storage.objects import blobs, items, media
from runyard.storage.objects.sweep import sweep
from runyard.storage.overview import space
from runyard.storage.repair.salvage import salvage
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.batches import START, Feed, owner, segment
from support.logged import Logged

KEY = SeriesKey(DataKind.IMAGE, "images", "{}")
RECIPE = {"mode": "RGB", "width": 4, "height": 3, "format": "png"}
PIXELS = bytes(range(36))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return seeding.empty(tmp_path)


def call(*parts: Part, step: int = 0) -> Items:
    return Items(KEY, step, START, None, tuple(NewItem({"format": "png"}, blob=part) for part in parts))


def commit(store: Store, *calls: Items) -> int:
    feed = Feed(Ingest(store), owner())
    batch = feed.batch()
    batch.items = list(calls)
    assert feed.ingest.commit(batch) is not None
    return runs.find(store, owner().run)


def contents(store: Store, run_id: int) -> list[bytes]:
    [info] = series.of_run(store, run_id, DataKind.IMAGE)
    return [items.content(store, item) for item in items.of_series(store, info.id)]


def test_pixels_become_a_file_and_files_stay_as_they_are(store: Store) -> None:
    run_id = commit(store, call(Part.of(PIXELS, RECIPE), Part.of(b"a file")))
    png, other = contents(store, run_id)
    assert PIL.Image.open(io.BytesIO(png)).tobytes() == PIXELS
    assert other == b"a file"


@pytest.mark.parametrize("format", ["png", "jpeg", "webp"])
@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_every_mode_has_a_file_of_every_format_and_always_the_same(format: str, mode: str) -> None:
    pixels = os.urandom(7 * 5 * len(mode))
    recipe = {"mode": mode, "width": 7, "height": 5, "format": format, "quality": 80}
    data = media.encode(recipe, pixels)
    assert media.encode(recipe, pixels) == data
    image = PIL.Image.open(io.BytesIO(data))
    assert image.size == (7, 5)
    if format == "png":
        assert (image.mode, image.tobytes()) == (mode, pixels)


@pytest.mark.parametrize(
    "change",
    [
        {"mode": "CMYK"},
        {"mode": None},
        {"width": 5},
        {"width": 0, "height": 0},
        {"width": -4, "height": -3},
        {"width": "4"},
        {"height": 3.0},
        {"format": "tiff"},
        {"format": "../x"},
        {"width": 2**40, "height": 2**40},
    ],
)
def test_a_recipe_of_nobody_of_ours_is_told_and_breaks_nothing(
    store: Store, change: dict[str, object]
) -> None:
    wrong = Part.of(PIXELS, {**RECIPE, **change})
    run_id = commit(store, call(wrong, step=1), call(Part.of(b"fine"), step=2))
    assert contents(store, run_id) == [b"fine"]
    [problem] = runs.info(store, run_id).problems
    assert "image 'images' at step 1 cannot be kept" in problem


def test_pixels_that_come_again_are_not_encoded_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = []
    real = media.encode
    monkeypatch.setattr(media, "encode", lambda recipe, data: encoded.append(1) or real(recipe, data))
    whole = [call(Part.of(PIXELS, RECIPE), step=step) for step in range(50)]
    run_id = commit(store, *whole)
    assert len(contents(store, run_id)) == 50
    assert encoded == [1]
    assert len(list(store.blobs.glob("??/*"))) == 1


def test_a_blob_that_was_deleted_meanwhile_is_made_anew(store: Store) -> None:
    placing = media.Media(store)
    [first], _ = placing.settle([call(Part.of(PIXELS, RECIPE))])
    assert isinstance(first.items[0].blob, tuple)
    path = blobs.place(store.blobs, first.items[0].blob[0])
    path.unlink()
    placing.settle([call(Part.of(PIXELS, RECIPE))])
    assert path.exists()


def spooled(store: Store, data: bytes, number: int = 0) -> Part:
    path = spool_path(segment_path(store.journals, owner().run, owner().owner, 0), number)
    path.write_bytes(data)
    return Part(None, path.name, len(data), None)


def test_a_spool_file_becomes_a_blob_and_stays_until_its_segment_goes(store: Store) -> None:
    part = spooled(store, b"large")
    run_id = commit(store, call(part))
    assert contents(store, run_id) == [b"large"]
    assert (store.journals / part.spool).exists()
    pixels = spooled(store, PIXELS, 1)._replace(recipe=RECIPE)
    found, lost = media.Media(store).settle([call(pixels)])
    assert (len(found), lost) == (1, [])


@pytest.mark.parametrize("left", [None, b"", b"lar", b"larger"])
def test_a_spool_file_that_is_missing_or_not_whole_is_told(store: Store, left: bytes | None) -> None:
    part = spooled(store, b"large")
    path = store.journals / part.spool
    path.unlink() if left is None else path.write_bytes(left)
    run_id = commit(store, call(part, Part.of(b"fine")))
    assert contents(store, run_id) == [b"fine"]
    assert "is missing or not whole" in runs.info(store, run_id).problems[0]


def test_what_is_left_of_a_list_keeps_its_places(store: Store) -> None:
    part = spooled(store, b"large")
    (store.journals / part.spool).unlink()
    run_id = commit(store, call(Part.of(b"first"), part, Part.of(b"third")))
    [info] = series.of_run(store, run_id, DataKind.IMAGE)
    found = items.of_series(store, info.id)
    assert [(item.index, items.content(store, item)) for item in found] == [(0, b"first"), (2, b"third")]
    assert info.count == 2


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_salvage_follows_no_link_in_the_place_of_a_spool_file(store: Store, tmp_path: Path) -> None:
    path = journal_with_spool(store, owner(), b"secret")
    (tmp_path / "secret").write_bytes(b"secret")
    [spool] = spools(path)
    spool.unlink()
    spool.symlink_to(tmp_path / "secret")
    salvage(store.folder, tmp_path / "saved")
    found = [one.read_bytes() for one in (tmp_path / "saved").rglob("*") if one.is_file()]
    assert b"secret" not in found


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_link_in_the_place_of_a_spool_file_brings_nothing_in(store: Store, tmp_path: Path) -> None:
    part = spooled(store, b"secret")
    (tmp_path / "secret").write_bytes(b"secret")
    (store.journals / part.spool).unlink()
    (store.journals / part.spool).symlink_to(tmp_path / "secret")
    run_id = commit(store, call(part, Part.of(b"fine")))
    assert contents(store, run_id) == [b"fine"]


def journal_with_spool(store: Store, who: Owner, data: bytes) -> Path:
    """A segment that a process left, with an item in a spool file."""
    writer = JournalWriter(store.journals, who)
    path = spool_path(writer.path, 0)
    path.write_bytes(data)
    tail = writer.series(KEY)
    part = Part(None, path.name, len(data), None)
    writer.append(item_records.record(tail.number, call(part)), None, None)
    writer.close()
    return writer.path


def test_recovery_takes_in_spool_files_and_deletes_them(store: Store) -> None:
    path = journal_with_spool(store, owner(), b"large")
    recovery.recover(store)
    assert contents(store, runs.find(store, owner().run)) == [b"large"]
    assert not path.exists()
    assert spools(path) == []


def test_a_spool_file_without_its_segment_waits_as_long_as_its_owner_lives(store: Store) -> None:
    """Whose journal was deleted writes it anew, and the record in it names the file."""
    who = owner()
    lock = OwnerLock.take(lock_path(store.journals, who.run, who.owner))
    commit(store, call(Part.of(b"first")))
    part = spooled(store, b"large")
    recovery.recover(store)
    assert (store.journals / part.spool).exists()
    lock.release(keep_file=True)
    recovery.recover(store)
    assert list(store.journals.iterdir()) == []


def test_only_what_is_named_as_a_spool_file_is_deleted(store: Store) -> None:
    (store.journals / "mine.spool").write_bytes(b"a person's")
    recovery.recover(store)
    assert (store.journals / "mine.spool").exists()


def test_spool_files_of_a_purged_run_are_set_aside_with_their_journal(store: Store) -> None:
    path = journal_with_spool(store, owner(), b"large")
    assert orphans.set_aside(store.journals, owner().owner) == 2
    assert not path.exists()
    assert len(list((store.journals / "orphans").iterdir())) == 2


def test_segments_go_with_their_spool_files_once_they_are_stored(store: Store) -> None:
    who = owner()
    path = journal_with_spool(store, who, b"large")
    recovery.recover(store)
    path.write_bytes(b"")
    spool_path(path, 3).write_bytes(b"left")
    store.connection.execute("UPDATE journal SET sealed = 1")
    assert checkpoint.delete_ingested(store, who.owner) == 1
    assert spools(path) == []


def test_what_waits_in_spool_files_takes_room(store: Store) -> None:
    before = space.space(store).journals
    path = segment(store.journals, owner(), [1.0])
    spool_path(path, 0).write_bytes(bytes(5000))
    assert space.space(store).journals == before + path.stat().st_size + 5000


def test_files_are_put_once_whatever_way_they_come(store: Store, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"data").hexdigest()
    source = tmp_path / "source"
    source.write_bytes(b"data")
    assert blobs.put_file(store.blobs, source) == (digest, 4)
    with source.open("rb") as file:
        assert blobs.copy(store.blobs, file) == (digest, 4)
    assert blobs.put(store.blobs, b"data") == digest
    source.unlink()
    assert [path.read_bytes() for path in store.blobs.rglob("*") if path.is_file()] == [b"data"]


def test_where_files_cannot_be_linked_they_are_copied(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    source = tmp_path / "source"
    source.write_bytes(b"data")
    monkeypatch.setattr(os, "link", refuse)
    digest, _ = blobs.put_file(store.blobs, source)
    assert blobs.get(store.blobs, digest) == b"data"


def test_a_sweep_keeps_what_items_name_and_takes_what_a_killed_copy_left(store: Store) -> None:
    run = Logged(store)
    run.items(DataKind.IMAGE, "x", [(0, 0, b"content", {})], picture=b"picture", plotly=b"plotly")
    run.items(DataKind.TEXT, "t", [(0, 0, b"in the row", {})])
    left = store.blobs / ".0123456789abcdef"
    left.write_bytes(b"half a file")
    blobs.put(store.blobs, b"nobody's")
    old = time.time() - 2 * 24 * 3600
    for path in store.blobs.rglob("*"):
        os.utime(path, (old, old))
    sweep(store)
    kept = {path.read_bytes() for path in store.blobs.rglob("*") if path.is_file()}
    assert kept == {b"content", b"picture", b"plotly"}


@pytest.mark.skipif(os.name == "nt", reason="links")
def test_a_sweep_goes_on_when_a_file_vanishes_under_it(store: Store) -> None:
    for place in (store.blobs / ".copied", store.blobs / "ab" / "gone"):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(store.blobs / "renamed meanwhile")
    assert sweep(store) == 0


def test_ten_thousand_pixels_of_any_size_are_no_matter() -> None:
    pixels = np.zeros((1, 60_000, 3), np.uint8)
    recipe = {**RECIPE, "width": 60_000, "height": 1}
    assert PIL.Image.open(io.BytesIO(media.encode(recipe, pixels.tobytes()))).size == (60_000, 1)
