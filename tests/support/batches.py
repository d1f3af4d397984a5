"""Batches and journals made by hand, for tests of what takes them in."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from runyard.domain.changes import Changes
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal import framing
from runyard.journal.batch import Batch, LogLine, Op, Owner, Points
from runyard.journal.segments import segment_path
from runyard.storage.ingest.ingest import Ingest

START = 1_763_600_000_000_000
LOSS = SeriesKey(DataKind.METRIC, "loss", "{}")


def owner(run: str = "a" * 24, name: str = "00000001", **more: Any) -> Owner:
    """Return the owner of a journal whose process is long gone."""
    facts: dict[str, Any] = {
        "host": "",
        "boot_id": "gone",
        "pid": 0,
        "process_started": 0.0,
        "started": START,
    }
    return Owner(run, name, **{**facts, **more})


def points(values: Iterable[float], steps: Iterable[int] | None = None, start: int = START) -> Points:
    """Return points of these values, a second apart."""
    found = array("d", values)
    counted = array("q", range(len(found)) if steps is None else steps)
    return Points(counted, array("q", range(start, start + 1_000_000 * len(found), 1_000_000)), found)


def ended(status: str = "finished", time: int = START + 10**9, **more: Any) -> Op:
    """Return the op that ends an attempt."""
    return Op("exit", time, {"status": status, "code": 0, "signal": "", "traceback": "", **more})


class Feed:
    """Hands batches of one owner to ingest, one after another."""

    def __init__(self, ingest: Ingest, who: Owner | None = None) -> None:
        self.ingest = ingest
        self.owner = who or owner()
        self.offset = 0

    def batch(
        self,
        data: dict[SeriesKey, Points] | None = None,
        ops: Sequence[Op] = (),
        lines: Sequence[LogLine] = (),
    ) -> Batch:
        """Return the next batch without handing it over."""
        at = self.offset
        return Batch(self.owner, 0, at, at + 100, False, data or {}, list(ops), list(lines), START + at)

    def __call__(
        self,
        data: dict[SeriesKey, Points] | None = None,
        ops: Sequence[Op] = (),
        lines: Sequence[LogLine] = (),
    ) -> Changes:
        """Commit the next batch."""
        changes = self.ingest.commit(self.batch(data, ops, lines))
        assert changes is not None
        self.offset += 100
        return changes


def segment(
    journals: Path, who: Owner, values: Sequence[float], ops: Sequence[Op] = (), number: int = 0
) -> Path:
    """Write a segment as a process that is gone left it: one series `loss`, then the ops."""
    parts = [framing.header(who), framing.series(0, LOSS)]
    parts += [framing.mixed(START + step, None, [(0, step, value)]) for step, value in enumerate(values)]
    parts += [framing.op(op) for op in ops]
    path = segment_path(journals, who.run, who.owner, number)
    path.write_bytes(b"".join(parts))
    return path
