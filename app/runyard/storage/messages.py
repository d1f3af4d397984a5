"""Messages of runs, in the order they were written."""

from __future__ import annotations

from collections.abc import Sequence

from runyard.domain import params
from runyard.domain.message import Level, Message
from runyard.journal.batch import Op
from runyard.storage import bulk
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

_INSERT = """INSERT INTO message(run_id, time, level, text, args)
             SELECT * FROM ({values}) WHERE column1 IS NOT NULL"""


def append(store: Store, run_id: int, ops: Sequence[Op]) -> None:
    """Add the messages that a batch holds. Inside an open write."""
    for statement in bulk.statements(_INSERT, [(run_id, op.time, *op.data) for op in ops]):
        store.connection.execute(statement.sql, statement.parameters)


def read(
    store: Store, run_id: int, least: Level = Level.DEBUG, *, newest: int | None = None
) -> list[Message]:
    """Return the messages of a run from a level on, oldest first; all, or the `newest` ones."""
    sql = """SELECT time, level, text, args FROM message WHERE run_id = ? AND level >= ?
             ORDER BY time DESC, id DESC LIMIT ?"""
    with store.lock:
        rows = store.connection.execute(sql, (run_id, least, -1 if newest is None else newest)).fetchall()
    with decoding("What a run told"):
        return [
            Message(time, Level(level), text, params.decode(args)) for time, level, text, args in rows[::-1]
        ]


def counts(store: Store, run_id: int) -> dict[Level, int]:
    """Return how many messages of each level there are; levels without one are left out."""
    sql = "SELECT level, count(*) FROM message WHERE run_id = ? GROUP BY level ORDER BY level"
    with store.lock:
        return {Level(level): found for level, found in store.connection.execute(sql, (run_id,)).fetchall()}
