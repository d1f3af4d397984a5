"""Messages of runs, in the order they were written."""

from __future__ import annotations

from collections.abc import Sequence

from runyard.domain import params
from runyard.domain.message import Level, Message
from runyard.journal.batch import Op
from runyard.storage.store import Store


def append(store: Store, run_id: int, ops: Sequence[Op]) -> None:
    """Add the messages that a batch holds. Inside an open write."""
    rows = [(run_id, op.time, *op.data) for op in ops]
    sql = "INSERT INTO message(run_id, time, level, text, args) VALUES (?, ?, ?, ?, ?)"
    store.connection.executemany(sql, rows)


def read(store: Store, run_id: int, least: Level = Level.DEBUG) -> list[Message]:
    """Return the messages of a run from a level on, oldest first."""
    sql = "SELECT time, level, text, args FROM message WHERE run_id = ? AND level >= ? ORDER BY time, id"
    with store.lock:
        rows = store.connection.execute(sql, (run_id, least)).fetchall()
    return [Message(time, Level(level), text, params.decode(args)) for time, level, text, args in rows]
