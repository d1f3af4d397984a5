"""Version 4: images, audio, texts, distributions and figures; which params a run has pinned."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

VERSION = 4

SCHEMA = """
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  position INTEGER NOT NULL,
  shadowed INTEGER NOT NULL DEFAULT 0,
  time INTEGER NOT NULL,
  epoch REAL,
  meta TEXT NOT NULL DEFAULT '{}',
  size INTEGER NOT NULL,
  sha256 TEXT REFERENCES blob(sha256),
  picture TEXT REFERENCES blob(sha256),
  plotly TEXT REFERENCES blob(sha256),
  data BLOB
);
CREATE INDEX item_series ON item(series_id, step, position, shadowed);
CREATE INDEX item_run ON item(run_id);
CREATE INDEX item_blob ON item(sha256) WHERE sha256 IS NOT NULL;
CREATE INDEX item_picture ON item(picture) WHERE picture IS NOT NULL;
CREATE INDEX item_plotly ON item(plotly) WHERE plotly IS NOT NULL;

ALTER TABLE run ADD COLUMN pinned_params TEXT NOT NULL DEFAULT '[]';
"""


def apply(db: Database | sqlite3.Connection) -> None:
    """Add the table and the column; content comes last in its row, so that a list never reads it."""
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
