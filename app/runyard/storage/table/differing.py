"""In which columns runs differ: what tells them apart, and what they have in common."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from runyard.domain.errors import KnownProblem
from runyard.storage.query.sources import param_path
from runyard.storage.runs.params import INCOMPLETE
from runyard.storage.store import Store
from runyard.storage.table.column_numbers import column_numbers
from runyard.storage.table.column_values import values
from runyard.storage.table.columns import param_of

#: The last key of params that only tell repetitions apart.
_SEED = re.compile(
    r"(^|_)(seed|random_state|rng|replica|replicate|repeat|repetition|trial|fold)(s|_id|_index)?$"
)
_FIRST = 500
_HIDDEN = "__"  # what Runyard itself keeps of the surroundings stands below such a key


def is_seed(path: str) -> bool:
    """Return whether a param, given by its dotted path, is one that differs between repetitions of a run."""
    return _SEED.search(path.rpartition(".")[2].lower()) is not None


def differing(
    store: Store,
    ids: Sequence[int],
    columns: Sequence[str],
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Return those of the columns, given by id, in which these runs do not all agree.

    A run without a value differs from one that has one.
    """
    found = []
    asked = json.dumps(list(ids))
    for column in columns:
        if cancelled():
            raise KnownProblem("The search was stopped")
        path = param_of(column)
        if path is not None and not _has_unflattened(store):
            differs = _params_differ(store, ids, asked, path)
        else:
            differs = _values_differ(store, ids, column)
        if differs:
            found.append(column)
    return found


def settings(
    store: Store,
    ids: Sequence[int],
    columns: Sequence[str],
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[str]:
    """Return the columns of the params in which runs differ, those of repetitions left out.

    Runs that agree in all of these are repetitions of each other.
    """
    params = [column for column in columns if (path := param_of(column)) and not path.startswith(_HIDDEN)]
    asked = [column for column in params if not is_seed(column)]
    return differing(store, ids, asked, cancelled=cancelled)


def _params_differ(store: Store, ids: Sequence[int], asked: str, path: str) -> bool:
    """Stop at the first run that differs from the first one."""
    execute = store.connection.execute
    with store.read():
        path_id = param_path(execute, path)
        if path_id is None or not ids:
            return False
        sql = "SELECT type, value FROM param WHERE path_id = ? AND run_id = ?"
        first = execute(sql, (path_id, ids[0])).fetchone() or (None, None)
        sql = """SELECT 1 FROM json_each(?) AS asked
                 LEFT JOIN param ON path_id = ? AND run_id = asked.value
                 WHERE param.type IS NOT ? OR param.value IS NOT ? LIMIT 1"""
        return execute(sql, (asked, path_id, *first)).fetchone() is not None


def _has_unflattened(store: Store) -> bool:
    with store.lock:
        path_id = param_path(store.connection.execute, INCOMPLETE)
        sql = "SELECT 1 FROM param WHERE path_id = ? LIMIT 1"
        return store.connection.execute(sql, (path_id,)).fetchone() is not None


def _values_differ(store: Store, ids: Sequence[int], column: str) -> bool:
    """Look at some runs first: where they differ, which is so in most columns, the others are not read."""
    if len(ids) > _FIRST and _some_differ(store, ids[:_FIRST], column):
        return True
    numbers = column_numbers(store, ids, column)
    if numbers is None:
        return _some_differ(store, ids, column)
    having = numbers.values[numbers.present]
    if not len(having):
        return False
    first = float(having[0])
    alike = having == first
    if math.isnan(first):
        alike = having != having  # noqa: PLR0124 - every NaN is alike
    return len(having) < len(ids) or not alike.all()


def _some_differ(store: Store, ids: Sequence[int], column: str) -> bool:
    read = values(store, ids, column)
    if read and len(read) < len(ids):
        return True
    kinds: set[tuple[str, Any]] = {(type(value).__name__, repr(value)) for value in read.values()}
    return len(kinds) > 1
