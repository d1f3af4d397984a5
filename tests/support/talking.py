"""A program that logs everything but metrics until it is killed; arguments: folder, board, its number.

Call number n sets a param, adds a tag, logs a message and a line of terminal output, all with n in them, and
samples the machine's load.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from runyard import Run
from runyard.domain import params
from runyard.tracking import hub, session
from support.killing import Board

TAGS = 40


def main() -> None:
    """Log for ever; what has returned is on the board."""
    folder, path, process = sys.argv[1:]
    hub.INTERVAL, hub._REST, session.SEGMENT_LIMIT = 0.002, 0, 10_000
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123 - nobody reads it, and a pipe would fill
    board = Board(Path(path))
    run = Run(repo=folder, system_tracking_interval=None)
    run.name = f"process {process}"
    assert run._running is not None
    number = 0
    while True:
        stamp = time.time_ns() // 1000
        run["progress", "at"] = number
        run[f"own {number % TAGS}"] = {"number": number, "half": number / 2}
        run.add_tag(f"tag {number % TAGS}")
        run._running.session.op("message", [20, f"message {number}", params.encode({"n": number})])
        run._running.session.system({"__system__cpu": float(number), "__system__memory": -1.5 * number}, {})
        print(f"line {number}")
        number += 1
        board.acknowledge(int(process), number, stamp)


if __name__ == "__main__":
    main()
