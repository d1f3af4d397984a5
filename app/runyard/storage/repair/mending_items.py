"""Making sound what was saved of images, audio, texts, distributions and figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from runyard.domain.kinds import OBJECTS, DataKind
from runyard.storage.objects.sweep import references
from runyard.storage.store import Store

_KINDS = ", ".join(str(int(kind)) for kind in OBJECTS)
#: What says of an item whose series is lost what it is.
_TELLING = {"length": DataKind.TEXT, "bins": DataKind.DISTRIBUTION, "title": DataKind.FIGURE}
_COUNTED = f"""
SELECT series.id, name.text, series.count,
  (SELECT count(*) FROM item WHERE series_id = series.id AND shadowed = 0)
FROM series JOIN name ON name.id = name_id WHERE kind IN ({_KINDS})
"""
_AGAIN = """
UPDATE series SET count = found.shown, first_step = found.low, last_step = found.high,
  first_time = found.early, last_time = found.late
FROM (SELECT count(*) FILTER (WHERE shadowed = 0) AS shown, min(step) AS low, max(step) AS high,
        min(time) AS early, max(time) AS late FROM item WHERE series_id = :series) AS found
WHERE series.id = :series
"""


def stand_ins(store: Store, revision: int) -> Iterator[str]:
    """Give items whose series is lost one that stands in for it, and blobs that rows name their row."""
    execute = store.connection.execute
    sql = """SELECT series_id, min(run_id), min(meta) FROM item
             WHERE series_id NOT IN (SELECT id FROM series) GROUP BY series_id"""
    for series_id, run_id, meta in execute(sql).fetchall():
        name = f"salvaged-{series_id}"
        execute("INSERT OR IGNORE INTO name(text) VALUES (?)", (name,))
        execute("INSERT OR IGNORE INTO context(canonical) VALUES ('{}')")
        execute(
            """INSERT INTO series(id, run_id, kind, name_id, context_id, final, revision)
               SELECT ?, ?, ?, name.id, context.id, 1, ? FROM name JOIN context ON canonical = '{}'
               WHERE text = ?""",
            (series_id, run_id, int(_kind(meta)), revision, name),
        )
        yield f"What was logged beside the metrics lost a name; it is called {name}"
    execute("UPDATE item SET run_id = series.run_id FROM series WHERE series.id = series_id")
    for table, column in references(store):
        size = "size" if column == "sha256" else "0"
        execute(
            f"""INSERT OR IGNORE INTO blob(sha256, size, created)
                SELECT {column}, {size}, time FROM {table} WHERE {column} IS NOT NULL"""
        )


def _kind(meta: Any) -> DataKind:
    try:
        known = json.loads(meta)
    except (ValueError, TypeError, RecursionError):
        known = None
    if not isinstance(known, dict):
        known = {}
    told = next((kind for key, kind in _TELLING.items() if key in known), None)
    return told or (DataKind.AUDIO if "rate" in known else DataKind.IMAGE)


def recount(store: Store) -> list[str]:
    """Count the items of every series anew; return a sentence for each that has lost some."""
    lost = []
    with store.write():
        for series_id, name, before, now in store.connection.execute(_COUNTED).fetchall():
            store.connection.execute(_AGAIN, {"series": series_id})
            if now < before:
                lost.append(f"{before - now:,} of {before:,} of what was logged as {name!r} are lost")
    return lost
