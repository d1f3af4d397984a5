"""Images, audio, texts, distributions and figures: rows with small content, blobs for the rest."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from runyard.domain.item import Item
from runyard.domain.kinds import OBJECTS, DataKind
from runyard.storage.objects import blobs
from runyard.storage.store import Store

_COLUMNS = "id, series_id, step, position, time, epoch, meta, size, sha256, picture, plotly"
_END = 2**63 - 1
_BLOCK = 1000
_KEPT = """FROM item WHERE series_id = :series AND shadowed = 0 AND step BETWEEN :low AND :high
           AND position BETWEEN :first AND :last"""
Bounds = tuple[int, int]


def of_series(
    store: Store,
    series_id: int,
    *,
    steps: Bounds | None = None,
    indices: Bounds | None = None,
    newest_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[Item]:
    """Return the items of a series by step, then index; `steps` and `indices` are inclusive bounds."""
    order = "step DESC, position" if newest_first else "step, position"
    sql = f"SELECT {_COLUMNS} {_KEPT} ORDER BY {order} LIMIT :limit OFFSET :offset"
    values = _bounds(series_id, steps, indices) | {"limit": -1 if limit is None else limit, "offset": offset}
    with store.lock:
        return [_item(row) for row in store.connection.execute(sql, values).fetchall()]


def all_of(store: Store, series_id: int) -> Iterator[Item]:
    """Yield every item of a series by step, then index, a block at a time.

    Each block begins behind the last item: it costs the same wherever it lies, and what is logged meanwhile
    makes none appear twice or be passed over.
    """
    sql = f"""SELECT {_COLUMNS} FROM item WHERE series_id = ? AND (step, position) > (?, ?) AND shadowed = 0
              ORDER BY step, position LIMIT {_BLOCK}"""
    last = (-_END - 1, -1)
    while True:
        with store.lock:
            rows = store.connection.execute(sql, (series_id, *last)).fetchall()
        if not rows:
            return
        last = rows[-1][2:4]
        yield from map(_item, rows)


def count(store: Store, series_id: int, *, steps: Bounds | None = None, indices: Bounds | None = None) -> int:
    """Return how many items `of_series` would find within the bounds."""
    with store.lock:
        found = store.connection.execute(
            f"SELECT count(*) {_KEPT}", _bounds(series_id, steps, indices)
        ).fetchone()
    return int(found[0])


def ids(
    store: Store,
    series_id: int,
    *,
    steps: Bounds | None = None,
    indices: Bounds | None = None,
    newest_first: bool = False,
) -> array[int]:
    """Return the ids of what `of_series` would find, in its order: lists know all, and fetch rows later."""
    order = "step DESC, position" if newest_first else "step, position"
    with store.lock:
        rows = store.connection.execute(
            f"SELECT id {_KEPT} ORDER BY {order}", _bounds(series_id, steps, indices)
        )
        return array("q", (row[0] for row in rows))


def many(store: Store, wanted: Sequence[int]) -> list[Item]:
    """Return items by their ids, in no order; those that are gone are left out."""
    sql = f"SELECT {_COLUMNS} FROM item WHERE id IN (SELECT value FROM json_each(?))"
    with store.lock:
        return [_item(row) for row in store.connection.execute(sql, (json.dumps(list(wanted)),)).fetchall()]


def inline(store: Store, wanted: Sequence[int]) -> dict[int, bytes | str]:
    """Return what lies in the rows of items, by id: the content, or the SHA-256 of the blob that holds it.

    Looking through many short texts needs nothing else of them.
    """
    sql = "SELECT id, coalesce(sha256, data) FROM item WHERE id IN (SELECT value FROM json_each(?))"
    with store.lock:
        found = store.connection.execute(sql, (json.dumps(list(wanted)),)).fetchall()
    return {item_id: content for item_id, content in found if content is not None}


def one(store: Store, item_id: int) -> Item | None:
    """Return an item by its id, or None when it is gone."""
    with store.lock:
        row = store.connection.execute(f"SELECT {_COLUMNS} FROM item WHERE id = ?", (item_id,)).fetchone()
    return None if row is None else _item(row)


def content(store: Store, item: Item) -> bytes:
    """Return the whole content of an item.

    Raises
    ------
    FileNotFoundError
        If its blob is missing, or the item is gone.
    """
    if item.sha256 is not None:
        return blobs.get(store.blobs, item.sha256)
    found = _inline(store, [item.id]).get(item.id)
    if found is None:
        raise FileNotFoundError(f"the content of item {item.id} is gone")
    return found


def contents(store: Store, wanted: Sequence[Item]) -> list[bytes | None]:
    """Return the content of several items: rows in one query, blobs one by one; None where it is missing."""
    inline = _inline(store, [item.id for item in wanted if item.sha256 is None])
    return [inline.get(item.id) if item.sha256 is None else _found(store, item.sha256) for item in wanted]


def blob(store: Store, sha256: str) -> bytes:
    """Return the bytes of a blob; FileNotFoundError when it is missing."""
    return blobs.get(store.blobs, sha256)


def blob_path(store: Store, sha256: str) -> Path:
    """Return where a blob lies, or would lie."""
    return blobs.place(store.blobs, sha256)


def step_counts(store: Store, series_id: int) -> list[tuple[int, int]]:
    """Return every step of a series with the number of its items, by step."""
    return _grouped(store, series_id, "step")


def index_counts(store: Store, series_id: int) -> list[tuple[int, int]]:
    """Return every index of a series with the number of its items, by index."""
    return _grouped(store, series_id, "position")


def total_size(store: Store, series_id: int) -> int:
    """Return the bytes of the contents of a series, each counted as often as it was logged."""
    sql = "SELECT ifnull(sum(size), 0) FROM item WHERE series_id = ? AND shadowed = 0"
    with store.lock:
        return int(store.connection.execute(sql, (series_id,)).fetchone()[0])


def counts(store: Store, run_id: int) -> dict[DataKind, int]:
    """Return how many items of each kind a run has, 0 included."""
    sql = "SELECT kind, sum(count) FROM series WHERE run_id = ? GROUP BY kind"
    with store.lock:
        found = dict(store.connection.execute(sql, (run_id,)).fetchall())
    return {kind: found.get(int(kind), 0) for kind in OBJECTS}


def _grouped(store: Store, series_id: int, column: str) -> list[tuple[int, int]]:
    sql = f"""SELECT {column}, count(*) FROM item WHERE series_id = ? AND shadowed = 0
              GROUP BY {column} ORDER BY {column}"""
    with store.lock:
        return [(value, number) for value, number in store.connection.execute(sql, (series_id,)).fetchall()]


def _bounds(series_id: int, steps: Bounds | None, indices: Bounds | None) -> dict[str, int]:
    low, high = steps or (-_END - 1, _END)
    first, last = indices or (0, _END)
    return {"series": series_id, "low": low, "high": high, "first": first, "last": last}


def _inline(store: Store, ids: Sequence[int]) -> dict[int, bytes]:
    sql = """SELECT id, data FROM item WHERE id IN (SELECT value FROM json_each(?)) AND data IS NOT NULL"""
    with store.lock:
        return dict(store.connection.execute(sql, (json.dumps(list(ids)),)).fetchall()) if ids else {}


def _found(store: Store, sha256: str) -> bytes | None:
    try:
        return blobs.get(store.blobs, sha256)
    except FileNotFoundError:
        return None


def _item(row: tuple[Any, ...]) -> Item:
    return Item._make((*row[:6], _known(row[6]), *row[7:]))


def _known(meta: object) -> dict[str, Any]:
    """Return what is known of an item; nothing where damage left no sense in it: the others are shown."""
    try:
        found = json.loads(meta) if isinstance(meta, str) else None
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {}
