"""Runs whose series are given point by point, committed batch by batch."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from runyard.domain.context import canonical
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Batch, Op, Owner, Points
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.runs import runs
from runyard.storage.store import Store

START = 1_763_600_000_000_000  # µs UTC


def points(
    values: Sequence[float],
    steps: Sequence[int] | None = None,
    *,
    times: Sequence[int] | None = None,
    epochs: Sequence[float] | None = None,
) -> Points:
    """Return points; steps count from 0 and times a millisecond apart unless given."""
    count = len(values)
    return Points(
        array("q", range(count) if steps is None else steps),
        array("q", (START + 1000 * i for i in range(count)) if times is None else times),
        array("d", values),
        None if epochs is None else array("d", epochs),
    )


def metric(name: str, **context: str | int) -> SeriesKey:
    """Return the key of a metric."""
    return SeriesKey(DataKind.METRIC, name, canonical(context))


class Logger:
    """Commits batches of one run, as its background thread would."""

    def __init__(self, store: Store, run: str = "a" * 24, owner: str = "aaaaaaaa") -> None:
        self._owner = Owner(run, owner, "", "boot", 1, 1.0, START)
        self._ingest = Ingest(store)
        self._store = store
        self._offset = 0

    @property
    def run_id(self) -> int:
        """The id of the run; it exists from the first commit on."""
        return runs.find(self._store, self._owner.run)

    def log(self, series: Mapping[SeriesKey, Points], ops: Sequence[Op] = ()) -> None:
        """Commit points and operations."""
        start, self._offset = self._offset, self._offset + 100
        data = dict(series)
        batch = Batch(self._owner, 0, start, start + 100, points=data, ops=list(ops), last_time=START)
        assert self._ingest.commit(batch) is not None

    def merge(self) -> None:
        """Merge chunks until nothing is left to merge."""
        while not self._ingest.merge(self._owner.run, 10.0):
            pass
