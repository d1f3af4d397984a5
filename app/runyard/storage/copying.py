"""Copying runs into another repository, with everything that belongs to them.

The target attaches the source's database, so rows go from file to file in a constant number of statements a
batch. Tables that know runs by a column `run_id` are found in the schema itself, so that none is forgotten.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.journal.segments import segments
from runyard.storage.connection import address
from runyard.storage.ingest import checkpoint, keys, recovery
from runyard.storage.ingest.ingest import stored_offset
from runyard.storage.objects import blobs
from runyard.storage.objects.sweep import references
from runyard.storage.removal import purge
from runyard.storage.runs.living import refuse_live
from runyard.storage.store import Store

_RUNS = 200  # a transaction, and
_POINTS = 2_000_000  # or little more, so that the write lock is held for a second at most
Step = Callable[[int, int], None]

_MOVED = "run_id IN (SELECT old FROM temp.moved_run)"
#: What rows refer to by name: made in the target where it is missing.
_NAMES = (
    """INSERT OR IGNORE INTO experiment(name, description, archived, created)
       SELECT name, description, archived, created FROM source.experiment WHERE id IN
         (SELECT experiment_id FROM source.run WHERE id IN (SELECT old FROM temp.moved_run))""",
    f"""INSERT OR IGNORE INTO tag(name, comment, color, hidden, created)
        SELECT name, comment, color, hidden, created FROM source.tag
        WHERE id IN (SELECT tag_id FROM source.run_tag WHERE {_MOVED})""",
    f"""INSERT OR IGNORE INTO param_path(path) SELECT path FROM source.param_path
        WHERE id IN (SELECT path_id FROM source.param WHERE {_MOVED})""",
    f"""INSERT OR IGNORE INTO name(text) SELECT text FROM source.name
        WHERE id IN (SELECT name_id FROM source.series WHERE {_MOVED})""",
    f"""INSERT OR IGNORE INTO context(canonical) SELECT canonical FROM source.context
        WHERE id IN (SELECT context_id FROM source.series WHERE {_MOVED})""",
)
_SERIES_IDS = f"""
INSERT INTO temp.moved_series
SELECT id, (SELECT ifnull(max(id), 0) FROM main.series) + row_number() OVER (ORDER BY id)
FROM source.series WHERE {_MOVED}
"""
_BY_NAME = "(SELECT id FROM main.{0} WHERE {1} = (SELECT {1} FROM source.{0} WHERE id = row.{0}_id))"
#: What the columns become that mean something only within their repository.
_COLUMNS = {
    "experiment_id": _BY_NAME.format("experiment", "name"),
    "tag_id": _BY_NAME.format("tag", "name"),
    "series_id": "(SELECT new FROM temp.moved_series WHERE old = row.series_id)",
    "name_id": _BY_NAME.format("name", "text"),
    "context_id": _BY_NAME.format("context", "canonical"),
    "path_id": """(SELECT id FROM main.param_path
                   WHERE path = (SELECT path FROM source.param_path WHERE id = row.path_id))""",
    "revision": "(SELECT value FROM main.meta WHERE key = 'revision')",
    "color": """(SELECT value FROM main.meta WHERE key = 'next_color')
                + moved.new - (SELECT min(new) FROM temp.moved_run)""",
    # Eight random digits: among very many runs another may have drawn the same.
    "owner": """iif(EXISTS (SELECT 1 FROM main.attempt WHERE owner = row.owner),
                    lower(hex(randomblob(4))), row.owner)""",
}


def copy(
    source: Store, target: Store, ids: Sequence[int], *, move: bool = False, step: Step | None = None
) -> Changes:
    """Copy runs of one repository into another, each as a whole or not at all; return what changed there.

    They keep their hashes. With `move` each is purged in the source once the target holds it safely.

    Parameters
    ----------
    step : callable, optional
        Called after each part with how many runs are done, and how many there are.

    Raises
    ------
    KnownProblem
        If the target has one of the runs, even in its trash; if a process writes to one, or left data that is
        not stored yet; if both are one repository, or one that is to change is read-only. Nothing is
        written then.
    MissingRunError
        If the source has no run of one of the ids.
    """
    ids = list(dict.fromkeys(ids))
    _refuse(source, target, ids, move)
    changes, done = Changes(target.revision()), 0
    with _attached(source, target):
        for batch in _batches(source, ids):
            changes |= _copy(source, target, batch)
            if move:
                checkpoint.covered(target)  # on the disk before the source forgets it
                refuse_live(source, batch, "removed where it was; it is in both repositories now")
                purge.remove(source, batch)
            done += len(batch)
            if step is not None:
                step(done, len(ids))
    if move:
        purge.give_back(source)
    return changes


def _refuse(source: Store, target: Store, ids: list[int], move: bool) -> None:
    if source.database.samefile(target.database):
        raise KnownProblem("The runs are in this repository already", "Name another one")
    if target.read_only or (move and source.read_only):
        raise KnownProblem("A repository is open for reading only, so nothing was copied", "Open it to write")
    refuse_live(source, ids, "copied")
    recovery.recover(source)
    hashes = _hashes(source, ids)
    if len(hashes) < len(ids):
        raise MissingRunError(
            "Some of the runs are gone, so nothing was copied", "They were purged meanwhile"
        )
    for file in segments(source.journals):
        if file.run in hashes and file.path.stat().st_size > stored_offset(source, file.owner, file.number):
            raise KnownProblem(
                f"Not all that the run {file.run} logged is stored yet, so nothing was copied",
                f"Open {source.folder.parent} with rights to write, and try again",
            )
    sql = "SELECT name, trashed FROM run WHERE hash IN (SELECT value FROM json_each(?))"
    with target.lock:
        held = target.connection.execute(sql, (json.dumps(hashes),)).fetchall()
    if held:
        names = ", ".join(f"{name} (in its trash)" if trashed else name for name, trashed in held[:5])
        raise KnownProblem(
            f"The other repository has {names} already, so nothing was copied", "Leave out what it has"
        )


def _hashes(source: Store, ids: list[int]) -> list[str]:
    sql = "SELECT hash FROM run WHERE id IN (SELECT value FROM json_each(?))"
    with source.lock:
        return [row[0] for row in source.connection.execute(sql, (json.dumps(ids),)).fetchall()]


@contextmanager
def _attached(source: Store, target: Store) -> Iterator[None]:
    """Let the target's connection read the source, and remember there which id becomes which."""
    mode = "ro&immutable=1" if source.immutable else "ro"
    with target.lock:
        execute = target.connection.execute
        execute("ATTACH ? AS source", (address(source.database, mode),))
        try:
            execute("CREATE TEMP TABLE moved_run(old INTEGER PRIMARY KEY, new INTEGER)")
            execute("CREATE TEMP TABLE moved_series(old INTEGER PRIMARY KEY, new INTEGER)")
            yield
        finally:
            for table in ("moved_run", "moved_series"):
                execute(f"DROP TABLE IF EXISTS temp.{table}")
            execute("DETACH source")


def _batches(source: Store, ids: list[int]) -> Iterator[list[int]]:
    sql = """SELECT run_id, sum(count) FROM series WHERE run_id IN (SELECT value FROM json_each(?))
             GROUP BY run_id"""
    with source.lock:
        points = dict(source.connection.execute(sql, (json.dumps(ids),)).fetchall())
    batch: list[int] = []
    held = 0
    for run_id in ids:
        batch.append(run_id)
        held += points.get(run_id, 0)
        if len(batch) == _RUNS or held >= _POINTS:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _copy(source: Store, target: Store, ids: list[int]) -> Changes:
    """Copy a batch: its blobs first, then its rows in one transaction."""
    asked = json.dumps(ids)
    used = [(table, column) for table, column in references(source) if "run_id" in _columns(source, table)]
    for digest in _digests(source, used, asked):
        _copy_blob(source, target, digest)
    execute = target.connection.execute
    with target.write() as revision:
        first = keys.next_run(target)
        execute("DELETE FROM temp.moved_run")
        execute("DELETE FROM temp.moved_series")
        execute("INSERT INTO temp.moved_run SELECT value, key + ? FROM json_each(?)", (first, asked))
        for statement in _NAMES:
            execute(statement)
        execute(_SERIES_IDS)
        for table, column in used:
            execute(
                f"""INSERT OR IGNORE INTO blob SELECT * FROM source.blob WHERE sha256 IN
                    (SELECT {column} FROM source.{table} WHERE {_MOVED})"""
            )
        for statement in _rows(target):
            execute(statement)
        execute("UPDATE meta SET value = value + ? WHERE key = 'next_color'", (len(ids),))
        marks = "('tags_revision', 'experiments_revision')"
        execute(f"UPDATE meta SET value = ? WHERE key IN {marks}", (revision,))
    return Changes(revision, frozenset(range(first, first + len(ids))), tags=True, experiments=True)


def _rows(target: Store) -> Iterator[str]:
    """Yield the statements that copy the rows of every table that knows runs."""
    sql = """SELECT known.name FROM main.sqlite_schema AS known JOIN pragma_table_info(known.name) AS field
             WHERE known.type = 'table' AND field.name = 'run_id'"""
    known = [row[0] for row in target.connection.execute(sql).fetchall()]
    yield _insert(target, "run", "moved_run", "id")
    for table in known:
        yield _insert(target, table, "moved_run", "run_id")
    yield _insert(target, "chunk", "moved_series", "series_id")


def _insert(target: Store, table: str, moved: str, whose: str) -> str:
    """Return the statement that copies the rows of one table in the order they were written.

    Rows get new ids, but those of runs and series, to which others refer, are known beforehand.
    """
    values = {column: _COLUMNS.get(column, f"row.{column}") for column in _columns(target, table)}
    order = ", row.id" if values.pop("id", None) else ""
    if table == "series":
        values["id"] = "(SELECT new FROM temp.moved_series WHERE old = row.id)"
    values[whose] = "moved.new"
    return f"""INSERT INTO main.{table}({", ".join(values)}) SELECT {", ".join(values.values())}
               FROM temp.{moved} AS moved CROSS JOIN source.{table} AS row ON row.{whose} = moved.old
               ORDER BY moved.old{order}"""


def _columns(store: Store, table: str) -> list[str]:
    with store.lock:
        rows = store.connection.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
    return [row[0] for row in rows]


def _digests(source: Store, used: Sequence[tuple[str, str]], asked: str) -> set[str]:
    found: set[str] = set()
    for table, column in used:
        sql = f"""SELECT {column} FROM {table}
                  WHERE {column} IS NOT NULL AND run_id IN (SELECT value FROM json_each(?))"""
        with source.lock:
            found |= {row[0] for row in source.connection.execute(sql, (asked,)).fetchall()}
    return found


def _copy_blob(source: Store, target: Store, digest: str) -> None:
    try:
        blobs.put(target.blobs, blobs.get(source.blobs, digest))
    except FileNotFoundError:  # missing in the source: the copy shows the same problem
        return
