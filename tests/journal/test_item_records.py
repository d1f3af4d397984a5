"""ITEMS records: what is written is read back, whole or not at all."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.domain.kinds import OBJECTS, DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import framing, item_records, item_writer
from runyard.journal.batch import Items, NewItem, Owner, Part
from runyard.journal.item_writer import ItemWriter
from runyard.journal.reader import read_batches
from runyard.journal.segments import segments, spools
from runyard.journal.writer import JournalWriter

OWNER = Owner("cd" * 12, "89abcdef", "host", "boot", 7, 1.5, 1_000_000)
INT64 = st.integers(-(2**63), 2**63 - 1)
plain = st.recursive(
    st.none() | st.booleans() | INT64 | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
metas = st.dictionaries(st.text(), plain, max_size=4)
parts = st.builds(Part.of, st.binary(max_size=300), st.none() | metas)
news = st.builds(
    NewItem, metas, st.binary(max_size=200), st.none(), st.none() | parts, st.none() | parts
) | st.builds(NewItem, metas, st.none(), parts, st.none() | parts, st.none() | parts)
calls = st.builds(
    Items,
    st.builds(SeriesKey, st.sampled_from(OBJECTS), st.text(min_size=1, max_size=20), st.just("{}")),
    INT64,
    INT64,
    st.none() | st.floats(allow_nan=False),
    st.lists(news, min_size=1, max_size=4).map(tuple),
    st.none(),  # what is written is whole
)


def payload(record):
    return record[framing.HEAD_SIZE : -framing.CRC_SIZE]


@given(calls)
def test_a_record_says_what_was_written(call):
    found = item_records.parse(payload(item_records.record(7, call)))
    assert found.series == 7
    assert found.of(call.key) == call


@given(calls, st.data())
def test_a_record_cut_short_or_made_longer_is_refused(call, data):
    whole = payload(item_records.record(7, call))
    cut = data.draw(st.integers(0, len(whole) - 1))
    for wrong in (whole[:cut], whole + b"x"):
        with pytest.raises((ValueError, TypeError, LookupError, struct.error)):
            item_records.parse(wrong)


def journal(folder, **options):
    writer = JournalWriter(folder, OWNER, **options)
    return writer, ItemWriter(writer)


def image(data, name="images"):
    return Items(SeriesKey(DataKind.IMAGE, name, "{}"), 0, 5, None, (NewItem({"a": 1}, blob=Part.of(data)),))


def write(writer, log, call):
    log.write(writer.series(call.key), call)


def live(writer):
    writer.cut(sealed=True)
    return [call for cut in writer.cuts for batch in cut.batches(cut.start) for call in batch.items]


def stored(folder):
    return [call for file in segments(folder) for batch in read_batches(file.path) for call in batch.items]


def test_the_lists_and_the_file_hold_the_same(tmp_path):
    writer, log = journal(tmp_path)
    written = [image(os.urandom(size), f"of {size}") for size in (0, 1, 1000, 1 << 18)]
    for call in written:
        write(writer, log, call)
    assert live(writer) == stored(tmp_path) == written


def test_a_large_content_lies_beside_the_segment_and_goes_with_it(tmp_path):
    writer, log = journal(tmp_path)
    data = os.urandom((1 << 20) + 1)
    write(writer, log, image(data))
    [path] = spools(writer.path)
    assert path.read_bytes() == data
    [call] = live(writer)
    assert call == stored(tmp_path)[0]
    assert call.items[0].blob == Part(None, path.name, len(data), None)
    assert log.behind() >= len(data)


def test_many_contents_of_one_call_do_not_make_a_huge_record(tmp_path, monkeypatch):
    monkeypatch.setattr(item_writer, "_RECORD_LIMIT", 8 << 20)
    writer, log = journal(tmp_path)
    several = tuple([NewItem({}, blob=Part.of(bytes([i]) * 200_000)) for i in range(60)])
    write(writer, log, image(b"")._replace(items=several))
    assert writer.offset < 10 << 20
    assert len(spools(writer.path)) == 60 - (8 << 20) // 200_000


def test_spool_files_close_their_segment_before_they_pile_up(tmp_path, monkeypatch):
    monkeypatch.setattr(item_writer, "_SPOOL_LIMIT", 3 << 20)
    writer, log = journal(tmp_path)
    for _ in range(9):
        write(writer, log, image(bytes(1_100_000)))
    assert writer.number >= 2
    assert [len(spools(file.path)) for file in segments(tmp_path)][:2] == [3, 3]


def test_items_that_would_fill_the_memory_are_read_from_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(item_writer, "_MEMORY_LIMIT", 10_000)
    writer, log = journal(tmp_path)
    written = [image(bytes(900), f"{i}") for i in range(100)]
    for call in written:
        write(writer, log, call)
    assert sum(len(call.items[0].blob.data) for call in writer.pending.items) <= 10_000
    assert live(writer) == written


def test_where_no_file_can_be_made_the_record_holds_it_all(tmp_path, monkeypatch):
    writer, log = journal(tmp_path)

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(item_writer, "_write", refuse)
    call = image(bytes(2 << 20))
    write(writer, log, call)
    assert spools(writer.path) == []
    assert live(writer) == stored(tmp_path) == [call]


@pytest.mark.parametrize(
    "change",
    [
        {"step": 2**63},
        {"time": 2**64},
        {"items": ()},
        {"key": SeriesKey(DataKind.METRIC, "loss", "{}")},
        {"items": (NewItem({}, b"x", Part.of(b"y")),)},
        {"items": (NewItem({}),)},
        {"items": (NewItem({}, blob=Part(None, "../../etc/passwd", 3, None)),)},
        {"items": (NewItem({}, blob=Part(None, "a.b.000001.1.spool/../x", 3, None)),)},
        {"items": (NewItem({"x": float("nan")}, b""),)},
        {"items": (NewItem([1], b""),)},  # type: ignore[arg-type]
        {"items": (NewItem({}, blob=Part(b"x", "", 1, "no recipe")),)},  # type: ignore[arg-type]
    ],
)
def test_what_no_program_of_ours_writes_is_a_gap(tmp_path, change):
    writer, _ = journal(tmp_path)
    call = image(b"abc")._replace(**change)
    tail = writer.series(call.key)
    writer.append(item_records.record(tail.number, call), None, None)
    writer.append(item_records.record(writer.series(image(b"").key).number, image(b"fine")), None, None)
    writer.close()
    [batch] = read_batches(segments(tmp_path)[0].path)
    assert [op.data["reason"] for op in batch.ops if op.name == "gap"] == ["not understood"]
    assert batch.items == [image(b"fine")]
