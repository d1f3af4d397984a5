"""A column of numbers of very many runs, as arrays: read in the order it lies on the disk.

Imports numpy when it is asked for many runs, so only a worker may ask.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from runyard.storage.query.sources import SUMMARIES, Execute, named_rows, param_path, series_name
from runyard.storage.runs.params import INCOMPLETE, LeafType
from runyard.storage.store import Store
from runyard.storage.table.columns import param_of, series_column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MANY = 2_000  # runs, below which it is quicker to look each of them up
_BLOCK = 4_096  # rows at a time: as one list they would keep the collector of garbage busy
_PLAIN = (LeafType.NONE, LeafType.INT, LeafType.FLOAT, LeafType.NAN)


class Numbers(NamedTuple):
    """For each run asked for its value, float64, and whether it has one; NaN is a value."""

    values: NDArray[np.float64]
    present: NDArray[np.bool_]


def column_numbers(store: Store, ids: Sequence[int], column: str) -> Numbers | None:
    """Return the values of many runs; None for few of them, and for a column that holds more than numbers."""
    if len(ids) < _MANY:
        return None
    with store.read():
        execute = store.connection.execute
        sql = _statement(execute, column)
        if sql is None:
            return None
        runs, found = array("q"), array("d")
        cursor = execute(sql)
        for rows in iter(partial(cursor.fetchmany, _BLOCK), []):
            runs.extend([row[0] for row in rows])
            found.extend([math.nan if row[1] is None else row[1] for row in rows])
    import numpy as np

    asked, having = np.fromiter(ids, np.int64, len(ids)), np.frombuffer(runs, np.int64)
    top = int(max(asked.max(), having.max(initial=0))) + 1
    values, present = np.zeros(top), np.zeros(top, bool)
    values[having] = np.frombuffer(found, np.float64)
    present[having] = True
    return Numbers(values[asked], present[asked])


def _statement(execute: Execute, column: str) -> str | None:
    """Return a SELECT of run and value over all runs."""
    wanted = series_column(column)
    if wanted is not None:
        key = series_name(execute, wanted.kind, wanted.name, wanted.context)
        return key and named_rows(key, f"run_id, {SUMMARIES.get(wanted.value, 'last')}")
    path = param_of(column)
    path_id = None if path is None else param_path(execute, path)
    if path_id is None:
        return None
    plain = ", ".join(str(int(kind)) for kind in _PLAIN)
    marked = param_path(execute, INCOMPLETE) or 0
    other = f"""SELECT 1 FROM param
                WHERE (path_id = {path_id} AND type NOT IN ({plain})) OR path_id = {marked} LIMIT 1"""
    if execute(other).fetchone() is not None:
        return None
    return f"""SELECT run_id, CASE WHEN type != {int(LeafType.NAN)} THEN value END FROM param
               WHERE path_id = {path_id} AND type != {int(LeafType.NONE)}"""
