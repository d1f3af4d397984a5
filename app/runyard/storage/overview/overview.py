"""The repository at a glance: how much of each kind it holds, and where something happened last."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from runyard.domain.kinds import DataKind
from runyard.domain.run import Tag
from runyard.domain.status import RunStatus
from runyard.storage.organise.tags import TagUse
from runyard.storage.store import Store

_SUMS = "SELECT kind, count(*), ifnull(sum(count), 0) FROM series"
#: The terminal output of a run is numbered through: its last chunk says how many lines there are.
_LINES = """
    SELECT ifnull(sum(lines), 0) FROM (
      SELECT (SELECT first_line + count FROM log_chunk WHERE run_id = run.id
              ORDER BY first_line DESC LIMIT 1) AS lines
      FROM run WHERE trashed IS NULL)"""
_MESSAGES = """
    SELECT (SELECT count(*) FROM message)
      - (SELECT count(*) FROM message WHERE run_id IN (SELECT id FROM run WHERE trashed IS NOT NULL))"""
_NOTES = """
    SELECT count(*) FROM note WHERE run_id IS NULL
      OR run_id IN (SELECT id FROM run WHERE trashed IS NULL)"""
_ACTIVITY = """
    SELECT experiment_id, name, runs FROM experiment JOIN (
      SELECT experiment_id, count(*) AS runs, max(ifnull(last_record, created)) AS latest
      FROM run WHERE trashed IS NULL GROUP BY experiment_id) ON experiment_id = experiment.id
    WHERE NOT archived ORDER BY latest DESC, experiment_id DESC LIMIT ?"""

_TAGS = """
    SELECT tag.id, tag.name, comment, tag.color, count(*) AS runs FROM tag
    JOIN run_tag ON tag_id = tag.id JOIN run ON run.id = run_id
    WHERE NOT hidden AND run.archived = 0 AND trashed IS NULL
    GROUP BY tag.id ORDER BY runs DESC, tag.name LIMIT ?"""


class Totals(NamedTuple):
    """How much the runs outside of the trash have logged, archived ones included.

    `metrics` and `system` count series, `points` those of both; images, audio, texts, distributions and
    figures are counted one by one.
    """

    metrics: int
    points: int
    system: int
    lines: int
    messages: int
    notes: int
    images: int = 0
    audios: int = 0
    texts: int = 0
    distributions: int = 0
    figures: int = 0


class ActiveExperiment(NamedTuple):
    """An experiment and the number of its runs that are not in the trash."""

    id: int
    name: str
    runs: int


def totals(store: Store) -> Totals:
    """Count everything that was logged, from the summaries; points and lines themselves are not read.

    It takes time in proportion to the number of series (0.3 s for two million).
    """
    execute = store.connection.execute
    with store.read():
        rows = execute(f"{_SUMS} WHERE final = 1 GROUP BY kind").fetchall()
        rows += execute(f"{_SUMS} WHERE final = 0 GROUP BY kind").fetchall()
        trashed = "run_id IN (SELECT id FROM run WHERE trashed IS NOT NULL)"
        away = execute(f"{_SUMS} WHERE {trashed} GROUP BY kind").fetchall()
        [lines] = execute(_LINES).fetchone()
        [messages] = execute(_MESSAGES).fetchone()
        [notes] = execute(_NOTES).fetchone()
    series, sizes = Counter[int](), Counter[int]()
    for sign, found in ((1, rows), (-1, away)):
        for kind, number, size in found:
            series[kind] += sign * number
            sizes[kind] += sign * size
    return Totals(
        metrics=series[DataKind.METRIC],
        points=sizes[DataKind.METRIC] + sizes[DataKind.SYSTEM],
        system=series[DataKind.SYSTEM],
        lines=lines,
        messages=messages,
        notes=notes,
        images=sizes[DataKind.IMAGE],
        audios=sizes[DataKind.AUDIO],
        texts=sizes[DataKind.TEXT],
        distributions=sizes[DataKind.DISTRIBUTION],
        figures=sizes[DataKind.FIGURE],
    )


def experiments(store: Store, limit: int) -> list[ActiveExperiment]:
    """Return the experiments that something was logged to last, archived ones left out."""
    with store.lock:
        rows = store.connection.execute(_ACTIVITY, (limit,)).fetchall()
    return [ActiveExperiment(*row) for row in rows]


def active(store: Store, limit: int) -> list[int]:
    """Return the ids of the runs that a process may be logging to, newest first, at most `limit`."""
    sql = """SELECT id FROM run INDEXED BY run_status
             WHERE status IN (?, ?) AND archived = 0 AND trashed IS NULL
             ORDER BY created DESC, id DESC LIMIT ?"""
    with store.lock:
        rows = store.connection.execute(sql, (RunStatus.RUNNING, RunStatus.STALE, limit)).fetchall()
    return [row[0] for row in rows]


def tags(store: Store, limit: int) -> list[TagUse]:
    """Return the tags that most runs carry, without hidden ones; archived and trashed runs do not count."""
    with store.lock:
        rows = store.connection.execute(_TAGS, (limit,)).fetchall()
    return [TagUse(Tag(number, name, comment, color), runs) for number, name, comment, color, runs in rows]


def created_since(store: Store, day: dt.date) -> int:
    """Count the runs created on a local day or later, archived and trashed ones left out."""
    sql = """SELECT count(*) FROM run INDEXED BY run_created
             WHERE created >= ? AND archived = 0 AND trashed IS NULL"""
    start = int(dt.datetime.combine(day, dt.time()).astimezone().timestamp()) * 1_000_000
    with store.lock:
        [found] = store.connection.execute(sql, (start,)).fetchone()
    return int(found)


def has_trash(store: Store) -> bool:
    """Whether the trash holds a run."""
    with store.lock:
        found = store.connection.execute("SELECT 1 FROM run WHERE trashed IS NOT NULL LIMIT 1").fetchone()
    return found is not None
