"""Runs logged through the real ingest, as a training process would."""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Batch, Blob, Items, LogLine, NewItem, Op, Owner, Points
from runyard.journal.liveness import OwnerLock
from runyard.journal.segments import lock_path
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.objects import blobs
from runyard.storage.runs import runs
from runyard.storage.store import Store

START = 1_763_600_000_000_000  # µs UTC, 20 November 2025
_numbers = itertools.count(1)


def key(name: str, context: Mapping[str, Any] | None = None, kind: DataKind = DataKind.METRIC) -> SeriesKey:
    """Return the key of a series."""
    return SeriesKey(kind, name, contexts.canonical(context))


def points(numbers: Sequence[float], steps: Iterable[int] | None = None) -> Points:
    """Return points a second apart; steps count from 0 unless given."""
    found = list(range(len(numbers)) if steps is None else steps)
    times = array("q", [START + i * 1_000_000 for i in range(len(numbers))])
    return Points(array("q", found), times, array("d", numbers))


class Logged:
    """One run and the process that writes it."""

    def __init__(
        self,
        store: Store,
        *,
        created: int | None = None,
        digest: str | None = None,
        live: bool = False,
        **fields: Any,
    ) -> None:
        """`live` holds the owner's lock until the end, so that nobody buries the run as crashed."""
        number = next(_numbers)
        self.store = store
        self.hash = f"{number:024x}" if digest is None else f"{digest:0<24}"
        self.created = START + number * 60_000_000 if created is None else created
        self._ingest = Ingest(store)
        self._owner = Owner(self.hash, f"{number:08x}", "", "boot", 1, 1.0, self.created)
        self._offset = 0
        self._lock = OwnerLock.take(lock_path(store.journals, self.hash, self._owner.owner)) if live else None
        self.log(ops=[Op("field", self.created, [name, value]) for name, value in fields.items()])
        self.id = runs.find(store, self.hash)

    def log(
        self,
        metrics: Mapping[SeriesKey, Points] | None = None,
        ops: Sequence[Op] = (),
        lines: Sequence[LogLine] = (),
        items: Sequence[Items] = (),
    ) -> None:
        """Commit one batch."""
        batch = Batch(self._owner, 1, self._offset, self._offset + 100)
        batch.points, batch.ops, batch.lines = dict(metrics or {}), list(ops), list(lines)
        batch.items, batch.last_time = list(items), self.created
        assert self._ingest.commit(batch) is not None
        self._offset += 100

    def params(self, tree: Mapping[str, Any], *path: str | int, at: int = 0) -> None:
        """Set params below a path, at a time after the run's creation in µs."""
        self.log(ops=[Op("param", self.created + at, [list(path), values.encode(tree)])])

    def metric(self, name: str, numbers: Sequence[float], context: Mapping[str, Any] | None = None) -> None:
        """Log values at steps from 0."""
        self.log({key(name, context): points(numbers)})

    def items(
        self,
        kind: DataKind,
        name: str,
        logged: Iterable[tuple[int, int, bytes, Mapping[str, Any]]],
        context: Mapping[str, Any] | None = None,
        *,
        picture: bytes | None = None,
        plotly: bytes | None = None,
        epoch: float | None = None,
    ) -> None:
        """Log items given as (step, index, content, meta): those of one step are one call, a second apart.

        Texts and distributions up to 16 KB lie in the row, everything else is a blob, as the logger does it.
        """
        by_step: dict[int, list[NewItem]] = {}
        for step, index, content, meta in logged:
            assert index == len(by_step.setdefault(step, [])), "indices count from 0 at every step"
            inline = kind in (DataKind.TEXT, DataKind.DISTRIBUTION) and len(content) <= 16384
            new = NewItem(dict(meta), content if inline else None, None if inline else self.blob(content))
            extra = {
                "picture": None if picture is None else self.blob(picture),
                "plotly": None if plotly is None else self.blob(plotly),
            }
            by_step[step].append(new._replace(**extra))
        calls = [
            Items(key(name, context, kind), step, self.created + at * 1_000_000, epoch, tuple(found))
            for at, (step, found) in enumerate(by_step.items())
        ]
        self.log(items=calls)

    def blob(self, content: bytes) -> Blob:
        """Put a blob in its place."""
        return Blob(blobs.put(self.store.blobs, content), len(content))

    def tag(self, *names: str) -> None:
        """Attach tags."""
        self.log(ops=[Op("tag", self.created, list(names))])

    def leave(self) -> None:
        """Let go of the lock, as the process does when it is gone."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def end(self, status: str = "finished", after: int = 1_000_000) -> None:
        """End the run some µs after its creation."""
        data = {"status": status, "code": None, "signal": "", "traceback": ""}
        self.log(ops=[Op("exit", self.created + after, data)])
        self._ingest.finish(self._owner)
        self.leave()
