"""Version 3: notes on runs and on experiments; files attached to runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

VERSION = 3

SCHEMA = """
CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES run(id) ON DELETE CASCADE,
  experiment_id INTEGER REFERENCES experiment(id) ON DELETE CASCADE,
  text TEXT NOT NULL,
  created INTEGER NOT NULL,
  edited INTEGER NOT NULL,
  CHECK ((run_id IS NULL) <> (experiment_id IS NULL))
);
CREATE INDEX note_run ON note(run_id) WHERE run_id IS NOT NULL;
CREATE INDEX note_experiment ON note(experiment_id) WHERE experiment_id IS NOT NULL;
CREATE INDEX note_edited ON note(edited);

CREATE TABLE attachment (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  time INTEGER NOT NULL,
  sha256 TEXT NOT NULL REFERENCES blob(sha256),
  size INTEGER NOT NULL
);
CREATE INDEX attachment_run ON attachment(run_id);
CREATE INDEX attachment_blob ON attachment(sha256);
"""


def apply(db: Database | sqlite3.Connection) -> None:
    """Add the tables."""
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
