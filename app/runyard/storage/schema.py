"""The list of migrations. Loads sqlite-utils, so it is imported only to upgrade a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from types import ModuleType

from sqlite_utils import Database, Migrations

from runyard.storage.migrations import m0001_first

MIGRATIONS: list[ModuleType] = [m0001_first]


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, each step with its version number in one transaction.

    `user_version` says which steps are done; what sqlite-utils notes of them is not asked.
    """
    [version] = connection.execute("PRAGMA user_version").fetchone()
    steps = Migrations("runyard")
    for module in MIGRATIONS:
        if version < module.VERSION:
            steps(name=module.__name__.rpartition(".")[2])(_step(module))
    database = Database(connection)
    steps.apply(database)


def _step(module: ModuleType) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        module.apply(db)
        db.execute(f"PRAGMA user_version = {int(module.VERSION)}")

    return step
