"""Experiments: named groups of runs."""

from __future__ import annotations

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.domain.run import Experiment
from runyard.storage.store import Store

DEFAULT = "default"


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


def delete(store: Store, experiment_id: int) -> Changes:
    """Remove an experiment and the notes on it; its runs, also those in the trash, go to the default one.

    Raises
    ------
    KnownProblem
        If it is gone, or the default one itself.
    """
    execute = store.connection.execute
    with store.write() as revision:
        found = execute("SELECT name FROM experiment WHERE id = ?", (experiment_id,)).fetchone()
        if found is None:
            raise KnownProblem("The experiment is gone", "It was removed meanwhile")
        if found[0] == DEFAULT:
            raise KnownProblem(f"The experiment {DEFAULT} stays", "Move its runs to another one if you like")
        sql = """UPDATE run SET experiment_id = ?, revision = ?,
                   field_times = json_set(field_times, '$.experiment', ?)
                 WHERE experiment_id = ? RETURNING id"""
        moved = execute(sql, (ensure(store, DEFAULT), revision, now(), experiment_id)).fetchall()
        execute("DELETE FROM experiment WHERE id = ?", (experiment_id,))
        _mark(store)
    return Changes(revision, frozenset(row[0] for row in moved), experiments=True)


def _check(store: Store, name: str, own: int | None) -> None:
    if not name.strip():
        raise KnownProblem("An experiment needs a name", "Type at least one character")
    found = store.connection.execute("SELECT id FROM experiment WHERE name = ?", (name.strip(),)).fetchone()
    if found is not None and found[0] != own:
        raise KnownProblem(f"An experiment named {name.strip()} exists", "Choose another name")


def _update(store: Store, experiment_id: int, column: str, value: str, revision: int) -> Changes:
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
