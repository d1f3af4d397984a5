"""Hands points to the ingest without a journal: what one flush of a run costs, and what it leaves."""

from __future__ import annotations

import random
import uuid
from array import array
from collections.abc import Iterable

from runyard.domain import clock, context
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Batch, Op, Owner, Points


class Feeder:
    """Makes the batches of one run, as its process would."""

    def __init__(self) -> None:
        self.owner = Owner(
            run=uuid.uuid4().hex[:24], owner=uuid.uuid4().hex[:8], host="here", boot_id="", pid=1,
            process_started=0.0, started=clock.now(),
        )  # fmt: skip
        self._offset = 0

    def batch(self, points: dict[SeriesKey, Points], ops: Iterable[Op] = ()) -> Batch:
        """Return the next batch."""
        start, self._offset = self._offset, self._offset + 100
        return Batch(self.owner, 0, start, self._offset, points=points, ops=list(ops), last_time=clock.now())

    def end(self) -> Batch:
        """Return the batch that ends the run."""
        data = {"status": "finished", "code": 0, "signal": "", "traceback": ""}
        return self.batch({}, [Op("exit", clock.now(), data)])


def key(number: int) -> SeriesKey:
    """Return the name of a series."""
    return SeriesKey(DataKind.METRIC, f"metric{number}", context.EMPTY)


def points(first: int, count: int, dice: random.Random, interval: int = 1000) -> Points:
    """Return points with random values that need all of a float64, `interval` µs apart."""
    now = clock.now()
    return Points(
        array("q", range(first, first + count)),
        array("q", (now + i * interval + dice.randrange(200) for i in range(count))),
        array("d", (dice.random() for _ in range(count))),
    )
