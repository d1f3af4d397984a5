"""Eight processes logging into one new repository."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from figures import Report, median, scratch, start, thousands

from runyard import Repo

PROCESSES = 8
POINTS = 20_000
ROUNDS = 3
LOGGED = f"""
import sys
from runyard import Run
print('ready', flush=True)
sys.stdin.readline()
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
for i in range({POINTS}):
    run.track(i / 7, name='loss', step=i)
run.close()
"""
SQLITE = f"""
import sqlite3, sys
print('ready', flush=True)
sys.stdin.readline()
db = sqlite3.connect(sys.argv[1] + '/plain.db', isolation_level=None, timeout=60)
db.execute('PRAGMA synchronous=NORMAL')
for i in range(0, {POINTS}, 1000):
    db.execute('BEGIN IMMEDIATE')
    db.executemany('INSERT INTO point VALUES (?,?,?)', [(sys.argv[2], j, j / 7) for j in range(i, i + 1000)])
    db.execute('COMMIT')
db.close()
"""


def measure(report: Report) -> None:
    """Start all at once and count until the last has closed."""
    ours, plain = [], []
    for _ in range(ROUNDS):
        with scratch() as folder:
            _make(folder / "plain.db")
            plain.append(PROCESSES * POINTS / _together(SQLITE, folder))
        with scratch() as folder:
            ours.append(PROCESSES * POINTS / _together(LOGGED, folder))
            with Repo(folder) as repo:
                kept = [len(m.values) for run in repo.iter_runs() for m in run.metrics() if m.name == "loss"]
            if kept != [POINTS] * PROCESSES:
                raise RuntimeError(f"points are missing: {kept}")
    report.say("plain sqlite3, 1,000 rows a commit", thousands(median(plain)))
    ratio = f"{median(ours) / median(plain):.2f} x sqlite3"
    report.say("8 runs x 20,000 points, all in the database", thousands(median(ours)), "400,000/s", ratio)


def _make(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("CREATE TABLE point(run, step, value, PRIMARY KEY (run, step)) WITHOUT ROWID")
    db.close()


def _together(program: str, folder: object) -> float:
    crowd = [start(program, folder, i) for i in range(PROCESSES)]
    for process in crowd:
        assert process.stdout is not None
        process.stdout.readline()
    began = time.perf_counter()
    for process in crowd:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in crowd:
        process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"a process ended with {process.returncode}")
    return time.perf_counter() - began
