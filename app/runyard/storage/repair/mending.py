"""Making sound what was saved from a damaged repository: rows that stand in for lost ones, summaries anew."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator

from runyard.domain.clock import now
from runyard.domain.status import RunStatus
from runyard.journal.batch import Points
from runyard.storage.metrics import codec, summaries
from runyard.storage.repair import examine_points, mending_items
from runyard.storage.repair.examine_points import Chunk
from runyard.storage.runs import params
from runyard.storage.store import Store

_CHUNKS = """SELECT series_id, id, count, min_step, max_step, min_time, max_time, overview, data
             FROM chunk WHERE series_id = ? ORDER BY id"""
_SUMMARY = """SELECT count, first_step, last_step, first, last, low, high, nan_count, first_time, last_time,
                total FROM series WHERE id = ?"""
_AGAIN = """UPDATE chunk SET min_step = ?, max_step = ?, min_time = ?, max_time = ?, overview = ?, data = ?
            WHERE id = ?"""
_EMPTY = """UPDATE series SET count = 0, first_step = NULL, last_step = NULL, first = NULL, last = NULL,
  low = NULL, low_step = NULL, high = NULL, high_step = NULL, total = 0, nan_count = 0, first_nan_step = NULL,
  first_time = NULL, last_time = NULL, ordered = 1, has_epochs = 0 WHERE id = ?"""


def mend(store: Store) -> list[str]:
    """Make a freshly copied repository sound; return a sentence for each loss."""
    with store.write() as revision:
        lost = [*mending_items.stand_ins(store, revision), *_stand_ins(store, revision), *_bereft(store)]
        lost += _params(store)
    ids = [
        row[0] for row in store.connection.execute("SELECT id FROM series WHERE kind IN (1, 2) ORDER BY id")
    ]
    for series_id in ids:
        sentence = _series(store, series_id)
        if sentence:
            lost.append(sentence)
    return lost + mending_items.recount(store)


def _missing(store: Store, child: str, column: str, parent: str) -> list[int]:
    sql = f"SELECT DISTINCT {column} FROM {child} WHERE {column} NOT IN (SELECT id FROM {parent}) ORDER BY 1"
    return [row[0] for row in store.connection.execute(sql)]


def _stand_ins(store: Store, revision: int) -> Iterator[str]:
    """Give what is left of lost rows rows that stand in for them, so that no point is dropped with them."""
    execute = store.connection.execute
    orphans = _missing(store, "chunk", "series_id", "series")
    if orphans:
        run_id = _run(store, None, revision)
        for series_id in orphans:
            name_id = _name(store, None, f"salvaged-{series_id}")
            execute("INSERT OR IGNORE INTO context(canonical) VALUES ('{}')")
            execute(
                """INSERT INTO series(id, run_id, kind, name_id, context_id, final, revision)
                   SELECT ?, ?, 1, ?, id, 1, ? FROM context WHERE canonical = '{}'""",
                (series_id, run_id, name_id, revision),
            )
        yield f"{counted(len(orphans), 'metric')} lost name and run; the points are in run salvaged-{run_id}"
    for run_id in _missing(store, "series", "run_id", "run"):
        _run(store, run_id, revision)
        yield f"A run lost its name, params and status; its metrics are in the run salvaged-{run_id}"
    for name_id in _missing(store, "series", "name_id", "name"):
        _name(store, name_id, f"salvaged-name-{name_id}")
        yield f"A metric lost its name; it is called salvaged-name-{name_id}"
    for context_id in _missing(store, "series", "context_id", "context"):
        text = json.dumps({"salvaged": context_id}, separators=(",", ":"))
        execute("INSERT INTO context(id, canonical) VALUES (?, ?)", (context_id, text))
        yield f"A context is lost; {text} stands for it"
    for experiment_id in _missing(store, "run", "experiment_id", "experiment"):
        name = f"salvaged-{experiment_id}"
        execute("INSERT INTO experiment(id, name, created) VALUES (?, ?, ?)", (experiment_id, name, now()))
        yield f"An experiment lost its name; it is called {name}"


def _run(store: Store, run_id: int | None, revision: int) -> int:
    execute = store.connection.execute
    execute("INSERT OR IGNORE INTO experiment(name, created) VALUES ('salvaged', ?)", (now(),))
    [experiment] = execute("SELECT id FROM experiment WHERE name = 'salvaged'").fetchone()
    if run_id is None:
        [run_id] = execute("SELECT max(ifnull((SELECT max(id) FROM run), 0), ifnull((SELECT max(run_id)"
                           " FROM series), 0)) + 1").fetchone()  # fmt: skip
    execute(
        """INSERT INTO run(id, hash, name, experiment_id, status, created, ended, color, revision)
           VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)""",
        (
            run_id,
            uuid.uuid4().hex[:24],
            f"salvaged-{run_id}",
            experiment,
            RunStatus.CRASHED,
            now(),
            now(),
            revision,
        ),
    )
    return int(run_id or 0)


def _name(store: Store, name_id: int | None, text: str) -> int:
    sql = "INSERT INTO name(id, text) VALUES (?, ?)"
    return int(store.connection.execute(sql, (name_id, text)).lastrowid or 0)


def _bereft(store: Store) -> Iterator[str]:
    """Remove rows that belong to nothing any more, such as the tags of a run that is lost."""
    execute = store.connection.execute
    gone: Counter[str] = Counter()
    tables = {row[0] for row in execute("PRAGMA foreign_key_check")}
    for table in sorted(tables):
        for _, _, parent, column, key, *_ in execute(f"PRAGMA foreign_key_list({table})").fetchall():
            sql = f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {key or 'id'} FROM {parent})"
            gone[table] += execute(sql).rowcount
    for table, count in gone.items():
        if count and table not in ("param",):  # made anew from the runs
            yield f"{counted(count, 'row')} of the table `{table}` belonged to rows that are lost"


def _params(store: Store) -> Iterator[str]:
    """Make the flattened params anew from the trees of the runs."""
    execute = store.connection.execute
    execute("DELETE FROM param")
    execute("DELETE FROM param_path")
    for run_id, digest, name in execute("SELECT id, hash, name FROM run").fetchall():
        try:
            params.flatten_anew(store, run_id)
        except (ValueError, TypeError, AttributeError):
            execute("UPDATE run SET params = '{}' WHERE id = ?", (run_id,))
            yield f"The params of {examine_points.named(digest, name)} are damaged"


def _series(store: Store, series_id: int) -> str:
    """Keep the chunks of a series that can be read, and count its summary anew where it is not theirs."""
    rows = [Chunk(*row) for row in store.connection.execute(_CHUNKS, (series_id,))]
    summary = store.connection.execute(_SUMMARY, (series_id,)).fetchone()
    tally = examine_points.Tally()
    doubtful = [chunk for chunk in rows if not _counted_in(tally, chunk)]
    if not doubtful and not tally.difference(summary):
        return ""
    kept = 0
    with store.write():
        execute = store.connection.execute
        execute(_EMPTY, (series_id,))
        for chunk in rows:
            points = _readable(chunk)
            if points is None:
                execute("DELETE FROM chunk WHERE id = ?", (chunk.id,))
                continue
            kept += chunk.count
            piece = codec.encode(points, overview=chunk.overview is not None)
            if chunk in doubtful:
                execute(_AGAIN, (piece.min_step, piece.max_step, piece.min_time, piece.max_time,
                                 piece.overview, piece.data, chunk.id))  # fmt: skip
            for statement in summaries.combine([(series_id, summaries.summarize(points, [piece]))]):
                execute(statement.sql, statement.parameters)
    whose = examine_points.whose(store.connection, series_id)
    if kept < summary[0]:
        return f"{summary[0] - kept:,} of {counted(summary[0], 'point')} of {whose} are lost"
    if doubtful:
        count = sum(chunk.count for chunk in doubtful)
        return f"{counted(count, 'point')} of {whose} may be wrong, for their chunk is damaged"
    return ""


def _counted_in(tally: examine_points.Tally, chunk: Chunk) -> bool:
    points = examine_points.sound(chunk)
    if points is not None:
        tally.add(points)
    return points is not None


def _readable(chunk: Chunk) -> Points | None:
    try:
        points = codec.decode_points(chunk.data, chunk.count)
    except examine_points.UNREADABLE:
        return None
    columns = (points.steps, points.times, points.values)
    return points if all(len(column) == chunk.count for column in columns) else None


def counted(count: int, noun: str) -> str:
    """Return ``1 row`` or ``2 rows``."""
    return f"{count:,} {noun}{'s' * (count != 1)}"
