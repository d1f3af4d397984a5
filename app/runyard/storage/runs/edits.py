"""What people change of many runs at once, with what stood there before, so that it can come back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.storage.organise import experiments
from runyard.storage.organise.tags import TagUse
from runyard.storage.organise.tags import all as all_tags
from runyard.storage.store import Store

_COLUMNS = {
    "name": "name",
    "description": "description",
    "label": "label",
    "group": "run_group",
    "job_type": "job_type",
    "archived": "archived",
    "marked": "marked",
    "experiment": "experiment_id",
    "trashed": "trashed",
}
_CHOSEN = "(SELECT value FROM json_each(?))"


class Edit(NamedTuple):
    """What a write changed, and what stood there before.

    Attributes
    ----------
    before : dict
        By run, the former value of the field; only runs in which it differed.
    created : int or None
        The experiment that was made for the move.
    """

    changes: Changes
    before: dict[int, Any]
    created: int | None = None


class Attached(NamedTuple):
    """A tag on a run, and since when."""

    run: int
    tag: int
    since: int


class Untagged(NamedTuple):
    """What taking tags off changed, and what was taken off."""

    changes: Changes
    taken: tuple[Attached, ...]


def assign(store: Store, field: str, values: Mapping[int, Any]) -> Edit:
    """Give each run its own value of a field of `_COLUMNS`; an experiment is given by its id.

    Runs that are gone are left out.

    Raises
    ------
    MissingRunError
        If all of them are gone.
    KnownProblem
        If a name is empty, or an experiment gone.
    """
    if field == "name" and not all(str(name).strip() for name in values.values()):
        raise KnownProblem("A run needs a name", "Type at least one character")
    with store.write() as revision:
        return _assign(store, revision, field, values)


def move(store: Store, ids: Sequence[int], experiment: str) -> Edit:
    """Move runs to an experiment, which is made if there is none of that name."""
    with store.write() as revision:
        known = {found.id for found in experiments.all(store)}
        target = experiments.ensure(store, experiment)
        edit = _assign(store, revision, "experiment", dict.fromkeys(ids, target))
    return edit if target in known else edit._replace(created=target)


def put_back(store: Store, field: str, edit: Edit) -> Changes:
    """Take an edit back; an experiment that was made for it goes too, unless somebody uses it by now."""
    with store.write() as revision:
        changes = _assign(store, revision, field, edit.before).changes if edit.before else Changes(revision)
        if edit.created is not None:
            sql = """DELETE FROM experiment WHERE id = :id AND description = ''
                     AND NOT EXISTS (SELECT 1 FROM run WHERE experiment_id = :id)
                     AND NOT EXISTS (SELECT 1 FROM note WHERE experiment_id = :id)"""
            store.connection.execute(sql, {"id": edit.created})
    return changes


def tags_on(store: Store, ids: Sequence[int]) -> list[TagUse]:
    """Return the tags that these runs carry, hidden ones too, with the number of these runs, by name."""
    sql = f"SELECT tag_id, count(*) FROM run_tag WHERE run_id IN {_CHOSEN} GROUP BY tag_id"
    with store.read():
        counts = dict(store.connection.execute(sql, (json.dumps(list(ids)),)).fetchall())
        return [TagUse(use.tag, counts[use.tag.id]) for use in all_tags(store) if use.tag.id in counts]


def untag(store: Store, ids: Sequence[int], tag_ids: Iterable[int]) -> Untagged:
    """Take tags off runs."""
    sql = f"DELETE FROM run_tag WHERE run_id IN {_CHOSEN} AND tag_id IN {_CHOSEN} RETURNING *"
    with store.write() as revision:
        rows = store.connection.execute(sql, (json.dumps(list(ids)), json.dumps(list(tag_ids)))).fetchall()
        taken = tuple(Attached(*row) for row in rows)
        return Untagged(_touched(store, taken, revision), taken)


def tag_again(store: Store, taken: Sequence[Attached]) -> Changes:
    """Attach tags as they were; tags and runs that are gone meanwhile are left out."""
    sql = """INSERT OR IGNORE INTO run_tag
             SELECT run.id, tag.id, json_extract(asked.value, '$[2]') FROM json_each(?) AS asked
             JOIN run ON run.id = json_extract(asked.value, '$[0]')
             JOIN tag ON tag.id = json_extract(asked.value, '$[1]')"""
    with store.write() as revision:
        store.connection.execute(sql, (json.dumps(taken),))
        return _touched(store, taken, revision)


def _touched(store: Store, taken: Sequence[Attached], revision: int) -> Changes:
    ids = {attached.run for attached in taken}
    sql = f"UPDATE run SET revision = ? WHERE id IN {_CHOSEN}"
    store.connection.execute(sql, (revision, json.dumps(list(ids))))
    return Changes(revision, frozenset(ids))


def _assign(store: Store, revision: int, field: str, values: Mapping[int, Any]) -> Edit:
    """Write the values where they differ, with their time, so that what a journal still holds loses."""
    column, execute = _COLUMNS[field], store.connection.execute
    rows = execute(f"SELECT id, {column} FROM run WHERE id IN {_CHOSEN}", (json.dumps(list(values)),))
    known = dict(rows.fetchall())
    if values and not known:
        raise MissingRunError(
            "The run is gone" if len(values) == 1 else "The runs are gone", "Somebody purged them"
        )
    before = {run_id: old for run_id, old in known.items() if old != values[run_id]}
    if field == "experiment":
        _check_experiments(store, {values[run_id] for run_id in before})
        execute("UPDATE meta SET value = ? WHERE key = 'experiments_revision'", (revision,))
    timed = "" if field == "trashed" else f", field_times = json_set(field_times, '$.{field}', :now)"
    sql = f"""UPDATE run SET {column} = asked.new, revision = :revision{timed}
              FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS new
                    FROM json_each(:pairs)) AS asked WHERE run.id = asked.id"""
    pairs = json.dumps([[run_id, values[run_id]] for run_id in before])
    bound = {"revision": revision, "pairs": pairs, "now": now()}
    execute(sql, bound)
    return Edit(Changes(revision, frozenset(before), experiments=field == "experiment"), before)


def _check_experiments(store: Store, wanted: set[int]) -> None:
    sql = f"SELECT count(*) FROM experiment WHERE id IN {_CHOSEN}"
    [found] = store.connection.execute(sql, (json.dumps(list(wanted)),)).fetchone()
    if found < len(wanted):
        raise KnownProblem("The experiment is gone", "The runs stay where they are")
