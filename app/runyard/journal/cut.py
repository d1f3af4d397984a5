"""A stretch of a segment on its way to ingest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import time_ns

from runyard.journal.batch import Batch, Op, Owner
from runyard.journal.pending import Pending, Waiting
from runyard.journal.reader import read_batches


class Cut:
    """A stretch of a segment that waits for ingest; `waiting` is None when it must be read from the file.

    `spooled` is how many bytes lie in the spool files that it names.
    """

    __slots__ = ("end", "owner", "path", "sealed", "segment", "spooled", "start", "waiting")

    def __init__(
        self,
        owner: Owner,
        path: Path,
        segment: int,
        start: int,
        end: int,
        sealed: bool,
        waiting: Waiting | None,
        spooled: int = 0,
    ) -> None:
        self.owner = owner
        self.path = path
        self.segment = segment
        self.start = start
        self.end = end
        self.sealed = sealed
        self.waiting = waiting
        self.spooled = spooled

    def batches(self, start: int) -> Iterator[Batch]:
        """Yield what lies between `start` (where ingest stands) and the end."""
        if self.waiting is not None and start == self.start:
            yield self.waiting.batch(self.owner, self.segment, start, self.end, self.sealed)
        else:
            yield from read_batches(self.path, start, stop=self.end, sealed=self.sealed)

    def remains(self, start: int) -> Batch:
        """Return what there is from `start` on although the file is gone, with a gap for what is lost."""
        whole = self.waiting is not None and start <= self.start
        waiting = self.waiting if self.waiting is not None and whole else Pending().take()
        batch = waiting.batch(self.owner, self.segment, start, self.end, self.sealed)
        lost = (self.start if whole else self.end) - start
        if lost:
            data = {"records": None, "bytes": lost, "reason": "the file was deleted", "offset": start}
            batch.ops = [Op("gap", time_ns() // 1000, data), *batch.ops]
        return batch
