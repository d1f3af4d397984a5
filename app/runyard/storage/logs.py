"""Terminal output: packed blocks of lines with their times and streams."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence

from runyard.journal.batch import LogLine
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

_BLOCK = 256  # lines; the last block of a run is filled up to here before a new one begins


def append(store: Store, run_id: int, lines: Sequence[LogLine]) -> None:
    """Add lines at the end of a run's output. Inside an open write."""
    if not lines:
        return
    execute = store.connection.execute
    sql = (
        "SELECT id, first_line, count, data FROM log_chunk WHERE run_id = ? ORDER BY first_line DESC LIMIT 1"
    )
    last = execute(sql, (run_id,)).fetchone()
    first, block = 0, list(lines)
    if last is not None:
        last_id, last_first, held, data = last
        first = last_first + held
        if held + len(block) <= _BLOCK:
            first, block = last_first, _unpack(data) + block
            execute("DELETE FROM log_chunk WHERE id = ?", (last_id,))
    times = [line.time for line in block]
    values = (run_id, first, len(block), min(times), max(times), _pack(block))
    execute(
        "INSERT INTO log_chunk(run_id, first_line, count, min_time, max_time, data) VALUES (?,?,?,?,?,?)",
        values,
    )


def lines(store: Store, run_id: int, start: int, count: int) -> list[LogLine]:
    """Return up to `count` lines from line `start` (the first is 0)."""
    sql = """SELECT first_line, data FROM log_chunk
             WHERE run_id = ? AND first_line < ? AND first_line + count > ? ORDER BY first_line"""
    with store.lock:
        blocks = store.connection.execute(sql, (run_id, start + count, start)).fetchall()
    found: list[LogLine] = []
    for first, data in blocks:
        with decoding("What a run printed"):
            found += _unpack(data)[max(0, start - first) : start + count - first]
    return found


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
    times, streams, texts = json.loads(zlib.decompress(data))
    return [LogLine(*parts) for parts in zip(times, streams, texts, strict=True)]
