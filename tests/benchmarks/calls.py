"""One call of `track` as the training loop sees it."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path

from figures import Report, median, percentile, scratch

from runyard import Run

CALLS = 50_000
ROUNDS = 5


def measure(report: Report) -> None:
    """Time single calls, and a bare `os.write` of as many bytes in the same process."""
    with scratch() as folder:
        raw = [_raw(folder / f"raw-{i}") for i in range(ROUNDS)]
        run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
        context = {"subset": "train"}
        run.track(0.0, name="loss", step=0, context=context)
        tracked = [
            _times(lambda i: run.track(i / 7, name="loss", step=i, context=context)) for _ in range(ROUNDS)
        ]
        values = {f"metric{i}": i / 7 for i in range(100)}
        run.track(values, step=0)
        dicts = [_times(lambda i: run.track(values, step=i), CALLS // 100) for _ in range(ROUNDS)]
        run.close()
    p50, p99 = (median([percentile(times, p) for times in tracked]) for p in (50, 99))
    raw50, raw99 = (median([percentile(times, p) for times in raw]) for p in (50, 99))
    report.say("bare os.write of 32 bytes, p50 / p99", f"{raw50:.2f} / {raw99:.2f} µs")
    report.say(
        "track(value), p50 / p99", f"{p50:.2f} / {p99:.2f} µs", "1.5 / 5 µs", f"{p50 / raw50:.1f} x raw"
    )
    each = median([percentile(times, 50) for times in dicts]) / 100
    report.say("track(dict of 100), a value", f"{each:.2f} µs", "0.5 µs")


def _times(call: Callable[[int], object], count: int = CALLS) -> list[float]:
    found = []
    clock = time.perf_counter_ns
    for i in range(count):
        began = clock()
        call(i)
        found.append((clock() - began) / 1000)
    return found


def _raw(path: Path) -> list[float]:
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    pack = struct.Struct("<Qqdq").pack
    try:
        return _times(lambda i: os.write(file, pack(1, i, i / 7, i)))
    finally:
        os.close(file)
