"""A segment that was cut or damaged: reading never raises, and never returns what was not written."""

from __future__ import annotations

import struct
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.batch import Batch, LogLine, Op, Owner
from runyard.journal.reader import _Reader, read_batches, read_owner
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


def no_more_than_written(batches: list[Batch], entries: list[object]) -> None:
    """Whatever a damaged segment yields was written, in that order, each at most once."""
    left = iter(expected(entries))
    for one in found(batches):
        if isinstance(one, str):
            assert one in left
        else:
            assert any(not isinstance(other, str) and other[:3] == one[:3] for other in left)


def in_order_and_whole(batches: list[Batch], size: int) -> None:
    """Batches follow each other, and every gap says where it is."""
    assert [a.end for a in batches[:-1]] == [b.start for b in batches[1:]]
    for gap in gaps(batches):
        assert 0 <= gap.data["offset"] < gap.data["offset"] + gap.data["bytes"] <= size


DAMAGE = st.one_of(
    st.tuples(st.just("flip"), st.integers(0, 9999), st.integers(1, 255)),
    st.tuples(st.just("cut"), st.integers(0, 9999), st.integers(1, 40)),
    st.tuples(st.just("insert"), st.integers(0, 9999), st.binary(min_size=1, max_size=40)),
    st.tuples(st.just("zero"), st.integers(0, 9999), st.integers(1, 60)),
    st.tuples(st.just("marker"), st.integers(0, 9999), st.integers(1, 8)),
)


def damage(raw: bytearray, kind: str, place: int, what: int | bytes) -> None:
    at = place % max(1, len(raw))
    if isinstance(what, bytes):
        raw[at:at] = what
    elif kind == "flip":
        raw[at] ^= what
    elif kind == "cut":
        del raw[at : at + what]
    elif kind == "zero":
        raw[at : at + what] = bytes(len(raw[at : at + what]))
    else:
        raw[at : at + 4] = framing.HEAD.pack(framing.MARKER, what, 0, what)[:4]


@settings(deadline=None, max_examples=150)
@given(st.lists(ENTRY, min_size=1, max_size=12), st.lists(DAMAGE, min_size=1, max_size=6), st.booleans())
def test_any_damage_yields_nothing_that_was_not_written(entries, damages, behind):
    """Several wrong bytes, stretches lost, zeroed or put in between, heads that are none."""
    with TemporaryDirectory() as folder:
        path, ends = written(Path(folder), entries)
        whole = path.read_bytes()
        first = len(whole) - (ends[-1] - ends[0]) if behind else 0
        raw = bytearray(whole[first:])
        for each in damages:
            if raw:
                damage(raw, *each)
        path.write_bytes(whole[:first] + raw)
        batches = list(read_batches(path))
        no_more_than_written(batches, entries)
        in_order_and_whole(batches, path.stat().st_size)


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=300) | st.integers(0, 5000).map(bytes))
def test_what_never_was_a_segment_yields_nothing(raw):
    """Garbage, an empty file, zeros in place of what a file system lost."""
    with TemporaryDirectory() as folder:
        path = segment_path(Path(folder), OWNER.run, OWNER.owner, 0)
        path.write_bytes(raw)
        batches = list(read_batches(path))
        assert found(batches) == []
        in_order_and_whole(batches, len(raw))
        assert read_owner(path).run == OWNER.run
        assert gaps(batches) or len(raw) < framing.HEAD_SIZE or raw[:2] == framing.MARKER_BYTES


@pytest.mark.parametrize("which", ["kind", "flags", "length", "marker", "checksum"])
def test_every_byte_of_a_head_is_covered_by_the_checksum(tmp_path, which):
    """Any bit of any byte: the record is gone, its neighbours stay."""
    places = {
        "marker": (0, 1),
        "kind": (2,),
        "flags": (3,),
        "length": (4, 5, 6, 7),
        "checksum": (-4, -3, -2, -1),
    }
    path, ends = written(tmp_path, [(0, step, step / 3, None) for step in range(3)])
    whole = path.read_bytes()
    for place in places[which]:
        at = (ends[1] if place < 0 else ends[0]) + place
        for wrong in (1, 2, 4, 8, 16, 32, 64, 128, 255):
            raw = bytearray(whole)
            raw[at] ^= wrong
            path.write_bytes(raw)
            batches = list(read_batches(path))
            assert [step for _, step, *_ in found(batches)] == [0, 2]
            assert [gap.data["offset"] for gap in gaps(batches)] == [ends[0]]


@pytest.mark.parametrize("kind", range(9))
def test_heads_without_end_are_gone_through_in_one_go(tmp_path, kind):
    """16 MB that look like the heads of long records: each is looked at, no checksum is taken for ever."""
    path, ends = written(tmp_path, [(0, 1, 2.0, None)])
    begun = path.read_bytes()
    hostile = framing.HEAD.pack(framing.MARKER, kind, 0, 1 << 22) * (1 << 17)
    path.write_bytes(begun + hostile + begun)
    work = Counter()

    class Counted(_Reader):
        def _valid(self, at):
            found = super()._valid(at)
            if self.data[at : at + 2] == framing.MARKER_BYTES:
                work["bytes"] += int.from_bytes(self.data[at + 4 : at + 8], "little")
            return found

    batches = list(Counted(path, path.read_bytes()).batches(0, 8 << 20, False))
    assert len(found(batches)) == 2
    assert [(gap.data["offset"], gap.data["bytes"]) for gap in gaps(batches)] == [(ends[-1], len(hostile))]
    assert work["bytes"] < 40 * path.stat().st_size


UNSTORABLE = [
    b'["param",1,[["a"],%s]]' % (b"[" * 100_000 + b"]" * 100_000),
    b'["field",Infinity,["name","x"]]',
    b'["field",1e300,["name","x"]]',
    b'["field",1,["name",{"a":1}]]',
    b'["field",1,["name","\\ud800"]]',
    b'["field",1,[]]',
    b'["param",1,[["a"],"not json"]]',
    b'["param",1,[["a"],"%s1%s"]]' % (b"[" * 200, b"]" * 200),
    b'["param",1,5]',
    b'["unset",1,[1]]',
    b'["tag",1,[1]]',
    b'["progress",1,[]]',
    b'["progress",1,[99999999999999999999,null,"step"]]',
    b'["expect",1,["soon"]]',
    b'["message",1,["x"]]',
    b'["message",1,[25,"x","{}"]]',
    b'["attachment",1,["git.diff","../../etc/passwd",3]]',
    b'["exit",1,{}]',
    b'["exit",1,{"status":"running"}]',
]


@pytest.mark.parametrize("payload", UNSTORABLE)
def test_a_change_that_cannot_be_stored_is_a_gap(tmp_path: Path, payload: bytes) -> None:
    """It would keep all that comes after it, and the journals of all other runs, from being stored."""
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    after = Op("field", 7, ["name", "after"])
    path.write_bytes(framing.header(OWNER) + framing.record(framing.OP, payload) + framing.op(after))
    [batch] = read_batches(path)
    gap, op = batch.ops
    assert (gap.name, gap.data["reason"]) == ("gap", "not understood")
    assert op == after


def test_every_change_that_a_run_makes_is_understood(tmp_path: Path) -> None:
    ops = [
        Op("field", 1, ["archived", True]),
        Op("param", 1, [["a", 0], '{"$int":"0x1000000000000000000"}']),
        Op("unset", 1, [["a"]]),
        Op("tag", 1, ["best"]),
        Op("progress", 1, [0.5, None, "step"]),
        Op("expect", 1, [None]),
        Op("message", 1, [20, "hello", '{"a":1}']),
        Op("attachment", 1, ["git.diff", "0f" * 32, 3]),
        Op("exit", 1, {"status": "failed", "code": None, "signal": "", "traceback": "..."}),
        Op("of a newer version", 1, {"x": [1]}),
    ]
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    path.write_bytes(framing.header(OWNER) + b"".join(map(framing.op, ops)))
    [batch] = read_batches(path)
    assert batch.ops == ops


@pytest.mark.parametrize(
    "strange", [{"run": "../../up"}, {"owner": "/"}, {"started": 2**70}, {"pid": "1"}, {"auxiliary": 1}]
)
def test_a_header_that_no_process_has_written_is_not_believed(
    tmp_path: Path, strange: dict[str, Any]
) -> None:
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    path.write_bytes(framing.header(OWNER._replace(**strange)))
    found = read_owner(path)
    assert (found.run, found.owner, found.host) == (OWNER.run, OWNER.owner, "")


def test_a_script_whose_name_is_no_text(tmp_path: Path) -> None:
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    path.write_bytes(framing.header(OWNER._replace(script="\udcff.py")))
    assert read_owner(path) == OWNER._replace(script="\\udcff.py")


def test_a_series_whose_context_cannot_be_read_again_is_a_gap(tmp_path: Path) -> None:
    path = segment_path(tmp_path, OWNER.run, OWNER.owner, 0)
    keys = [SeriesKey(DataKind.METRIC, "a", "nonsense"), SeriesKey(DataKind.METRIC, "\ud800", "{}")]
    path.write_bytes(
        framing.header(OWNER) + b"".join(framing.series(number, key) for number, key in enumerate(keys))
    )
    [batch] = read_batches(path)
    assert [op.data["reason"] for op in batch.ops] == ["not understood"] * 2
