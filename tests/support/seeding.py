"""Repositories with content, for tests and measurements."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.storage.store import Store

START = 1_763_600_000_000_000  # µs UTC, 20 November 2025


def empty(folder: Path) -> Store:
    """Return a store in a new repository in `folder`."""
    place = folder / ".runyard"
    for inner in ("journals", "blobs"):
        (place / inner).mkdir(parents=True, exist_ok=True)
    return Store.open(place, create=True)


def bulk(folder: Path, runs: int, params: int = 20, metrics: int = 20) -> Store:
    """Return a store with many generated runs, straight into the tables; series are summaries only."""
    store = empty(folder)
    execute, many = store.connection.execute, store.connection.executemany
    with store.write() as revision:
        many(
            "INSERT INTO experiment VALUES (?, ?, '', 0, ?)", [(i, f"sweep-{i}", START) for i in range(1, 5)]
        )
        many("INSERT INTO tag(id, name, created) VALUES (?, ?, ?)", [(1, "best", START), (2, "paper", START)])
        paths = ["hparams.lr", "hparams.optimizer", *(f"config.p{i}" for i in range(params - 2))]
        many("INSERT INTO param_path VALUES (?, ?)", list(enumerate(paths, 1)))
        many(
            "INSERT INTO name VALUES (?, ?)",
            [(i, f"m{i}" if i > 1 else "loss") for i in range(1, metrics // 2 + 1)],
        )
        texts = [contexts.canonical({"subset": s}) for s in ("train", "val")]
        many("INSERT INTO context VALUES (?, ?)", list(enumerate(texts, 1)))
        many(
            "INSERT INTO run(id, hash, name, experiment_id, status, created, ended, archived, color,"
            " last_record, revision, params) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            _runs(runs, paths, revision),
        )
        many("INSERT INTO param VALUES (?,?,?,?)", _params(runs, len(paths)))
        many("INSERT INTO run_tag VALUES (?, 1, ?)", [(i, START) for i in range(1, runs + 1, 7)])
        many(
            "INSERT INTO series(run_id, kind, name_id, context_id, final, count, first_step, last_step,"
            " first, last, low, low_step, high, high_step, total, first_time, last_time, revision)"
            " VALUES (?,1,?,?,1,100,0,99,?,?,?,0,?,99,0,?,?,?)",
            _series(runs, metrics // 2, revision),
        )
    execute("ANALYZE")
    return store


def _value(run: int, path: int) -> tuple[int, Any]:
    mixed = (run * 2654435761 + path * 40503) % 1_000_003
    if path == 2:
        return 4, ("adam", "sgd", "rmsprop")[mixed % 3]
    return 3, mixed / 1e6


def _runs(count: int, paths: list[str], revision: int) -> Iterator[tuple[Any, ...]]:
    for run in range(1, count + 1):
        tree: dict[str, dict[str, Any]] = {}
        for index, path in enumerate(paths, 1):
            group, _, key = path.partition(".")
            tree.setdefault(group, {})[key] = _value(run, index)[1]
        created = START + run * 60_000_000
        status = "finished" if run % 50 else "failed"
        yield (
            run, f"{run:024x}", f"run-{run:06d}", run % 4 + 1, status, created, created + 30_000_000,
            run % 20 == 0, run % 10, created + 30_000_000, revision, values.encode(tree),
        )  # fmt: skip


def _params(runs: int, paths: int) -> Iterator[tuple[Any, ...]]:
    for path in range(1, paths + 1):
        for run in range(1, runs + 1):
            yield (path, run, *_value(run, path))


def _series(runs: int, names: int, revision: int) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(1)
    for run in range(1, runs + 1):
        for name in range(1, names + 1):
            for context in (1, 2):
                last = dice.random()
                yield (run, name, context, 1.0, last, last / 2, 1.0, START + run, START + run + 9, revision)
