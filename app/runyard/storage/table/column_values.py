"""One column of many runs at once: what grouping and comparing read, in one statement a column."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from runyard.domain.clock import now
from runyard.storage.query.sources import SUMMARIES, Execute, param_path, series_name
from runyard.storage.runs.params import INCOMPLETE, untyped
from runyard.storage.store import Store
from runyard.storage.table.columns import param_of, series_column

Values = dict[int, Any]

_ASKED = "SELECT value AS id FROM json_each(?)"
_FACTS = {
    "name": "name",
    "status": "status",
    "hash": "hash",
    "created": "created",
    "description": "nullif(description, '')",
    "label": "nullif(label, '')",
    "group": "nullif(run_group, '')",
    "job_type": "nullif(job_type, '')",
    "marked": "nullif(marked, 0)",
    "experiment": "(SELECT name FROM experiment WHERE experiment.id = experiment_id)",
}


def values(store: Store, ids: Sequence[int], column: str) -> Values:
    """Return the raw value of one column for each of these runs that has one.

    Rows are taken one by one, never as a list: the collector of garbage would visit 100,000 of them at once.

    Parameters
    ----------
    ids : sequence of int
    column : str
        A column's id as in `columns.Column`. Tags come as a tuple of names in their order, durations in
        seconds, NaN as a float, and text, numbers and booleans as they were logged.
    """
    asked = json.dumps(list(ids))
    with store.read():
        return _read(store.connection.execute, asked, column)


def _read(execute: Execute, asked: str, column: str) -> Values:
    path = param_of(column)
    if path is not None:
        return _params(execute, asked, path)
    if series_column(column) is not None:
        return _series(execute, asked, column)
    if column == "tags":
        return _tags(execute, asked)
    if column == "duration":
        sql = "max(0, ifnull(ended, ?) - created) / 1e6"
        found = execute(f"SELECT id, {sql} FROM run WHERE id IN ({_ASKED})", (now(), asked))
        return dict(found)
    if column not in _FACTS:
        return {}
    sql = f"SELECT id, {_FACTS[column]} AS fact FROM run WHERE id IN ({_ASKED}) AND fact IS NOT NULL"
    return dict(execute(sql, (asked,)))


def _params(execute: Execute, asked: str, path: str) -> Values:
    path_id = param_path(execute, path)
    found: Values = {}
    if path_id is not None:
        sql = f"""SELECT run_id, type, value FROM ({_ASKED}) AS asked
                  CROSS JOIN param ON path_id = ? AND run_id = asked.id"""
        rows = execute(sql, (asked, path_id))
        found = {run_id: untyped(kind, value) for run_id, kind, value in rows}
    return {**found, **_unflattened(execute, asked, path)}


def _unflattened(execute: Execute, asked: str, path: str) -> Values:
    """Return the value for runs with more leaves than are flattened."""
    from runyard.domain import params as trees

    mark = param_path(execute, INCOMPLETE)
    if mark is None:
        return {}
    sql = f"""SELECT run.id, params FROM param JOIN run ON run.id = run_id
              WHERE path_id = ? AND run_id IN ({_ASKED})"""
    found: Values = {}
    for run_id, text in execute(sql, (mark, asked)).fetchall():
        for keys, value in trees.leaves(trees.decode(text)):
            if trees.dotted(keys) == path:
                found[run_id] = value
    return found


def _series(execute: Execute, asked: str, column: str) -> Values:
    wanted = series_column(column)
    assert wanted is not None
    key = series_name(execute, wanted.kind, wanted.name, wanted.context)
    if key is None:
        return {}
    value = SUMMARIES.get(wanted.value, "last")  # a curve is compared by where it ends
    sql = f"""SELECT run_id, {value} FROM ({_ASKED}) AS asked
              CROSS JOIN series ON run_id = asked.id AND kind = ? AND name_id = ? AND context_id = ?
              WHERE count > 0"""
    rows = execute(sql, (asked, key.kind, key.name, key.context))
    return {run_id: math.nan if number is None else number for run_id, number in rows}


def _tags(execute: Execute, asked: str) -> Values:
    sql = f"""SELECT run_id, json_group_array(name) FROM
                (SELECT run_id, name FROM run_tag JOIN tag ON tag.id = tag_id
                 WHERE run_id IN ({_ASKED}) AND NOT hidden ORDER BY run_id, name)
              GROUP BY run_id"""
    return {run_id: tuple(json.loads(names)) for run_id, names in execute(sql, (asked,))}
