"""Batches of a journal into the database: each exactly once, in one short transaction."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from runyard.domain.changes import Changes
from runyard.domain.importing import apart_from_forks
from runyard.domain.series import SeriesKey
from runyard.domain.status import RunStatus
from runyard.journal.batch import Batch, Owner
from runyard.storage.bulk import Statement
from runyard.storage.ingest import checkpoint, facts, keys, orphans
from runyard.storage.metrics import chunks, merge, summaries
from runyard.storage.metrics.codec import EncodedChunk
from runyard.storage.metrics.summaries import Summary
from runyard.storage.output import logs
from runyard.storage.runs import attempts
from runyard.storage.store import Store

if TYPE_CHECKING:
    from runyard.storage.objects.media import Media


class _Encoded(NamedTuple):
    key: SeriesKey
    pieces: list[EncodedChunk]
    summary: Summary


class _Ready(NamedTuple):
    chunks: chunks.Insert
    summaries: list[Statement]


class _Written(NamedTuple):
    run_id: int
    new_series: dict[tuple[int, SeriesKey], int]
    chunks: chunks.Insert | None
    last_ids: list[int]


class _NotItsTurnError(Exception):
    pass


class _OrphanError(Exception):
    pass


class Ingest:
    """The writing side of one store: one per process and store, used from one thread at a time.

    It remembers the ids of runs and series, and which chunks it wrote may be merged. All of that is only a
    shortcut: what is stored decides.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._runs: dict[str, int] = {}  # by owner, once its attempt is recorded
        self._series: dict[tuple[int, SeriesKey], int] = {}
        self._tails = merge.Tails()
        self._items: Media | None = None
        self.took = 0.0  # seconds of the last transaction

    def commit(self, batch: Batch) -> Changes | None:
        """Store a batch; return what changed.

        Returns None and changes nothing when the stored offset of its segment is not where the batch starts:
        it was ingested already, or an earlier one is missing. A batch of a purged run is set aside.
        """
        encoded = [
            _Encoded(key, pieces, summaries.summarize(points, pieces))
            for key, points in batch.points.items()
            if points.steps and (pieces := chunks.encoded(points))
        ]
        if stored_offset(self._store, batch.owner.owner, batch.segment) != batch.start:
            return None
        if batch.items:
            batch.items, lost = self._media().settle(batch.items)
            batch.ops = [*batch.ops, *lost]
        began = time.monotonic()
        ready = self._ready(self._runs.get(batch.owner.owner), encoded, {})
        try:
            with self._store.write() as revision:
                self._advance(batch)
                written = self._write(batch, encoded, ready, revision)
                changes = self._changes(batch, written.run_id, revision)
        except _NotItsTurnError:
            return None
        except _OrphanError:
            orphans.set_aside(self._store.journals, batch.owner.owner)
            return Changes(self._store.revision())
        finally:
            self.took = time.monotonic() - began
        self._runs[batch.owner.owner] = written.run_id
        self._series.update(written.new_series)
        if written.chunks:
            self._tails.add(written.run_id, chunks.tails(written.chunks, written.last_ids))
        return changes

    def _media(self) -> Media:
        if self._items is None:
            with apart_from_forks:  # a script that logs numbers alone never needs it
                from runyard.storage.objects.media import Media

            self._items = Media(self._store)
        return self._items

    def _ready(
        self, run_id: int | None, encoded: Sequence[_Encoded], new: Mapping[tuple[int, SeriesKey], int]
    ) -> _Ready | None:
        """Put the statements together: before the write lock is taken, unless a series is yet to be made."""
        if run_id is None:
            return None
        ids = [self._series.get((run_id, e.key)) or new.get((run_id, e.key)) for e in encoded]
        if not all(ids):
            return None
        found = [(series_id or 0, e) for series_id, e in zip(ids, encoded, strict=True)]
        return _Ready(
            chunks.insert([(series_id, piece) for series_id, e in found for piece in e.pieces]),
            summaries.combine((series_id, e.summary) for series_id, e in found),
        )

    def _advance(self, batch: Batch) -> None:
        """Claim the stretch of the segment; whoever claimed it before has stored it."""
        owner, execute = batch.owner.owner, self._store.connection.execute
        sql = "UPDATE journal SET offset = ?, sealed = ? WHERE owner = ? AND segment = ? AND offset = ?"
        if execute(sql, (batch.end, batch.sealed, owner, batch.segment, batch.start)).rowcount:
            return
        sql = "INSERT OR IGNORE INTO journal(owner, segment, offset, sealed) VALUES (?, ?, ?, ?)"
        done = batch.start == 0 and execute(sql, (owner, batch.segment, batch.end, batch.sealed)).rowcount
        if not done:
            raise _NotItsTurnError

    def _write(
        self, batch: Batch, encoded: Sequence[_Encoded], ready: _Ready | None, revision: int
    ) -> _Written:
        store, owner = self._store, batch.owner
        run_id = self._runs.get(owner.owner)
        if run_id is None:
            run_id = self._run(batch, revision)
        self._touch(batch, run_id, revision)
        new: dict[tuple[int, SeriesKey], int] = {}
        if ready is None:
            missing = [e.key for e in encoded if (run_id, e.key) not in self._series]
            new = keys.ensure_series(store, run_id, missing, revision) if missing else {}
            ready = self._ready(run_id, encoded, new)
        last_ids = []
        if ready:
            execute = store.connection.execute
            last_ids = [execute(s.sql, s.parameters).lastrowid or 0 for s in ready.chunks.statements]
            for statement in ready.summaries:
                execute(statement.sql, statement.parameters)
        if batch.ops:
            facts.apply(store, run_id, batch, revision)
            ends = [op for op in batch.ops if op.name == "exit"]
            if ends:
                attempts.end(store, owner.owner, ends[-1])
                attempts.settle(store, run_id, revision)
        if batch.lines:
            logs.append(store, run_id, batch.lines)
        if batch.items:
            with apart_from_forks:
                from runyard.storage.objects import item_rows

            named = list(dict.fromkeys(call.key for call in batch.items))
            ids = keys.ensure_series(store, run_id, named, revision)
            item_rows.append(store, run_id, batch.items, ids)
        return _Written(run_id, new, ready.chunks if ready else None, last_ids)

    def _touch(self, batch: Batch, run_id: int, revision: int) -> None:
        """Stamp the run; one that has ended, but of which there is news, was taken for dead."""
        execute, owner = self._store.connection.execute, batch.owner
        sql = """UPDATE run SET revision = ?, last_record = max(ifnull(last_record, 0), ?) WHERE id = ?
                 RETURNING status"""
        found = execute(sql, (revision, batch.last_time or owner.started, run_id)).fetchall()
        if not found:  # purged
            raise _OrphanError
        if found[0][0] != RunStatus.RUNNING and not owner.auxiliary and len(batch):
            attempts.take_back(self._store, owner.owner)
            attempts.settle(self._store, run_id, revision)

    def _run(self, batch: Batch, revision: int) -> int:
        """Return the run's id, recording the run and this process where they are new."""
        store, owner = self._store, batch.owner
        found = store.connection.execute("SELECT id FROM run WHERE hash = ?", (owner.run,)).fetchone()
        if found is None:
            sql = "SELECT 1 FROM tombstone WHERE kind = 'run' AND hash = ?"
            if store.connection.execute(sql, (owner.run,)).fetchone():
                raise _OrphanError
        run_id = int(found[0]) if found else facts.create_run(store, batch, revision)
        sql = "SELECT 1 FROM attempt WHERE owner = ?"
        if not store.connection.execute(sql, (owner.owner,)).fetchone():
            attempts.begin(store, run_id, owner)
            attempts.settle(store, run_id, revision)
        return run_id

    def _changes(self, batch: Batch, run_id: int, revision: int) -> Changes:
        if not batch.ops and batch.owner.owner in self._runs:
            return Changes(revision, frozenset((run_id,)))
        sql = "SELECT key FROM meta WHERE value = ? AND key IN ('tags_revision', 'experiments_revision')"
        marked = {row[0] for row in self._store.connection.execute(sql, (revision,))}
        return Changes(
            revision,
            frozenset((run_id,)),
            tags="tags_revision" in marked,
            experiments="experiments_revision" in marked or batch.start == 0,  # a new run changes the counts
        )

    def merge(self, run: str, seconds: float) -> bool:
        """Merge small chunks of a run for about so long; return whether nothing is left to merge now."""
        run_id = self._id_of(run)
        return run_id is None or merge.some(self._store, self._tails, run_id, time.monotonic() + seconds)

    def finish(self, owner: Owner) -> None:
        """After the end of an owner: merge every tail and mark the series final, if it was the last."""
        run_id = self._id_of(owner.run)
        if run_id is None or attempts.others_live(self._store, run_id, owner.owner):
            return
        merge.every_tail(self._store, run_id)
        self._tails.forget(run_id)
        with self._store.write():
            self._store.connection.execute(
                "UPDATE series SET final = 1 WHERE run_id = ? AND final = 0 AND NOT EXISTS"
                " (SELECT 1 FROM attempt WHERE attempt.run_id = series.run_id AND ended IS NULL)",
                (run_id,),
            )
        checkpoint.trim(self._store)

    def _id_of(self, run: str) -> int | None:
        with self._store.lock:
            found = self._store.connection.execute("SELECT id FROM run WHERE hash = ?", (run,)).fetchone()
        return int(found[0]) if found else None


def stored_offset(store: Store, owner: str, segment: int) -> int:
    """Return up to which byte a segment has been ingested; 0 when nothing of it has."""
    sql = "SELECT offset FROM journal WHERE owner = ? AND segment = ?"
    with store.lock:
        found = store.connection.execute(sql, (owner, segment)).fetchone()
    return int(found[0]) if found else 0
