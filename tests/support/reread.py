"""A program that opens repositories and prints all that it finds there, one line of JSON for each.

Arguments: "points", or "all" for everything stored as well, and the folders.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from runyard import Repo
from runyard.storage.runs import runs
from support.killing import key


def points(folder: str) -> dict[str, Any]:
    """Return status, end and every point of every run by its name, through the public classes."""
    found = {}
    with Repo(folder) as repo:
        for run in repo.iter_runs():
            series, latest = {}, 0
            for metric in run.metrics():
                steps, values = metric.values.sparse_numpy(all_points=True)
                pairs = np.stack([steps, values.view(np.int64)], axis=1).tolist()
                series[key(metric.name, metric.context)] = pairs
                latest = max(latest, round(metric.data.numpy()[1][2].max() * 1e6))
            info = runs.info(repo.store, run._run_id)
            assert info.name not in found
            found[info.name] = {
                "status": run.status,
                "ended": info.ended,
                "latest": latest,
                "points": series,
                "attempts": [attempt.status for attempt in runs.attempts(repo.store, info.id)],
            }
    return found


def state(folder: Path) -> dict[str, Any]:
    """Return everything stored, as a digest of each table, and the journals with their sizes."""
    tables: dict[str, str] = {}
    with closing(sqlite3.connect(folder / ".runyard" / "runyard.db")) as database:
        [check] = database.execute("PRAGMA integrity_check").fetchone()
        assert check == "ok"
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for [name] in names.fetchall():
            rows = sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            tables[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    journals = (folder / ".runyard" / "journals").iterdir()
    return {
        "tables": tables,
        "journals": sorted((path.name, path.stat().st_size) for path in journals),
    }


def main() -> None:
    """Print what every folder named in the arguments holds."""
    what, *folders = sys.argv[1:]
    found = [points(folder) for folder in folders]  # all before the first word: a full pipe would hold it up
    stored = [state(Path(folder)) if what == "all" else {} for folder in folders]
    for runs_of_one, rest in zip(found, stored, strict=True):
        print(json.dumps({"runs": runs_of_one, **rest}))


if __name__ == "__main__":
    main()
