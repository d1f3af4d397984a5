"""Opening SQLite: the version gate, the pragmas, and what a network file system needs instead of WAL."""

from __future__ import annotations

import os
import sqlite3
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from runyard.domain.errors import (
    DamagedRepositoryError,
    NewerSchemaError,
    OlderSchemaError,
    RepositoryMissingError,
)

VERSION = 4
APPLICATION_ID = 0x52554E59  # "RUNY"
DATABASE = "runyard.db"
_WAL_LIMIT = 64 << 20
_SETUP_TIMEOUT = 60.0  # seconds; 32 processes may wait for one that creates or upgrades
_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "afs", "9p", "lustre", "beegfs", "glusterfs", "fuse.gluster")


def open_writer(database: Path, *, create: bool, timeout: float) -> tuple[sqlite3.Connection, Path | None]:
    """Return a connection that may write, after creating or upgrading the database where that is needed.

    The second part is where the database was copied to before an upgrade.
    """
    kept: Path | None = None
    if not _present(database):
        if not create:
            raise RepositoryMissingError(
                f"There is no repository at {database.parent.parent}",
                "Log a run there first, or name another folder",
            )
        with setup(database.parent):
            if not _present(database):
                _create(database)
    connection = _connect(database, "rw", timeout)
    try:
        if _gate(connection, database) < VERSION:
            connection.close()
            kept = _upgrade(database)
            connection = _connect(database, "rw", timeout)
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection, kept


def is_older(database: Path) -> bool:
    """Return whether opening a database for writing will upgrade it first, which takes a while.

    SQLite is asked, although the head of the file says it too: closing a file opened in another way drops
    every lock this process has on it, and another process then deletes the log that a window works with.
    """
    if not _present(database):
        return False
    try:
        with closing(_connect(database, "ro", 0.0)) as connection:
            [version] = connection.execute("PRAGMA user_version").fetchone()
            [application] = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(application == APPLICATION_ID and version < VERSION)


def open_reader(database: Path, *, timeout: float) -> tuple[sqlite3.Connection, bool]:
    """Return a connection that cannot write, and whether it had to be opened as immutable.

    A WAL database in a folder one cannot write opens only while a writer keeps its shared memory file there;
    without one it is read as a file that nobody changes.
    """
    if not _present(database):
        raise RepositoryMissingError(
            f"There is no repository at {database.parent.parent}",
            "Log a run there first, or name another folder",
        )
    immutable = False
    connection = _connect(database, "ro", timeout)
    try:
        try:
            version = _gate(connection, database)
        except sqlite3.OperationalError:
            if os.access(database.parent, os.W_OK):
                raise
            connection.close()
            immutable = True
            connection = _connect(database, "ro&immutable=1", timeout)
            version = _gate(connection, database)
        if version < VERSION:
            raise OlderSchemaError(
                f"{database} was written by an older Runyard (its schema is version {version}, this program "
                f"reads {VERSION}), and cannot be upgraded while it may only be read",
                "Open it once for writing, which copies it aside and upgrades it",
            )
    except BaseException:
        connection.close()
        raise
    return connection, immutable


def on_network(path: Path) -> bool:
    """Return whether `path` lies on a network file system, where WAL's shared memory does not work."""
    text = str(path.resolve())
    if sys.platform == "win32":
        return text.startswith("\\\\")
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    best, kind = "", ""
    for line in mounts:
        _, point, fs, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        inside = point in ("/", text) or text.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fs
    return kind.startswith(_NETWORK)


def address(database: Path, mode: str) -> str:
    """Return the URI that opens a database in a mode such as ``rw``, ``ro`` or ``ro&immutable=1``."""
    return f"file:{urllib.parse.quote(os.fsencode(database.as_posix()))}?mode={mode}"


def _present(database: Path) -> bool:
    try:
        return database.stat().st_size > 0
    except OSError:
        return False


def _connect(database: Path, mode: str, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(
        address(database, mode),
        timeout=timeout,
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )


def _gate(connection: sqlite3.Connection, database: Path) -> int:
    """Return the schema version of what is certainly a Runyard database this program understands."""
    try:
        [version] = connection.execute("PRAGMA user_version").fetchone()
        [application] = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise DamagedRepositoryError(
            f"{database} cannot be read as a database ({error})",
            "Move the file away and restore a copy, if there is one; journals that wait are kept",
        ) from error
    if application != APPLICATION_ID:
        raise DamagedRepositoryError(
            f"{database} is a database of another program", "Move it away, or name another folder"
        )
    if version > VERSION:
        raise NewerSchemaError(
            f"{database.parent} was written by a newer Runyard (its schema is version {version}, "
            f"this program knows {VERSION})",
            "Install the newer Runyard to open it",
        )
    return int(version)


def _prepare(connection: sqlite3.Connection) -> None:
    [mode] = connection.execute("PRAGMA journal_mode").fetchone()
    connection.execute("PRAGMA foreign_keys = ON")
    if mode == "wal":
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {_WAL_LIMIT}")
    else:
        connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def setup(folder: Path) -> Iterator[None]:
    """One process at a time, on every system, let go when it dies: the lock of an empty SQLite file."""
    lock = sqlite3.connect(folder / "setup.lock", timeout=_SETUP_TIMEOUT, isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()


def _create(database: Path) -> None:
    """Build the database beside its place and rename it in, so that nobody ever sees half of one."""
    fresh = database.with_name(f"{database.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    connection = sqlite3.connect(fresh, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        _build(connection)
        mode = "DELETE" if on_network(database.parent) else "WAL"
        connection.execute(f"PRAGMA journal_mode = {mode}")
    finally:
        connection.close()
    set_log_aside(database)
    fresh.replace(database)


def set_log_aside(database: Path) -> None:
    """Before a new database takes this place: SQLite would apply the log of a deleted one to it."""
    for end in ("-wal", "-journal"):
        left = database.with_name(database.name + end)
        if left.exists():
            left.replace(left.with_name(f"{database.stem}-was-deleted{database.suffix}{end}"))
    database.with_name(f"{database.name}-shm").unlink(missing_ok=True)


def _build(connection: sqlite3.Connection) -> None:
    """Fill an empty database, in plain SQL: sqlite-utils would take 100 ms to load."""
    from runyard.storage import migrations

    connection.execute("BEGIN")
    for module in migrations.ALL:
        module.apply(connection)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _upgrade(database: Path) -> Path | None:
    """Copy the database aside, bring it to this program's version, and return the copy."""
    from runyard.storage import schema

    with setup(database.parent):
        connection = _connect(database, "rw", _SETUP_TIMEOUT)
        try:
            version = _gate(connection, database)
            if version == VERSION:  # another process was here first
                return None
            aside = database.with_name(f"{database.stem}-before-version-{VERSION}-was-{version}.db")
            _copy_aside(connection, aside)
            schema.migrate(connection)
            return aside
        finally:
            connection.close()


def _copy_aside(connection: sqlite3.Connection, aside: Path) -> None:
    """Copy the database under another name and rename it, so that what has the name is whole."""
    fresh = aside.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    copy = sqlite3.connect(fresh)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    fresh.replace(aside)
