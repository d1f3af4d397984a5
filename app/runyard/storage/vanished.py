"""A database whose file was deleted or replaced while it was open: noticed, and written anew where it can be.

SQLite goes on writing into a file that has no name any more; nobody would ever find what it stores there.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path

from runyard.domain.errors import DamagedRepositoryError
from runyard.storage import connection as opening
from runyard.storage.store import Store


def identity(database: Path) -> tuple[int, int] | None:
    """Return what tells the file at a path from any other, or None when there is none."""
    try:
        found = database.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def write_back(store: Store) -> bool:
    """Write the deleted database of an open store anew, with everything in it; False when it is not sound.

    Nothing is done when another process, or a person, has put a database there meanwhile.
    """
    fresh = store.database.with_name(f"{store.database.name}.{os.getpid()}.new")
    with opening.setup(store.folder):
        if store.database.exists():
            return True
        try:
            with contextlib.closing(sqlite3.connect(fresh, isolation_level=None)) as copy:
                with store.lock:
                    store.connection.backup(copy)
                [found] = copy.execute("PRAGMA quick_check(1)").fetchone()
                sound = bool(found == "ok")
            if sound:
                opening.set_log_aside(store.database)
                fresh.replace(store.database)
            return sound
        except (sqlite3.DatabaseError, DamagedRepositoryError):  # of the copy, of the store
            return False
        finally:
            for end in ("", "-wal", "-shm"):
                fresh.with_name(fresh.name + end).unlink(missing_ok=True)
