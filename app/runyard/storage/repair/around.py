"""Reading a table around its damaged pages: every row that can still be had, and which cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

_ENDLESS = 1 << 40  # where the rows end when the last of them cannot be found
_PATIENCE = 1_000_000  # attempts that may fail for one table
_IMPATIENCE = 20_000  # the same when nobody knows where the rows end

Row = tuple[Any, ...]


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table, none when there is no such table."""
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


class Around:
    """The rows of one table in a database that may be damaged.

    Attributes
    ----------
    damaged : bool
        Whether some page could not be read, once all rows have been asked for.
    """

    def __init__(self, connection: sqlite3.Connection, table: str, wanted: Sequence[str]) -> None:
        self.damaged = False
        self._connection = connection
        self._table = table
        self._columns = wanted
        self._wanted = ", ".join(wanted)
        self._defaults = _defaults(connection, table)
        self._failures = 0

    def rows(self) -> Iterator[Row]:
        """Yield what can be read."""
        if self._has_rowid():
            last = self._last()
            self._most = _IMPATIENCE if last is None else _PATIENCE
            yield from self._between(self._first(), _ENDLESS if last is None else last)
        else:
            yield from self._by_key()

    def _has_rowid(self) -> bool:
        try:
            self._connection.execute(f"SELECT rowid FROM {self._table} LIMIT 0")
        except sqlite3.OperationalError:
            return False
        return True

    def _first(self) -> int:
        return self._one("min", 1) or 1

    def _last(self) -> int | None:
        return self._one("max", None)

    def _one(self, extreme: str, otherwise: int | None) -> int | None:
        try:
            [found] = self._connection.execute(f"SELECT {extreme}(rowid) FROM {self._table}").fetchone()
        except sqlite3.DatabaseError:
            self.damaged = True
            return otherwise
        return 0 if found is None else int(found)

    def _between(self, first: int, last: int) -> Iterator[Row]:
        """Yield the rows of a stretch of ids; where one cannot be read, halve what is left of the stretch."""
        todo = [(first, last)]
        sql = f"SELECT rowid, {self._wanted} FROM {self._table} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        while todo and self._failures <= self._most:
            start, end = todo.pop()
            reached = start - 1
            try:
                for row in self._connection.execute(sql, (start, end)):
                    reached = row[0]
                    yield row[1:]
            except sqlite3.DatabaseError:
                self.damaged = True
                self._failures += 1
                start = reached + 1
                if start == end:
                    yield from self._in_parts(start)
                elif start < end:
                    middle = (start + end) // 2
                    todo += [(middle + 1, end), (start, middle)]

    def _in_parts(self, rowid: int) -> Iterator[Row]:
        """Yield a row whose end lies on another, damaged page, with defaults for what is there."""
        found: list[Any] = []
        for column in self._columns:
            try:
                sql = f"SELECT {column} FROM {self._table} WHERE rowid = ?"
                row = self._connection.execute(sql, (rowid,)).fetchone()
            except sqlite3.DatabaseError:
                if column not in self._defaults:
                    return
                row = (self._defaults[column],)
            if row is None:
                return
            found.append(row[0])
        yield tuple(found)

    def _by_key(self) -> Iterator[Row]:
        """Yield the rows of a table without ids: from the front up to the damage, then from the back."""
        sql = f"SELECT {self._wanted} FROM {self._table}"
        key = ", ".join(self._key())
        seen: set[Row] = set()
        try:
            for row in self._connection.execute(f"{sql} ORDER BY {key}"):
                seen.add(row)
                yield row
            return
        except sqlite3.DatabaseError:
            self.damaged = True
        try:
            back = ", ".join(f"{column} DESC" for column in self._key())
            for row in self._connection.execute(f"{sql} ORDER BY {back}"):
                if row in seen:
                    return
                yield row
        except sqlite3.DatabaseError:
            pass

    def _key(self) -> list[str]:
        found = self._connection.execute(f"PRAGMA table_info({self._table})").fetchall()
        return [row[1] for row in sorted(found, key=lambda row: int(row[5])) if row[5]]


def _defaults(connection: sqlite3.Connection, table: str) -> dict[str, Any]:
    """Return what columns hold where nothing else is said, without those that must be said."""
    found = {}
    for _, name, _, needed, text, key in connection.execute(f"PRAGMA table_info({table})").fetchall():
        if text is not None:
            [found[name]] = connection.execute(f"SELECT {text}").fetchone()
        elif not needed and not key:
            found[name] = None
    return found
