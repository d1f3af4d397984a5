"""The repository as the rest of storage uses it: one connection, short reads, one writer at a time."""

from __future__ import annotations

import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from runyard.storage import connection as opening
from runyard.storage.trouble import Guard, explained

#: The connection of every open store, to close it when the store is dropped. `weakref.finalize` would not do
#: so at the end of Python, or do it before the runs have stored what they hold.
_open: dict[weakref.ref[Store], tuple[sqlite3.Connection, int]] = {}


def _dropped(
    ref: weakref.ref[Store],
    *,
    _open: dict[weakref.ref[Store], tuple[sqlite3.Connection, int]] = _open,
    _process: Callable[[], int] = os.getpid,
) -> None:
    connection, process = _open.pop(ref)
    if process == _process():  # a forked child must not close what is its parent's
        connection.close()


def still(patience: float) -> list[Guard]:
    """Wait until no other thread is in a database of this process; return the locks that keep it so.

    For a fork: SQLite has locks of its own, for the memory of all its connections say, and a child that finds
    one taken by a thread it does not have waits for ever. Whoever calls releases what is returned. A database
    that is not free within `patience` seconds, of all of them together, is not waited for.
    """
    until = time.monotonic() + patience
    stores = [
        store for ref, (_, process) in _open.copy().items() if process == os.getpid() and (store := ref())
    ]
    return [store.lock for store in stores if store.lock.acquire(max(0.0, until - time.monotonic()))]


class Store:
    """One open repository.

    Attributes
    ----------
    folder, database, journals, blobs : Path
        The `.runyard` folder and what lies in it.
    read_only : bool
        Whether this store refuses to write.
    immutable : bool
        Whether the database is read as a file that nobody changes, because the folder cannot be written:
        what a writer has not checkpointed is not seen.
    upgraded : Path or None
        Where the database was copied to, when this opening has upgraded it.
    connection : sqlite3.Connection
        For storage modules only; autocommit, usable from any thread under `lock`.
    lock : Guard
        Held through every `read` and `write`, so that threads sharing the store do not mix transactions.
        Errors of the database that pass out of it are known problems; see `storage.trouble`.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, *, read_only: bool, immutable: bool
    ) -> None:
        self.folder = folder
        self.database = folder / opening.DATABASE
        self.journals = folder / "journals"
        self.blobs = folder / "blobs"
        self.read_only = read_only
        self.immutable = immutable
        self.upgraded: Path | None = None
        self.connection = connection
        self.lock = Guard()
        self._closed = False
        _open[weakref.ref(self, _dropped)] = connection, os.getpid()

    @classmethod
    def open(
        cls, folder: Path, *, read_only: bool = False, create: bool = False, timeout: float = 5.0
    ) -> Store:
        """Open the repository in `folder` (a `.runyard`); `timeout` is how many seconds to wait for a writer.

        Raises
        ------
        RepositoryMissingError
            If there is no database and `create` is not set.
        NewerSchemaError, OlderSchemaError, DamagedRepositoryError
            If the database is from a newer program, from an older one and may only be read, or none of ours.
        RepositoryTroubleError
            If it is locked, or cannot be reached.
        """
        database = folder / opening.DATABASE
        try:
            if read_only:
                connection, immutable = opening.open_reader(database, timeout=timeout)
                return cls(folder, connection, read_only=True, immutable=immutable)
            connection, kept = opening.open_writer(database, create=create, timeout=timeout)
            store = cls(folder, connection, read_only=False, immutable=False)
            store.upgraded = kept
            return store
        except sqlite3.Error as error:
            raise explained(error) from error

    @contextmanager
    def write(self) -> Iterator[int]:
        """Hold the write lock for the block and yield the new revision; roll back if the block raises."""
        with self.lock:
            execute = self.connection.execute
            execute("BEGIN IMMEDIATE")
            try:
                sql = "UPDATE meta SET value = value + 1 WHERE key = 'revision' RETURNING value"
                [[revision]] = execute(sql).fetchall()
                yield revision
                execute("COMMIT")
            except BaseException:
                self._rollback()
                raise

    @contextmanager
    def read(self) -> Iterator[None]:
        """See one state of the database through the block; inside another read or write, that one's."""
        with self.lock:
            if self.connection.in_transaction:
                yield
                return
            self.connection.execute("BEGIN")
            try:
                yield
            finally:
                self._rollback()  # nothing was written

    def _rollback(self) -> None:
        if self.connection.in_transaction:  # some errors (a full disk, say) have rolled back already
            self.connection.execute("ROLLBACK")

    def revision(self) -> int:
        """Return how many transactions have changed the repository."""
        with self.lock:
            [value] = self.connection.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
        return int(value)

    def data_version(self) -> int:
        """Return a number that changes when another connection commits."""
        with self.lock:
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def outgrown(self) -> bool:
        """Whether a newer program has upgraded the database since it was opened here."""
        with self.lock:
            [version] = self.connection.execute("PRAGMA user_version").fetchone()
        return int(version) > opening.VERSION

    def has_log(self) -> bool:
        """Whether the database keeps a write-ahead log; on a network file system it cannot."""
        with self.lock:
            [mode] = self.connection.execute("PRAGMA journal_mode").fetchone()
        return bool(mode == "wal")

    def interrupt(self) -> None:
        """Stop the running statement; callable from any thread."""
        if not self._closed:
            self.connection.interrupt()

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        with self.lock:
            if not self._closed:
                self._closed = True
                self.connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
