"""A segment that was cut or damaged: reading never raises, and never returns what was not written."""

from __future__ import annotations

import struct
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.batch import Batch, LogLine, Op, Owner
from runyard.journal.reader import read_batches, read_owner
from runyard.journal.segments import segment_path
from runyard.journal.writer import JournalWriter

OWNER = Owner("ab" * 12, "0123abcd", "host", "boot", 7, 1.5, 1_000_000, script="train.py")
KEYS = [SeriesKey(DataKind.METRIC, name, "{}") for name in ("loss", "accuracy", "lr")]
EXTREMES = [0.0, -0.0, 5e-324, -2.2e-308, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan")]


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


def floats() -> st.SearchStrategy[float]:
    """Any 64 bits, NaN payloads and denormals included."""
    return st.binary(min_size=8, max_size=8).map(lambda raw: struct.unpack("<d", raw)[0]) | st.sampled_from(
        EXTREMES
    )


INT64 = st.integers(-(2**63), 2**63 - 1)
POINT = st.tuples(st.integers(0, 2), INT64, floats(), st.none() | floats())
ENTRY = POINT | st.text(max_size=20)


def point_record(number: int, step: int, value: float, epoch: float | None) -> bytes:
    if epoch is None:
        return framing.sealed(framing.POINT_BODY.pack(framing.POINT_HEAD, step, 99, value, number))
    body = framing.POINT_EPOCH_BODY.pack(framing.POINT_EPOCH_HEAD, step, 99, epoch, value, number)
    return framing.sealed(body)


def written(folder: Path, entries: list[object]) -> tuple[Path, list[int]]:
    """Write a segment; return it and where each record ends."""
    writer = JournalWriter(folder, OWNER)
    tails = [writer.series(key) for key in KEYS]
    ends = []
    for entry in entries:
        if isinstance(entry, str):
            writer.line(LogLine(99, 1, entry))
        else:
            number, step, value, epoch = entry
            record = point_record(tails[number].number, step, value, epoch)
            writer.append(record, tails[number].append, record)
        ends.append(writer.offset)
    path = writer.path
    writer.close()
    return path, ends


def found(batches: list[Batch]) -> list[tuple[object, ...]]:
    """What batches hold, by series in written order; then the lines."""
    points: list[tuple[object, ...]] = []
    for batch in batches:
        for key, column in batch.points.items():
            epochs = column.epochs or [None] * len(column)
            points += [
                (KEYS.index(key), step, bits(value), None if epoch is None else bits(epoch))
                for step, value, epoch in zip(column.steps, column.values, epochs, strict=True)
            ]
    points.sort(key=lambda point: point[0])
    return points + [line.text for batch in batches for line in batch.lines]


def expected(entries: list[object]) -> list[object]:
    """The same of what was written; a series with one epoch has NaN for the missing ones."""
    with_epochs = {e[0] for e in entries if not isinstance(e, str) and e[3] is not None}
    nan = bits(float("nan"))
    points = [
        (e[0], e[1], bits(e[2]), bits(e[3]) if e[3] is not None else nan if e[0] in with_epochs else None)
        for e in entries
        if not isinstance(e, str)
    ]
    return sorted(points, key=lambda point: point[0]) + [e for e in entries if isinstance(e, str)]


def gaps(batches: list[Batch]) -> list[Op]:
    return [op for batch in batches for op in batch.ops if op.name == "gap"]


@settings(deadline=None, max_examples=60)
@given(st.lists(ENTRY, max_size=30))
def test_what_was_written_comes_back_bit_for_bit(entries):
    with TemporaryDirectory() as folder:
        path, _ = written(Path(folder), entries)
        batches = list(read_batches(path))
        assert found(batches) == expected(entries)
        assert gaps(batches) == []
        assert read_owner(path) == OWNER
        assert all(batch.owner == OWNER for batch in batches)


@settings(deadline=None, max_examples=60)
@given(st.lists(ENTRY, min_size=1, max_size=12), st.data())
def test_a_segment_cut_anywhere_keeps_every_whole_record(entries, data):
    with TemporaryDirectory() as folder:
        path, ends = written(Path(folder), entries)
        whole = path.read_bytes()
        cut = data.draw(st.integers(0, len(whole) - 1))
        path.write_bytes(whole[:cut])
        batches = list(read_batches(path))
        kept = [entry for entry, end in zip(entries, ends, strict=True) if end <= cut]
        assert sorted(found(batches), key=repr) == sorted(expected(kept), key=repr)
        assert gaps(batches) == []


@settings(deadline=None, max_examples=150)
@given(st.lists(ENTRY, min_size=1, max_size=12), st.data())
def test_one_wrong_byte_costs_one_record_at_most_and_is_reported(entries, data):
    with TemporaryDirectory() as folder:
        path, ends = written(Path(folder), entries)
        raw = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(raw)
        batches = list(read_batches(path))
        hit = [i for i in range(1, len(ends)) if ends[i - 1] <= at < ends[i]]
        points = [e for e in entries if not isinstance(e, str)]
        read = found(batches)
        allowed = {(n, s, bits(v)) for n, s, v, _ in points}
        assert {p[:3] for p in read if not isinstance(p, str)} <= allowed
        assert {line for line in read if isinstance(line, str)} <= {e for e in entries if isinstance(e, str)}
        if hit:  # behind the declarations and the first record: exactly that record is gone
            assert len(read) == len(entries) - 1
        torn = batches and batches[-1].end < len(raw)
        assert gaps(batches) or torn or not batches


def test_a_batch_ends_near_the_limit_and_the_next_goes_on(tmp_path):
    entries: list[object] = [(0, step, step / 3, None) for step in range(500)]
    path, _ = written(tmp_path, entries)
    batches = list(read_batches(path, limit=4000))
    assert len(batches) > 4
    assert [a.end for a in batches[:-1]] == [b.start for b in batches[1:]]
    assert [step for batch in batches for p in batch.points.values() for step in p.steps] == list(range(500))
    middle = batches[2]
    again = list(read_batches(path, middle.start, limit=1 << 20, stop=batches[3].end, sealed=True))
    assert [step for p in again[0].points.values() for step in p.steps] == [
        step for batch in batches[2:4] for p in batch.points.values() for step in p.steps
    ]
    assert again[0].sealed
    assert again[0].owner == OWNER


def test_a_record_of_a_lost_declaration_is_a_gap(tmp_path):
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    path.write_bytes(framing.header(OWNER) + point_record(5, 1, 2.0, None) + framing.op(Op("tag", 3, ["a"])))
    [batch] = read_batches(path)
    assert not batch.points
    assert [op.name for op in batch.ops] == ["gap", "tag"]
    assert batch.ops[0].data["reason"] == "declaration lost"


@pytest.mark.parametrize("payload", [b"{", b"[1]", b'["name"]', b"\xff"])
def test_a_whole_record_without_sense_is_a_gap(tmp_path, payload):
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    path.write_bytes(framing.header(OWNER) + framing.record(framing.OP, payload))
    [batch] = read_batches(path)
    assert [op.data["reason"] for op in batch.ops] == ["not understood"]


def test_without_its_header_a_segment_is_known_by_its_name(tmp_path):
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 3)
    path.write_bytes(framing.header(OWNER)[:-1] + b"\0" + framing.op(Op("tag", 3, ["a"])))
    [batch] = read_batches(path)
    assert (batch.owner.run, batch.owner.owner, batch.segment) == (OWNER.run, OWNER.owner, 3)
    assert [op.name for op in batch.ops] == ["gap", "tag"]
