"""What is on the disk before what: no journal goes while a file that it could rebuild may still be lost."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from runyard import Image, Run
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import item_records
from runyard.journal.batch import Items, NewItem, Part
from runyard.journal.writer import JournalWriter
from runyard.storage.ingest import recovery
from runyard.storage.ingest.ingest import Ingest, stored_offset
from runyard.storage.objects import blobs, durable, png
from runyard.storage.store import Store
from support import seeding
from support.batches import START, Feed, owner

KEY = SeriesKey(DataKind.IMAGE, "images", "{}")
PIXELS = Part.of(bytes(range(36)), {"mode": "RGB", "width": 4, "height": 3, "format": "png"})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return seeding.empty(tmp_path)


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> list[int | str]:
    """In order: the inode of what was synchronised, the name of what was deleted."""
    found: list[int | str] = []
    fsync, unlink = os.fsync, Path.unlink

    def note_sync(fd: int) -> None:
        found.append(os.fstat(fd).st_ino)
        fsync(fd)

    def note_unlink(path: Path, missing_ok: bool = False) -> None:
        found.append(path.name)
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", note_sync)
    monkeypatch.setattr(Path, "unlink", note_unlink)
    return found


def in_order(happened: list[int | str], folder: Path, count: int) -> None:
    """Check that so many blobs, and the names of them, were on the disk when the first segment went."""
    files = list((folder / "blobs").glob("??/*"))
    assert len(files) == count
    gone = [str(event).endswith(".journal") for event in happened].index(True)
    before = set(happened[:gone])
    assert {path.stat().st_ino for path in files} <= before
    if os.name != "nt":
        assert {path.parent.stat().st_ino for path in files} <= before


def call(*parts: Part | NewItem, step: int = 0) -> Items:
    found = [NewItem({"format": "png"}, blob=part) if isinstance(part, Part) else part for part in parts]
    return Items(KEY, step, START, None, tuple(found))


def test_what_a_run_logs_is_on_the_disk_before_its_journal_goes(
    tmp_path: Path, happened: list[int | str]
) -> None:
    dice = np.random.default_rng(0)
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        for _ in range(20):
            run.track(Image(dice.integers(0, 256, (8, 8), np.uint8)), name="small")
        run.track(Image(dice.integers(0, 256, (600, 600), np.uint8)), name="in a spool file")
        run.track(Image(png.encode("L", 2, 1, b"\0\1")), name="a file")
    in_order(happened, tmp_path / ".runyard", 22)


def test_what_recovery_takes_in_is_on_the_disk_before_the_journal_goes(
    store: Store, happened: list[int | str]
) -> None:
    writer = JournalWriter(store.journals, owner())
    tail = writer.series(KEY)
    new = NewItem({"format": "svg"}, blob=Part.of(b"svg"), picture=Part.of(b"png"), plotly=Part.of(b"{}"))
    writer.append(item_records.record(tail.number, call(PIXELS, new)), None, None)
    writer.close()
    recovery.recover(store)
    assert not writer.path.exists()
    in_order(happened, store.folder, 4)


def test_a_file_that_was_there_already_is_not_taken_to_be_on_the_disk(
    store: Store, happened: list[int | str]
) -> None:
    digest = blobs.put(store.blobs, b"of a process that was killed")
    feed = Feed(Ingest(store), owner())
    batch = feed.batch()
    batch.items = [call(Part.of(b"of a process that was killed"))]
    assert feed.ingest.commit(batch) is not None
    assert blobs.place(store.blobs, digest).stat().st_ino in happened


def test_no_row_names_a_file_that_the_disk_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def refuse(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    feed = Feed(Ingest(store), owner())
    batch = feed.batch()
    batch.items = [call(PIXELS)]
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="Input/output"):
        feed.ingest.commit(batch)
    assert stored_offset(store, owner().owner, batch.segment) == batch.start
    monkeypatch.setattr(os, "fsync", real)
    assert feed.ingest.commit(batch) is not None


@pytest.mark.parametrize("left", [b"", b"half of what was wr"])
def test_a_file_that_a_loss_of_power_cut_is_written_anew(store: Store, left: bytes, tmp_path: Path) -> None:
    data = b"half of what was written"
    path = blobs.place(store.blobs, blobs.put(store.blobs, data))
    (tmp_path / "source").write_bytes(data)
    ways: list[Callable[[], object]] = [
        lambda: blobs.put(store.blobs, data),
        lambda: blobs.put_file(store.blobs, tmp_path / "source"),
    ]
    for again in ways:
        path.write_bytes(left)
        again()
        assert path.read_bytes() == data


@pytest.mark.skipif(os.name == "nt", reason="pipes")
def test_a_pipe_in_the_place_of_a_file_stops_nobody(store: Store) -> None:
    path = blobs.place(store.blobs, blobs.put(store.blobs, b""))
    path.unlink()
    os.mkfifo(path)
    feed = Feed(Ingest(store), owner())
    batch = feed.batch()
    batch.items = [call(Part.of(b""))]
    assert feed.ingest.commit(batch) is not None
    assert path.is_file()


def test_many_are_each_synchronised_and_what_is_missing_is_passed_over(
    tmp_path: Path, happened: list[int | str]
) -> None:
    paths = [tmp_path / f"{at % 3}" / f"{at}" for at in range(60)]
    for path in paths[:50]:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"content")
    durable.sync(paths)
    folders = {path.parent for path in paths} if os.name != "nt" else set()
    assert sorted(happened) == sorted(path.stat().st_ino for path in [*paths[:50], *folders])


def test_where_no_thread_starts_any_more_it_takes_longer(
    tmp_path: Path, happened: list[int | str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't create new thread at interpreter shutdown")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    for at in range(20):
        (tmp_path / f"{at}").write_bytes(b"content")
    durable.sync([tmp_path / f"{at}" for at in range(20)])
    assert {path.stat().st_ino for path in tmp_path.iterdir()} <= set(happened)


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP])
def test_a_file_system_that_cannot_is_not_asked_for_more(
    tmp_path: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refuse(fd: int) -> None:
        asked.append(fd)
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    (tmp_path / "file").write_bytes(b"content")
    durable.sync([tmp_path / "file"])
    assert asked
