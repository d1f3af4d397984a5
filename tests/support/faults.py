"""A program that logs while something befalls its repository; it is told when by its standard input.

Arguments: folder, name of the run, bytes of a segment. It logs without a pause; at each line it reads it
answers with how many calls have returned, the longest of them in milliseconds, and the warnings so far; at
"close" it ends. "limit N" sets how long a file may become, -1 takes that back; "humble" gives up what root
may do.
"""

from __future__ import annotations

import ctypes
import json
import logging
import resource
import sys
import threading
import time

from runyard import Run
from runyard.tracking import draining, hub, running, session
from support.killing import scalars

_ENOUGH = 2_000_000
_PACE = 0.0005


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def give_up_the_rights_of_root() -> None:
    """From now on the rights of files hold for root too (Linux)."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    nothing = (ctypes.c_uint32 * 6)()
    done = ctypes.CDLL(None, use_errno=True).capset(ctypes.byref(Header(0x20080522, 0)), nothing)
    assert done == 0, ctypes.get_errno()


def main() -> None:
    """Log, answer, close."""
    folder, name, segment = sys.argv[1:]
    session.SEGMENT_LIMIT = int(segment)
    hub.INTERVAL, hub._REST, draining.LOCK_WAIT, running._DRAIN = 0.02, 0, 0.1, 1.0
    warnings = _Warnings()
    logging.getLogger("runyard").addHandler(warnings)
    asked: list[str] = []
    threading.Thread(target=lambda: asked.extend(iter(sys.stdin.readline, "")), daemon=True).start()
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    run.name = name
    longest, answered = 0.0, 0
    for number, call in enumerate(scalars(1, _ENOUGH), 1):
        began = time.perf_counter()
        run.track(*call)
        longest = max(longest, time.perf_counter() - began)
        time.sleep(_PACE)
        if len(asked) > answered:
            word, _, number_of = asked[answered].strip().partition(" ")
            ending = word == "close"
            if word == "limit":
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(number_of), resource.RLIM_INFINITY))
            if word == "humble":
                give_up_the_rights_of_root()
            answered += 1
            if ending:
                began = time.perf_counter()
                run.close()
                longest = time.perf_counter() - began
            print(json.dumps([number, longest * 1000, warnings.told]), flush=True)
            if ending:
                return


if __name__ == "__main__":
    main()
