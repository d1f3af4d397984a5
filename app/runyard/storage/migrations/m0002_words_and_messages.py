"""Version 2: what people and scripts say of a run (label, group, job type, mark), promises, and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

VERSION = 2

SCHEMA = """
ALTER TABLE run ADD COLUMN label TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN run_group TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN job_type TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE run ADD COLUMN expected INTEGER;

CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  time INTEGER NOT NULL,
  level INTEGER NOT NULL,
  text TEXT NOT NULL,
  args TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX message_run ON message(run_id);

DROP INDEX series_final;
CREATE INDEX series_final ON series(kind, name_id, context_id, run_id, last, low, high, count, final)
  WHERE final = 1;
"""


def apply(db: Database | sqlite3.Connection) -> None:
    """Add the columns and the table; `final` in its own index, so that sorting reads nothing else."""
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
