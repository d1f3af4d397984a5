"""The run before another one: what a person most likely wants to compare it with."""

from __future__ import annotations

from typing import Literal, NamedTuple

from runyard.domain.errors import MissingRunError
from runyard.storage.store import Store

Tie = Literal["script", "experiment"]

#: Runs looked at in one statement, from the newest to the oldest.
BLOCK = 5_000
_RUN = """
SELECT created, experiment_id, ifnull((SELECT script FROM attempt
  WHERE run_id = run.id AND auxiliary = 0 ORDER BY number DESC LIMIT 1), '')
FROM run WHERE id = ?"""
#: Read from the index alone, backwards; a row of `run` is fetched only for its experiment.
_EARLIER = """
SELECT id, created FROM run INDEXED BY run_created
WHERE created <= :created AND (created < :created OR id < :id) AND trashed IS NULL
ORDER BY created DESC, id DESC LIMIT :block"""
_SCRIPT = "EXISTS (SELECT 1 FROM attempt WHERE run_id = one.id AND auxiliary = 0 AND script = :script)"
_EXPERIMENT = "(SELECT experiment_id FROM run WHERE run.id = one.id) = :experiment"


class Previous(NamedTuple):
    """A run before another, and what the two have in common."""

    run: int
    tie: Tie


def previous(store: Store, run_id: int) -> Previous | None:
    """Return the run created last before another one by the same script, or else in the same experiment.

    Of runs by the same script one in the same experiment is no better: a script that was moved to another
    experiment is still the same code. Runs in the trash do not count.

    Raises
    ------
    MissingRunError
        If the run is gone.
    """
    with store.lock:
        row = store.connection.execute(_RUN, (run_id,)).fetchone()
    if row is None:
        raise MissingRunError("This run is no longer there")
    created, experiment, script = row
    start = {"created": created, "id": run_id}
    if script:
        found = _first(store, _SCRIPT, {**start, "script": script})
        if found is not None:
            return Previous(found, "script")
    found = _first(store, _EXPERIMENT, {**start, "experiment": experiment})
    return None if found is None else Previous(found, "experiment")


def _first(store: Store, rule: str, values: dict[str, object]) -> int | None:
    """Return the latest run that a rule fits, going back block by block, so that no read takes long."""
    fitting = f"SELECT id FROM ({_EARLIER}) AS one WHERE {rule} LIMIT 1"
    asked = {**values, "block": BLOCK}
    while True:
        with store.lock:
            found = store.connection.execute(fitting, asked).fetchone()
            last = store.connection.execute(f"{_EARLIER} OFFSET :block - 1", asked).fetchone()
        if found is not None:
            return int(found[0])
        if last is None:
            return None
        asked["id"], asked["created"] = last


def candidates(store: Store, run_id: int, text: str = "", limit: int = 50) -> list[int]:
    """Return runs to compare another with, newest first: those of its experiment, or those a text finds.

    A text is looked for in names, and at the beginning of hashes.
    """
    execute = store.connection.execute
    words = text.strip()
    if not words:
        sql = """SELECT id FROM run WHERE trashed IS NULL AND id != :run
                 AND experiment_id = (SELECT experiment_id FROM run WHERE id = :run)
                 ORDER BY created DESC, id DESC LIMIT :limit"""
    else:
        sql = """SELECT id FROM run WHERE trashed IS NULL AND id != :run
                 AND (instr(lower(name), :text) OR substr(hash, 1, length(:text)) = :text)
                 ORDER BY created DESC, id DESC LIMIT :limit"""
    with store.lock:
        rows = execute(sql, {"run": run_id, "text": words.lower(), "limit": limit}).fetchall()
    return [row[0] for row in rows]
