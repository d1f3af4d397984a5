"""Files attached to runs, such as the uncommitted changes of their code; the bytes are blobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from runyard.journal.batch import Op
from runyard.storage.objects import blobs
from runyard.storage.store import Store

#: The name of the changes that were not committed when the run began, as `git diff` writes them.
DIFF = "git.diff"


class Attachment(NamedTuple):
    """One attached file: `time` in µs UTC, `size` in bytes."""

    name: str
    time: int
    sha256: str
    size: int


def append(store: Store, run_id: int, ops: Sequence[Op]) -> None:
    """Record files whose blobs lie in place already. Inside an open write."""
    for op in ops:
        name, digest, size = op.data
        sql = "INSERT OR IGNORE INTO blob(sha256, size, created) VALUES (?, ?, ?)"
        store.connection.execute(sql, (digest, size, op.time))
        sql = "INSERT INTO attachment(run_id, name, time, sha256, size) VALUES (?, ?, ?, ?, ?)"
        store.connection.execute(sql, (run_id, name, op.time, digest, size))


def of_run(store: Store, run_id: int) -> list[Attachment]:
    """Return what is attached to a run, by name; of one name (a resumed run attaches anew) oldest first."""
    sql = "SELECT name, time, sha256, size FROM attachment WHERE run_id = ? ORDER BY name, time, id"
    with store.lock:
        return [Attachment(*row) for row in store.connection.execute(sql, (run_id,)).fetchall()]


def read(store: Store, run_id: int, name: str) -> bytes | None:
    """Return the newest file of this name, or None when there is none.

    Raises
    ------
    FileNotFoundError
        If its blob is missing.
    """
    named = [found for found in of_run(store, run_id) if found.name == name]
    return blobs.get(store.blobs, named[-1].sha256) if named else None
