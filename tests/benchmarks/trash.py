"""Deleting 1,000 runs of 100 MB in all: to the trash, and purged with the space returned."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from batches import Feeder, key, points
from figures import Report, scratch

from runyard import Repo
from runyard.domain import clock, params
from runyard.journal.batch import Op
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

RUNS = 1000
KEPT_EVERY = 10  # each tenth run stays, so that pages must move
METRICS = 20
POINTS = 420
PARAMS = 20


def measure(report: Report) -> None:
    """Through the public API, one call each, beside plain rows deleted in plain sqlite3."""
    with scratch() as folder:
        plain = _plain(folder / "plain.db")
        report.say("as many bytes in plain rows: deleted, vacuumed", f"{plain:.2f} s")
        gone = _fill(folder)
        with Repo(folder) as repo:
            before = repo.store.database.stat().st_size
            took = _seconds(lambda: repo.delete_runs(gone))
            report.say(f"{len(gone):,} runs to the trash", f"{took * 1000:.0f} ms", "200 ms")
            took = _seconds(lambda: repo.purge_runs(gone))
            after = repo.store.database.stat().st_size
            report.say(
                "purged for good, space returned",
                f"{took:.2f} s",
                "2 s",
                f"{before / 1e6:.0f} MB before, {after / 1e6:.0f} after",
            )
            assert repo.total_runs_count() == RUNS // KEPT_EVERY


def _plain(path: Path) -> float:
    """Return how long plain sqlite3 takes for runs that are a row a metric, with nothing beside."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE chunk(id INTEGER PRIMARY KEY, run_id, data)")
    rows = ((run, bytes(12 * POINTS)) for run in range(RUNS + RUNS // KEPT_EVERY) for _ in range(METRICS))
    db.execute("BEGIN")
    db.executemany("INSERT INTO chunk(run_id, data) VALUES (?, ?)", rows)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def purge() -> None:
        db.execute("DELETE FROM chunk WHERE run_id % ? > 0", (KEPT_EVERY + 1,))
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    took = _seconds(purge)
    db.close()
    return took


def _seconds(action: Callable[[], Any]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _fill(folder: Path) -> list[str]:
    """Log the runs and return the hashes of those to be deleted, which take 100 MB."""
    dice = random.Random(1)
    hashes = []
    tree = {"hparams": {f"p{number}": number / 7 for number in range(PARAMS)}}
    with Store.open(location.resolve(folder, create=True), create=True) as store:
        ingest = Ingest(store)
        for _ in range(RUNS + RUNS // KEPT_EVERY):
            feeder = Feeder()
            said = [Op("param", clock.now(), [[], params.encode(tree)])]
            values = {key(number): points(0, POINTS, dice) for number in range(METRICS)}
            ingest.commit(feeder.batch(values, said))
            ingest.commit(feeder.end())
            ingest.finish(feeder.owner)
            hashes.append(feeder.owner.run)
    return [run for place, run in enumerate(hashes) if place % (KEPT_EVERY + 1)]
