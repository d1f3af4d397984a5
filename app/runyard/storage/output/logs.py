"""Terminal output: packed blocks of lines with their times and streams."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runyard.journal.batch import LogLine
from runyard.storage import bulk
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

_BLOCK = 256  # lines; the last block of a run is filled up to here before a new one begins
_MOST = 2048  # lines of a block that comes in one go
_LONGEST = 1 << 20  # characters, after which a block ends
_LARGEST = 256 << 20  # bytes of a block that is read: one line may be long, but not without end
_AT_ONCE = 4 << 20  # bytes of a block that is read in one go where texts may be cut
_ESCAPE = 12  # bytes of the longest escape in JSON: a pair of surrogates
_INSERT = """INSERT INTO log_chunk(run_id, first_line, count, min_time, max_time, data)
             SELECT * FROM ({values}) WHERE column1 IS NOT NULL"""


class Stretch(NamedTuple):
    """Lines that lie together, column by column: `first` is the number of the first of them.

    `lost` says of texts that were cut how many bytes of them were not read, by their place.
    """

    first: int
    times: list[int]
    streams: list[int]
    texts: list[str]
    lost: dict[int, int]

    @property
    def end(self) -> int:
        """The number of the line after the last."""
        return self.first + len(self.times)


def append(store: Store, run_id: int, lines: Sequence[LogLine]) -> None:
    """Add lines at the end of a run's output. Inside an open write."""
    if not lines:
        return
    execute = store.connection.execute
    sql = (
        "SELECT id, first_line, count, data FROM log_chunk WHERE run_id = ? ORDER BY first_line DESC LIMIT 1"
    )
    last = execute(sql, (run_id,)).fetchone()
    first, added = 0, list(lines)
    if last is not None:
        last_id, last_first, held, data = last
        first = last_first + held
        if held + len(added) <= _BLOCK:
            first, added = last_first, _unpack(data) + added
            execute("DELETE FROM log_chunk WHERE id = ?", (last_id,))
    rows = []
    for block in _blocks(added):
        times = [line.time for line in block]
        rows.append((run_id, first, len(block), min(times), max(times), _pack(block)))
        first += len(block)
    for statement in bulk.statements(_INSERT, rows):
        execute(statement.sql, statement.parameters)


def _blocks(lines: Sequence[LogLine]) -> Iterator[Sequence[LogLine]]:
    start, size = 0, 0
    for end, line in enumerate(lines):
        size += len(line.text)
        if end - start == _MOST or (size > _LONGEST and end > start):
            yield lines[start:end]
            start, size = end, len(line.text)
    yield lines[start:]


def lines(store: Store, run_id: int, start: int, count: int) -> list[LogLine]:
    """Return up to `count` lines from line `start` (the first is 0)."""
    sql = """SELECT first_line, data FROM log_chunk
             WHERE run_id = :run AND first_line < :end AND first_line + count > :start
               AND first_line >= ifnull((SELECT max(first_line) FROM log_chunk
                                         WHERE run_id = :run AND first_line <= :start), 0)
             ORDER BY first_line"""
    wanted = {"run": run_id, "start": start, "end": start + count}
    with store.lock:
        blocks = store.connection.execute(sql, wanted).fetchall()
    found: list[LogLine] = []
    for first, data in blocks:
        with decoding("What a run printed"):
            found += _unpack(data)[max(0, start - first) : start + count - first]
    return found


def tail(store: Store, run_id: int, most: int) -> list[LogLine]:
    """Return the last `most` lines, the newest last."""
    with store.read():
        start = max(0, count(store, run_id) - most)
        return lines(store, run_id, start, most)


def block(store: Store, run_id: int, line: int) -> tuple[int, list[LogLine]]:
    """Return the lines that lie together with one, and the number of their first; none beyond the end.

    So a long output is gone through in short reads, in either direction.
    """
    found = stretch(store, run_id, line)
    if found is None:
        return line, []
    return found.first, [LogLine(*parts) for parts in zip(*found[1:4], strict=True)]


def stretch(store: Store, run_id: int, line: int, *, longest: int | None = None) -> Stretch | None:
    """Return the lines that lie together with one, as `block` does; None beyond the end.

    With `longest` a text is cut after so many bytes where a block is very large: to read a hundred megabytes
    as one text would keep every other thread waiting.
    """
    sql = """SELECT first_line, count, data FROM log_chunk WHERE run_id = ? AND first_line <= ?
             ORDER BY first_line DESC LIMIT 1"""
    with store.lock:
        found = store.connection.execute(sql, (run_id, line)).fetchone()
    if found is None or line >= found[0] + found[1]:
        return None
    with decoding("What a run printed"):
        return Stretch(int(found[0]), *_columns(found[2], longest))


def near(store: Store, run_id: int, time: int) -> int | None:
    """Return the number of the line written at a time in µs UTC, or nearest to it; None without lines."""
    with store.read():
        before = _edge(store, run_id, "min_time <= ? ORDER BY min_time DESC", time)
        after = _edge(store, run_id, "max_time >= ? ORDER BY max_time", time)
        nearest: tuple[int, int] | None = None
        for line in (before, after):
            found = None if line is None else stretch(store, run_id, line)
            if found is not None:
                away, at = min((abs(known - time), at) for at, known in enumerate(found.times, found.first))
                nearest = min(nearest or (away, at), (away, at))
    return None if nearest is None else nearest[1]


def _edge(store: Store, run_id: int, where: str, time: int) -> int | None:
    sql = f"SELECT first_line FROM log_chunk WHERE run_id = ? AND {where}, first_line LIMIT 1"
    found = store.connection.execute(sql, (run_id, time)).fetchone()
    return None if found is None else int(found[0])


def size(store: Store, run_id: int) -> int:
    """Return the bytes that what a run has printed takes in the repository."""
    sql = "SELECT ifnull(sum(length(data)), 0) FROM log_chunk WHERE run_id = ?"
    with store.lock:
        [found] = store.connection.execute(sql, (run_id,)).fetchone()
    return int(found)


def last_time(store: Store, run_id: int) -> int | None:
    """Return when the last lines were written, in µs UTC; None without lines."""
    sql = "SELECT max_time FROM log_chunk WHERE run_id = ? ORDER BY first_line DESC LIMIT 1"
    with store.lock:
        found = store.connection.execute(sql, (run_id,)).fetchone()
    return None if found is None else int(found[0])


def count(store: Store, run_id: int) -> int:
    """Return the number of lines a run has printed."""
    sql = "SELECT ifnull(max(first_line + count), 0) FROM log_chunk WHERE run_id = ?"
    with store.lock:
        [found] = store.connection.execute(sql, (run_id,)).fetchone()
    return int(found)


def _pack(block: Sequence[LogLine]) -> bytes:
    parts = ([line.time for line in block], [line.stream for line in block], [line.text for line in block])
    return zlib.compress(json.dumps(parts, separators=(",", ":")).encode("ascii"), 3)


def _unpack(data: bytes) -> list[LogLine]:
    return [LogLine(*parts) for parts in zip(*_columns(data, None)[:3], strict=True)]


_Columns = tuple[list[int], list[int], list[str], dict[int, int]]


def _columns(data: bytes, longest: int | None) -> _Columns:
    opened = zlib.decompressobj()
    text = opened.decompress(data, _LARGEST)
    if not opened.eof:  # cut short, or made to fill the memory
        raise ValueError("a block of lines is not whole")
    if longest is not None and len(text) > _AT_ONCE:
        columns = _cut(text, longest)
    else:
        times, streams, texts = json.loads(text)
        columns = times, streams, texts, {}
    if not len(columns[0]) == len(columns[1]) == len(columns[2]):
        raise ValueError("a block of lines has columns of different lengths")
    array("q", columns[0])  # numbers they must be,
    bytes(columns[1])
    "".join(columns[2])  # and texts
    return columns


def _cut(text: bytes, longest: int) -> _Columns:
    """Read a large block text by text, each of them only so far."""
    second = text.index(b"],[") + 2
    third = text.index(b"],[", second) + 2
    times, streams = json.loads(text[1 : second - 1]), json.loads(text[second : third - 1])
    texts: list[str] = []
    lost: dict[int, int] = {}
    at = third + 1
    while text[at : at + 1] == b'"':
        end = _end(text, at + 1)
        kept = text[at + 1 : min(end, at + 1 + longest)]
        if end > at + 1 + longest:
            escape = kept.rfind(b"\\", -_ESCAPE)
            kept = kept if escape < 0 else kept[:escape]  # it may go on beyond the cut
            kept = kept[: len(kept) - (len(kept) - len(kept.rstrip(b"\\"))) % 2]
            lost[len(texts)] = end - at - 1 - len(kept)
        texts.append(json.loads(b'"%b"' % kept))
        at = end + 2
    return times, streams, texts, lost


def _end(text: bytes, at: int) -> int:
    """Return where the text that begins at a place ends: at the next quote that is not escaped."""
    while True:
        at = text.index(b'"', at)
        before = at
        while text[before - 1 : before] == b"\\":
            before -= 1
        if (at - before) % 2 == 0:
            return at
        at += 1
