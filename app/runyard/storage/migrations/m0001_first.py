"""Version 1: runs, attempts, params, tags, series in chunks, logs, the journal's offsets, the change feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from sqlite_utils import Database

VERSION = 1

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
INSERT INTO meta VALUES ('revision', 0), ('tags_revision', 0), ('experiments_revision', 0),
  ('views_revision', 0), ('next_color', 0);

CREATE TABLE experiment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL DEFAULT '',
  archived INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL
);

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  experiment_id INTEGER NOT NULL REFERENCES experiment(id),
  status TEXT NOT NULL,
  created INTEGER NOT NULL,
  ended INTEGER,
  archived INTEGER NOT NULL DEFAULT 0,
  trashed INTEGER,
  color INTEGER NOT NULL,
  last_record INTEGER,
  progress_done REAL, progress_total REAL, progress_unit TEXT, progress_at INTEGER,
  revision INTEGER NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  field_times TEXT NOT NULL DEFAULT '{}',
  params TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX run_created ON run(created, archived, trashed);
CREATE INDEX run_revision ON run(revision);
CREATE INDEX run_status ON run(status);
CREATE INDEX run_experiment ON run(experiment_id);
CREATE INDEX run_name ON run(name);

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  owner TEXT NOT NULL UNIQUE,
  auxiliary INTEGER NOT NULL DEFAULT 0,
  host TEXT NOT NULL,
  boot_id TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_started REAL NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER,
  status TEXT NOT NULL,
  exit_code INTEGER,
  signal TEXT NOT NULL DEFAULT '',
  traceback TEXT NOT NULL DEFAULT '',
  python TEXT NOT NULL DEFAULT '',
  script TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attempt_run ON attempt(run_id, number);
CREATE INDEX attempt_open ON attempt(status) WHERE ended IS NULL;

CREATE TABLE journal (
  owner TEXT NOT NULL,
  segment INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  sealed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (owner, segment)
) WITHOUT ROWID;

CREATE TABLE problem (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  time INTEGER NOT NULL,
  sentence TEXT NOT NULL
);
CREATE INDEX problem_run ON problem(run_id);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 50),
  comment TEXT NOT NULL DEFAULT '' CHECK (length(comment) <= 200),
  color TEXT NOT NULL DEFAULT '0',
  hidden INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL
);
CREATE TABLE run_tag (
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tag(id) ON DELETE CASCADE,
  attached INTEGER NOT NULL,
  PRIMARY KEY (run_id, tag_id)
) WITHOUT ROWID;
CREATE INDEX run_tag_tag ON run_tag(tag_id, run_id);

CREATE TABLE param_path (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE
);
CREATE TABLE param (
  path_id INTEGER NOT NULL REFERENCES param_path(id),
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  type INTEGER NOT NULL,
  value,
  PRIMARY KEY (path_id, run_id)
) WITHOUT ROWID;
CREATE INDEX param_run ON param(run_id);

CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE context (id INTEGER PRIMARY KEY, canonical TEXT NOT NULL UNIQUE);

CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  kind INTEGER NOT NULL,
  name_id INTEGER NOT NULL REFERENCES name(id),
  context_id INTEGER NOT NULL REFERENCES context(id),
  final INTEGER NOT NULL DEFAULT 0,
  ordered INTEGER NOT NULL DEFAULT 1,
  has_epochs INTEGER NOT NULL DEFAULT 0,
  count INTEGER NOT NULL DEFAULT 0,
  first_step INTEGER, last_step INTEGER,
  first REAL, last REAL,
  low REAL, low_step INTEGER,
  high REAL, high_step INTEGER,
  total REAL DEFAULT 0,
  nan_count INTEGER NOT NULL DEFAULT 0,
  first_nan_step INTEGER,
  first_time INTEGER, last_time INTEGER,
  revision INTEGER NOT NULL
);
CREATE UNIQUE INDEX series_key ON series(run_id, kind, name_id, context_id);
CREATE INDEX series_final ON series(kind, name_id, context_id, run_id, last, low, high, count)
  WHERE final = 1;
CREATE INDEX series_live ON series(kind, name_id, context_id, run_id) WHERE final = 0;

CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series(id) ON DELETE CASCADE,
  tier INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min_step INTEGER NOT NULL, max_step INTEGER NOT NULL,
  min_time INTEGER NOT NULL, max_time INTEGER NOT NULL,
  overview BLOB,
  data BLOB NOT NULL
);
CREATE INDEX chunk_series ON chunk(series_id);

CREATE TABLE log_chunk (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  first_line INTEGER NOT NULL,
  count INTEGER NOT NULL,
  min_time INTEGER NOT NULL, max_time INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE INDEX log_chunk_run ON log_chunk(run_id, first_line);

CREATE TABLE blob (
  sha256 TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  created INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE view (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  position REAL NOT NULL DEFAULT 0,
  UNIQUE (kind, name)
);

CREATE TABLE tombstone (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  hash TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX tombstone_revision ON tombstone(revision);
"""


def apply(db: Database | sqlite3.Connection) -> None:
    """Create the first schema in an empty database."""
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
