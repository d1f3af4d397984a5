"""Removing blobs that nothing refers to any more."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

from runyard.journal.segments import segments
from runyard.storage.store import Store

#: Every place where a digest may begin: they are looked up, not looked for one by one.
_DIGESTS = re.compile(rb"(?=([0-9a-f]{64}))")
_KEEP = 24 * 3600.0  # seconds: whoever put a blob there may be about to record it


def references(store: Store) -> list[tuple[str, str]]:
    """Return the tables and their columns that refer to blobs, as the schema declares them."""
    sql = """SELECT known.name, key."from" FROM sqlite_schema AS known
             JOIN pragma_foreign_key_list(known.name) AS key
             WHERE known.type = 'table' AND key."table" = 'blob'"""
    with store.lock:
        return [(table, column) for table, column in store.connection.execute(sql).fetchall()]


def sweep(store: Store) -> int:
    """Remove blobs that no row and no waiting journal names, older than 24 hours; return how many bytes."""
    limit = time.time() - _KEEP
    old = dict(_older(store.blobs, limit))
    for digest in _waiting(store, old):
        del old[digest]
    if not old:
        return 0
    with store.write():
        for table, column in references(store):
            sql = f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL"
            named = store.connection.execute(sql)
            old = {digest: old[digest] for digest in old.keys() - {row[0] for row in named}}
        gone = json.dumps(list(old))
        store.connection.execute("DELETE FROM blob WHERE sha256 IN (SELECT value FROM json_each(?))", (gone,))
    return sum(_unlink(path, limit) for path in old.values())


def _older(blobs: Path, limit: float) -> Iterator[tuple[str, Path]]:
    """Yield old files by their digest; what a killed process left half written counts as one."""
    for path in (*blobs.glob("??/*"), *blobs.glob(".*")):
        try:
            found = path.stat()
        except FileNotFoundError:  # just renamed into its place, or removed by another purge
            continue
        if found.st_mtime < limit:
            yield path.parent.name + path.name, path


def _waiting(store: Store, digests: dict[str, Path]) -> set[str]:
    """Return those digests that the text of a waiting journal holds."""
    found: set[str] = set()
    for file in segments(store.journals) if digests else ():
        try:
            data = file.path.read_bytes()
        except FileNotFoundError:
            continue
        found |= digests.keys() & {digest.decode() for digest in _DIGESTS.findall(data)}
    return found


def _unlink(path: Path, limit: float) -> int:
    try:
        found = path.stat()
        if found.st_mtime >= limit:  # put again meanwhile
            return 0
        path.unlink()
    except FileNotFoundError:
        return 0
    return found.st_size
