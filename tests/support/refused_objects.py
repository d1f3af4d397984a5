"""A program that tracks objects while the disk refuses. Arguments: folder, how many calls meet that.

Prints, as JSON, the longest call in ms, and every warning.
"""

from __future__ import annotations

import json
import logging
import resource
import signal
import sys
import time

from runyard import Run
from runyard.tracking import hub
from support.object_calls import call

_AFTERWARDS = 12


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(record.getMessage())


def main() -> None:
    """Track, refuse, track, take it back, track."""
    folder, count = sys.argv[1], int(sys.argv[2])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    hub.INTERVAL, hub._REST = 0.02, 0
    warnings = _Warnings()
    logging.getLogger("runyard").addHandler(warnings)
    run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    longest = 0.0
    for number in range(2 + count + _AFTERWARDS):
        if number == 2:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
        if number == 2 + count:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        value, name = call(number)
        began = time.perf_counter()
        run.track(value, name=name)
        longest = max(longest, time.perf_counter() - began)
    time.sleep(0.15)  # until the journal tries again
    run.track(1.0, name="loss")
    run.close()
    print(json.dumps([longest * 1000, warnings.told]))


if __name__ == "__main__":
    main()
