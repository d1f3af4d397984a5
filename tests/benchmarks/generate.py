#!/usr/bin/env python3
"""Fills a repository with invented runs: ``python tests/benchmarks/generate.py DIR --runs 10000``.

Twenty params and twenty metrics a run; the newest runs have curves, the others their summaries only.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from array import array
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "app"), str(Path(__file__).resolve().parent)]

from invented import EXPERIMENTS, METRICS, TAGS, InventedRun, curve, levels, runs  # noqa: E402

from runyard.domain import clock, context, params  # noqa: E402
from runyard.domain.kinds import DataKind  # noqa: E402
from runyard.journal.batch import Points  # noqa: E402
from runyard.storage import location  # noqa: E402
from runyard.storage.metrics import codec  # noqa: E402
from runyard.storage.runs.params import LeafType  # noqa: E402
from runyard.storage.store import Store  # noqa: E402

STEPS = 400
LEAF_TYPES = {
    type(None): LeafType.NONE,
    bool: LeafType.BOOL,
    int: LeafType.INT,
    float: LeafType.FLOAT,
    str: LeafType.TEXT,
}
CONTEXTS = list(dict.fromkeys(context.canonical(m.context) for m in METRICS))
NAMES = list(dict.fromkeys(m.name for m in METRICS))


def generate(folder: Path, count: int, with_curves: int = 200) -> Store:
    """Make a repository in `folder` with `count` runs and return it, open."""
    store = Store.open(location.resolve(folder, create=True), create=True)
    invented = list(runs(count, clock.now()))
    many = store.connection.executemany
    with store.write() as revision:
        _vocabulary(store, invented[0])
        many(
            "INSERT INTO run(id, hash, name, experiment_id, status, created, ended, archived, trashed, color,"
            " last_record, revision, description, params) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (_run_row(run, revision) for run in invented),
        )
        many(
            "INSERT INTO attempt(run_id, number, owner, host, boot_id, pid, process_started, started, ended,"
            " status, python, script) VALUES (?, 1, ?, 'lab-ws-03', '', ?, 0, ?, ?, ?, '3.13.0', 'train.py')",
            ((r.number, f"{r.number:08x}", 2000 + r.number, r.created, r.ended, r.status) for r in invented),
        )
        many("INSERT INTO run_tag VALUES (?,?,?)", ((r.number, t, r.ended) for r in invented for t in r.tags))
        for rows in _param_rows(invented):
            many("INSERT INTO param VALUES (?,?,?,?)", rows)
        many(
            "INSERT INTO series(id, run_id, kind, name_id, context_id, final, count, first_step, last_step,"
            " first, last, low, low_step, high, high_step, total, nan_count, first_time, last_time, revision)"
            " VALUES (?,?,?,?,?,1,?,0,?,?,?,?,?,?,?,?,?,?,?,?)",
            (row for run in invented for row in _series_rows(run, revision)),
        )
        for run in invented[-with_curves:] if with_curves else ():
            many(
                "INSERT INTO chunk(series_id, tier, count, min_step, max_step, min_time, max_time, overview,"
                " data) VALUES (?,3,?,?,?,?,?,?,?)",
                _chunk_rows(run),
            )
        store.connection.execute("UPDATE meta SET value = ? WHERE key = 'next_color'", (count,))
    return store


def _vocabulary(store: Store, first: InventedRun) -> None:
    many, created = store.connection.executemany, first.created
    many("INSERT INTO param_path VALUES (?,?)", list(enumerate(_paths(first), 1)))
    many(
        "INSERT INTO experiment(id, name, created) VALUES (?,?,?)",
        [(i, name, created) for i, name in enumerate(EXPERIMENTS, 1)],
    )
    many(
        "INSERT INTO tag(id, name, color, created) VALUES (?,?,?,?)",
        [(i, name, str(i % 8), created) for i, name in enumerate(TAGS, 1)],
    )
    many("INSERT INTO name VALUES (?,?)", list(enumerate(NAMES, 1)))
    many("INSERT INTO context VALUES (?,?)", list(enumerate(CONTEXTS, 1)))


def _run_row(run: InventedRun, revision: int) -> tuple[Any, ...]:
    digest = f"{run.number * 0x9E3779B97F4A7C15F39CC060 % (1 << 96):024x}"
    return (
        run.number, digest, run.name, run.experiment, run.status, run.created, run.ended,
        run.archived, run.trashed, run.number % 10, run.ended, revision, run.description,
        params.encode(run.params),
    )  # fmt: skip


def _paths(run: InventedRun) -> list[str]:
    return sorted(params.dotted(path) for path, _ in params.leaves(run.params))


def _param_rows(invented: list[InventedRun]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield the rows of one path at a time, in the order of the table's key."""
    for number, path in enumerate(_paths(invented[0]), 1):
        group, _, key = path.partition(".")
        values = ((run.number, run.params[group][key]) for run in invented)
        yield [(number, run, int(LEAF_TYPES[type(value)]), value) for run, value in values]


def _series_rows(run: InventedRun, revision: int) -> Iterator[tuple[Any, ...]]:
    for index, metric in enumerate(METRICS):
        begin, end = levels(run, metric)
        ends = None if math.isnan(end) else end
        low, high = min(begin, ends or begin), max(begin, ends or begin)
        low_step, high_step = (0, STEPS - 1) if low == begin else (STEPS - 1, 0)
        yield (
            _series_id(run, index), run.number, int(DataKind.METRIC), NAMES.index(metric.name) + 1,
            CONTEXTS.index(context.canonical(metric.context)) + 1, STEPS, STEPS - 1, begin, ends,
            low, low_step, high, high_step, (low + high) * STEPS / 2, int(ends is None),
            run.created, run.ended, revision,
        )  # fmt: skip


def _series_id(run: InventedRun, index: int) -> int:
    return (run.number - 1) * len(METRICS) + index + 1


def _chunk_rows(run: InventedRun) -> Iterator[tuple[Any, ...]]:
    stride = max(1, (run.ended - run.created) // STEPS)
    times = array("q", accumulate([run.created, *[stride] * (STEPS - 1)]))
    for index, metric in enumerate(METRICS):
        points = Points(array("q", range(STEPS)), times, array("d", curve(run, metric, STEPS)))
        chunk = codec.encode(points, overview=True)
        yield (
            _series_id(run, index), chunk.count, chunk.min_step, chunk.max_step,
            chunk.min_time, chunk.max_time, chunk.overview, chunk.data,
        )  # fmt: skip


def main() -> None:
    """Generate what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--curves", type=int, default=200, help="newest runs that get curves")
    given = parser.parse_args()
    began = time.perf_counter()
    store = generate(given.folder, given.runs, given.curves)
    size = store.database.stat().st_size / 1e6
    store.close()
    print(f"{given.runs:,} runs in {given.folder}, {size:,.0f} MB, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
