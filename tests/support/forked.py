"""A program that forks after its run is opened; parent and child log until one of them is killed.

Arguments: folder, board, number, who is killed. The parent's row on the board is twice the number, the
child's the next. When the parent is killed the child goes on, and the other way round.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from runyard import Run
from runyard.tracking import hub
from support.killing import Board

MORE = 100
_PACE = 0.0002


def log(run: Run, board: Board, row: int, name: str, start: int, until: int = 0) -> int:
    """Log one point a call and acknowledge each; without an end until somebody kills this process."""
    number = start
    while not until or number < until:
        stamp = time.time_ns() // 1000
        run.track(number / 3, name=name, step=number)
        number += 1
        board.acknowledge(row, number, stamp)
        time.sleep(_PACE)
        if name == "child" and os.getppid() != _parent and not until:
            until = number + MORE
    return number


_parent = os.getpid()


def main() -> None:
    """Fork, log, and survive the other."""
    folder, path, number, killed = sys.argv[1:]
    hub.INTERVAL, hub._REST = 0.002, 0
    board = Board(Path(path))
    row = 2 * int(number)
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    run.name = f"process {number}"
    log(run, board, row, "parent", 0, 50)
    pid = os.fork()
    if pid == 0:
        log(run, board, row + 1, "child", 0)
        os._exit(0)
    if killed == "parent":
        log(run, board, row, "parent", 50)
    at = 50
    while board.acknowledged(row + 1) < 40:
        at = log(run, board, row, "parent", at, at + 1)
    os.kill(pid, signal.SIGKILL)
    board.note(row + 1, "fork")
    at = log(run, board, row, "parent", at, at + MORE)
    os.waitpid(pid, 0)
    log(run, board, row, "parent", at, at + MORE)
    run.close()


if __name__ == "__main__":
    main()
