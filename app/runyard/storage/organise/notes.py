"""Notes that people write on runs and on experiments, in Markdown."""

from __future__ import annotations

from typing import Any, NamedTuple

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


class Saved(NamedTuple):
    """What became of a text that was typed.

    Attributes
    ----------
    note : Note
        The note that holds it now.
    apart : bool
        Whether that is another than the one it was typed into, which somebody changed or deleted meanwhile.
    """

    changes: Changes
    note: Note
    apart: bool = False


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
    _check(text)
    with store.write() as revision:
        _insert(store, text, run_id, experiment_id)
        return _changed(store, run_id, revision)


def edit(store: Store, note_id: int, text: str) -> Changes:
    """Replace the text of a note. Raises as `add` does."""
    _check(text)
    with store.write() as revision:
        note = _present(store, note_id)
        sql = "UPDATE note SET text = ?, edited = ? WHERE id = ?"
        store.connection.execute(sql, (text, now(), note_id))
        return _changed(store, note.run_id, revision)


def save(
    store: Store,
    text: str,
    over: Note | None,
    *,
    run_id: int | None = None,
    experiment_id: int | None = None,
) -> Saved:
    """Keep what somebody typed, over the note as they knew it, or as a new one.

    Where that note is not as they knew it any more, it stays as it is and the text becomes a note of its own:
    nobody's words are lost. Raises as `add` does.
    """
    _check(text)
    if over is not None:
        run_id, experiment_id = over.run_id, over.experiment_id
    with store.write() as revision:
        known = over is not None and _is_known(store, over, text)
        if over is not None and known:
            sql = f"UPDATE note SET text = ?, edited = ? WHERE id = ? RETURNING {_COLUMNS}"
            row = store.connection.execute(sql, (text, now(), over.id)).fetchone()
        else:
            row = _insert(store, text, run_id, experiment_id)
        note = Note(*row)
        return Saved(_changed(store, note.run_id, revision), note, over is not None and not known)


def remove(store: Store, note_id: int) -> Changes:
    """Delete a note."""
    with store.write() as revision:
        note = _present(store, note_id)
        store.connection.execute("DELETE FROM note WHERE id = ?", (note_id,))
        return _changed(store, note.run_id, revision)


def restore(store: Store, note: Note) -> Changes:
    """Put a note back that was deleted, as it was; under another id if a later note has got that."""
    with store.write() as revision:
        taken = _find(store, note.id) is not None
        row = note._replace(id=None) if taken else note  # type: ignore[arg-type]  # SQLite gives the next
        store.connection.execute(f"INSERT INTO note({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)
        return _changed(store, note.run_id, revision)


def _read(store: Store, where: str, number: int) -> list[Note]:
    sql = f"SELECT {_COLUMNS} FROM note WHERE {where} ORDER BY edited DESC, id DESC"
    with store.lock:
        return [Note(*row) for row in store.connection.execute(sql, (number,)).fetchall()]


def _present(store: Store, note_id: int) -> Note:
    note = _find(store, note_id)
    if note is None:
        raise KnownProblem("The note is gone", "It was deleted meanwhile")
    return note


def _is_known(store: Store, over: Note, text: str) -> bool:
    """Whether a note is still there and reads as somebody knows it; ids of deleted notes come again."""
    there = _find(store, over.id)
    return there is not None and there.created == over.created and there.text in (over.text, text)


def _insert(store: Store, text: str, run_id: int | None, experiment_id: int | None) -> tuple[Any, ...]:
    if (run_id is None) == (experiment_id is None):
        raise ValueError("a note is about a run or about an experiment")
    table, number = ("experiment", experiment_id) if run_id is None else ("run", run_id)
    if not store.connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone():
        raise KnownProblem(f"The {table} is gone", "It was removed meanwhile")
    moment = now()
    sql = f"""INSERT INTO note(run_id, experiment_id, text, created, edited) VALUES (?, ?, ?, ?, ?)
              RETURNING {_COLUMNS}"""
    row: tuple[Any, ...] = store.connection.execute(
        sql, (run_id, experiment_id, text, moment, moment)
    ).fetchone()
    return row


def _find(store: Store, note_id: int) -> Note | None:
    row = store.connection.execute(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note_id,)).fetchone()
    return None if row is None else Note(*row)


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
