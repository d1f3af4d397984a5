"""The journal from the inside: rotation, calls from within calls, and a disk that refuses."""

from __future__ import annotations

import errno
import gc
import os
import struct
import weakref
from collections import deque

import pytest

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import appending, framing
from runyard.journal import writer as writing
from runyard.journal.appending import FREE, TROUBLE
from runyard.journal.batch import Batch, Op, Owner
from runyard.journal.pending import Pending
from runyard.journal.reader import read_batches
from runyard.journal.segments import segments
from runyard.journal.writer import JournalWriter

OWNER = Owner("cd" * 12, "89abcdef", "host", "boot", 7, 1.5, 1_000_000)
KEY = SeriesKey(DataKind.METRIC, "loss", "{}")


class Interrupt(KeyboardInterrupt):
    """One that can be watched."""


def log(writer: JournalWriter, step: int, key: SeriesKey = KEY) -> None:
    tail = writer.series(key)
    writer.arrange(writer.pending.alone, tail)
    body = framing.POINT_BODY.pack(framing.POINT_HEAD, step, 1000 + step, step / 3, tail.number)
    record = framing.sealed(body)
    writer.append(record, tail.append, record)


def live(writer: JournalWriter) -> list[Batch]:
    """Everything cut so far, from the lists where they are good."""
    return [batch for cut in writer.cuts for batch in cut.batches(cut.start)]


def steps(batches: list[Batch], key: SeriesKey = KEY) -> list[int]:
    return [step for batch in batches if key in batch.points for step in batch.points[key].steps]


def stored(folder) -> list[Batch]:
    return [batch for segment in segments(folder) for batch in read_batches(segment.path)]


def test_segments_follow_each_other_without_a_hole(tmp_path):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=2000)
    for step in range(300):
        log(writer, step)
    writer.cut(sealed=True)
    assert len(segments(tmp_path)) > 5
    assert steps(live(writer)) == list(range(300))
    assert steps(stored(tmp_path)) == list(range(300))
    assert all(cut.waiting is not None for cut in writer.cuts)
    assert all(cut.sealed for cut in writer.cuts)
    writer.close()


def test_each_segment_can_be_read_alone(tmp_path):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=1000)
    for step in range(100):
        log(writer, step, KEY._replace(name=f"m{step % 3}"))
    writer.close()
    for segment in segments(tmp_path)[1:]:
        [batch] = read_batches(segment.path)
        assert batch.owner == OWNER
        assert not batch.ops


def test_both_sources_give_equal_batches(tmp_path):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=3000)
    for step in range(200):
        log(writer, step, KEY._replace(name=f"m{step % 3}"))
        if step % 20 == 0:
            writer.op(Op("param", step, [["a"], "1"]))
    writer.cut(sealed=True)
    read = [b for cut in writer.cuts for b in read_batches(cut.path, cut.start, stop=cut.end, sealed=True)]
    assert live(writer) == read
    writer.close()


def test_a_record_from_inside_a_write_is_kept_too(tmp_path, monkeypatch):
    """A signal handler or a finalizer may log while a write of the same thread is under way."""
    writer = JournalWriter(tmp_path, OWNER)
    log(writer, 0)
    write, inside = os.write, []

    def interrupting(fd: int, data: bytes) -> int:
        written = write(fd, data)
        if not inside:
            inside.append(True)
            log(writer, 77)
        return written

    monkeypatch.setattr(writing.os, "write", interrupting)
    log(writer, 1)
    monkeypatch.undo()
    log(writer, 2)
    writer.cut()
    assert sorted(steps(live(writer))) == [0, 1, 2, 77]
    assert sorted(steps(stored(tmp_path))) == [0, 1, 2, 77]
    writer.close()


def test_a_record_from_inside_a_rotation_is_kept_too(tmp_path, monkeypatch):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=1000)
    close = os.close

    def interrupting(fd: int) -> None:
        close(fd)
        monkeypatch.undo()
        log(writer, 1000)

    monkeypatch.setattr(writing.os, "close", interrupting)
    for step in range(60):
        log(writer, step)
    writer.cut()
    assert sorted(steps(live(writer))) == [*range(60), 1000]
    assert sorted(steps(stored(tmp_path))) == [*range(60), 1000]
    writer.close()


@pytest.mark.parametrize("way", ["cut", "rotate"])
def test_a_series_begun_while_the_lists_are_taken_is_kept_too(tmp_path, way):
    writer = JournalWriter(tmp_path, OWNER)
    other = KEY._replace(name="other")

    class Interrupted(list):  # type: ignore[type-arg]
        def __getitem__(self, index):
            found = super().__getitem__(index)
            log(writer, 500)
            log(writer, 500, other)
            return found

    tail = writer.series(KEY)
    tail.records = Interrupted()
    tail.append = tail.records.append
    for step in range(3):
        log(writer, step)
    writer.cut() if way == "cut" else writer.rotate()
    tail.records = []
    tail.append = tail.records.append
    log(writer, 501)
    writer.cut()
    assert steps(live(writer)) == [0, 1, 2, 500, 501] == steps(stored(tmp_path))
    assert steps(live(writer), other) == [500] == steps(stored(tmp_path), other)
    writer.close()


def test_an_interrupt_in_the_middle_leaves_file_and_lists_agreeing(tmp_path, monkeypatch):
    writer = JournalWriter(tmp_path, OWNER)
    log(writer, 0)
    write = os.write

    def interrupted(fd: int, data: bytes) -> int:
        write(fd, data)
        raise Interrupt

    monkeypatch.setattr(writing.os, "write", interrupted)
    gc.disable()
    try:
        with pytest.raises(Interrupt) as caught:
            log(writer, 1)
        gone = weakref.ref(caught.value)
        del caught
        assert gone() is None, "the interrupt keeps itself alive"
    finally:
        gc.enable()
    monkeypatch.undo()
    assert writer.gate == FREE
    log(writer, 2)
    writer.cut()
    assert steps(live(writer)) == [0, 1, 2] == steps(stored(tmp_path))
    writer.close()


@pytest.mark.parametrize("accepted", [0, 1, 20, None])
def test_a_full_disk_costs_nothing_when_it_has_room_again(tmp_path, monkeypatch, accepted):
    """Short writes are cut back; what waits in memory is written in order later."""
    told: list[str] = []
    writer = JournalWriter(tmp_path, OWNER, report=told.append)
    for step in range(3):
        log(writer, step)
    write = os.write

    def full(fd: int, data: bytes) -> int:
        if accepted is None:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, data[:accepted]) if accepted else 0

    monkeypatch.setattr(writing.os, "write", full)
    for step in range(3, 6):
        log(writer, step)
    assert writer.gate == TROUBLE
    assert len(told) == 1
    writer.cut()  # as ingest does meanwhile
    monkeypatch.undo()
    assert writer.retry(now=True)
    log(writer, 6)
    writer.cut()
    assert steps(live(writer)) == list(range(7)) == steps(stored(tmp_path))
    assert not [op for batch in stored(tmp_path) for op in batch.ops]
    writer.close()


def test_what_memory_cannot_hold_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(appending, "RETRY_LIMIT", 100)
    writer = JournalWriter(tmp_path, OWNER)
    log(writer, 0)
    write = os.write
    monkeypatch.setattr(writing.os, "write", lambda fd, data: 0)
    for step in range(1, 6):
        log(writer, step)
    monkeypatch.setattr(writing.os, "write", write)
    assert writer.retry(now=True)
    [gap] = [op for batch in stored(tmp_path) for op in batch.ops]
    assert gap.name == "gap"
    assert gap.data["records"] == 3
    assert steps(stored(tmp_path)) == [0, 1, 2]
    writer.close()


def test_without_room_for_a_new_segment_the_old_one_goes_on(tmp_path, monkeypatch):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=1000)
    opening = os.open

    def refused(path, flags, mode=0o777):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing.os, "open", refused)
    for step in range(100):
        log(writer, step)
    monkeypatch.setattr(writing.os, "open", opening)
    for step in range(100, 200):
        log(writer, step)
    assert len(segments(tmp_path)) > 1
    assert steps(stored(tmp_path)) == list(range(200))
    writer.close()


def test_lists_dropped_for_their_size_are_read_from_the_file(tmp_path):
    writer = JournalWriter(tmp_path, OWNER, segment_limit=4000)
    for step in range(300):
        log(writer, step)
    assert writer.backlog() > 10_000
    writer.spill()
    assert writer.backlog() < 4000
    writer.cut()
    assert steps(live(writer)) == list(range(300))
    writer.close()


def test_values_keep_all_their_bits(tmp_path):
    raw = [struct.pack("<Q", bits) for bits in (1, 0x7FF0000000000001, 0xFFF8DEADBEEF0001, 1 << 63)]
    writer = JournalWriter(tmp_path, OWNER)
    tail = writer.series(KEY)
    writer.pending.alone(tail)
    for number in raw:
        [value] = struct.unpack("<d", number)
        body = framing.POINT_BODY.pack(framing.POINT_HEAD, 0, 0, value, tail.number)
        record = framing.sealed(body)
        writer.append(record, tail.append, record)
    writer.cut()
    for batches in (live(writer), stored(tmp_path)):
        assert batches[0].points[KEY].values.tobytes() == b"".join(raw)
    writer.close()


@pytest.mark.parametrize("place", ["take", "name", "append"])
@pytest.mark.parametrize("way", ["cut", "rotate"])
def test_an_interrupt_amid_a_cut_or_a_rotation_loses_nothing(tmp_path, monkeypatch, way, place):
    """Ctrl+C comes wherever the loop happens to be: between the lists handed over and the new segment too."""
    writer = JournalWriter(tmp_path, OWNER)

    def interrupting(function):
        def interrupted(*arguments):
            found = function(*arguments)
            monkeypatch.undo()
            raise Interrupt(found)

        return interrupted

    class Cuts(deque):  # type: ignore[type-arg]
        def append(self, cut):
            super().append(cut)
            writer.cuts = deque(self)
            raise Interrupt

    for step in range(3):
        log(writer, step)
    if place == "append":
        writer.cuts = Cuts()
    else:
        owner, name = (Pending, "take") if place == "take" else (writing, "Cut")
        monkeypatch.setattr(owner, name, interrupting(getattr(owner, name)))
    with pytest.raises(Interrupt):
        writer.cut() if way == "cut" else writer.rotate()
    for step in range(3, 6):
        log(writer, step)
    writer.rotate()
    log(writer, 6)
    writer.cut()
    assert steps(live(writer)) == list(range(7)) == steps(stored(tmp_path))
    assert all(cut.path != writer.path for cut in writer.cuts if cut.sealed)
    writer.close()


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted here")
@pytest.mark.parametrize("spoiled", [False, True])
def test_a_deleted_segment_is_written_anew(tmp_path, spoiled):
    writer = JournalWriter(tmp_path, OWNER)
    for step in range(3):
        log(writer, step)
    assert not writer.put_back()
    writer.path.unlink()
    log(writer, 3)
    writer._spoiled = spoiled
    assert writer.put_back()
    log(writer, 4)
    writer.cut()
    assert steps(live(writer)) == list(range(5)) == steps(stored(tmp_path))
    writer.close()
