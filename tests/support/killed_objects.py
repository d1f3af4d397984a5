"""A program that tracks objects until it is killed. Arguments: folder, board, its number on the board."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from runyard import Run
from runyard.tracking import hub
from support.killing import Board
from support.object_calls import call

_ENOUGH = 100_000


def main() -> None:
    """Track for ever; what has returned is on the board."""
    folder, path, process = sys.argv[1:]
    board = Board(Path(path))
    hub.INTERVAL, hub._REST = 0.01, 0
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    run.name = f"process {process}"
    for number in range(_ENOUGH):
        value, name = call(number)
        run.track(value, name=name)
        board.acknowledge(int(process), number + 1, time.time_ns() // 1000)


if __name__ == "__main__":
    main()
