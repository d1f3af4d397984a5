"""Where every item of a series stands, without its row: what a grid of thousands is laid out from."""

from __future__ import annotations

from array import array
from enum import StrEnum
from math import nan
from typing import NamedTuple

from runyard.storage.store import Store

_END = 2**63 - 1
_BLOCK = 2000


class Order(StrEnum):
    """In which order the items of a series stand."""

    NEWEST = "newest"
    OLDEST = "oldest"
    INDEX = "index"


_ORDERS = {
    Order.NEWEST: "step DESC, position",
    Order.OLDEST: "step, position",
    Order.INDEX: "position, step",
}


class Places(NamedTuple):
    """Item by item: ids, steps, indices, and epochs, NaN where none was given."""

    ids: array[int]
    steps: array[int]
    indices: array[int]
    epochs: array[float]


def places(
    store: Store,
    series_id: int,
    *,
    steps: tuple[int, int] | None = None,
    indices: tuple[int, int] | None = None,
    order: Order = Order.OLDEST,
) -> Places:
    """Return the places of a series; `steps` and `indices` are inclusive bounds."""
    low, high = steps or (-_END - 1, _END)
    first, last = indices or (0, _END)
    sql = f"""SELECT id, step, position, epoch FROM item WHERE series_id = ? AND shadowed = 0
              AND step BETWEEN ? AND ? AND position BETWEEN ? AND ? ORDER BY {_ORDERS[order]}"""
    found = Places(array("q"), array("q"), array("q"), array("d"))
    with store.lock:
        rows = store.connection.execute(sql, (series_id, low, high, first, last))
        # In blocks, so that the interface thread gets its turn between them.
        while block := rows.fetchmany(_BLOCK):
            found.ids.extend(row[0] for row in block)
            found.steps.extend(row[1] for row in block)
            found.indices.extend(row[2] for row in block)
            found.epochs.extend(nan if row[3] is None else row[3] for row in block)
    return found
