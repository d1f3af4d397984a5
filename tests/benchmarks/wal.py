"""The write-ahead log beside eight writers and one reader that scans without a pause.

By itself, ``python tests/benchmarks/wal.py 5`` takes it for so many minutes.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "app"), str(HERE)]

from figures import Report, median, scratch, start  # noqa: E402

WRITERS = 8
MINUTES = 0.25
PACE = 0.05  # seconds between two sizes taken
LOGGED = """
import sys, time
from runyard import Run
until = time.monotonic() + float(sys.argv[2])
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
print('ready', flush=True)
step = 0
while time.monotonic() < until:
    for _ in range(100):
        run.track({'loss': 1 / (step + 1), 'accuracy': step / 7, 'lr': 0.1}, step=step)
        step += 1
    time.sleep(0.005)
run.close()
"""
SCANNED = """
import sys, time
from runyard import Repo
until = time.monotonic() + float(sys.argv[2])
print('ready', flush=True)
while time.monotonic() < until:
    with Repo(sys.argv[1], read_only=True) as repo:
        while time.monotonic() < until:
            for metric in repo.query_metrics('metric.last != None'):
                metric.values.sparse_numpy()
"""


def measure(report: Report, minutes: float = MINUTES) -> None:
    """Log and scan for a while, and look at the size of the log meanwhile."""
    with scratch() as folder:
        seconds = minutes * 60
        crowd = [start(LOGGED, folder, seconds) for _ in range(WRITERS)]
        for process in crowd:
            assert process.stdout is not None
            process.stdout.readline()
        crowd.append(start(SCANNED, folder, seconds))
        log = folder / ".runyard" / "runyard.db-wal"
        sizes = []
        while any(process.poll() is None for process in crowd):
            sizes.append(log.stat().st_size / 1e6 if log.exists() else 0.0)
            time.sleep(PACE)
        for process in crowd:
            _, err = process.communicate()
            if process.returncode != 0:
                raise RuntimeError(f"a process ended with {process.returncode}: {err}")
        database = (folder / ".runyard" / "runyard.db").stat().st_size / 1e6
    what = f"{WRITERS} writers, one scanning reader, {minutes:g} min: log"
    report.say(f"{what}, largest", f"{max(sizes):.1f} MB", "64 MB", f"database {database:.0f} MB")
    report.say(f"{what}, median", f"{median(sizes):.1f} MB")


if __name__ == "__main__":
    measure(Report(), float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES)
