"""Upgrades of older databases. Loads sqlite-utils, so it is imported only for that."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from types import ModuleType

from sqlite_utils import Database, Migrations

from runyard.storage import migrations


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version, all steps with the version number in one transaction.

    It takes the write lock before it reads: begun as a read it would fail, not wait, when another
    writes meanwhile. `user_version` says which steps are done; what sqlite-utils notes of them is not asked.
    """
    [version] = connection.execute("PRAGMA user_version").fetchone()
    steps = Migrations("runyard")
    for module in migrations.ALL:
        if version < module.VERSION:
            steps(name=module.__name__.rpartition(".")[2])(_step(module))
    connection.execute("BEGIN IMMEDIATE")
    try:
        steps.apply(Database(connection))  # each step is a savepoint in it
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _step(module: ModuleType) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        module.apply(db)
        db.execute(f"PRAGMA user_version = {int(module.VERSION)}")

    return step
