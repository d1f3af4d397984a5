"""What dead processes leave is taken in once, by whoever opens the repository, however many do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runyard.domain.status import RunStatus
from runyard.journal.liveness import OwnerLock
from runyard.journal.reader import read_batches
from runyard.journal.segments import lock_path
from runyard.reading.repo import Repo
from runyard.storage import connection
from runyard.storage.ingest import checkpoint
from runyard.storage.ingest.ingest import Ingest, stored_offset
from runyard.storage.ingest.recovery import recover
from runyard.storage.metrics import decode
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding
from support.batches import LOSS, START, Feed, ended, owner, points, segment


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as store:
        yield store


def values(store: Store) -> list[float]:
    rows = store.connection.execute("SELECT data, count FROM chunk ORDER BY series_id, id").fetchall()
    return [float(value) for data, count in rows for value in decode.decode(data, count).values]


def dump(store: Store) -> dict[str, list[Any]]:
    tables = [
        row[0] for row in store.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return {table: store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables}


def files(store: Store) -> list[str]:
    return sorted(path.name for path in store.journals.iterdir())


def test_journals_in_a_database_that_a_newer_program_upgraded_are_left_to_it(store: Store) -> None:
    """A long training goes on with the old program; records of a kind it does not know are no damage."""
    who = owner()
    segment(store.journals, who, [1.0, 2.0, 3.0])
    lock_path(store.journals, who.run, who.owner).touch()
    before = files(store)
    store.connection.execute(f"PRAGMA user_version = {connection.VERSION + 1}")
    recover(store)
    assert files(store) == before
    assert values(store) == []
    store.connection.execute(f"PRAGMA user_version = {connection.VERSION}")
    recover(store)
    assert values(store) == [1.0, 2.0, 3.0]


def test_a_process_killed_before_any_ingest(store: Store) -> None:
    who = owner()
    segment(store.journals, who, [1.0, 2.0, 3.0])
    lock_path(store.journals, who.run, who.owner).touch()
    changes = recover(store)
    info = runs.info(store, runs.find(store, who.run))
    assert changes.runs == {info.id}
    assert (info.status, info.ended) == (RunStatus.CRASHED, START + 2)
    assert values(store) == [1.0, 2.0, 3.0]
    assert files(store) == []
    assert store.connection.execute("SELECT final, count FROM series").fetchall() == [(1, 3)]


def test_a_second_opening_changes_nothing(store: Store) -> None:
    segment(store.journals, owner(), [1.0])
    segment(store.journals, owner("b" * 24, "00000002"), [2.0], [ended("finished")])
    recover(store)
    before = dump(store)
    assert not recover(store)
    assert dump(store) == before


def test_what_was_ingested_before_the_end_is_not_repeated(store: Store) -> None:
    who = owner()
    path = segment(store.journals, who, [1.0, 2.0], [ended("failed", START + 50)])
    [whole] = read_batches(path)
    ingest = Ingest(store)
    half = path.read_bytes().index(b"failed") - 60
    first = next(iter(read_batches(path, 0, half)))
    assert first.end < whole.end
    assert ingest.commit(first)
    recover(store)
    assert values(store) == [1.0, 2.0]
    info = runs.info(store, runs.find(store, who.run))
    assert (info.status, info.ended) == (RunStatus.FAILED, START + 50)


def test_killed_between_commit_and_deletion(store: Store) -> None:
    path = segment(store.journals, owner(), [1.0, 2.0], [ended()])
    for batch in read_batches(path):
        assert Ingest(store).commit(batch)
    recover(store)
    assert values(store) == [1.0, 2.0]
    assert files(store) == []
    assert store.connection.execute("SELECT final FROM series").fetchall() == [(1,)]


def test_a_torn_last_record_is_left_out(store: Store) -> None:
    path = segment(store.journals, owner(), [1.0, 2.0])
    path.write_bytes(path.read_bytes()[:-3])
    recover(store)
    assert values(store) == [1.0]
    assert runs.info(store, 1).problems == ()


def test_several_segments_are_read_in_order(store: Store) -> None:
    for number in range(3):
        segment(store.journals, owner(), [float(number)] * 2, number=number)
    recover(store)
    assert values(store) == [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]


def test_an_attempt_whose_files_are_gone_has_crashed(store: Store) -> None:
    feed = Feed(Ingest(store))
    feed({LOSS: points([1.0])})
    [run_id] = recover(store).runs
    assert runs.info(store, run_id).status is RunStatus.CRASHED


def test_the_living_are_left_alone(store: Store) -> None:
    who = owner()
    lock = OwnerLock.take(lock_path(store.journals, who.run, who.owner))
    path = segment(store.journals, who, [1.0])
    assert not recover(store)
    assert path.exists()
    lock.release()
    assert recover(store)


def test_the_journal_of_a_silent_machine_is_kept_for_its_return(store: Store) -> None:
    path = segment(store.journals, owner(host="another machine"), [1.0])
    recover(store)
    assert runs.info(store, 1).status is RunStatus.CRASHED
    assert values(store) == [1.0]
    before = dump(store)
    with path.open("ab") as file:  # it had slept, and writes on
        whole = segment(store.journals, owner(host="another machine", name="000000ff"), [1.0, 2.0])
        file.write(whole.read_bytes()[path.stat().st_size :])
        whole.unlink()
    recover(store)
    assert dump(store) != before
    assert values(store) == [1.0, 2.0]


def test_a_segment_under_a_wrong_name_is_left_alone(store: Store) -> None:
    path = segment(store.journals, owner(), [1.0])
    recover(store)
    copy = segment(store.journals, owner(), [1.0]).rename(
        path.with_name(path.name.replace("00000001", "0000000f"))
    )
    recover(store)
    assert values(store) == [1.0]
    assert copy.exists()


def test_a_reader_recovers_nothing(store: Store) -> None:
    segment(store.journals, owner(), [1.0])
    with Store.open(store.folder, read_only=True) as reader:
        assert not recover(reader)
    assert len(files(store)) == 1


def test_many_processes_recover_at_once(store: Store) -> None:
    for i in range(12):
        segment(store.journals, owner(f"{i:024x}", f"{i:08x}"), [float(i)] * 500, [ended()] if i % 2 else [])
    script = (
        "import sys; from pathlib import Path; from runyard.storage.store import Store;"
        "from runyard.storage.ingest.recovery import recover; sys.stdin.readline();"
        f"store = Store.open(Path({str(store.folder)!r})); recover(store); store.close()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate(timeout=120)[1] for process in processes] == [""] * 4
    recover(store)
    assert sorted(values(store)) == sorted(float(i) for i in range(12) for _ in range(500))
    statuses = [runs.info(store, runs.find(store, f"{i:024x}")).status for i in range(12)]
    assert statuses == [RunStatus.FINISHED if i % 2 else RunStatus.CRASHED for i in range(12)]
    assert files(store) == []


def test_sealed_segments_go_when_the_database_file_holds_them(store: Store) -> None:
    who = owner()
    done, open_one = (segment(store.journals, who, [1.0], number=number) for number in (0, 1))
    ingest = Ingest(store)
    for batch in read_batches(done, sealed=True):
        assert ingest.commit(batch)
    with Store.open(store.folder, read_only=True) as reader, reader.read():
        reader.revision()  # an old state that a reader looks at does not keep new commits out of the file
        assert checkpoint.covered(store)
    assert checkpoint.delete_ingested(store, who.owner) == 1
    assert files(store) == [open_one.name]
    assert checkpoint.delete_ingested(store, who.owner) == 0
    assert stored_offset(store, who.owner, 0) > 0


def test_a_reader_of_an_older_state_delays_deletion(store: Store) -> None:
    who = owner()
    path = segment(store.journals, who, [1.0])
    Feed(Ingest(store), owner("b" * 24, "00000002"))({LOSS: points([1.0])})
    with Store.open(store.folder, read_only=True) as reader, reader.read():
        reader.revision()
        for batch in read_batches(path, sealed=True):
            assert Ingest(store).commit(batch)
        assert not checkpoint.covered(store)
        assert checkpoint.delete_ingested(store, who.owner) == 0
        assert path.exists()
    assert checkpoint.delete_ingested(store, who.owner) == 1


def test_spare_pages_are_given_back(store: Store) -> None:
    feed = Feed(Ingest(store))
    feed({LOSS: points([float(i) / 3 for i in range(100_000)])})
    checkpoint.covered(store)
    before = store.database.stat().st_size
    with store.write():
        store.connection.execute("DELETE FROM chunk")
    checkpoint.trim(store)
    assert checkpoint.covered(store)
    assert store.database.stat().st_size < before / 2


def problems(store: Store) -> list[str]:
    return [row[0] for row in store.connection.execute("SELECT sentence FROM problem ORDER BY id")]


def test_damage_is_told_with_its_offset(store: Store) -> None:
    path = segment(store.journals, owner(), [1.0, 2.0, 3.0, 4.0])
    raw = bytearray(path.read_bytes())
    at = bytes(raw).index(b"\xfe\x52\x06")
    raw[at + 20] ^= 1
    path.write_bytes(raw)
    recover(store)
    assert values(store) == [2.0, 3.0, 4.0]
    [sentence] = problems(store)
    assert f"at byte {at} " in sentence
    before = dump(store)
    recover(store)
    assert dump(store) == before


def test_a_segment_lost_between_others_is_told_once(store: Store) -> None:
    for number in (0, 1, 3):
        segment(store.journals, owner(), [float(number)], number=number)
    recover(store)
    assert values(store) == [0.0, 1.0, 3.0]
    assert [sentence.split(":")[0] for sentence in problems(store)] == [
        "Some records of journal segment 2 were lost"
    ]
    assert files(store) == []
    before = dump(store)
    recover(store)
    assert dump(store) == before


def test_a_segment_ingested_and_deleted_earlier_is_not_missed(store: Store) -> None:
    first = segment(store.journals, owner(), [1.0], number=0)
    for batch in read_batches(first, sealed=True):
        assert Ingest(store).commit(batch)
    first.unlink()
    segment(store.journals, owner(), [2.0], number=1)
    recover(store)
    assert values(store) == [1.0, 2.0]
    assert problems(store) == []


@pytest.mark.parametrize("raw", [b"", bytes(5000), b"\xff" * 5000, b"\xfe\x52" * 2500])
def test_a_segment_of_nothing_stops_nobody(store: Store, raw: bytes) -> None:
    segment(store.journals, owner("b" * 24, "00000002"), [1.0])
    path = segment(store.journals, owner(), [])
    path.write_bytes(raw)
    recover(store)
    assert values(store) == [1.0]
    assert files(store) == []
    assert len(problems(store)) == bool(raw)
    before = dump(store)
    recover(store)
    assert dump(store) == before


def test_a_lock_that_guards_nothing_is_deleted(store: Store) -> None:
    lock_path(store.journals, "a" * 24, "00000001").touch()
    held = OwnerLock.take(lock_path(store.journals, "b" * 24, "00000002"))
    recover(store)
    assert files(store) == [held.path.name]
    held.release()


def test_a_file_with_a_made_up_number_holds_nothing_up(store: Store) -> None:
    who = owner()
    path = segment(store.journals, who, [1.0])
    path.rename(path.with_name(f"{who.run}.{who.owner}.999999999999.journal"))
    recover(store)
    assert values(store) == [1.0]
    assert store.connection.execute("SELECT count(*) FROM problem").fetchone() == (100,)


def test_what_looks_like_a_lock_and_cannot_be_deleted_holds_nothing_up(store: Store) -> None:
    (store.journals / "ab.cd.lock").mkdir()
    segment(store.journals, owner(), [1.0])
    recover(store)
    assert values(store) == [1.0]


def test_a_journal_that_cannot_be_read_does_not_keep_others_waiting(store: Store) -> None:
    first, second = owner(), owner("cd" * 12, "89abcdef")
    path = segment(store.journals, first, [1.0])
    with store.write():
        pass
    Ingest(store).commit(next(read_batches(path)))
    path.unlink()
    path.mkdir()
    segment(store.journals, second, [2.0])
    recover(store)
    assert values(store) == [1.0, 2.0]


def test_a_fault_with_one_journal_does_not_keep_the_others_waiting(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = owner("a" * 24, "00000001"), owner("b" * 24, "00000002")
    segment(store.journals, first, [1.0])
    segment(store.journals, second, [2.0])
    commit = Ingest.commit

    def stumbling(self: Ingest, batch: Any) -> Any:
        if batch.owner.run == first.run:
            raise AssertionError("a fault of ours")
        return commit(self, batch)

    with monkeypatch.context() as patch:
        patch.setattr(Ingest, "commit", stumbling)
        with pytest.raises(AssertionError, match="a fault of ours"):
            recover(store)
        assert values(store) == [2.0]
        with Repo(store.folder) as repo:
            assert [run.hash for run in repo.query_runs()] == [second.run]
        assert "they wait there" in caplog.text
    recover(store)
    assert sorted(values(store)) == [1.0, 2.0]
