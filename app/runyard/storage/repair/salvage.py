"""Saving what can be read of a damaged repository into a new one; the damaged one stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from runyard.domain.errors import KnownProblem, RepositoryMissingError
from runyard.storage import connection as opening
from runyard.storage import location
from runyard.storage.ingest import recovery
from runyard.storage.looking import head, log_of, looking
from runyard.storage.repair import examine_files, mending
from runyard.storage.repair.around import Around, columns
from runyard.storage.store import Store

_ROWS = 500
_PAGE = 4096
_HEAD = 100
_OWN = ("meta",)  # filled in every new repository


def salvage(folder: Path, into: Path, step: Callable[[int, int], None] | None = None) -> list[str]:
    """Copy all that can be read of a repository into a new one, and return a sentence for each loss.

    Tables are read around damaged pages; what belongs to a row that is lost gets one that stands in for it;
    summaries are counted again from the points kept; journals that wait are stored in the new repository.

    Parameters
    ----------
    folder : Path
        The damaged repository (a `.runyard`). Nothing in it changes.
    into : Path
        A folder without a repository, made when it does not exist.
    step : callable, optional
        Called now and then with how many tables are done, and how many there are.

    Raises
    ------
    RepositoryMissingError
        If there is nothing to save.
    KnownProblem
        If `into` holds a repository, or processes are still logging into the damaged one.
    """
    database = folder / opening.DATABASE
    if not database.exists() and not any((folder / "journals").glob("*.journal")):
        raise RepositoryMissingError(f"There is no repository at {folder.parent}", "Name another folder")
    _refuse(folder, into)
    target = location.resolve(into, create=True)
    Store.open(target, create=True).close()
    with tempfile.TemporaryDirectory(dir=target, prefix="salvage-") as scratch:
        copy = _working_copy(database, Path(scratch), target / opening.DATABASE)
        with Store.open(target) as store:
            lost = _tables(store, copy, step)
            lost += mending.mend(store)
            lost += _blobs(folder, store)
            _journals(folder, store)
    return lost


def _refuse(folder: Path, into: Path) -> None:
    place = into.expanduser().resolve()
    if place.is_file() or (place / location.FOLDER).exists() or place.name == location.FOLDER:
        raise KnownProblem(f"{into} is not a new place", "Name a folder that holds no repository")
    _, live = examine_files.waiting(folder, None)
    if live:
        processes = "1 process is" if live == 1 else f"{live} processes are"
        raise KnownProblem(
            f"{processes} still logging to {folder}", "Wait for the end, or stop them, then save"
        )


def _working_copy(database: Path, scratch: Path, fresh: Path) -> Path | None:
    """Copy the database with its log and mend what keeps SQLite from opening it; None if that is in vain."""
    if not database.exists() or database.stat().st_size < _PAGE:
        return None
    copy = scratch / opening.DATABASE
    shutil.copyfile(database, copy)
    if log_of(database).exists():
        shutil.copyfile(log_of(database), log_of(copy))
    found = head(copy)
    if found.valid and copy.stat().st_size < found.pages * found.page_size:
        with copy.open("r+b") as file:
            file.truncate(found.pages * found.page_size)
    for size in (0, _HEAD, _PAGE):  # as it is; with a new head; with the tables where a new database has them
        _graft(copy, fresh, size)
        if _opens(copy):
            return copy
    return None


def _graft(copy: Path, fresh: Path, size: int) -> None:
    """Put the first bytes of a new database in the place of those of the copy."""
    if not size:
        return
    with fresh.open("rb") as file:
        data = bytearray(file.read(size))
    data[28:32] = (copy.stat().st_size // _PAGE).to_bytes(4, "big")
    data[32:40] = bytes(8)  # no list of spare pages
    data[92:96] = data[24:28]
    with copy.open("r+b") as file:
        file.write(data)


def _opens(copy: Path) -> bool:
    try:
        with looking(copy) as connection:
            names = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    except sqlite3.DatabaseError:
        return False
    return {"run", "series", "chunk"} <= names


def _tables(store: Store, copy: Path | None, step: Callable[[int, int], None] | None) -> list[str]:
    """Copy every table; return what is known to be lost."""
    if copy is None:
        return ["Nothing of the database itself could be read"]
    names = [row[0] for row in store.connection.execute(_TABLES)]
    lost = []
    store.connection.execute("PRAGMA foreign_keys = OFF")  # what is missing is found and mended afterwards
    try:
        with looking(copy) as source:
            for number, table in enumerate(names):
                if _copy(store, source, table):
                    lost.append(f"Some of the table `{table}` could not be read")
                if step is not None:
                    step(number + 1, len(names))
    finally:
        store.connection.execute("PRAGMA foreign_keys = ON")
    return lost


_TABLES = """SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"""


def _copy(store: Store, source: sqlite3.Connection, table: str) -> bool:
    """Copy the rows of one table; return whether some could not be read or not be kept."""
    known = set(columns(source, table))
    shared = [column for column in columns(store.connection, table) if column in known]
    if not shared:  # an older repository does not have it
        return False
    around = Around(source, table, shared)
    verb = "INSERT OR REPLACE" if table in _OWN else "INSERT"
    sql = f"{verb} INTO {table}({', '.join(shared)}) VALUES ({', '.join('?' * len(shared))})"
    refused = 0
    rows = around.rows()
    while block := list(islice(rows, _ROWS)):
        refused += _insert(store, sql, block)
    return around.damaged or bool(refused)


def _insert(store: Store, sql: str, block: list[tuple[object, ...]]) -> int:
    """Insert rows and return how many the tables' own rules refuse, as damage may have changed them."""
    execute = store.connection.execute
    execute("BEGIN IMMEDIATE")
    refused = 0
    for row in block:
        try:
            execute(sql, row)
        except sqlite3.IntegrityError:
            refused += 1
    execute("COMMIT")
    return refused


def _blobs(folder: Path, store: Store) -> list[str]:
    """Copy the blobs whose content is what their name says."""
    broken = 0
    for path in _files(folder / "blobs"):
        digest = path.parent.name + path.name
        try:
            sound = examine_files.checksum(path) == digest
        except OSError:
            sound = False
        if sound:
            place = store.blobs / path.parent.name
            place.mkdir(exist_ok=True)
            shutil.copy2(path, place / path.name)
        else:
            broken += 1
    return [f"{mending.counted(broken, 'logged file')} cannot be read as stored"] if broken else []


def _files(blobs: Path) -> Iterator[Path]:
    return (path for path in sorted(blobs.glob("??/*")) if path.is_file() and not path.name.startswith("."))


def _journals(folder: Path, store: Store) -> None:
    """Store what waits: the new repository knows how much of each journal it holds already."""
    for pattern in ("*.spool", "*.journal"):
        for path in sorted((folder / "journals").glob(pattern)):
            if not path.is_symlink():  # it could bring any file of this machine into the repository
                shutil.copy2(path, store.journals / path.name)
    recovery.recover(store)
