"""Items into the database: a handful of statements, whatever their number (see `storage.bulk`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from runyard.domain.series import SeriesKey
from runyard.journal.batch import Blob, Items, NewItem
from runyard.storage import bulk
from runyard.storage.store import Store

_BLOBS = """INSERT OR IGNORE INTO blob(sha256, size, created)
            SELECT * FROM ({values}) WHERE column1 IS NOT NULL"""
_ROWS = """INSERT INTO item(run_id, series_id, step, position, shadowed, time, epoch, meta, size, sha256,
             picture, plotly, data) SELECT * FROM ({values}) WHERE column1 IS NOT NULL"""
_LATER = """SELECT DISTINCT series_id, step FROM ({values}) CROSS JOIN item
            ON series_id = column1 AND step = column2 AND shadowed = 0 WHERE time > column3"""
_HIDDEN = """SELECT series_id, count(*) FROM ({values}) CROSS JOIN item
             ON series_id = column1 AND step = column2 AND shadowed = 0 GROUP BY series_id"""
_SHADOW = """UPDATE item SET shadowed = 1 FROM ({values})
             WHERE series_id = column1 AND step = column2 AND shadowed = 0"""
_SUMMARY = """UPDATE series SET count = count + v.column2,
  first_step = coalesce(min(first_step, v.column3), v.column3),
  last_step = coalesce(max(last_step, v.column4), v.column4),
  first_time = coalesce(min(first_time, v.column5), v.column5),
  last_time = coalesce(max(last_time, v.column6), v.column6),
  has_epochs = has_epochs OR v.column7, revision = (SELECT value FROM meta WHERE key = 'revision')
FROM ({values}) AS v WHERE series.id = v.column1"""
Place = tuple[int, int]  # series, step


def append(
    store: Store, run_id: int, calls: Sequence[Items], series: Mapping[tuple[int, SeriesKey], int]
) -> None:
    """Record items whose blobs lie in place already; `series` has the ids. Inside an open write.

    Of the calls at one step of a series the latest by the clock is shown, whichever process stores its own
    first; what the others logged stays stored.
    """
    latest: dict[Place, Items] = {}
    for call in sorted(calls, key=lambda call: call.time):
        latest[series[run_id, call.key], call.step] = call
    for later in _later(store, latest):
        del latest[later]
    rows = []
    for call in calls:
        series_id = series[run_id, call.key]
        shadowed = int(latest.get((series_id, call.step)) is not call)
        for position, new in zip(call.indices or range(len(call.items)), call.items, strict=True):
            place = (run_id, series_id, call.step, position, shadowed, call.time, call.epoch)
            rows.append((*place, *_content(new)))
    before = _shadow(store, list(latest))
    for statement in bulk.statements(_BLOBS, _blobs(calls)):
        store.connection.execute(statement.sql, statement.parameters)
    for statement in bulk.statements(_ROWS, rows):
        store.connection.execute(statement.sql, statement.parameters)
    shown = Counter({series_id: -number for series_id, number in before.items()})
    for (series_id, _), call in latest.items():
        shown[series_id] += len(call.items)
    for statement in bulk.statements(_SUMMARY, _summaries(calls, run_id, series, shown)):
        store.connection.execute(statement.sql, statement.parameters)


def _later(store: Store, calls: Mapping[Place, Items]) -> list[Place]:
    """Return those places where something is shown that was logged after these calls."""
    found: list[Place] = []
    for statement in bulk.statements(_LATER, [(*place, call.time) for place, call in calls.items()]):
        found += store.connection.execute(statement.sql, statement.parameters).fetchall()
    return found


def _content(new: NewItem) -> tuple[object, ...]:
    blobs = [blob if isinstance(blob, Blob) else None for blob in (new.blob, new.picture, new.plotly)]
    size = blobs[0].size if blobs[0] else len(new.data or b"")
    return (json.dumps(new.meta), size, *(blob and blob.sha256 for blob in blobs), new.data)


def _blobs(calls: Sequence[Items]) -> list[tuple[str, int, int]]:
    found: dict[str, tuple[str, int, int]] = {}
    for call in calls:
        for new in call.items:
            for blob in (new.blob, new.picture, new.plotly):
                if isinstance(blob, Blob):
                    found.setdefault(blob.sha256, (*blob, call.time))
    return list(found.values())


def _shadow(store: Store, places: Sequence[Place]) -> dict[int, int]:
    """Hide what is shown at these steps; return how many items of each series that were."""
    hidden: Counter[int] = Counter()
    for statement in bulk.statements(_HIDDEN, places):
        hidden.update(dict(store.connection.execute(statement.sql, statement.parameters).fetchall()))
    if hidden:
        for statement in bulk.statements(_SHADOW, places):
            store.connection.execute(statement.sql, statement.parameters)
    return hidden


def _summaries(
    calls: Sequence[Items],
    run_id: int,
    series: Mapping[tuple[int, SeriesKey], int],
    shown: Mapping[int, int],
) -> list[tuple[object, ...]]:
    by_series: dict[int, list[Items]] = {}
    for call in calls:
        by_series.setdefault(series[run_id, call.key], []).append(call)
    rows: list[tuple[object, ...]] = []
    for series_id, found in by_series.items():
        steps, times = [call.step for call in found], [call.time for call in found]
        epochs = any(call.epoch is not None for call in found)
        facts = (min(steps), max(steps), min(times), max(times), epochs)
        rows.append((series_id, shown[series_id], *facts))
    return rows
