"""From `track` in a training process to changed pixels in the app's process, on one monotonic clock."""

from __future__ import annotations

import bisect
import json
import subprocess
from pathlib import Path

from figures import Report, median, percentile, scratch, start
from generate import generate

RUNS, SAMPLES, CROWD = 10_000, 40, 7
TRAINING = """
import json, random, sys, time
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
dice = random.Random(1)
for step in range(5):
    run.track(dice.random(), name='loss', step=step)
print(run.hash, flush=True)
sys.stdin.readline()
stamps = []
for step in range(5, 5 + int(sys.argv[2])):
    time.sleep(dice.uniform(0.9, 1.5))
    stamps.append(time.monotonic_ns())
    run.track(dice.random() * step, name='loss', step=step)
time.sleep(2)
print(json.dumps(stamps), flush=True)
run.close()
"""
CROWDED = """
import sys, threading, time
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
print('ready', flush=True)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
step = 0
while not over.wait(0.01):
    run.track({'loss': step / 7, 'accuracy': step / 9}, step=step)
    step += 1
run.close()
"""
APP = """
import os, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject
from window import go, opened, settle, table, told, until
from runyard.desktop.charts.small import SmallChart
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
go(window, sys.argv[2], 'metrics')
charts = lambda: [c for c in window.findChildren(SmallChart) if c.isVisible() and c.lines]
until(charts)
settle(window)
[chart] = charts()
class Watch(QObject):
    painted = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.painted = True
        return False
watch = Watch()
chart.installEventFilter(watch)
over = threading.Event()
threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
print('ready', flush=True)
before, changes = chart.grab().toImage(), []
watch.painted = False
while not over.is_set():
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
    now = time.monotonic_ns()
    if watch.painted:
        image = chart.grab().toImage()
        watch.painted = False
        if image != before:
            changes.append(now)
            before = image
    else:
        time.sleep(0.0005)
told(changes)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Sample with 10,000 other runs in the repository, then with seven more processes logging to it."""
    with scratch() as folder:
        generate(folder, RUNS, 0).close()
        for crowd, what in ((0, "one writer"), (CROWD, "8 writers")):
            found = _latencies(folder, crowd)
            figures = " / ".join(f"{f:.0f}" for f in (median(found), percentile(found, 95), max(found)))
            words = f"{RUNS:,} other runs, {what}, p50 / p95 / max"
            report.say(words, f"{figures} ms", "600 ms", f"{len(found)} of {SAMPLES} points seen")


def _latencies(folder: Path, crowd: int) -> list[float]:
    others = [start(CROWDED, folder) for _ in range(crowd)]
    for other in others:
        line(other)
    training = start(TRAINING, folder, SAMPLES)
    app = start(APP, folder, line(training))
    line(app)
    tell(training)
    stamps = json.loads(line(training))
    tell(app)
    changes = json.loads(line(app))
    for process in (training, app, *others):
        if process in others:
            tell(process)
        process.communicate()
    return following(stamps, changes)


def following(stamps: list[int], changes: list[int]) -> list[float]:
    """Return, in ms, how long after each stamp a change came, where one came before the next stamp."""
    found = []
    for stamp, after in zip(stamps, [*stamps[1:], stamps[-1] + 2_000_000_000], strict=True):
        at = bisect.bisect_left(changes, stamp)
        if at < len(changes) and changes[at] < after:
            found.append((changes[at] - stamp) / 1e6)
    return found


def line(process: subprocess.Popen[str]) -> str:
    """Return the next line a process says."""
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    if not line:
        raise RuntimeError("a measured process said nothing")
    return line


def tell(process: subprocess.Popen[str]) -> None:
    """Let a process go on that waits for a line."""
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()
