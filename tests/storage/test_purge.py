from __future__ import annotations

import os
import time
from array import array
from pathlib import Path

import pytest

from runyard.domain.errors import KnownProblem
from runyard.journal.batch import Op
from runyard.journal.segments import segment_path
from runyard.storage import changes
from runyard.storage.ingest import recovery
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import series
from runyard.storage.objects import blobs
from runyard.storage.removal import purge
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import listing
from support.batches import LOSS, Feed, ended, owner, points, segment
from support.logged import Logged
from support.seeding import empty
from support.whole_run import everything, rows_of


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return empty(tmp_path)


def test_nothing_of_a_purged_run_is_left_in_any_table(store: Store) -> None:
    run, other = everything(store), everything(store)
    before = rows_of(store, run.id)
    assert len(before) >= 9
    assert all(before.values()), before
    kept = rows_of(store, other.id)
    journals = store.connection.execute("SELECT count(*) FROM journal").fetchone()[0]
    done = purge.purge(store, [run.id])
    assert (done.runs, done.changes.gone) == (1, {run.id})
    assert not any(rows_of(store, run.id).values())
    assert rows_of(store, other.id) == kept
    assert store.connection.execute("SELECT count(*) FROM journal").fetchone()[0] == journals - 1
    dangling = "SELECT count(*) FROM chunk WHERE series_id NOT IN (SELECT id FROM series)"
    assert store.connection.execute(dangling).fetchone() == (0,)
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_names_that_nobody_uses_any_more_go_along(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    run.params({"secret": {"project": 1}, "shared": 2})
    run.metric("private", [1.0], {"dataset": "theirs"})
    run.metric("loss", [1.0], {"subset": "val"})
    other.params({"shared": 3})
    other.metric("loss", [1.0], {"subset": "val"})
    purge.purge(store, [run.id])
    texts = [
        store.connection.execute(f"SELECT {column} FROM {table}").fetchall()
        for table, column in (("name", "text"), ("context", "canonical"), ("param_path", "path"))
    ]
    assert texts == [[("loss",)], [('{"subset":"val"}',)], [("shared",)]]
    other.metric("private", [2.0])  # and they can come back
    other.params({"secret": 1})
    assert [info.key.name for info in series.of_run(store, other.id)] == ["loss", "private"]


def test_the_feed_announces_what_was_purged_once(store: Store) -> None:
    run, other = Logged(store), Logged(store)
    seen = store.revision()
    done = purge.purge(store, [run.id, 999])
    assert done.runs == 1
    news = changes.since(store, seen)
    assert (news.gone, news.runs) == ({run.id}, frozenset())
    assert not changes.since(store, news.revision).gone
    assert list(listing.find(store, None).ids) == [other.id]


def test_the_id_of_a_purged_run_never_comes_to_mean_another(store: Store) -> None:
    first, last = Logged(store), Logged(store)
    purge.purge(store, [last.id])
    again = Logged(store)
    assert again.id not in (first.id, last.id)
    purge.purge(store, [again.id])
    assert store.connection.execute("SELECT count(*) FROM tombstone").fetchone() == (2,)


def test_the_trash_shows_the_latest_first(store: Store) -> None:
    ids = [Logged(store).id for _ in range(4)]
    for run_id in (ids[2], ids[0], ids[3]):
        runs.trash(store, [run_id])
    runs.restore(store, [ids[0]])
    assert purge.trashed(store) == array("q", [ids[3], ids[2]])


def test_space_is_given_back(store: Store) -> None:
    kept, ids = Logged(store).id, []
    values = [i / 7 for i in range(20_000)]
    for _ in range(20):
        run = Logged(store)
        run.metric("loss", values)
        ids.append(run.id)
    store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    before = store.database.stat().st_size
    told: list[tuple[int, int]] = []
    done = purge.purge(store, ids, step=lambda part, whole: told.append((part, whole)))
    after = store.database.stat().st_size
    assert before > 2_000_000
    assert after < before / 8
    assert done.freed == pytest.approx(before - after, abs=100_000)
    assert told == [(20, 20)]
    assert store.connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert runs.info(store, kept).id == kept


def test_a_late_journal_of_a_purged_run_is_set_aside_and_stays_there(store: Store) -> None:
    who = owner()
    feed = Feed(Ingest(store), who)
    feed({LOSS: points([1.0])}, ops=[ended()])
    purge.purge(store, [runs.find(store, who.run)])
    late = segment(store.journals, owner(name="00000002"), [1.0, 2.0, 3.0], [ended()])
    for _ in range(2):
        recovery.recover(store)
        assert (store.journals / "orphans" / late.name).exists()
        assert not late.exists()
        assert listing.find(store, None).total == 0


def test_journals_that_wait_are_set_aside_with_the_purge(store: Store) -> None:
    who = owner()
    Feed(Ingest(store), who)({LOSS: points([1.0])})
    waiting = segment(store.journals, who, [1.0, 2.0])
    lock = store.journals / f"{who.run}.{who.owner}.lock"
    lock.touch()
    other = segment(store.journals, owner(run="b" * 24, name="00000003"), [1.0])
    purge.purge(store, [runs.find(store, who.run)])
    assert not waiting.exists()
    assert not lock.exists()
    assert other.exists()
    assert (store.journals / "orphans" / waiting.name).exists()


def test_a_writer_that_did_not_notice_is_set_aside_too(store: Store) -> None:
    who = owner()
    feed = Feed(Ingest(store), who)
    feed({LOSS: points([1.0])})
    purge.remove(store, [runs.find(store, who.run)])  # between the question who lives and the removal
    path = segment_path(store.journals, who.run, who.owner, 0)
    path.touch()
    assert (
        feed.ingest.commit(feed.batch({LOSS: points([2.0])})) is None
    )  # its place in the journal is unknown
    feed.offset = 0
    feed({LOSS: points([2.0])})
    assert not path.exists()
    assert listing.find(store, None).total == 0


def test_a_store_for_reading_purges_nothing(store: Store) -> None:
    run = Logged(store)
    with (
        Store.open(store.folder, read_only=True) as reader,
        pytest.raises(KnownProblem, match="reading only"),
    ):
        purge.purge(reader, [run.id])
    assert runs.info(store, run.id).hash == run.hash


def test_old_blobs_that_nothing_names_are_removed(store: Store) -> None:
    texts = (b"old", b"young", b"waiting", b"half")
    old, young, waiting, _ = (blobs.put(store.blobs, text) for text in texts)
    half = blobs.place(store.blobs, old).with_name(".half.0001")
    half.write_bytes(b"half")
    for digest in (old, young):
        store.connection.execute("INSERT INTO blob VALUES (?, 3, 0)", (digest,))
    past = time.time() - 90_000
    for path in (*(blobs.place(store.blobs, digest) for digest in (old, waiting)), half):
        os.utime(path, (past, past))
    segment(store.journals, owner(), [1.0], [Op("param", 5, [["picture"], f'"{waiting}"'])])
    run = Logged(store)
    purge.purge(store, [run.id])
    assert not blobs.place(store.blobs, old).exists()
    assert not half.exists()
    assert blobs.place(store.blobs, young).exists()
    assert blobs.place(store.blobs, waiting).exists()
    assert store.connection.execute("SELECT sha256 FROM blob").fetchall() == [(young,)]


def test_blobs_that_a_row_names_are_kept(store: Store) -> None:
    store.connection.execute("CREATE TABLE picture(id INTEGER PRIMARY KEY, sha TEXT REFERENCES blob(sha256))")
    named, spare = blobs.put(store.blobs, b"named"), blobs.put(store.blobs, b"spare")
    for digest in (named, spare):
        store.connection.execute("INSERT INTO blob VALUES (?, 5, 0)", (digest,))
        os.utime(blobs.place(store.blobs, digest), (1, 1))
    store.connection.execute("INSERT INTO picture(sha) VALUES (?)", (named,))
    purge.purge(store, [])
    assert blobs.get(store.blobs, named) == b"named"
    assert not blobs.place(store.blobs, spare).exists()
