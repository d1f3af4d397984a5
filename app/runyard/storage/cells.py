"""The rows of a block of runs: their facts and the cells of the columns asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from runyard.domain import params as values
from runyard.domain.clock import now
from runyard.domain.run import RunInfo
from runyard.domain.status import RunStatus
from runyard.storage import runs
from runyard.storage.columns import SeriesColumn, param_of, series_column
from runyard.storage.params import INCOMPLETE, untyped
from runyard.storage.sources import Execute
from runyard.storage.store import Store


class Missing(Enum):
    """Why a cell is empty: nothing was logged, or the run is active or queued and may still log it."""

    NONE = "none"
    PENDING = "pending"


class Row(NamedTuple):
    """A run with one raw value for each column asked for; numbers keep their type, NaN is a float."""

    info: RunInfo
    cells: tuple[Any, ...]


Cells = dict[tuple[int, str | SeriesColumn], Any]


def rows(store: Store, ids: Sequence[int], columns: Sequence[str]) -> list[Row]:
    """Return rows in the order of `ids`, runs that are gone left out, in a constant number of statements."""
    moment = now()
    asked = json.dumps(list(ids))
    paths = [path for path in map(param_of, columns) if path is not None]
    series = [column for column in map(series_column, columns) if column is not None]
    with store.read():
        execute = store.connection.execute
        infos = runs.infos(store, ids)
        cells: Cells = {}
        if paths:
            _params(execute, asked, paths, cells)
        if series:
            _series(execute, asked, series, cells)
    keys = [_key(column) for column in columns]
    return [Row(info, tuple(_cell(info, key, cells, moment) for key in keys)) for info in infos]


def _key(column: str) -> str | SeriesColumn:
    """Param cells are found by their column's id, metric cells by what the id says."""
    return series_column(column) or column


def _cell(info: RunInfo, key: str | SeriesColumn, cells: Cells, moment: int) -> Any:
    if isinstance(key, SeriesColumn):
        waiting = info.status.active or info.status is RunStatus.QUEUED
        return cells.get((info.id, key), Missing.PENDING if waiting else Missing.NONE)
    if key == "duration":
        return info.duration(moment) / 1_000_000
    if key == "tags":
        return [tag.name for tag in info.tags if not tag.hidden]
    if key in ("name", "status", "hash", "experiment", "created", "description"):
        return getattr(info, key)
    return cells.get((info.id, key), Missing.NONE)


def _params(execute: Execute, asked: str, paths: list[str], found: Cells) -> None:
    sql = """SELECT run_id, param_path.path, param.type, param.value FROM json_each(?) AS wanted
             CROSS JOIN param_path ON param_path.path = wanted.value CROSS JOIN json_each(?) AS asked
             JOIN param ON path_id = param_path.id AND run_id = asked.value"""
    marked = []
    for run_id, path, kind, value in execute(sql, (json.dumps([*paths, INCOMPLETE]), asked)).fetchall():
        if path == INCOMPLETE:
            marked.append(run_id)
        else:
            found[run_id, f"param:{path}"] = untyped(kind, value)
    if marked:
        _beyond(execute, marked, set(paths), found)


def _beyond(execute: Execute, marked: list[int], paths: set[str], found: Cells) -> None:
    """Add what the flattened rows of these runs leave out."""
    sql = "SELECT id, params FROM run WHERE id IN (SELECT value FROM json_each(?))"
    for run_id, text in execute(sql, (json.dumps(marked),)).fetchall():
        for keys, value in values.leaves(values.decode(text)):
            path = values.dotted(keys)
            if path in paths:
                found[run_id, f"param:{path}"] = value


def _series(execute: Execute, asked: str, wanted: list[SeriesColumn], found: Cells) -> None:
    names = json.dumps([[int(column.kind), column.name, column.context] for column in wanted])
    sql = """SELECT wanted.key, run_id, first, last, low, high FROM json_each(?) AS wanted
             CROSS JOIN name ON text = json_extract(wanted.value, '$[1]')
             CROSS JOIN context ON canonical = json_extract(wanted.value, '$[2]')
             CROSS JOIN json_each(?) AS asked
             JOIN series ON run_id = asked.value AND kind = json_extract(wanted.value, '$[0]')
               AND name_id = name.id AND context_id = context.id
             WHERE count > 0"""
    for index, run_id, first, last, low, high in execute(sql, (names, asked)).fetchall():
        column = wanted[index]
        value = {"first": first, "last": last, "min": low, "max": high}[column.value]
        found[run_id, column] = float("nan") if value is None else value
