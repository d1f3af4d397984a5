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
from runyard.storage.query.sources import SUMMARIES, Execute
from runyard.storage.runs import runs
from runyard.storage.runs.params import INCOMPLETE, untyped
from runyard.storage.store import Store
from runyard.storage.table.columns import param_of, series_column

_FACTS = (
    *("name", "hash", "status", "experiment", "created", "ended", "description", "label", "group"),
    *("job_type", "archived", "marked"),
)
_VALUES = ", ".join(SUMMARIES.values())
_VALUE_ORDER = tuple(SUMMARIES)


class Missing(Enum):
    """Why a cell is empty: nothing was logged, or the run is active or queued and may still log it."""

    NONE = "none"
    PENDING = "pending"


class Row(NamedTuple):
    """A run with one raw value for each column asked for; numbers keep their type, NaN is a float."""

    info: RunInfo
    cells: tuple[Any, ...]


Cells = dict[int, list[Any]]  # by run, a value for each column asked for


def rows(store: Store, ids: Sequence[int], columns: Sequence[str]) -> list[Row]:
    """Return rows in the order of `ids`, runs that are gone left out, in a constant number of statements.

    Cells of curves are empty: `sparks.read` brings those.
    """
    moment = now()
    asked = json.dumps(list(ids))
    with store.read():
        execute = store.connection.execute
        infos = runs.infos(store, ids)
        cells = {info.id: [_fact(info, column, moment) for column in columns] for info in infos}
        _params(execute, asked, columns, cells)
        _series(execute, asked, columns, cells)
    return [Row(info, tuple(cells[info.id])) for info in infos]


def _fact(info: RunInfo, column: str, moment: int) -> Any:
    """Return a cell of a run column, and for the other columns what stands there when nothing is found."""
    if column in _FACTS:
        return getattr(info, column)
    if column == "duration":
        return info.duration(moment) / 1_000_000
    if column == "tags":
        return [tag.name for tag in info.tags if not tag.hidden]
    waiting = info.status.active or info.status is RunStatus.QUEUED
    return Missing.PENDING if waiting and not column.startswith("param:") else Missing.NONE


def _params(execute: Execute, asked: str, columns: Sequence[str], cells: Cells) -> None:
    places = {path: place for place, column in enumerate(columns) if (path := param_of(column)) is not None}
    if not places:
        return
    sql = """WITH path(id, text) AS MATERIALIZED (
               SELECT param_path.id, param_path.path FROM json_each(?) AS wanted
               CROSS JOIN param_path ON param_path.path = wanted.value),
             asked(id) AS MATERIALIZED (SELECT value FROM json_each(?))
             SELECT run_id, path.text, type, value FROM path CROSS JOIN asked
             CROSS JOIN param ON path_id = path.id AND run_id = asked.id"""
    marked = []
    for run_id, path, kind, value in execute(sql, (json.dumps([*places, INCOMPLETE]), asked)).fetchall():
        if path == INCOMPLETE:
            marked.append(run_id)
        elif run_id in cells:
            cells[run_id][places[path]] = untyped(kind, value)
    if marked:
        _beyond(execute, marked, places, cells)


def _beyond(execute: Execute, marked: list[int], places: dict[str, int], cells: Cells) -> None:
    """Add what the flattened rows of these runs leave out."""
    sql = "SELECT id, params FROM run WHERE id IN (SELECT value FROM json_each(?))"
    for run_id, text in execute(sql, (json.dumps(marked),)).fetchall():
        for keys, value in values.leaves(values.decode(text)):
            path = values.dotted(keys)
            if path in places:
                cells[run_id][places[path]] = value


def _series(execute: Execute, asked: str, columns: Sequence[str], cells: Cells) -> None:
    wanted = [
        (place, _VALUE_ORDER.index(column.value), int(column.kind), column.name, column.context)
        for place, column in enumerate(map(series_column, columns))
        if column is not None and column.value in SUMMARIES
    ]
    if not wanted:
        return
    sql = f"""WITH wanted(place, what, kind, name, context) AS MATERIALIZED (
               SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
                 name.id, context.id
               FROM json_each(?) CROSS JOIN name ON text = json_extract(value, '$[3]')
               CROSS JOIN context ON canonical = json_extract(value, '$[4]')),
             asked(id) AS MATERIALIZED (SELECT value FROM json_each(?))
             SELECT run_id, place, what, {_VALUES} FROM asked CROSS JOIN wanted
             CROSS JOIN series ON run_id = asked.id AND series.kind = wanted.kind AND name_id = name
               AND context_id = context
             WHERE count > 0"""
    for run_id, place, what, *numbers in execute(sql, (json.dumps(wanted), asked)).fetchall():
        value = numbers[what]
        if run_id in cells:
            cells[run_id][place] = float("nan") if value is None else value
