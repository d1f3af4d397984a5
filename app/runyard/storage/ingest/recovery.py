"""What dead processes left behind: whoever opens the repository to write drains it and says how they ended.

Several processes may recover at once: a batch is stored by one of them, and every other step may be repeated.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.errors import RepositoryTroubleError
from runyard.journal.batch import Batch, Op, Owner
from runyard.journal.liveness import Liveness, alive, host
from runyard.journal.reader import read_batches, read_owner
from runyard.journal.segments import SegmentFile, delete, lock_path, segments, stray_spools
from runyard.storage.ingest import checkpoint
from runyard.storage.ingest.ingest import Ingest, stored_offset
from runyard.storage.runs import attempts
from runyard.storage.store import Store

_MOST_MISSING = 100  # more are not lost: a file has a made-up number
_KEEP_ELSEWHERE = 24 * 3600.0  # seconds: a machine that slept may come back and go on writing


class _Left(NamedTuple):
    """What there is of one owner: its segments, and whether its attempt was never closed."""

    owner: Owner
    segments: list[SegmentFile]
    open: bool


def recover(store: Store) -> Changes:
    """Drain the journals of dead owners, mark their attempts, merge, and delete their files.

    Trouble such as a locked or full database ends it early: the journals wait for the next opening. A fault
    of ours in the journal of one owner leaves that one waiting; it is raised once the others are taken in.
    Journals may hold what only a newer program understands: once one has upgraded the database, they are its.
    """
    changes = Changes(store.revision())
    if store.read_only or store.outgrown():
        return changes
    found = list(_left(store))
    known = {left.owner.owner for left in found}
    _free_locks(store, known)
    _free_spools(store, known)
    if not found:
        return changes
    ingest = Ingest(store)
    fault: Exception | None = None
    for left in found:
        if alive(lock_path(store.journals, left.owner.run, left.owner.owner), left.owner) is Liveness.DEAD:
            try:
                changes |= _bury(store, ingest, left)
            except RepositoryTroubleError:
                break
            except OSError:  # of these files, such as another user's
                continue
            except Exception as error:
                fault = fault or error
                ingest = Ingest(store)  # what it remembers may be half of something
    if fault is not None:
        raise fault
    return changes


def _left(store: Store) -> Iterator[_Left]:
    """Yield every owner with segments or an attempt that has not ended."""
    sql = """SELECT hash, owner, host, boot_id, pid, process_started, started, auxiliary
             FROM attempt JOIN run ON run.id = run_id WHERE attempt.ended IS NULL"""
    with store.lock:
        rows = store.connection.execute(sql).fetchall()
    unended = {row[1]: Owner(*row) for row in rows}
    by_owner: dict[str, list[SegmentFile]] = {}
    for file in segments(store.journals):
        by_owner.setdefault(file.owner, []).append(file)
    for owner, files in by_owner.items():
        try:
            yield _Left(unended.get(owner) or read_owner(files[0].path), files, owner in unended)
        except OSError:  # deleted by its owner, or by another recovery
            continue
    for owner, known in unended.items():
        if owner not in by_owner:
            yield _Left(known, [], True)


def _free_locks(store: Store, known: set[str]) -> None:
    """Delete locks that nobody holds and that guard nothing: all their owner wrote is stored."""
    for path in store.journals.glob("*.lock"):
        if path.name.split(".")[1] not in known and alive(path, None) is Liveness.DEAD:
            with contextlib.suppress(OSError):  # somebody else's, or just opened again: it does no harm
                path.unlink(missing_ok=True)


def _free_spools(store: Store, known: set[str]) -> None:
    """Delete spool files whose segment is gone, but for those of owners that may write it anew."""
    for path in stray_spools(store.journals):
        if path.name.split(".")[1] not in known:
            with contextlib.suppress(OSError):  # somebody else's: it does no harm
                path.unlink(missing_ok=True)


def _bury(store: Store, ingest: Ingest, left: _Left) -> Changes:
    """Take in all that a dead owner wrote, say how it ended, and delete its files."""
    changes = Changes(store.revision())
    drained = [_drain(store, ingest, file) for file in left.segments]
    drained += [_miss(store, ingest, left.owner, number) for number in _missing(store, left)]
    for done in drained:
        changes |= done or Changes(changes.revision)
    changes |= _close_attempt(store, left.owner.owner)
    ingest.finish(left.owner)
    if None not in drained and not _may_return(store, left) and checkpoint.covered(store):
        for path in _files(store, left):
            delete(path)
    return changes


def _drain(store: Store, ingest: Ingest, file: SegmentFile) -> Changes | None:
    """Take in what a segment holds; None if some was refused, as of a file given a wrong name."""
    changes = Changes(store.revision())
    reached = -1
    while (offset := stored_offset(store, file.owner, file.number)) > reached:
        reached = offset
        try:
            for batch in read_batches(file.path, offset):
                done = ingest.commit(batch)
                if done is None:  # another recovery was faster: go on from where it is
                    break
                changes |= done
            else:
                return changes
        except FileNotFoundError:  # another recovery has finished
            return changes
    return None


def _missing(store: Store, left: _Left) -> list[int]:
    """Return the numbers of segments that lie before others and were neither found nor ever ingested."""
    last = max((file.number for file in left.segments), default=0)
    found = {file.number for file in left.segments}
    missing = (
        number
        for number in range(last)
        if number not in found and not stored_offset(store, left.owner.owner, number)
    )
    return list(islice(missing, _MOST_MISSING))


def _miss(store: Store, ingest: Ingest, owner: Owner, number: int) -> Changes | None:
    """Record that a segment is lost, once."""
    gap = Op("gap", owner.started, {"records": None, "bytes": None, "reason": "the file is missing"})
    return ingest.commit(Batch(owner, number, 0, 1, sealed=True, ops=[gap], last_time=owner.started))


def _close_attempt(store: Store, owner: str) -> Changes:
    """An owner without an exit record crashed, at the time of its last record."""
    sql = """SELECT run_id, coalesce(last_record, started), auxiliary FROM attempt JOIN run ON run.id = run_id
             WHERE owner = ? AND attempt.ended IS NULL"""
    with store.lock:
        found = store.connection.execute(sql, (owner,)).fetchone()
    if found is None:
        return Changes(store.revision())
    run_id, moment, auxiliary = found
    with store.write() as revision:
        attempts.crash(store, owner, moment)
        if not auxiliary:
            attempts.settle(store, run_id, revision)
    return Changes(revision, frozenset((run_id,)))


def _may_return(store: Store, left: _Left) -> bool:
    """Whether the owner is on another machine, whose silence is no proof of its death."""
    if not left.owner.host or left.owner.host == host():
        return False
    newest = max((_modified(path) for path in _files(store, left)), default=0.0)
    return time.time() - newest < _KEEP_ELSEWHERE


def _files(store: Store, left: _Left) -> list[Path]:
    lock = lock_path(store.journals, left.owner.run, left.owner.owner)
    return [lock, *(file.path for file in left.segments)]


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
