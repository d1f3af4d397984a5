"""Moving commits from the write-ahead log into the database file, and deleting journals safe there."""

from __future__ import annotations

from pathlib import Path

from runyard.journal.segments import delete, segments
from runyard.storage.store import Store

_LARGE = 64 << 20
_SPARE_PAGES = 64
_PORTION = 2048  # pages given back at once, some milliseconds with the write lock held


def covered(store: Store) -> bool:
    """Try a checkpoint that waits for nobody; return whether every commit so far is in the database file.

    The file is synchronised by it, so what it covers survives a loss of power.
    """
    with store.lock:
        busy, pages, moved = store.connection.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchone()
    return not busy and pages == moved


def delete_ingested(store: Store, owner: str) -> int:
    """Delete the sealed segments of an owner that are wholly in the database file; return how many.

    Their offsets stay: whoever has read a segment already and is late finds that it was ingested.
    """
    with store.lock:
        rows = store.connection.execute(
            "SELECT segment, offset FROM journal WHERE owner = ? AND sealed = 1", (owner,)
        ).fetchall()
    done = dict(rows)
    found = [
        file
        for file in segments(store.journals)
        if file.owner == owner and file.number in done and _within(file.path, done[file.number])
    ]
    if not found or not covered(store):
        return 0
    for file in found:
        delete(file.path)
    return len(found)


def _within(path: Path, offset: int) -> bool:
    try:
        return path.stat().st_size <= offset
    except FileNotFoundError:  # somebody else deleted it
        return False


def trim(store: Store) -> None:
    """At an idle moment: start the write-ahead log afresh when it has grown, and give spare pages back."""
    log = store.database.with_name(store.database.name + "-wal")
    with store.lock:
        execute = store.connection.execute
        if log.exists() and log.stat().st_size > _LARGE:
            restart_log(store)
        [spare] = execute("PRAGMA freelist_count").fetchone()
        [pages] = execute("PRAGMA page_count").fetchone()
        if spare > _SPARE_PAGES and spare * 8 > pages:
            shrink(store)


def restart_log(store: Store) -> None:
    """Move all of the write-ahead log into the database file and begin it afresh, empty."""
    with store.lock:
        store.connection.execute("PRAGMA main.wal_checkpoint(TRUNCATE)").fetchone()


def shrink(store: Store) -> bool:
    """Give a portion of the spare pages back; return whether there are more."""
    with store.lock:
        [spare] = store.connection.execute("PRAGMA freelist_count").fetchone()
        # One row of no columns for each page: a cursor would stop at the first, a script goes through.
        store.connection.executescript(f"PRAGMA incremental_vacuum({_PORTION})")
        [left] = store.connection.execute("PRAGMA freelist_count").fetchone()
    return bool(0 < left < spare)
