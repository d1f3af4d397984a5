"""A program that logs until it is killed, or opens a repository and is killed at that.

Arguments: folder, board, its number on the board, place, moment, seed, and how many calls it makes before its
trap is armed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from runyard import Repo, Run
from runyard.tracking import hub, session
from support.killing import Board, calls
from support.traps import SETTING, Trap

NEVER_KILLED = 3
_ENOUGH = 200_000
_PACE = 0.0002  # seconds between some of the calls, so that ingests come in between


def log(folder: str, board: Board, process: int, trap: Trap, place: str, seed: int, harmless: int) -> None:
    """Log for ever; what has returned is on the board."""
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    run.name = f"process {process}"
    for number, call in enumerate(calls(seed), 1):
        stamp = time.time_ns() // 1000
        run.track(*call)
        if place == "before" and number > harmless:
            trap.armed = True
            trap.spring()  # this call has returned, but is not on the board
        board.acknowledge(process, number, stamp)
        trap.armed = number >= harmless
        if number % 2:
            time.sleep(_PACE)
        if number > _ENOUGH:
            return


def main() -> int:
    """Set the trap and walk into it."""
    folder, path, process, place, moment, seed, harmless = sys.argv[1:]
    board = Board(Path(path))
    trap = Trap(board, int(process), place)
    hub.INTERVAL, hub._REST = 0.001, 0
    session.SEGMENT_LIMIT = 5000 if place in ("rotation", "deletion") or int(seed) % 4 > 1 else 1 << 20
    SETTING[place](trap, int(moment))
    if place == "recovery":
        trap.armed = True
        Repo(folder).close()
    else:
        log(folder, board, int(process), trap, place, int(seed), int(harmless))
    return NEVER_KILLED


if __name__ == "__main__":
    sys.exit(main())
