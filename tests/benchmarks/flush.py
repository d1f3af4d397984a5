"""A flush of 1,000 series while the main thread runs a bare loop."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from batches import Feeder, key, points
from figures import Report, median, scratch

from runyard.storage import location
from runyard.storage.ingest import Ingest
from runyard.storage.store import Store

SERIES = 1000
POINTS = 20
ROUNDS = 9


def measure(report: Report) -> None:
    """Time how long the write lock is held, beside a row a statement into the same database."""
    dice = random.Random(1)
    with scratch() as folder, Store.open(location.resolve(folder, create=True), create=True) as store:
        ingest, feeder = Ingest(store), Feeder()
        ours, rows, whole = [], [], []
        store.connection.execute("CREATE TABLE plain(id INTEGER PRIMARY KEY, series, data)")
        blobs = [(i, bytes(POINTS * 12)) for i in range(SERIES)]
        for number in range(ROUNDS):
            batch = feeder.batch({key(i): points(number * POINTS, POINTS, dice) for i in range(SERIES)})
            held, took = _busy(store, lambda batch=batch: ingest.commit(batch))
            ours.append(held)
            whole.append(took)
            rows.append(_busy(store, lambda: _plain(store, blobs))[0])
    report.say("plain executemany of 1,000 rows, lock held", f"{median(rows) * 1000:.1f} ms")
    ratio = f"{median(ours) / median(rows):.2f} x executemany"
    report.say("1,000 chunks and summaries, lock held", f"{median(ours) * 1000:.1f} ms", "50 ms", ratio)
    report.say("  encoding included", f"{median(whole) * 1000:.1f} ms")


def _plain(store: Store, blobs: list[tuple[int, bytes]]) -> None:
    with store.write():
        store.connection.executemany("INSERT INTO plain(series, data) VALUES (?, ?)", blobs)


def _busy(store: Store, action: Callable[[], object]) -> tuple[float, float]:
    """Run an action on a thread under a spinning main thread; return seconds of lock held, and in all."""
    began_writing: list[float] = []

    def traced(statement: str) -> None:
        if statement.startswith("BEGIN IMMEDIATE"):
            began_writing.append(time.perf_counter())

    ends: list[float] = []
    store.connection.set_trace_callback(traced)
    thread = threading.Thread(target=lambda: (action(), ends.append(time.perf_counter())))
    began = time.perf_counter()
    thread.start()
    spun = 0
    while not ends:
        spun += 1
    thread.join()
    store.connection.set_trace_callback(None)
    return ends[0] - began_writing[0], ends[0] - began
