"""How much of each kind runs hold, for the question before they are removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from runyard.domain.kinds import DataKind
from runyard.storage.store import Store

_CHOSEN = "run_id IN (SELECT value FROM json_each(?)) GROUP BY run_id"


class Goods(NamedTuple):
    """What one run holds; `series` and `items` by kind, `items` being points or objects."""

    series: dict[DataKind, int]
    items: dict[DataKind, int]
    lines: int = 0
    messages: int = 0
    notes: int = 0


def of_runs(store: Store, ids: Sequence[int]) -> dict[int, Goods]:
    """Count what each of these runs holds."""
    asked = (json.dumps(list(ids)),)
    execute = store.connection.execute
    found = {run_id: Goods({}, {}) for run_id in ids}
    with store.read():
        rows = execute(f"SELECT run_id, kind, count(*), sum(count) FROM series WHERE {_CHOSEN}, kind", asked)
        for run_id, kind, series, items in rows:
            found[run_id].series[DataKind(kind)] = series
            found[run_id].items[DataKind(kind)] = items
        for field, table, what in (
            ("lines", "log_chunk", "sum(count)"),
            ("messages", "message", "count(*)"),
            ("notes", "note", "count(*)"),
        ):
            for run_id, number in execute(f"SELECT run_id, {what} FROM {table} WHERE {_CHOSEN}", asked):
                found[run_id] = found[run_id]._replace(**{field: number})
    return found
