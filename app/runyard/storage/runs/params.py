"""Params: the tree of a run as canonical JSON, and its leaves flattened for search and sorting."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import Any

from runyard.domain import params as values
from runyard.journal.batch import Op
from runyard.storage.store import Store
from runyard.storage.trouble import decoding

LEAF_LIMIT = 1000
#: A row under this path marks a run whose flattened leaves do not say everything: search reads its tree.
INCOMPLETE = ""

Path = tuple[str | int, ...]
_INT64 = range(-(2**63), 2**63)
_ROWS = 200  # rows an INSERT, four values each


class LeafType(IntEnum):
    """Stored in `param.type`, because SQLite alone cannot tell True from 1 or keep NaN; never renumbered."""

    NONE = 0
    BOOL = 1
    INT = 2
    FLOAT = 3
    TEXT = 4
    BYTES = 5
    LIST = 6
    EMPTY = 7
    BIG_INT = 8
    NAN = 9


NUMBERS = (LeafType.BOOL, LeafType.INT, LeafType.FLOAT)


def tree(store: Store, run_id: int) -> dict[Any, Any]:
    """Return the params of a run as nested dictionaries, every value as it was logged."""
    with store.lock:
        found = store.connection.execute("SELECT params FROM run WHERE id = ?", (run_id,)).fetchone()
    with decoding("The params of a run"):
        decoded = values.decode(found[0]) if found else {}
    return decoded if isinstance(decoded, dict) else {}


def paths(store: Store) -> list[str]:
    """Return the dotted path of every param that some run has."""
    sql = """SELECT path FROM param_path WHERE path != ''
             AND EXISTS (SELECT 1 FROM param WHERE path_id = param_path.id) ORDER BY path"""
    with store.lock:
        return [row[0] for row in store.connection.execute(sql).fetchall()]


def write(store: Store, run_id: int, ops: Sequence[Op], revision: int) -> None:
    """Apply "param" and "unset" in time order; of writes that overlap the later one wins, path by path.

    Inside an open write. The times of earlier writes are kept with the run, so that a journal drained late
    does not undo what was written after it.
    """
    execute = store.connection.execute
    text, times_text = execute("SELECT params, field_times FROM run WHERE id = ?", (run_id,)).fetchone()
    times = json.loads(times_text)
    old = values.decode(text)
    state = _Written(values.decode(text), {_key(path): at for path, at in times.get("params", ())})
    for op in sorted(ops, key=lambda op: op.time):
        path = _key(op.data[0])
        state.apply(path, values.decode(op.data[1]) if op.name == "param" else _GONE, op.time)
    times["params"] = [[list(path), at] for path, at in state.times.items()]
    execute(
        "UPDATE run SET params = ?, field_times = ?, revision = ? WHERE id = ?",
        (_storable(values.encode(state.tree)), json.dumps(times, separators=(",", ":")), revision, run_id),
    )
    _flatten(store, run_id, _leaf_rows(old), _leaf_rows(state.tree))


def flatten_anew(store: Store, run_id: int) -> None:
    """Fill the flattened leaves of a run, which has none, from its tree. Inside an open write."""
    [text] = store.connection.execute("SELECT params FROM run WHERE id = ?", (run_id,)).fetchone()
    _flatten(store, run_id, {}, _leaf_rows(values.decode(text)))


class _Gone:
    """Stands for a value that was deleted."""


_GONE = _Gone()


def _key(path: Iterable[str | int]) -> Path:
    return tuple(path)


class _Written:
    """A tree with the time of every write that still shows in it."""

    def __init__(self, tree: dict[Any, Any], times: dict[Path, int]) -> None:
        self.tree = tree
        self.times = times

    def apply(self, path: Path, value: Any, at: int) -> None:
        """Write `value` at `path` unless it, or what holds it, was written later."""
        if any(self.times.get(path[:depth], at) > at for depth in range(len(path) + 1)):
            return
        if not path and not isinstance(value, dict | _Gone):
            return
        inner = [known for known in self.times if len(known) > len(path) and known[: len(path)] == path]
        newer = [(known, _look(self.tree, known)) for known in inner if self.times[known] > at]
        for known in inner:
            if self.times[known] <= at:
                del self.times[known]
        self.times[path] = at
        self._put(path, value)
        for known, kept in sorted(newer, key=lambda pair: len(pair[0])):
            self._put(known, kept)

    def _put(self, path: Path, value: Any) -> None:
        if not path:
            self.tree = value if isinstance(value, dict) else {}
            return
        place: Any = self.tree
        for key, following in pairwise(path):
            inner = _inside(place, key)
            if not _takes(inner, following):
                if value is _GONE:
                    return
                inner = place[key] = {}
            place = inner
        if value is not _GONE:
            place[path[-1]] = value
        elif _inside(place, path[-1]) is not _GONE:
            del place[path[-1]]


def _takes(place: Any, key: str | int) -> bool:
    """Return whether something can be put there: an item a list has not gives way to a dictionary."""
    return isinstance(place, dict) or _inside(place, key) is not _GONE


def _inside(place: Any, key: str | int) -> Any:
    if isinstance(place, dict):
        return place.get(key, _GONE)
    if isinstance(place, list) and isinstance(key, int) and 0 <= key < len(place):
        return place[key]
    return _GONE


def _look(tree: Any, path: Path) -> Any:
    for key in path:
        tree = _inside(tree, key)
    return tree


def _storable(text: str) -> str:
    """Return text as SQLite can keep it: half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _leaf_rows(tree: dict[Any, Any]) -> dict[str, tuple[int, Any]]:
    rows: dict[str, tuple[int, Any]] = {}
    incomplete = False
    for path, value in values.leaves(tree):
        if len(rows) == LEAF_LIMIT:
            incomplete = True
            break
        kind, kept = _typed(value)
        incomplete = incomplete or kind is LeafType.BIG_INT
        rows[_storable(values.dotted(path))] = (kind, kept)
    if incomplete:
        rows[INCOMPLETE] = (LeafType.NONE, None)
    return rows


def _typed(value: Any) -> tuple[LeafType, Any]:
    if value is None:
        return LeafType.NONE, None
    if isinstance(value, bool):
        return LeafType.BOOL, int(value)
    if isinstance(value, int):
        return (LeafType.INT, value) if value in _INT64 else (LeafType.BIG_INT, hex(value))
    if isinstance(value, float):
        return (LeafType.NAN, None) if math.isnan(value) else (LeafType.FLOAT, value)
    if isinstance(value, str):
        return LeafType.TEXT, _storable(value)
    if isinstance(value, bytes):
        return LeafType.BYTES, value
    if isinstance(value, dict):
        return LeafType.EMPTY, None
    return LeafType.LIST, _storable(values.encode(value))


def untyped(kind: int, value: Any) -> Any:
    """Return the Python value behind a row of `param`."""
    if kind == LeafType.BOOL:
        return bool(value)
    if kind == LeafType.LIST:
        return values.decode(value)
    if kind == LeafType.EMPTY:
        return {}
    if kind == LeafType.BIG_INT:
        return int(value, 16)
    return float("nan") if kind == LeafType.NAN else value


def _flatten(
    store: Store, run_id: int, old: dict[str, tuple[int, Any]], new: dict[str, tuple[int, Any]]
) -> None:
    """Bring the rows of a run from `old` to `new` in a few statements."""
    execute = store.connection.execute
    removed = [path for path in old if path not in new]
    if removed:
        execute(
            """DELETE FROM param WHERE run_id = ? AND path_id IN
               (SELECT id FROM param_path WHERE path IN (SELECT value FROM json_each(?)))""",
            (run_id, json.dumps(removed)),
        )
    changed = [(path, *row) for path, row in new.items() if path not in old or _differs(old[path], row)]
    if not changed:
        return
    asked = json.dumps([path for path, _, _ in changed])
    execute("INSERT OR IGNORE INTO param_path(path) SELECT value FROM json_each(?)", (asked,))
    found = execute(
        "SELECT path, id FROM param_path WHERE path IN (SELECT value FROM json_each(?))", (asked,)
    )
    ids = dict(found.fetchall())
    for start in range(0, len(changed), _ROWS):
        block = changed[start : start + _ROWS]
        marks = ",".join(["(?,?,?,?)"] * len(block))
        bound = [part for path, kind, value in block for part in (ids[path], run_id, kind, value)]
        execute(f"INSERT OR REPLACE INTO param(path_id, run_id, type, value) VALUES {marks}", bound)


def _differs(old: tuple[int, Any], new: tuple[int, Any]) -> bool:
    return old != new or type(old[1]) is not type(new[1])
