"""Which runs carry which tags: for choosing tags, and for looking at the runs of one."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import Literal, NamedTuple

from runyard.domain.run import Tag
from runyard.storage.store import Store

Order = Literal["newest", "oldest", "name"]
_ORDERS: dict[Order, str] = {
    "newest": "run.created DESC, run.id DESC",
    "oldest": "run.created, run.id",
    "name": "run.name COLLATE NOCASE, run.created DESC",
}


class TagState(NamedTuple):
    """A tag, and how many of the runs asked about carry it."""

    tag: Tag
    runs: int


class TaggedRuns(NamedTuple):
    """The runs that carry a tag: those found, in order, and of how many in how many experiments."""

    ids: array[int]
    total: int
    archived: int
    experiments: int


def states(store: Store, run_ids: Sequence[int]) -> list[TagState]:
    """Return every tag with the number of these runs that carry it, hidden ones included."""
    sql = """SELECT id, name, comment, color, hidden, coalesce(runs, 0) FROM tag
             LEFT JOIN (SELECT tag_id, count(*) AS runs FROM run_tag
                        WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY tag_id)
             ON tag_id = id ORDER BY name COLLATE NOCASE, name"""
    with store.lock:
        rows = store.connection.execute(sql, (json.dumps(list(run_ids)),)).fetchall()
    return [
        TagState(Tag(tag_id, name, comment, color, bool(hidden)), runs)
        for tag_id, name, comment, color, hidden, runs in rows
    ]


def carriers(store: Store, tag_id: int, run_ids: Sequence[int]) -> list[int]:
    """Return which of these runs carry a tag."""
    sql = "SELECT run_id FROM run_tag WHERE tag_id = ? AND run_id IN (SELECT value FROM json_each(?))"
    with store.lock:
        rows = store.connection.execute(sql, (tag_id, json.dumps(list(run_ids)))).fetchall()
    return [row[0] for row in rows]


def tagged_runs(store: Store, tag_id: int, text: str = "", order: Order = "newest") -> TaggedRuns:
    """Return the runs with a tag that are not in the trash, archived ones included.

    Found are those whose name, hash or experiment contains `text`, whatever the case of its letters.
    """
    carried = """FROM run_tag JOIN run ON run.id = run_id JOIN experiment ON experiment.id = experiment_id
                 WHERE tag_id = ? AND trashed IS NULL"""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = f"""SELECT group_concat(id) FROM (SELECT run.id AS id {carried}
                AND (run.name LIKE ? ESCAPE '\\' OR run.hash LIKE ? ESCAPE '\\'
                     OR experiment.name LIKE ? ESCAPE '\\')
                ORDER BY {_ORDERS[order]} LIMIT -1)"""
    with store.lock:
        execute = store.connection.execute
        counts = f"SELECT count(*), coalesce(sum(run.archived), 0), count(DISTINCT experiment_id) {carried}"
        [total, archived, experiments] = execute(counts, (tag_id,)).fetchone()
        [ids] = execute(found, (tag_id, like, like, like)).fetchone()
    return TaggedRuns(array("q", json.loads(f"[{ids or ''}]")), total, archived, experiments)


def tagged(store: Store) -> int:
    """Return how many runs outside the trash carry a tag that is not hidden."""
    sql = """SELECT count(*) FROM run WHERE trashed IS NULL AND EXISTS (
               SELECT 1 FROM run_tag
               WHERE run_id = run.id AND tag_id NOT IN (SELECT id FROM tag WHERE hidden))"""
    with store.lock:
        [found] = store.connection.execute(sql).fetchone()
    return int(found)


def last_used(store: Store) -> dict[int, int]:
    """Return by tag when it was last put on a run that is not in the trash."""
    sql = """SELECT tag_id, max(attached) FROM run_tag
             WHERE run_id NOT IN (SELECT id FROM run WHERE trashed IS NOT NULL) GROUP BY tag_id"""
    with store.lock:
        return dict(store.connection.execute(sql).fetchall())
