"""Repositories worth damaging, and ways to damage them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from runyard import Repo, Run
from runyard.storage.objects import blobs
from runyard.storage.store import Store

RUNS, STEPS = 4, 6_000
PAGE = 4096


def made(folder: Path) -> Path:
    """Log a few runs into a new repository in `folder` and return its `.runyard`."""
    for number in range(RUNS):
        with Run(
            repo=folder,
            system_tracking_interval=None,
            capture_terminal_logs=False,
            experiment=f"e{number % 2}",
        ) as run:
            run.name = f"train {number}"
            run["hparams"] = {"lr": 0.1 / (number + 1), "layers": [1, 2, number], "note": "x" * 9000}
            run.add_tag("best" if number % 2 else "other")
            for step in range(STEPS):
                run.track(value(number, step), name="loss", step=step, context={"subset": "val"})
                if step % 10 == 0:
                    run.track(float(step), name="accuracy", step=step)
    place = folder / ".runyard"
    digest = blobs.put(place / "blobs", b"what was logged")
    with Store.open(place) as store, store.write():
        store.connection.execute("INSERT INTO blob VALUES (?, 15, 0)", (digest,))
    return place


def value(run: int, step: int) -> float:
    """Return a value that no other has."""
    return (run + 1) / (step + 3)


def copied(place: Path, folder: Path) -> Path:
    """Return a copy of a repository."""
    shutil.copytree(place, folder / ".runyard")
    return folder / ".runyard"


def pages(database: Path, *names: str) -> list[int]:
    """Return the numbers of the pages of tables or indexes, leaves among them, roots first."""
    found = []
    with closing(sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)) as plain:
        for name in names:
            sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
            todo = [plain.execute(sql, (name,)).fetchone()[0]]
            data = database.read_bytes()
            while todo:
                number = todo.pop(0)
                found.append(number)
                todo += _children(data[(number - 1) * PAGE : number * PAGE], 100 if number == 1 else 0)
    return found


def _children(page: bytes, at: int) -> list[int]:
    """Return the children of an interior page of a b-tree."""
    if page[at] not in (2, 5):
        return []
    cells = int.from_bytes(page[at + 3 : at + 5], "big")
    places = [int.from_bytes(page[at + 12 + 2 * n : at + 14 + 2 * n], "big") for n in range(cells)]
    return [int.from_bytes(page[p : p + 4], "big") for p in places] + [
        int.from_bytes(page[at + 8 : at + 12], "big")
    ]


def overwrite(database: Path, numbers: Iterable[int], data: bytes = b"\xaa" * PAGE) -> None:
    """Write garbage over whole pages."""
    with database.open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * PAGE)
            file.write(data)


def change(place: Path, sql: str, *parameters: Any) -> None:
    """Change the database behind the back of the program, leaving no log."""
    with closing(sqlite3.connect(place / "runyard.db", isolation_level=None)) as plain:
        assert plain.execute(sql, parameters).rowcount != 0


def everything(place: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a repository but for the index that readers of its log share."""
    return {
        path.relative_to(place).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(place.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def logged(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what a repository holds, by the name of the run."""
    with Repo(folder, read_only=True) as repo:
        return {
            run.name: {
                "hash": run.hash,
                "params": json.dumps(run["hparams"], sort_keys=True) if "hparams" in run[...] else None,
                "tags": sorted(run.tags),
                **{
                    metric.name: dict(zip(*metric.values.sparse_list(), strict=True))
                    for metric in run.metrics()
                },
            }
            for run in repo.iter_runs()
        }
