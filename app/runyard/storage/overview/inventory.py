"""What the runs outside of the trash have, taken together: names of series, paths of params."""

from __future__ import annotations

import json
import re

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.storage.query.sources import series_names
from runyard.storage.runs.params import LeafType
from runyard.storage.store import Store

_KEY = re.compile(r'\.?([^.\[\]]+)|\[("(?:[^"\\]|\\.)*")\]')
_WORDS = {
    LeafType.NONE: "NoneType",
    LeafType.BOOL: "bool",
    LeafType.INT: "int",
    LeafType.FLOAT: "float",
    LeafType.TEXT: "str",
    LeafType.BYTES: "bytes",
    LeafType.LIST: "list",
    LeafType.EMPTY: "dict",
    LeafType.BIG_INT: "int",
    LeafType.NAN: "float",
}


def series_keys(store: Store) -> list[SeriesKey]:
    """Return which series there are, by kind, name and context."""
    used = """SELECT 1 FROM series JOIN run ON run.id = run_id
              WHERE final = {} AND kind = ? AND name_id = ? AND context_id = ? AND trashed IS NULL"""
    sql = f"SELECT EXISTS ({used.format(1)}) OR EXISTS ({used.format(0)})"
    with store.read():
        execute = store.connection.execute
        names = dict(execute("SELECT id, text FROM name").fetchall())
        texts = dict(execute("SELECT id, canonical FROM context").fetchall())
        found = [key for key in series_names(execute) if execute(sql, (*key, *key)).fetchone()[0]]
    return sorted(SeriesKey(DataKind(key.kind), names[key.name], texts[key.context]) for key in found)


def param_types(store: Store) -> list[tuple[tuple[str, ...], str]]:
    """Return the path of every param, and the name of the Python type it has in some run."""
    sql = """SELECT path, (SELECT type FROM param JOIN run ON run.id = run_id
                           WHERE path_id = param_path.id AND trashed IS NULL LIMIT 1) AS type
             FROM param_path WHERE path != '' AND type IS NOT NULL ORDER BY path"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    return [(_keys(path), _WORDS[LeafType(kind)]) for path, kind in rows]


def _keys(path: str) -> tuple[str, ...]:
    """Return the keys of a dotted path."""
    return tuple(plain or json.loads(quoted) for plain, quoted in _KEY.findall(path))
