"""Examining a repository: what is damaged in it, and what of that can be saved. Changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from runyard.domain.errors import RepositoryMissingError
from runyard.storage import connection as opening
from runyard.storage.looking import head, log_of, looking
from runyard.storage.repair import examine_files, examine_items, examine_points
from runyard.storage.repair.examine_files import Finding

Step = Callable[[int, int], None]

_SALVAGE = "What else there is can be saved into a new repository: runyard check --salvage NEW"
_BY_HEAD = "The rest can be saved, for its head is known: runyard check --salvage NEW"
_SPARE = re.compile(r"freelist|never used|list of free", re.IGNORECASE)
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_HOLDS = {
    "run": "runs",
    "series": "metrics",
    "chunk": "points of metrics",
    "log_chunk": "terminal output",
    "param": "params, for search only: the runs hold them too",
    "attempt": "which processes wrote",
    "message": "messages",
    "note": "notes",
    "item": "images, audio, texts, distributions and figures",
    "attachment": "files that runs have kept",
}


def examine(folder: Path, step: Step | None = None) -> list[Finding]:
    """Return what is wrong with the repository in `folder` (a `.runyard`) or worth knowing; empty when sound.

    Parameters
    ----------
    folder : Path
        The repository's folder. Nothing in it changes, and journals are not drained.
    step : callable, optional
        Called now and then with how many series have been looked at, and how many there are.

    Raises
    ------
    RepositoryMissingError
        If there is neither a database nor a journal.
    """
    database = folder / opening.DATABASE
    if not database.exists() and not any((folder / "journals").glob("*.journal")):
        raise RepositoryMissingError(
            f"There is no repository at {folder.parent}", "Log a run there first, or name another folder"
        )
    found = list(_database(database, step))
    found += examine_files.leftovers(folder)
    return found


def _database(database: Path, step: Step | None) -> Iterator[Finding]:
    folder = database.parent
    if not database.exists() or database.stat().st_size == 0:
        yield Finding(
            "The database is " + ("empty: 0 bytes" if database.exists() else "gone"),
            "Journals and blobs are kept; the next run that logs here makes a new database and stores them",
        )
        yield from examine_files.journals(folder, None)
        return
    yield from _file(database)
    try:
        with looking(database) as connection:
            problem = _ours(connection, database)
            if problem is not None:
                yield problem
                return
            yield from _content(connection, step)
            yield from examine_items.unsound(connection)
            yield from examine_files.blobs(folder, connection)
            yield from examine_files.journals(folder, connection)
    except sqlite3.DatabaseError as error:
        yield Finding(f"The database cannot be read to its end ({error})", _SALVAGE)
        yield from examine_files.journals(folder, None)


def _file(database: Path) -> Iterator[Finding]:
    """Say what plain file access shows: a head that is none, a file cut short."""
    found = head(database)
    size = database.stat().st_size
    if not found.valid:
        yield Finding("The database does not begin as one does: its head was overwritten", _BY_HEAD)
    elif size < found.pages * found.page_size and not log_of(database).exists():
        lost = found.pages - size // found.page_size
        yield Finding(f"The database was cut short: {lost} of its {found.pages} pages are gone", _SALVAGE)


def _ours(connection: sqlite3.Connection, database: Path) -> Finding | None:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    [application] = connection.execute("PRAGMA application_id").fetchone()
    if application != opening.APPLICATION_ID:
        return Finding(
            "The database belongs to another program", f"Move {database.name} away, or name another folder"
        )
    if version > opening.VERSION:
        return Finding(
            f"The repository was written by a newer Runyard: its schema is version {version}, "
            f"this program knows {opening.VERSION}",
            "Nothing is lost: install the newer Runyard to open it",
        )
    return None


def _content(connection: sqlite3.Connection, step: Step | None) -> Iterator[Finding]:
    yield from _structure(connection)
    yield from _references(connection)
    try:
        for wrong in examine_points.unsound(connection, step):
            yield Finding(
                f"In {wrong.whose}, {wrong.reason}", "Its other points can be saved, and are counted anew"
            )
    except sqlite3.DatabaseError as error:
        yield Finding(f"Which metrics there are cannot be read ({error})", _SALVAGE)


def _structure(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Let SQLite check the whole file, then, where it is not sound, table by table."""
    first = _checked(connection, "1")
    if first == ["ok"]:
        return
    try:
        tables = [row[0] for row in connection.execute(_TABLES)]
    except sqlite3.DatabaseError as error:
        yield Finding(f"Which tables there are cannot be read ({error})", _BY_HEAD)
        return
    found = [finding for table in tables if (finding := _table(connection, table)) is not None]
    yield from found
    if found:
        return
    if _SPARE.search(first[0]):
        yield Finding(
            f"The list of spare pages is damaged ({first[0]})",
            "No data is lost, but a write may do harm: save all of it (runyard check --salvage NEW)",
        )
    else:
        yield Finding(f"SQLite finds: {first[0]}", _SALVAGE)


def _checked(connection: sqlite3.Connection, what: str) -> list[str]:
    """Return the lines of SQLite's own check of a table, or of a number of problems."""
    try:
        rows = [row[0] for row in connection.execute(f"PRAGMA integrity_check({what})")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for text in rows for line in text.splitlines() if not line.startswith("***")]


def _table(connection: sqlite3.Connection, table: str) -> Finding | None:
    """Say what is wrong with one table: the rows themselves, or only an index beside them."""
    if _checked(connection, table) == ["ok"]:
        return None
    try:
        for _ in connection.execute(f"SELECT * FROM {table} NOT INDEXED"):
            pass
    except sqlite3.DatabaseError:
        holds = f" ({_HOLDS[table]})" if table in _HOLDS else ""
        return Finding(f"The table `{table}`{holds} is damaged", _SALVAGE)
    return Finding(
        f"An index of the table `{table}` does not agree with it",
        "No data is lost: salvage makes the index anew (runyard check --salvage NEW)",
    )


def _references(connection: sqlite3.Connection) -> Iterator[Finding]:
    try:
        missing = Counter((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    except sqlite3.DatabaseError:  # told by `_structure`
        return
    for (table, parent), count in missing.items():
        rows = "1 row" if count == 1 else f"{count:,} rows"
        yield Finding(
            f"{rows} of the table `{table}` belong to a row of `{parent}` that is not there",
            "Salvage gives points and params a run of their own to stand in (runyard check --salvage NEW)",
        )
