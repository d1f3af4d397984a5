"""Where a param or a metric of many runs lies: names to ids, and the rows that sorting and filtering read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import NamedTuple

from runyard.domain import context as contexts
from runyard.domain.kinds import DataKind

#: Columns of `series` behind the values that columns of a table show.
VALUE_COLUMNS = {"last": "last", "min": "low", "max": "high", "first": "first"}
#: All of them: what is a column, and the mean, which is computed. NaN is left out of it.
SUMMARIES = {**VALUE_COLUMNS, "mean": "(CASE WHEN count > nan_count THEN total / (count - nan_count) END)"}
#: What a query may ask of a metric, over `series`.
FACTS = {
    **SUMMARIES,
    "count": "count",
    "first_step": "first_step",
    "last_step": "last_step",
    "min_step": "low_step",
    "max_step": "high_step",
    "nan_count": "nan_count",
    "first_nan_step": "first_nan_step",
}
#: Those that are values: NULL means NaN there, and missing elsewhere.
VALUE_FACTS = frozenset(SUMMARIES)

Execute = Callable[..., sqlite3.Cursor]


class SeriesName(NamedTuple):
    """Ids that tell series of many runs alike."""

    kind: int
    name: int
    context: int


def param_path(execute: Execute, path: str) -> int | None:
    """Return the id of a dotted path, or None when no run ever had it."""
    found = execute("SELECT id FROM param_path WHERE path = ?", (path,)).fetchone()
    return None if found is None else int(found[0])


def paths_below(execute: Execute, path: str) -> list[int]:
    """Return the ids of the paths inside the dictionary at `path`."""
    sql = """SELECT id FROM param_path
             WHERE (path > ? AND path < ?) OR (path > ? AND path < ?)"""
    between = (f"{path}.", f"{path}/", f"{path}[", f"{path}\\")  # "/" and "\\" follow "." and "["
    return [row[0] for row in execute(sql, between).fetchall()]


def series_name(execute: Execute, kind: DataKind, name: str, context: str) -> SeriesName | None:
    """Return the ids of a metric with a context, or None when no run ever had it."""
    sql = "SELECT name.id, context.id FROM name, context WHERE text = ? AND canonical = ?"
    found = execute(sql, (name, context)).fetchone()
    return None if found is None else SeriesName(int(kind), *found)


def series_names(execute: Execute) -> list[SeriesName]:
    """Return every (kind, name, context) that some run has, by stepping through the indexes."""
    return sorted({key for final in (1, 0) for key in _steps(execute, final)})


def _steps(execute: Execute, final: int) -> list[SeriesName]:
    """Step from each triple to the next: another context, else another name, else another kind."""
    found = f"FROM series INDEXED BY {'series_final' if final else 'series_live'} WHERE final = {final}"
    order = "ORDER BY kind, name_id, context_id LIMIT 1"
    sql = f"""
        WITH RECURSIVE step(id, kind, name, context) AS (
          SELECT * FROM (SELECT id, kind, name_id, context_id {found} {order})
          UNION ALL
          SELECT series.id, series.kind, series.name_id, series.context_id FROM step CROSS JOIN series
          ON series.id = coalesce(
            (SELECT id {found} AND kind = step.kind AND name_id = step.name
              AND context_id > step.context {order}),
            (SELECT id {found} AND kind = step.kind AND name_id > step.name {order}),
            (SELECT id {found} AND kind > step.kind {order}))
        )
        SELECT kind, name, context FROM step"""
    return [SeriesName(*row) for row in execute(sql).fetchall()]


def runs_with(execute: Execute, name: str, context: str | None, where: str) -> str | None:
    """Return a SELECT of the run_id of runs whose metric fulfils `where`; None when no run has the metric.

    Without a context it means the metric with the empty one, or else the only one the run has.
    """
    names = _of_name(execute, name)
    if context is not None:
        wanted = _context(execute, context)
        names = [key for key in names if key.context == wanted]
    if not names:
        return None
    if len(names) == 1:
        return named_rows(names[0], "run_id", where)
    kind, name_id = names[0].kind, names[0].name
    more = f" AND ({where})" if where else ""
    chosen = f"""(context_id = {_context(execute, contexts.EMPTY) or 0} OR NOT EXISTS (
                   SELECT 1 FROM series AS other WHERE other.run_id = series.run_id AND other.kind = {kind}
                     AND other.name_id = {name_id} AND other.context_id != series.context_id))"""
    return " UNION ALL ".join(
        f"""SELECT run_id FROM series WHERE final = {final} AND kind = {kind} AND name_id = {name_id}
              AND count > 0{more} AND {chosen}"""
        for final in (1, 0)
    )


def named_rows(key: SeriesName, columns: str, where: str = "") -> str:
    """Return a SELECT of `columns` of one series of every run, through the two indexes over their names."""
    return " UNION ALL ".join(_arm(key, final, columns, where) for final in (1, 0))


def _arm(key: SeriesName, final: int, columns: str, where: str) -> str:
    more = f" AND ({where})" if where else ""
    return f"""SELECT {columns} FROM series
               WHERE final = {final} AND kind = {key.kind} AND name_id = {key.name}
                 AND context_id = {key.context} AND count > 0{more}"""


def _context(execute: Execute, canonical: str) -> int | None:
    found = execute("SELECT id FROM context WHERE canonical = ?", (canonical,)).fetchone()
    return None if found is None else int(found[0])


def _of_name(execute: Execute, name: str) -> list[SeriesName]:
    """Return the contexts that a metric has in some run."""
    found = execute("SELECT id FROM name WHERE text = ?", (name,)).fetchone()
    if found is None:
        return []
    [name_id], kind = found, int(DataKind.METRIC)
    keys: set[SeriesName] = set()
    for final in (1, 0):
        at = -1
        while True:
            sql = f"""SELECT context_id FROM series WHERE final = {final} AND kind = ? AND name_id = ?
                      AND context_id > ? ORDER BY context_id LIMIT 1"""
            step = execute(sql, (kind, name_id, at)).fetchone()
            if step is None:
                break
            at = step[0]
            keys.add(SeriesName(kind, name_id, at))
    return sorted(keys)
