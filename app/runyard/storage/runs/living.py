"""Which runs a process is writing to right now."""

from __future__ import annotations

import json
from collections.abc import Sequence

from runyard.domain.errors import KnownProblem
from runyard.journal.batch import Owner
from runyard.journal.liveness import Liveness, alive
from runyard.journal.reader import read_owner
from runyard.journal.segments import lock_path, segments
from runyard.storage.store import Store


def refuse_live(store: Store, ids: Sequence[int], what: str) -> None:
    """Raise if a process writes to one of the runs; `what` says what is not done then.

    Raises
    ------
    KnownProblem
        Naming the runs.
    """
    names = live(store, ids)
    if names:
        shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
        raise KnownProblem(
            f"A process is still logging to {shown}, so nothing was {what}", "Wait for its end, or stop it"
        )


def live(store: Store, ids: Sequence[int]) -> list[str]:
    """Return the names of those runs to which a process writes, or may do so unseen on another host."""
    names = _names(store, ids)
    return [
        names[run] for run in sorted({owner.run for owner in _owners(store, names) if _lives(store, owner)})
    ]


def _names(store: Store, ids: Sequence[int]) -> dict[str, str]:
    sql = "SELECT hash, name FROM run WHERE id IN (SELECT value FROM json_each(?))"
    with store.lock:
        return dict(store.connection.execute(sql, (json.dumps(list(ids)),)).fetchall())


def _owners(store: Store, names: dict[str, str]) -> list[Owner]:
    """Return who may still write: attempts without an end, and journals that no attempt tells of yet."""
    sql = """SELECT hash, owner, host, boot_id, pid, process_started, started, auxiliary
             FROM attempt JOIN run ON run.id = run_id WHERE attempt.ended IS NULL"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    found = {row[1]: Owner(*row) for row in rows if row[0] in names}
    for file in segments(store.journals):
        if file.run in names and file.owner not in found:
            try:
                found[file.owner] = read_owner(file.path)
            except OSError:  # deleted by its owner meanwhile
                continue
    return list(found.values())


def _lives(store: Store, owner: Owner) -> bool:
    return alive(lock_path(store.journals, owner.run, owner.owner), owner) is not Liveness.DEAD
