"""What the repository's files hold, in bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from runyard.journal.segments import segments, spools
from runyard.storage.looking import log_of
from runyard.storage.objects.sweep import references
from runyard.storage.store import Store


class Space(NamedTuple):
    """Bytes of each part, and counts.

    Attributes
    ----------
    database, log, journals, blobs : int
        Bytes of the database file, its write-ahead log, the journals that wait, the blobs.
    spare : int
        Bytes of the database that hold nothing any more; new data goes there.
    runs, trashed_runs : int
        How many runs there are outside the trash, and in it.
    trash : int
        Bytes that the runs in the trash take.
    points, output : int
        Bytes of the database that points of metrics take, and terminal output.
    """

    database: int
    log: int
    journals: int
    blobs: int
    spare: int
    runs: int
    trashed_runs: int
    trash: int
    points: int
    output: int


_ROW = 24  # bytes of a row beside its payload, about
_PARTS = (
    ("series JOIN chunk ON series_id = series.id", "run_id", "length(data) + ifnull(length(overview), 0)"),
    ("series", "run_id", "120"),
    ("log_chunk", "run_id", "length(data)"),
    ("message", "run_id", "length(text) + length(args)"),
    ("item", "run_id", "length(meta) + ifnull(length(data), 0) + 60"),
    ("param", "run_id", "ifnull(length(value), 0)"),
    ("run", "id", "length(params) + length(description) + length(field_times)"),
)


def space(store: Store) -> Space:
    """Return what the repository's files take."""
    execute = store.connection.execute
    with store.read():
        [page] = execute("PRAGMA page_size").fetchone()
        [spare] = execute("PRAGMA freelist_count").fetchone()
        [runs, trashed] = execute("SELECT count(*) - count(trashed), count(trashed) FROM run").fetchone()
        in_trash = [row[0] for row in execute("SELECT id FROM run WHERE trashed IS NOT NULL")]
        [points] = execute(
            "SELECT ifnull(sum(length(data) + ifnull(length(overview), 0)), 0) FROM chunk"
        ).fetchone()
        [output] = execute("SELECT ifnull(sum(length(data)), 0) FROM log_chunk").fetchone()
        trash = sum(run_sizes(store, in_trash).values())
    return Space(
        database=size_of(store.database),
        log=size_of(log_of(store.database)),
        journals=sum(
            size_of(path) for file in segments(store.journals) for path in (file.path, *spools(file.path))
        ),
        blobs=sum(size_of(path) for path in store.blobs.glob("??/*")),
        spare=spare * page,
        runs=runs,
        trashed_runs=trashed,
        trash=trash,
        points=points,
        output=output,
    )


def size_of(path: Path) -> int:
    """Return the size of a file, 0 if it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def run_sizes(store: Store, ids: Sequence[int]) -> dict[int, int]:
    """Return the bytes that runs take, by id: their rows, and the blobs that no other run refers to."""
    sizes = dict.fromkeys(ids, 0)
    asked = json.dumps(list(sizes))
    with store.read():
        for table, owner, size in _PARTS:
            sql = f"""SELECT {owner}, sum({size} + {_ROW}) FROM {table}
                      WHERE {owner} IN (SELECT value FROM json_each(?)) GROUP BY {owner}"""
            _add(sizes, store.connection.execute(sql, (asked,)))
        for table, column in references(store):
            sql = f"""SELECT min(run_id), blob.size FROM {table} JOIN blob ON blob.sha256 = {table}.{column}
                      GROUP BY {table}.{column} HAVING count(DISTINCT run_id) = 1"""
            _add(sizes, store.connection.execute(sql))
    return sizes


def _add(sizes: dict[int, int], rows: Iterable[tuple[int, int]]) -> None:
    for run_id, size in rows:
        if run_id in sizes:
            sizes[run_id] += size


def biggest(store: Store, count: int) -> dict[int, int]:
    """Return the ids of the runs that take most, the biggest first, with their bytes."""
    with store.lock:
        ids = [row[0] for row in store.connection.execute("SELECT id FROM run")]
    sizes = run_sizes(store, ids)
    return {run_id: sizes[run_id] for run_id in sorted(ids, key=lambda run_id: -sizes[run_id])[:count]}
