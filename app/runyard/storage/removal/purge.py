"""Purging: removing runs for good and giving their space back."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.errors import KnownProblem, RepositoryTroubleError
from runyard.journal.segments import segments
from runyard.storage.ingest import checkpoint, orphans
from runyard.storage.objects.sweep import sweep
from runyard.storage.query.sources import series_names
from runyard.storage.runs.living import refuse_live
from runyard.storage.store import Store

_BATCH = 100  # runs a transaction
Step = Callable[[int, int], None]


class Purged(NamedTuple):
    """What a purge did; `freed` is by how many bytes the repository's files became smaller."""

    changes: Changes
    runs: int
    freed: int


def trashed(store: Store) -> array[int]:
    """Return the ids of the runs in the trash, the latest put there first."""
    sql = """SELECT id FROM run INDEXED BY run_created WHERE trashed IS NOT NULL
             ORDER BY trashed DESC, created DESC, id DESC"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    return array("q", [row[0] for row in rows])


def purge(store: Store, ids: Sequence[int], *, step: Step | None = None) -> Purged:
    """Remove runs for good, whether they are in the trash or not, and give their space back.

    A journal of them that turns up later is set aside in `journals/orphans` and never read in.

    Parameters
    ----------
    step : callable, optional
        Called after each part with how many runs are done, and how many there are.

    Raises
    ------
    KnownProblem
        If a process writes to one of the runs, or the store is for reading only; then nothing is removed.
    """
    if store.read_only:
        raise KnownProblem(
            "The repository is open for reading only, so nothing was purged", "Open it to write"
        )
    refuse_live(store, ids, "purged")
    before = _size(store)
    changes, removed = Changes(store.revision()), 0
    for start in range(0, len(ids), _BATCH):
        done = remove(store, ids[start : start + _BATCH])
        changes, removed = changes | done, removed + len(done.gone)
        if step is not None:
            step(min(start + _BATCH, len(ids)), len(ids))
    if removed:
        _forget_names(store)
    freed = give_back(store)
    return Purged(changes, removed, before - _size(store) + freed)


def remove(store: Store, ids: Sequence[int]) -> Changes:
    """Remove the rows of some runs in one transaction and set aside what is left of their journals."""
    asked = json.dumps(list(ids))
    execute = store.connection.execute
    with store.write() as revision:
        gone = dict(
            execute("SELECT id, hash FROM run WHERE id IN (SELECT value FROM json_each(?))", (asked,))
        )
        asked = json.dumps(list(gone))
        chosen = "(SELECT value FROM json_each(?))"
        execute(
            f"INSERT INTO tombstone SELECT 'run', id, hash, ? FROM run WHERE id IN {chosen}",
            (revision, asked),
        )
        owners = f"(SELECT owner FROM attempt WHERE run_id IN {chosen})"
        execute(f"DELETE FROM journal WHERE owner IN {owners}", (asked,))
        execute(f"DELETE FROM run WHERE id IN {chosen}", (asked,))  # all that refers to it goes along
    _set_aside(store.journals, set(gone.values()))
    return Changes(revision, gone=frozenset(gone), tags=True, experiments=True)


def _forget_names(store: Store) -> None:
    """Remove names, contexts and paths of params that no run uses any more."""
    execute = store.connection.execute
    with store.write():
        used = series_names(execute)
        for table, ids in (("name", {key.name for key in used}), ("context", {key.context for key in used})):
            sql = f"DELETE FROM {table} WHERE id NOT IN (SELECT value FROM json_each(?))"
            execute(sql, (json.dumps(list(ids)),))
        execute("DELETE FROM param_path WHERE NOT EXISTS (SELECT 1 FROM param WHERE path_id = param_path.id)")


def _set_aside(journals: Path, hashes: set[str]) -> None:
    for owner in {file.owner for file in segments(journals) if file.run in hashes}:
        orphans.set_aside(journals, owner)
    for lock in journals.glob("*.lock"):
        if lock.name.partition(".")[0] in hashes:
            lock.unlink(missing_ok=True)


def give_back(store: Store) -> int:
    """Remove the blobs that nothing needs, whose bytes it returns, and make the database file small again.

    Pages go a portion at a time, so that others may write between.
    """
    freed = sweep(store)
    try:
        while checkpoint.shrink(store):
            time.sleep(0)  # a thread that waits for the store gets its turn
        checkpoint.restart_log(store)
    except RepositoryTroubleError:  # somebody else keeps the database busy: space is given back later
        pass
    return freed


def _size(store: Store) -> int:
    log = store.database.with_name(store.database.name + "-wal")
    return sum(path.stat().st_size for path in (store.database, log) if path.exists())
