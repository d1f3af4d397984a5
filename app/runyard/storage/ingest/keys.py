"""Ids of runs, and of names, contexts and series: interned once, then remembered by whoever writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runyard.domain.series import SeriesKey
from runyard.storage import bulk
from runyard.storage.store import Store

_SERIES = """
INSERT OR IGNORE INTO series(run_id, kind, name_id, context_id, revision)
SELECT * FROM ({values}) WHERE column1 IS NOT NULL
"""
_INTERN = "INSERT OR IGNORE INTO {table}({column}) SELECT * FROM ({{values}}) WHERE column1 IS NOT NULL"
_INTERNED = "SELECT {column}, id FROM {table} WHERE {column} IN (SELECT column1 FROM ({{values}}))"


def next_run(store: Store) -> int:
    """Return an id that no run has ever had, so that a purged run's id never comes to mean another one."""
    sql = """SELECT max(ifnull((SELECT max(id) FROM run), 0),
                        ifnull((SELECT max(id) FROM tombstone WHERE kind = 'run'), 0)) + 1"""
    return int(store.connection.execute(sql).fetchone()[0])


def ensure_series(
    store: Store, run_id: int, wanted: Sequence[SeriesKey], revision: int
) -> dict[tuple[int, SeriesKey], int]:
    """Return the ids of a run's series by (run, key), made where new. Inside an open write."""
    execute = store.connection.execute
    names = _ensure(store, "name", "text", {key.name for key in wanted})
    contexts = _ensure(store, "context", "canonical", {key.context for key in wanted})
    by_ids = {(int(key.kind), names[key.name], contexts[key.context]): key for key in wanted}
    for statement in bulk.statements(_SERIES, [(run_id, *ids, revision) for ids in by_ids]):
        execute(statement.sql, statement.parameters)
    sql = "SELECT id, kind, name_id, context_id FROM series WHERE run_id = ?"
    rows = execute(sql, (run_id,)).fetchall()
    return {(run_id, by_ids[ids]): series_id for series_id, *rest in rows if (ids := tuple(rest)) in by_ids}


def _ensure(store: Store, table: str, column: str, texts: Iterable[str]) -> dict[str, int]:
    execute = store.connection.execute
    rows = [(text,) for text in sorted(texts)]
    for statement in bulk.statements(_INTERN.format(table=table, column=column), rows):
        execute(statement.sql, statement.parameters)
    found: dict[str, int] = {}
    for statement in bulk.statements(_INTERNED.format(table=table, column=column), rows):
        found.update(execute(statement.sql, statement.parameters).fetchall())
    return found
