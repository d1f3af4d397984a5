"""Reading one metric of 1,000,000 points into arrays, and short ones of many runs."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import numpy as np
from batches import Feeder, key, points
from figures import Report, scratch, seconds

from runyard import Repo
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

POINTS = 1_000_000
SLICE = 50_000
RUNS = 1000


def measure(report: Report) -> None:
    """Read through the public API, beside packed blobs and plain rows in SQLite."""
    dice = random.Random(1)
    with scratch() as folder:
        with Store.open(location.resolve(folder, create=True), create=True) as store:
            ingest, feeder = Ingest(store), Feeder()
            for first in range(0, POINTS, SLICE):
                ingest.commit(feeder.batch({key(0): points(first, SLICE, dice)}))
            ingest.commit(feeder.end())
            ingest.finish(feeder.owner)
        ours = seconds(lambda: _ours(folder))
        asked = seconds(lambda: _asked(folder))
        blobs, rows = _plain(folder / "plain.db")
    report.say("packed blobs of 4,096 float64 in plain sqlite3", f"{blobs * 1000:.1f} ms")
    report.say("one row a point in plain sqlite3", f"{rows * 1000:.0f} ms")
    ratio = f"{ours / blobs:.1f} x blobs"
    report.say("sparse_numpy() of 1,000,000 points", f"{ours * 1000:.1f} ms", "30 ms", ratio)
    ratio = f"{asked / blobs:.1f} x blobs"
    report.say("the same found by Repo.query_metrics", f"{asked * 1000:.1f} ms", "30 ms", ratio)
    _many(report)


def _ours(folder: Path) -> None:
    with Repo(folder) as repo:
        [run] = repo.iter_runs()
        steps, values = run.get_metric("metric0", {}).values.sparse_numpy()
        assert len(steps) == len(values) == POINTS


def _asked(folder: Path) -> None:
    with Repo(folder) as repo:
        for run in repo.query_metrics('metric.name == "metric0" and metric.last != None').iter_runs():
            for metric in run:
                assert len(metric.values.sparse_numpy()[0]) == POINTS


def _many(report: Report) -> None:
    """Read a short metric of each of many runs, beside one statement for all."""
    dice = random.Random(1)
    with scratch() as folder:
        with Store.open(location.resolve(folder, create=True), create=True) as store:
            ingest = Ingest(store)
            for _ in range(RUNS):
                feeder = Feeder()
                ingest.commit(feeder.batch({key(i): points(0, 1000, dice) for i in range(2)}))
                ingest.commit(feeder.end())
                ingest.finish(feeder.owner)
            sql = "SELECT data FROM series JOIN chunk ON series_id = series.id WHERE name_id = 1"
            floor = seconds(lambda: store.connection.execute(sql).fetchall())

        def found() -> None:
            with Repo(folder) as repo:
                metrics = list(repo.query_metrics('metric.name == "metric0"'))
                assert len([metric.values.sparse_numpy() for metric in metrics]) == RUNS

        took = seconds(found)
    report.say(f"fetching the chunks of {RUNS:,} runs in sqlite3", f"{floor * 1000:.1f} ms")
    what = f"query_metrics, 1,000 points of each of {RUNS:,} runs"
    report.say(what, f"{took * 1000:.0f} ms", "", f"{took / RUNS * 1000:.2f} ms a metric")


def _plain(path: Path) -> tuple[float, float]:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("CREATE TABLE blobs(id INTEGER PRIMARY KEY, data)")
    db.execute("CREATE TABLE point(step INTEGER PRIMARY KEY, value)")
    values = np.random.default_rng(1).random(POINTS)
    db.execute("BEGIN")
    db.executemany(
        "INSERT INTO blobs(data) VALUES (?)",
        ((values[i : i + 4096].tobytes(),) for i in range(0, POINTS, 4096)),
    )
    db.executemany("INSERT INTO point VALUES (?, ?)", enumerate(values.tolist()))
    db.execute("COMMIT")

    def from_blobs() -> None:
        np.concatenate([np.frombuffer(row[0]) for row in db.execute("SELECT data FROM blobs ORDER BY id")])

    def from_rows() -> None:
        np.fromiter((row[0] for row in db.execute("SELECT value FROM point ORDER BY step")), float, POINTS)

    found = seconds(from_blobs), seconds(from_rows, 3)
    db.close()
    return found
