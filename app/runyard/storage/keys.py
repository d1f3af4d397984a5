"""Ids of names, contexts and series: interned once, then remembered by whoever writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from runyard.domain.series import SeriesKey
from runyard.storage import bulk
from runyard.storage.store import Store


def ensure_series(
    store: Store, run_id: int, wanted: Sequence[SeriesKey], revision: int
) -> dict[tuple[int, SeriesKey], int]:
    """Return the ids of a run's series by (run, key), made where new. Inside an open write."""
    execute = store.connection.execute
    names = _ensure(store, "name", "text", {key.name for key in wanted})
    contexts = _ensure(store, "context", "canonical", {key.context for key in wanted})
    by_ids = {(int(key.kind), names[key.name], contexts[key.context]): key for key in wanted}
    for values, parameters in bulk.blocks([(run_id, *ids, revision) for ids in by_ids]):
        execute(
            "INSERT OR IGNORE INTO series(run_id, kind, name_id, context_id, revision)"
            f" SELECT * FROM ({values}) WHERE column1 IS NOT NULL",
            parameters,
        )
    sql = "SELECT id, kind, name_id, context_id FROM series WHERE run_id = ?"
    rows = execute(sql, (run_id,)).fetchall()
    return {(run_id, by_ids[ids]): series_id for series_id, *rest in rows if (ids := tuple(rest)) in by_ids}


def _ensure(store: Store, table: str, column: str, texts: Iterable[str]) -> dict[str, int]:
    execute = store.connection.execute
    found: dict[str, int] = {}
    for values, parameters in bulk.blocks([(text,) for text in sorted(texts)]):
        execute(
            f"INSERT OR IGNORE INTO {table}({column}) SELECT * FROM ({values}) WHERE column1 IS NOT NULL",
            parameters,
        )
        sql = f"SELECT {column}, id FROM {table} WHERE {column} IN (SELECT column1 FROM ({values}))"
        found.update(execute(sql, parameters).fetchall())
    return found
