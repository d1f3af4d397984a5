"""Looking at a database that may be damaged, without leaving a trace in it."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from runyard.domain.errors import OlderSchemaError, RepositoryMissingError
from runyard.storage.connection import DATABASE, VERSION, address
from runyard.storage.store import Store
from runyard.storage.trouble import Guard

MAGIC = b"SQLite format 3\x00"
_HEAD = 100
_WAL = 2
#: Database files that were read, never to be closed: that would drop every lock this process has on them.
_kept: dict[tuple[int, int], int] = {}


class Head(NamedTuple):
    """What the first hundred bytes of a database say; `pages` is 0 where they do not know."""

    valid: bool
    page_size: int
    pages: int
    logged: bool


def head(database: Path) -> Head:
    """Read the head of a database file with plain file access."""
    data = _first_bytes(database).ljust(_HEAD, b"\0")
    size = int.from_bytes(data[16:18], "big")
    size = 65536 if size == 1 else size
    known = data[24:28] == data[92:96]  # else an old program wrote last, and the page count is stale
    pages = int.from_bytes(data[28:32], "big") if known else 0
    sound = data.startswith(MAGIC) and size >= 512 and not size & (size - 1)
    return Head(sound, size, pages, data[18] == _WAL)


def _first_bytes(database: Path) -> bytes:
    if sys.platform == "win32":  # locks belong to the handle there, and an open file cannot be moved
        with database.open("rb") as file:
            return file.read(_HEAD)
    place = database.stat()
    file_ = place.st_dev, place.st_ino
    if file_ not in _kept:
        _kept[file_] = os.open(database, os.O_RDONLY | os.O_CLOEXEC)
    return os.pread(_kept[file_], _HEAD, 0)


def log_of(database: Path) -> Path:
    """Return where the write-ahead log of a database lies."""
    return database.with_name(database.name + "-wal")


@contextmanager
def looking(database: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that only reads.

    Without a write-ahead log nobody has the database open, and it is read as a file that nobody changes;
    opened in the usual way SQLite would make a log beside it. With one, SQLite may touch ``runyard.db-shm``,
    an index of the log that every reader shares and that holds nothing of its own.
    """
    alone = not log_of(database).exists() and head(database).logged
    mode = "ro&immutable=1" if alone else "ro"
    connection = sqlite3.connect(address(database, mode), uri=True, isolation_level=None, timeout=5.0)
    connection.text_factory = _text
    with closing(connection):
        yield connection


def _text(data: bytes) -> str:
    """Damaged text is no error: it is read with its odd bytes marked."""
    return data.decode("utf-8", "replace")


@contextmanager
def looking_store(folder: Path) -> Iterator[Store]:
    """Yield a store that leaves no trace.

    Raises
    ------
    KnownProblem
        If the database cannot be read, or is of another version.
    """
    database = folder / DATABASE
    if not database.exists():
        raise RepositoryMissingError(f"There is no database in {folder}")
    with Guard(), looking(database) as connection:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        if version != VERSION:
            raise OlderSchemaError(f"{database} has the schema of version {version}, not {VERSION}")
        yield Store(folder, connection, read_only=True, immutable=False)


def versions(folder: Path) -> dict[str, str]:
    """Return the version of SQLite and of the schema that the database in `folder` has, where it says so."""
    database = folder / DATABASE
    found = {"SQLite": sqlite3.sqlite_version}
    if database.exists() and head(database).valid:
        try:
            with looking(database) as connection:
                found["schema"] = str(connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError:
            pass
    return found
