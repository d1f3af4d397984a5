"""Smoothing 10,000,000 points on a worker, and what the interface feels of it."""

from __future__ import annotations

from figures import Report, answer

POINTS, AMOUNT = 10_000_000, 0.9
APP = """
import json, sys, threading, time
import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from runyard.desktop.charts.options import Smoothing
from runyard.desktop.charts.smoothing import smooth
count, amount = int(sys.argv[1]), float(sys.argv[2])
app = QCoreApplication([])
steps = np.arange(float(count))
values = np.random.default_rng(1).random(count)
kinds = {kind.name: (lambda kind=kind: smooth(kind, amount, steps, values)) for kind in Smoothing}
work = {'bare': lambda: np.cumsum(values), **kinds}
found = {}
for name, action in work.items():
    action()
    gaps, took, last = [], [], time.perf_counter()
    def tick():
        global last
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    timer = QTimer(timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start(1)
    def run():
        for _ in range(3):
            began = time.perf_counter()
            action()
            took.append(time.perf_counter() - began)
        QTimer.singleShot(0, app, app.quit)
    last = time.perf_counter()
    threading.Thread(target=run).start()
    app.exec()
    timer.stop()
    found[name] = [sorted(took)[1], max(gaps)]
print(json.dumps(found))
"""


def measure(report: Report) -> None:
    """Time each kind of smoothing while a timer of 1 ms looks for gaps on the interface's thread."""
    found = answer(APP, POINTS, AMOUNT)
    bare, gap = found.pop("bare")
    report.say(
        "numpy, sum so far of 10,000,000 points", f"{bare * 1000:.0f} ms", "", f"gap {gap * 1000:.0f} ms"
    )
    for name, (took, gap) in found.items():
        words = name.lower().replace("_", " ")
        report.say(f"{words}, {AMOUNT}", f"{took * 1000:.0f} ms", "300 ms", f"{took / bare:.1f} x sum so far")
        report.say("  longest gap on the interface's thread", f"{gap * 1000:.0f} ms", "50 ms")
