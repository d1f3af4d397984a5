"""A flush of 1,000 series while the main thread runs a bare loop.

How long the write lock is held is seen from outside: another process tries to take it all the time. A trace
in this process would wait for the interpreter's lock at every statement, and measure itself.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable

from batches import Feeder, key, points
from figures import Report, median, scratch, start

from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

SERIES = 1000
POINTS = 20
ROUNDS = 9
PROBE = """
import json, os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=0)
print('ready', flush=True)
found, before, locked = [], time.monotonic(), False
while not os.path.exists(sys.argv[2]):
    try:
        db.execute('BEGIN IMMEDIATE')
        db.execute('ROLLBACK')
        free = True
    except sqlite3.OperationalError:
        free = False
    if not free and not locked:
        locked, since = True, before
    elif free and locked:
        locked = False
        found.append((since, time.monotonic()))
    before = time.monotonic()
    time.sleep(0.0002)
print(json.dumps(found))
"""


class Probe:
    """Another process that notes when the write lock is held."""

    def __init__(self, store: Store) -> None:
        self._stop = store.folder / "stop"
        self._process = start(PROBE, store.database, self._stop)
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def held(self, spans: list[tuple[float, float]]) -> list[float]:
        """End it; return for how long the lock was held at most within each span, in seconds, 0 if unseen."""
        self._stop.touch()
        said, _ = self._process.communicate()
        found = json.loads(said)
        return [
            max([until - since for since, until in found if since < end and until > began], default=0.0)
            for began, end in spans
        ]


def measure(report: Report) -> None:
    """Time how long the write lock is held, beside a row a statement into the same database."""
    dice = random.Random(1)
    with scratch() as folder, Store.open(location.resolve(folder, create=True), create=True) as store:
        ingest, feeder = Ingest(store), Feeder()
        ours, rows = [], []
        store.connection.execute("CREATE TABLE plain(id INTEGER PRIMARY KEY, series, data)")
        blobs = [(i, bytes(POINTS * 12)) for i in range(SERIES)]
        probe = Probe(store)
        for number in range(ROUNDS):
            batch = feeder.batch({key(i): points(number * POINTS, POINTS, dice) for i in range(SERIES)})
            ours.append(_busy(lambda batch=batch: ingest.commit(batch)))
            rows.append(_busy(lambda: _plain(store, blobs)))
        held = probe.held(ours + rows)
    plain, found = median(held[ROUNDS:]), median(held[1:ROUNDS])  # the first makes the series
    report.say("plain executemany of 1,000 rows, lock held", f"{plain * 1000:.1f} ms")
    ratio = f"{found / plain:.2f} x executemany" if plain else ""
    report.say("1,000 chunks and summaries, lock held", f"{found * 1000:.1f} ms", "50 ms", ratio)
    report.say("  the longest", f"{max(held[1:ROUNDS]) * 1000:.1f} ms")
    whole = median([until - since for since, until in ours[1:]])
    report.say("  encoding included", f"{whole * 1000:.1f} ms")


def _plain(store: Store, blobs: list[tuple[int, bytes]]) -> None:
    with store.write():
        store.connection.executemany("INSERT INTO plain(series, data) VALUES (?, ?)", blobs)


def _busy(action: Callable[[], object]) -> tuple[float, float]:
    """Run an action on a thread under a spinning main thread; return when it began and ended."""
    ends: list[float] = []
    thread = threading.Thread(target=lambda: (action(), ends.append(time.monotonic())))
    began = time.monotonic()
    thread.start()
    spun = 0
    while not ends:
        spun += 1
    thread.join()
    return began, ends[0]
