"""Experiments: named groups of runs."""

from __future__ import annotations

import json
from typing import NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.run import Experiment
from runyard.domain.status import RunStatus
from runyard.storage.store import Store

DEFAULT = "default"
_SAMPLE = 100


class Standing(NamedTuple):
    """How an experiment does. Times in µs UTC.

    Attributes
    ----------
    experiment : Experiment
        With the number of its runs, those in the trash left out.
    by_status : dict
        Runs by status; archived ones and those in the trash are left out.
    archived : int
        Runs that are archived.
    active : int
        The last time that something was logged to one of its runs or a note on it was edited; when it was
        created if neither has ever happened.
    notes : int
        Notes on the experiment itself.
    """

    experiment: Experiment
    created: int
    by_status: dict[RunStatus, int]
    archived: int
    active: int
    notes: int


def all(store: Store) -> list[Experiment]:
    """Return every experiment with the number of its runs that are not in the trash, by name."""
    sql = """SELECT experiment.id, name, description, archived,
               (SELECT count(*) FROM run WHERE experiment_id = experiment.id AND trashed IS NULL)
             FROM experiment ORDER BY name"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    return [
        Experiment(number, name, text, bool(archived), runs) for number, name, text, archived, runs in rows
    ]


class Kept(NamedTuple):
    """What deleting an experiment takes away, so that it can be put back.

    `facts` and `notes` are rows as they are stored, `runs` all its runs, `listed` those not in the trash.
    """

    facts: tuple[int, str, str, int, int]
    runs: list[int]
    listed: list[int]
    notes: list[tuple[int, str, int, int]]


def standings(store: Store, experiment_id: int | None = None) -> list[Standing]:
    """Return how every experiment does, by name, or the one asked for; none if it is gone."""
    bound = {} if experiment_id is None else {"id": experiment_id}
    sql = f"""SELECT experiment.id, name, description, experiment.archived, experiment.created,
                made.status, made.archived, runs, last,
                (SELECT count(*) FROM note WHERE note.experiment_id = experiment.id),
                (SELECT max(edited) FROM note WHERE note.experiment_id = experiment.id)
              FROM experiment LEFT JOIN (
                SELECT experiment_id, status, archived, count(*) AS runs,
                  max(max(created, ifnull(ended, 0), ifnull(last_record, 0))) AS last
                FROM run WHERE trashed IS NULL{"" if experiment_id is None else " AND experiment_id = :id"}
                GROUP BY 1, 2, 3) AS made ON made.experiment_id = experiment.id
              {"" if experiment_id is None else "WHERE experiment.id = :id"}
              ORDER BY name COLLATE NOCASE, name"""
    with store.lock:
        rows = store.connection.execute(sql, bound).fetchall()
    found: dict[int, Standing] = {}
    for number, name, text, hidden, created, status, archived, runs, last, notes, edited in rows:
        before = found.get(number) or Standing(
            Experiment(number, name, text, bool(hidden)), created, {}, 0, edited or 0, notes
        )
        by_status = before.by_status
        if runs and not archived:
            by_status = {**by_status, RunStatus(status): runs}
        found[number] = before._replace(
            experiment=before.experiment._replace(runs=before.experiment.runs + (runs or 0)),
            by_status=by_status,
            archived=before.archived + (runs or 0 if archived else 0),
            active=max(before.active, last or 0),
        )
    return [one if one.active else one._replace(active=one.created) for one in found.values()]


def metrics(store: Store, experiment_id: int) -> list[tuple[str, str]]:
    """Return name and canonical context of the metrics of its newest runs, by name."""
    sql = """SELECT DISTINCT name.text, context.canonical
             FROM (SELECT id FROM run WHERE experiment_id = ? AND trashed IS NULL AND archived = 0
                   ORDER BY created DESC LIMIT ?) AS newest
             JOIN series ON run_id = newest.id AND kind = ?
             JOIN name ON name.id = name_id JOIN context ON context.id = context_id ORDER BY 1, 2"""
    with store.lock:
        rows = store.connection.execute(sql, (experiment_id, _SAMPLE, int(DataKind.METRIC))).fetchall()
    return [(name, context) for name, context in rows]


def count(store: Store) -> int:
    """Return how many experiments there are, archived ones left out."""
    with store.lock:
        [found] = store.connection.execute("SELECT count(*) FROM experiment WHERE NOT archived").fetchone()
    return int(found)


def ensure(store: Store, name: str) -> int:
    """Return the id of the experiment of this name, made if it is new. Inside an open write."""
    execute = store.connection.execute
    name = name.strip() or DEFAULT
    found = execute("SELECT id FROM experiment WHERE name = ?", (name,)).fetchone()
    if found is None:
        found = execute(
            "INSERT INTO experiment(name, created) VALUES (?, ?) RETURNING id", (name, now())
        ).fetchone()
        _mark(store)
    return int(found[0])


def find(store: Store, name: str) -> int:
    """Return the id of the experiment of this name.

    Raises
    ------
    KnownProblem
        If there is none.
    """
    sql = "SELECT id FROM experiment WHERE name = ?"
    with store.lock:
        found = store.connection.execute(sql, (name.strip(),)).fetchone()
    if found is None:
        raise KnownProblem(f"There is no experiment named {name}", "Look at its spelling")
    return int(found[0])


def create(store: Store, name: str) -> Changes:
    """Make an experiment.

    Raises
    ------
    KnownProblem
        If the name is empty or taken.
    """
    with store.write() as revision:
        _check(store, name, None)
        ensure(store, name)
    return Changes(revision, experiments=True)


def rename(store: Store, experiment_id: int, name: str) -> Changes:
    """Give an experiment another name; its runs count as changed, since they show it."""
    with store.write() as revision:
        _check(store, name, experiment_id)
        return _update(store, experiment_id, "name", name.strip(), revision)


def describe(store: Store, experiment_id: int, description: str) -> Changes:
    """Replace the description of an experiment."""
    with store.write() as revision:
        return _update(store, experiment_id, "description", description, revision)


def archive(store: Store, experiment_id: int, archived: bool) -> Changes:
    """Put an experiment into the archive, or take it out; its runs stay as they are."""
    with store.write() as revision:
        return _update(store, experiment_id, "archived", int(archived), revision)


def move_runs(store: Store, experiment_id: int, target: int) -> Changes:
    """Move the runs of an experiment to another, those in the trash left out."""
    with store.write() as revision:
        _name(store, target)
        moved = _give(store, experiment_id, target, revision, where="AND trashed IS NULL")
        _mark(store)
    return Changes(revision, frozenset(moved), experiments=True)


def trash_runs(store: Store, experiment_id: int) -> Changes:
    """Put the runs of an experiment into the trash."""
    with store.write() as revision:
        return Changes(revision, frozenset(_trash(store, experiment_id, revision)))


def delete(store: Store, experiment_id: int, *, target: int | None = None, trash: bool = False) -> Changes:
    """Remove an experiment and the notes on it.

    Its runs go to the experiment `target`, to the default one unless that is given; with `trash` they go to
    the trash. Those in the trash belong to that experiment as well, since they may be restored.

    Raises
    ------
    KnownProblem
        If it is gone, or the default one itself.
    """
    execute = store.connection.execute
    with store.write() as revision:
        if _name(store, experiment_id) == DEFAULT:
            raise KnownProblem(f"The experiment {DEFAULT} stays", "Move its runs to another one if you like")
        if trash:
            _trash(store, experiment_id, revision)
        home = ensure(store, DEFAULT) if target is None else target
        _name(store, home)
        moved = _give(store, experiment_id, home, revision)
        execute("DELETE FROM experiment WHERE id = ?", (experiment_id,))
        _mark(store)
    return Changes(revision, frozenset(moved), experiments=True)


def kept(store: Store, experiment_id: int) -> Kept:
    """Return what is to be put back if the experiment is deleted and that was a mistake."""
    execute = store.connection.execute
    with store.read():
        sql = "SELECT id, name, description, archived, created FROM experiment WHERE id = ?"
        facts = execute(sql, (experiment_id,)).fetchone()
        if facts is None:
            raise KnownProblem("The experiment is gone", "It was removed meanwhile")
        rows = execute("SELECT id, trashed FROM run WHERE experiment_id = ?", (experiment_id,)).fetchall()
        sql = "SELECT id, text, created, edited FROM note WHERE experiment_id = ?"
        notes = execute(sql, (experiment_id,)).fetchall()
    return Kept(facts, [row[0] for row in rows], [row[0] for row in rows if row[1] is None], notes)


def put_back(store: Store, deleted: Kept, *, restore: bool = False) -> Changes:
    """Bring a deleted experiment back with its notes and runs; with `restore` these leave the trash.

    Raises
    ------
    KnownProblem
        If another one has its name by now.
    """
    execute = store.connection.execute
    number = deleted.facts[0]
    with store.write() as revision:
        _check(store, deleted.facts[1], None)
        sql = "INSERT INTO experiment(id, name, description, archived, created) VALUES (?, ?, ?, ?, ?)"
        execute(sql, deleted.facts)
        where = "WHERE id IN (SELECT value FROM json_each(?))"
        sql = f"""UPDATE run SET experiment_id = ?, revision = ?,
                    field_times = json_set(field_times, '$.experiment', ?) {where}"""
        execute(sql, (number, revision, now(), json.dumps(deleted.runs)))
        if restore:
            execute(f"UPDATE run SET trashed = NULL {where}", (json.dumps(deleted.listed),))
        sql = "INSERT INTO note(experiment_id, id, text, created, edited) VALUES (?, ?, ?, ?, ?)"
        for note in deleted.notes:
            execute(sql, (number, *note))
        _mark(store)
    return Changes(revision, frozenset(deleted.runs), experiments=True)


def _name(store: Store, experiment_id: int) -> str:
    found = store.connection.execute("SELECT name FROM experiment WHERE id = ?", (experiment_id,)).fetchone()
    if found is None:
        raise KnownProblem("The experiment is gone", "It was removed meanwhile")
    return str(found[0])


def _give(store: Store, experiment_id: int, target: int, revision: int, where: str = "") -> list[int]:
    """Move runs, with the time of it, so that an older word of a script does not move them back."""
    sql = f"""UPDATE run SET experiment_id = ?, revision = ?,
                field_times = json_set(field_times, '$.experiment', ?)
              WHERE experiment_id = ? {where} RETURNING id"""
    rows = store.connection.execute(sql, (target, revision, now(), experiment_id)).fetchall()
    return [row[0] for row in rows]


def _trash(store: Store, experiment_id: int, revision: int) -> list[int]:
    sql = """UPDATE run SET trashed = ?, revision = ?
             WHERE experiment_id = ? AND trashed IS NULL RETURNING id"""
    return [row[0] for row in store.connection.execute(sql, (now(), revision, experiment_id)).fetchall()]


def _check(store: Store, name: str, own: int | None) -> None:
    if not name.strip():
        raise KnownProblem("An experiment needs a name", "Type at least one character")
    found = store.connection.execute("SELECT id FROM experiment WHERE name = ?", (name.strip(),)).fetchone()
    if found is not None and found[0] != own:
        raise KnownProblem(f"An experiment named {name.strip()} exists", "Choose another name")


def _update(store: Store, experiment_id: int, column: str, value: str | int, revision: int) -> Changes:
    execute = store.connection.execute
    if not execute(f"UPDATE experiment SET {column} = ? WHERE id = ?", (value, experiment_id)).rowcount:
        raise KnownProblem("The experiment is gone", "It was removed meanwhile")
    _mark(store)
    if column != "name":
        return Changes(revision, experiments=True)
    execute("UPDATE run SET revision = ? WHERE experiment_id = ?", (revision, experiment_id))
    runs = execute("SELECT id FROM run WHERE experiment_id = ?", (experiment_id,)).fetchall()
    return Changes(revision, frozenset(row[0] for row in runs), experiments=True)


def _mark(store: Store) -> None:
    store.connection.execute(
        "UPDATE meta SET value = (SELECT value FROM meta WHERE key = 'revision')"
        " WHERE key = 'experiments_revision'"
    )
