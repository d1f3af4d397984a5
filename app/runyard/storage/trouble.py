"""What the database's errors mean: the one place where sqlite3's words become sentences."""

from __future__ import annotations

import sqlite3
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from runyard.domain.errors import DamagedRepositoryError, KnownProblem, RepositoryTroubleError, StoppedError

_BUSY = ("Another program is writing to the repository", "Nothing was lost, try again in a moment")
_SENTENCES = {
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_FULL": ("The disk is full", "What was there is kept, free some space and try again"),
    "SQLITE_READONLY": ("The repository cannot be written", "Check the rights of its folder"),
    "SQLITE_CANTOPEN": ("The database cannot be opened", "Check that its folder is still there"),
    "SQLITE_IOERR": ("The disk does not answer as it should", "Check the disk, then try again"),
    "SQLITE_PERM": ("The database cannot be opened", "Check the rights of its folder"),
}
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")


def explained(error: Exception) -> Exception:
    """Return the known problem behind a database error; any other error, a bug too, is returned as it is."""
    if not isinstance(error, sqlite3.Error):
        return error
    name = str(getattr(error, "sqlite_errorname", ""))
    kind = "_".join(name.split("_")[:2])  # extended codes add a word
    problem: KnownProblem
    if kind in _DAMAGED:
        problem = DamagedRepositoryError(
            f"The database is damaged ({error})",
            "`runyard check` says what can be saved; copy the folder aside before anything writes to it",
        )
    elif kind in _SENTENCES:
        problem = RepositoryTroubleError(*_SENTENCES[kind])
    elif kind == "SQLITE_INTERRUPT":
        problem = StoppedError("Reading was stopped", "Ask again")
    elif "closed database" in str(error):
        problem = RepositoryTroubleError("The repository is closed", "Open it again")
    else:
        return error
    problem.__cause__ = error
    return problem


@contextmanager
def decoding(what: str) -> Iterator[None]:
    """Let bytes that cannot be what was written be a known problem, which says of `what`."""
    try:
        yield
    except KnownProblem:
        raise
    except (struct.error, zlib.error, ValueError, LookupError, TypeError, RecursionError) as error:
        raise DamagedRepositoryError(
            f"{what} cannot be read, the bytes are damaged", "`runyard check` says what can be saved"
        ) from error


class Guard:
    """A reentrant lock; database errors that pass out of it become known problems.

    It costs nothing where nothing fails, which a wrapper around each statement would.
    """

    __slots__ = ("_lock",)

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def acquire(self, timeout: float) -> bool:
        """Wait for the lock at most so many seconds; False when another thread keeps it."""
        return self._lock.acquire(timeout=timeout)

    def release(self) -> None:
        """Give back what `acquire` took."""
        self._lock.release()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
        if isinstance(error, sqlite3.Error):
            problem = explained(error)
            if problem is not error:
                raise problem
