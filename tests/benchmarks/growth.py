"""How cost grows with metrics, runs, points and writers.

Each row says beside its figures how many times those of the row before they are; `!` marks what grew worse
than in proportion, by more than half.
"""

from __future__ import annotations

import json
import random
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from batches import Feeder, key, points
from figures import Report, answer, median, scratch, seconds, start
from generate import generate

from runyard import Repo
from runyard.domain import clock
from runyard.journal.batch import Points
from runyard.search.grammar.parse import parse
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store
from runyard.storage.table import listing

METRICS = (1, 10, 100, 1_000)
RUNS = (1_000, 10_000, 100_000)
POINTS = (10_000, 100_000, 1_000_000, 10_000_000)
WRITERS = (1, 2, 4, 8, 16, 32)
LOGGED, STEPS, WRITTEN, SLICE, PAGE = 200_000, 1000, 20_000, 500_000, 128
LOGGING = """
import json, statistics, sys, time
from pathlib import Path
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
count, width = int(sys.argv[2]), int(sys.argv[3])
values = {f'metric{i}': i / 7 for i in range(width)}
run.track(values, step=0)
times, clock = [], time.perf_counter
began = clock()
for step in range(1, count // width):
    before = clock()
    run.track(values, step=step)
    times.append(clock() - before)
run.close()
whole = clock() - began
size = sum(path.stat().st_size for path in Path(sys.argv[1]).rglob('*') if path.is_file())
print(json.dumps([statistics.median(times), whole, size]))
"""
WRITING = """
import json, sys, time
from runyard import Run
from runyard.storage.ingest.ingest import Ingest
commit, slowest = Ingest.commit, 0.0
def timed(self, batch):
    global slowest
    began = time.perf_counter()
    try:
        return commit(self, batch)
    finally:
        slowest = max(slowest, time.perf_counter() - began)
Ingest.commit = timed
print('ready', flush=True)
sys.stdin.readline()
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
for i in range(int(sys.argv[2])):
    run.track(i / 7, name='loss', step=i)
run.close()
print(json.dumps(slowest))
"""
SORTED = 'metric:last:loss:{"subset":"val"}'
Row = dict[str, float]


def measure(report: Report) -> None:
    """Print a table for each; every repository is made anew."""
    report.table("metrics in one dictionary", ((size, _metrics(size)) for size in METRICS))
    report.table("runs of 20 params and 20 metrics", ((size, _runs(size)) for size in RUNS))
    report.table("points of one metric", ((size, _points(size)) for size in POINTS))
    report.table("writers at once", ((size, _writers(size)) for size in WRITERS))


def _metrics(width: int) -> Row:
    with scratch() as folder:
        Store.open(location.resolve(folder, create=True), create=True).close()
        empty = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        count = max(LOGGED, STEPS * width)
        call, whole, size = answer(LOGGING, folder, count, width)
    with scratch() as folder, Store.open(location.resolve(folder, create=True), create=True) as store:
        flush = _flush(store, width)
    return {
        "µs a value, each": call / width * 1e6,
        "points/s durable, rate": count / whole,
        "flush ms": flush * 1000,
        "bytes a point, each": (size - empty) / count,
    }


def _flush(store: Store, width: int) -> float:
    """Return the median duration of a flush of `width` series with 20 points each."""
    ingest, feeder, dice = Ingest(store), Feeder(), random.Random(1)
    found = []
    for number in range(7):
        batch = feeder.batch({key(i): points(number * 20, 20, dice) for i in range(width)})
        began = time.perf_counter()
        ingest.commit(batch)
        found.append(time.perf_counter() - began)
    return median(found[1:])


def _runs(count: int) -> Row:
    with scratch() as folder:
        generate(folder, count, 0).close()
        place = location.resolve(folder, create=False)
        opening = seconds(lambda: Store.open(place, read_only=True).close())
        with Store.open(place, read_only=True) as store, Repo(folder, read_only=True) as repo:
            columns = [column.id for column in listing.columns(store)][:20]
            ids = listing.find(store, None).ids[:PAGE]
            query = parse("run.hparams.lr > 0.001")

            def find(*sort: str) -> Callable[[], Any]:
                return lambda: listing.find(store, query, [listing.Sort(column) for column in sort])

            return {
                "open ms": opening * 1000,
                "query ms": seconds(find(), 5) * 1000,
                "by param ms": seconds(find("param:hparams.lr"), 5) * 1000,
                "by metric ms": seconds(find(SORTED), 5) * 1000,
                "page of rows ms": seconds(lambda: listing.rows(store, ids, columns), 5) * 1000,
                "query_runs ms": seconds(lambda: len(repo.query_runs("run.hparams.lr > 0.001")), 3) * 1000,
            }


def _points(count: int) -> Row:
    dice = np.random.default_rng(1)
    with scratch() as folder:
        place = location.resolve(folder, create=True)
        spent = 0.0
        with Store.open(place, create=True) as store:
            ingest, feeder = Ingest(store), Feeder()
            for first in range(0, count, SLICE):
                batch = feeder.batch({key(0): _random(first, min(SLICE, count - first), dice)})
                began = time.perf_counter()
                ingest.commit(batch)
                spent += time.perf_counter() - began
            ingest.commit(feeder.end())
            ingest.finish(feeder.owner)
        with Repo(folder, read_only=True) as repo:
            [run] = repo.iter_runs()
            metric = run.get_metric("metric0", {})
            return {
                "points/s written, rate": count / spent,
                "read ms": seconds(metric.values.sparse_numpy, 3) * 1000,
                "last_value ms": seconds(metric.values.last_value, 5) * 1000,
                "len ms": seconds(lambda: len(metric.values), 5) * 1000,
            }


def _random(first: int, count: int, dice: np.random.Generator) -> Points:
    times = clock.now() + np.cumsum(dice.integers(900, 1100, count))
    steps = np.arange(first, first + count)
    values = dice.random(count)
    return Points(array("q", steps.tobytes()), array("q", times.tobytes()), array("d", values.tobytes()))


def _writers(count: int) -> Row:
    with scratch() as folder:
        crowd = [start(WRITING, folder, WRITTEN) for _ in range(count)]
        for process in crowd:
            assert process.stdout is not None
            process.stdout.readline()
        began = time.perf_counter()
        for process in crowd:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        slowest = [json.loads(process.communicate()[0]) for process in crowd]
        took = time.perf_counter() - began
        _complete(folder, count)
    return {
        "seconds": took,
        "points/s together, rate": count * WRITTEN / took,
        "slowest commit ms": max(slowest) * 1000,
    }


def _complete(folder: Path, count: int) -> None:
    with Repo(folder) as repo:
        kept = [len(run.get_metric("loss", {}).values) for run in repo.iter_runs()]
    if kept != [WRITTEN] * count:
        raise RuntimeError(f"points are missing: {kept}")
