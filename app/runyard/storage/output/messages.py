"""Messages of runs, in the order they were written."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Sequence

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


def ids(store: Store, run_id: int, levels: Collection[Level] | None = None) -> array[int]:
    """Return the ids of the messages of a run by their time; None is every level."""
    wanted = [] if levels is None else sorted(int(level) for level in levels)
    among = "" if levels is None else f"AND level IN ({', '.join('?' * len(wanted))})"
    sql = f"SELECT id FROM message WHERE run_id = ? {among} ORDER BY time, id"
    with store.lock:
        return array("q", [found for [found] in store.connection.execute(sql, (run_id, *wanted)).fetchall()])


def some(store: Store, found: Sequence[int]) -> dict[int, Message]:
    """Return messages by their ids."""
    sql = "SELECT id, time, level, text, args FROM message WHERE id IN (SELECT value FROM json_each(?))"
    with store.lock:
        rows = store.connection.execute(sql, (json.dumps(list(found)),)).fetchall()
    with decoding("What a run told"):
        return {
            key: Message(time, Level(level), text, params.decode(args))
            for key, time, level, text, args in rows
        }


def near(store: Store, run_id: int, time: int) -> int | None:
    """Return the id of the message told at a time in µs UTC, or nearest to it; None without messages."""
    sql = "SELECT id FROM message WHERE run_id = ? ORDER BY abs(time - ?), id LIMIT 1"
    with store.lock:
        found = store.connection.execute(sql, (run_id, time)).fetchone()
    return None if found is None else int(found[0])


def counts(store: Store, run_id: int) -> dict[Level, int]:
    """Return how many messages of each level there are; levels without one are left out."""
    sql = "SELECT level, count(*) FROM message WHERE run_id = ? GROUP BY level ORDER BY level"
    with store.lock:
        return {Level(level): found for level, found in store.connection.execute(sql, (run_id,)).fetchall()}
