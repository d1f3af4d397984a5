"""A program that logs beside others; arguments: folder, its number, number of points, file to await."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from runyard import Run
from support.killing import scalars


def main() -> None:
    """Say that it is ready, wait for the file, log."""
    folder, number, count, signal = sys.argv[1:]
    print("ready", flush=True)
    while not Path(signal).exists():
        time.sleep(0.001)
    with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
        run.name = f"process {number}"
        for call in scalars(int(number), int(count)):
            run.track(*call)


if __name__ == "__main__":
    main()
