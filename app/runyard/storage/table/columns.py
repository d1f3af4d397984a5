"""Columns of the runs table: which there are, how each is sorted, and the cells of a block of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runyard.domain import context as contexts
from runyard.domain.kinds import CURVES, DataKind
from runyard.storage.query.sources import (
    SUMMARIES,
    VALUE_COLUMNS,
    Execute,
    SeriesName,
    param_path,
    series_name,
    series_names,
)
from runyard.storage.runs.params import INCOMPLETE, NUMBERS, LeafType
from runyard.storage.store import Store


@dataclass(frozen=True, slots=True)
class Column:
    """A column one can show and sort by.

    Attributes
    ----------
    id : str
        ``name``, ``status`` and the like, ``param:<dotted path>``, or ``metric:`` or ``system:`` with value,
        name and context (see `series_id`).
    title, subtitle : str
        The two lines of its head.
    numeric : bool
        Whether most of its values are numbers.
    group : str
        ``run``, ``param``, ``metric`` or ``system``.
    """

    id: str
    title: str
    subtitle: str
    numeric: bool
    group: str


RUN_COLUMNS = (
    Column("name", "Name", "", False, "run"),
    Column("status", "Status", "", False, "run"),
    Column("tags", "Tags", "", False, "run"),
    Column("experiment", "Experiment", "", False, "run"),
    Column("created", "Created", "", False, "run"),
    Column("duration", "Duration", "", True, "run"),
    Column("description", "Description", "", False, "run"),
    Column("label", "Label", "", False, "run"),
    Column("group", "Group", "", False, "run"),
    Column("job_type", "Job type", "", False, "run"),
    Column("marked", "Marked", "", False, "run"),
    Column("hash", "Hash", "", False, "run"),
)
#: Facts that a table shows in other columns (with the status, say) and a file of raw values by themselves.
FACT_COLUMNS = (
    Column("ended", "Ended", "", False, "run"),
    Column("archived", "Archived", "", False, "run"),
)
_PREFIX = {DataKind.METRIC: "metric", DataKind.SYSTEM: "system"}
_KINDS = {prefix: kind for kind, prefix in _PREFIX.items()}
#: The value of a metric column that shows the whole curve; it sorts and groups by the last value.
CURVE = "curve"


class SeriesColumn(NamedTuple):
    """What a metric column shows: one of last, min, max, first, mean, or the curve."""

    kind: DataKind
    value: str
    name: str
    context: str


def series_id(column: SeriesColumn) -> str:
    """Return the id of a metric column, ``metric:last:loss:{"subset":"val"}``; % and : are escaped."""
    name = column.name.replace("%", "%25").replace(":", "%3A")
    return f"{_PREFIX[column.kind]}:{column.value}:{name}:{column.context}"


def series_column(column_id: str) -> SeriesColumn | None:
    """Return what a metric column's id says, or None when it is the id of another column."""
    prefix, _, rest = column_id.partition(":")
    value, _, rest = rest.partition(":")
    name, _, context = rest.partition(":")
    if prefix not in _KINDS or (value not in SUMMARIES and value != CURVE):
        return None
    return SeriesColumn(
        _KINDS[prefix], value, name.replace("%3A", ":").replace("%25", "%"), context or contexts.EMPTY
    )


def is_curve(column_id: str) -> bool:
    """Return whether a column shows curves, which are pictures and no values."""
    series = series_column(column_id)
    return series is not None and series.value == CURVE


def param_of(column_id: str) -> str | None:
    """Return the dotted path of a param column's id, or None when it is the id of another column."""
    prefix, _, path = column_id.partition(":")
    return path if prefix == "param" and path else None


def columns(store: Store, *, curves: bool = False) -> list[Column]:
    """Return every column there is: of all runs, then params by path, metrics and system metrics by name.

    With `curves` each metric has a column for its curve besides those for its values.
    """
    with store.lock:
        execute = store.connection.execute
        sql = """SELECT path, (SELECT type FROM param WHERE path_id = param_path.id LIMIT 1) AS type
                 FROM param_path WHERE path != ? AND type IS NOT NULL ORDER BY path"""
        params = execute(sql, (INCOMPLETE,)).fetchall()
        series = named_series(execute)
    found = list(RUN_COLUMNS)
    numeric = (*NUMBERS, LeafType.NAN, LeafType.BIG_INT)
    for path, kind in params:
        parent, title = _split(path)
        found.append(Column(f"param:{path}", title, parent, kind in numeric, "param"))
    kinds = (*SUMMARIES, CURVE) if curves else tuple(SUMMARIES)
    for kind, name, context in series:
        for value in kinds:
            words = contexts.words(context)
            subtitle = f"{words}, {value}" if words else value
            column_id = series_id(SeriesColumn(kind, value, name, context))
            found.append(Column(column_id, name, subtitle, True, _PREFIX[kind]))
    return found


def named_series(execute: Execute, kinds: Sequence[DataKind] = CURVES) -> list[tuple[DataKind, str, str]]:
    """Return kind, name and canonical context of every series of these kinds, in this order."""
    names = dict(execute("SELECT id, text FROM name").fetchall())
    texts = dict(execute("SELECT id, canonical FROM context").fetchall())
    return sorted(
        (DataKind(key.kind), names[key.name], texts[key.context])
        for key in series_names(execute)
        if key.kind in kinds
    )


def _split(path: str) -> tuple[str, str]:
    """Return the parent path and the last key of a dotted path."""
    if path.endswith("]"):
        at = path.rfind('["')
        return path[:at], path[at + 2 : -2]
    parent, _, title = path.rpartition(".")
    return parent, title


class SortSource(NamedTuple):
    """How runs are ordered by a column.

    `rank` tells kinds of values apart, `value` orders those of one rank, and `join` brings both where `run`
    does not have them. A metric is looked up run by run in indexes named outright: gathered into a table of
    its own, it was read as a whole for every run where the database had never been analysed.
    """

    rank: str
    value: str
    join: str = ""


_RUN_SORTS = {
    "name": "run.name COLLATE NOCASE",
    "status": "run.status",
    "hash": "run.hash",
    "created": "run.created",
    "experiment": "(SELECT name FROM experiment WHERE id = run.experiment_id)",
    "description": "nullif(run.description, '')",
    "label": "nullif(run.label, '')",
    "group": "nullif(run.run_group, '')",
    "job_type": "nullif(run.job_type, '')",
    "ended": "run.ended",
    "archived": "run.archived",
    "marked": "run.marked",
    "tags": """(SELECT group_concat(name) FROM (SELECT name FROM run_tag JOIN tag ON tag.id = tag_id
                WHERE run_id = run.id ORDER BY name))""",
}
_OPTIONAL = ("description", "label", "group", "job_type", "ended", "tags")


def _param_rank(alias: str) -> str:
    numbers = ", ".join(str(int(kind)) for kind in NUMBERS)
    return f"""CASE WHEN {alias}.type IS NULL OR {alias}.type = {int(LeafType.NONE)} THEN 4
      WHEN {alias}.type = {int(LeafType.NAN)} THEN 3 WHEN {alias}.type IN ({numbers}) THEN 0
      WHEN {alias}.type = {int(LeafType.TEXT)} THEN 1 ELSE 2 END"""


def sort_source(execute: Execute, column_id: str, alias: str, now: int) -> SortSource | None:
    """Return how to sort by a column, or None for one that no run has a value in."""
    if column_id == "duration":
        return SortSource("", f"max(0, ifnull(run.ended, {now}) - run.created)")
    if column_id in _RUN_SORTS:
        value = _RUN_SORTS[column_id]
        return SortSource(f"{value} IS NULL" if column_id in _OPTIONAL else "", value)
    path = param_of(column_id)
    if path is not None:
        path_id = param_path(execute, path)
        if path_id is None:
            return None
        join = f" LEFT JOIN param AS {alias} ON {alias}.path_id = {path_id} AND {alias}.run_id = run.id"
        return SortSource(_param_rank(alias), f"{alias}.value", join)
    wanted = series_column(column_id)
    key = wanted and series_name(execute, wanted.kind, wanted.name, wanted.context)
    if wanted is None or key is None:
        return None
    return _metric_source(key, wanted.value, alias)


def _metric_source(key: SeriesName, value: str, alias: str) -> SortSource:
    """A run has the metric in one of the two indexes over names, or in none."""
    join = ""
    for index, final in (("final", 1), ("live", 0)):
        name = f"{alias}_{index}"
        join += f""" LEFT JOIN series AS {name} INDEXED BY series_{index} ON {name}.final = {final}
          AND {name}.kind = {key.kind} AND {name}.name_id = {key.name} AND {name}.context_id = {key.context}
          AND {name}.run_id = run.id AND {name}.count > 0"""
    if value == "mean":
        value = f"ifnull({_mean_of(f'{alias}_final')}, {_mean_of(f'{alias}_live')})"
    else:
        column = VALUE_COLUMNS.get(value, "last")
        value = f"ifnull({alias}_final.{column}, {alias}_live.{column})"
    found = f"ifnull({alias}_final.run_id, {alias}_live.run_id)"
    rank = f"CASE WHEN {value} IS NOT NULL THEN 0 WHEN {found} IS NOT NULL THEN 1 ELSE 2 END"
    return SortSource(rank, value, join)


def _mean_of(alias: str) -> str:
    counted = f"({alias}.count - {alias}.nan_count)"
    return f"(CASE WHEN {counted} > 0 THEN {alias}.total / {counted} END)"
