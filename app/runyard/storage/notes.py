"""Notes that people write on runs and on experiments, in Markdown."""

from __future__ import annotations

from typing import NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.storage.store import Store

_COLUMNS = "id, run_id, experiment_id, text, created, edited"


class Note(NamedTuple):
    """A note on a run or on an experiment: one of the two ids is None. Times in µs UTC."""

    id: int
    run_id: int | None
    experiment_id: int | None
    text: str
    created: int
    edited: int

    @property
    def title(self) -> str:
        """Its first line with words, without the signs of a Markdown heading."""
        lines = (line.strip().lstrip("#").strip() for line in self.text.splitlines())
        return next((line for line in lines if line), "")


def of_run(store: Store, run_id: int) -> list[Note]:
    """Return the notes on a run, the one edited last first."""
    return _read(store, "run_id = ?", run_id)


def of_experiment(store: Store, experiment_id: int) -> list[Note]:
    """Return the notes on an experiment itself, the one edited last first."""
    return _read(store, "experiment_id = ?", experiment_id)


def add(store: Store, text: str, *, run_id: int | None = None, experiment_id: int | None = None) -> Changes:
    """Write a note on a run or on an experiment.

    Raises
    ------
    KnownProblem
        If the text is empty, or what it is about is gone.
    ValueError
        Unless exactly one of the two is given.
    """
    if (run_id is None) == (experiment_id is None):
        raise ValueError("a note is about a run or about an experiment")
    _check(text)
    moment = now()
    with store.write() as revision:
        table, number = ("experiment", experiment_id) if run_id is None else ("run", run_id)
        if not store.connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone():
            raise KnownProblem(f"The {table} is gone", "It was removed meanwhile")
        sql = "INSERT INTO note(run_id, experiment_id, text, created, edited) VALUES (?, ?, ?, ?, ?)"
        store.connection.execute(sql, (run_id, experiment_id, text, moment, moment))
        return _changed(store, run_id, revision)


def edit(store: Store, note_id: int, text: str) -> Changes:
    """Replace the text of a note. Raises as `add` does."""
    _check(text)
    with store.write() as revision:
        note = _present(store, note_id)
        sql = "UPDATE note SET text = ?, edited = ? WHERE id = ?"
        store.connection.execute(sql, (text, now(), note_id))
        return _changed(store, note.run_id, revision)


def remove(store: Store, note_id: int) -> Changes:
    """Delete a note."""
    with store.write() as revision:
        note = _present(store, note_id)
        store.connection.execute("DELETE FROM note WHERE id = ?", (note_id,))
        return _changed(store, note.run_id, revision)


def restore(store: Store, note: Note) -> Changes:
    """Put a note back that was deleted, as it was."""
    with store.write() as revision:
        store.connection.execute(f"INSERT INTO note({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", note)
        return _changed(store, note.run_id, revision)


def _read(store: Store, where: str, number: int) -> list[Note]:
    sql = f"SELECT {_COLUMNS} FROM note WHERE {where} ORDER BY edited DESC, id DESC"
    with store.lock:
        return [Note(*row) for row in store.connection.execute(sql, (number,)).fetchall()]


def _present(store: Store, note_id: int) -> Note:
    row = store.connection.execute(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note_id,)).fetchone()
    if row is None:
        raise KnownProblem("The note is gone", "It was deleted meanwhile; copy your text before you leave")
    return Note(*row)


def _check(text: str) -> None:
    if not text.strip():
        raise KnownProblem("A note needs a word", "Write one, or delete the note")


def _changed(store: Store, run_id: int | None, revision: int) -> Changes:
    execute = store.connection.execute
    if run_id is not None:
        execute("UPDATE run SET revision = ? WHERE id = ?", (revision, run_id))
        return Changes(revision, frozenset((run_id,)))
    execute("UPDATE meta SET value = ? WHERE key = 'experiments_revision'", (revision,))
    return Changes(revision, experiments=True)
