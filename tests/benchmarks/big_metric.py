"""A metric of 10,000,000 points: opening it, and moving about in it."""

from __future__ import annotations

import random
import time

import numpy as np
from batches import Feeder, key, points
from figures import Report, fresh, median, percentile, scratch

from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.metrics import curves, series
from runyard.storage.runs import runs
from runyard.storage.store import Store

APP = """
import os, sys, time
from pathlib import Path
from window import go, idle, opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
from runyard.desktop.charts.small import SmallChart
from runyard.desktop.kinds.metrics.tab import MetricsTab
began = time.monotonic()
go(window, sys.argv[2], 'metrics')
def chart():
    found = [c for c in window.findChildren(SmallChart) if c.isVisible() and c.lines]
    return found[0] if found else None
until(lambda: chart() is not None)
window.repaint()
opened_in = time.monotonic() - began
[tab] = [t for t in window.findChildren(MetricsTab) if t.isVisible()]
until(lambda: idle(window) and chart().lines[0].full is not None)
smoothed_in = time.monotonic() - began
settle(window)
began = time.monotonic()
tab.use_tool(chart().key, 'expand')
until(lambda: tab.big is not None and tab.big.lines and tab.big.isVisible())
window.repaint()
enlarged_in = time.monotonic() - began
settle(window)
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
frames, arrived = [], []
for key in [Qt.Key.Key_Plus] * 24 + [Qt.Key.Key_Right] * 24 + [Qt.Key.Key_Minus] * 24:
    before = tab.big.lines
    began = time.monotonic()
    QTest.keyClick(tab.big, key)
    tab.big.repaint()
    frames.append((time.monotonic() - began) * 1000)
    until(lambda: tab.big.lines is not before and idle(window))
    arrived.append((time.monotonic() - began) * 1000)
told([opened_in * 1000, smoothed_in * 1000, enlarged_in * 1000, frames, arrived])
os._exit(0)
"""
POINTS = 10_000_000
SLICE = 500_000
PIXELS = 1200


def measure(report: Report) -> None:
    """Read what a chart of 1,200 pixels draws: all of it, then zoomed and moved at random."""
    dice = random.Random(1)
    with scratch() as folder:
        place = location.resolve(folder, create=True)
        with Store.open(place, create=True) as store:
            ingest, feeder = Ingest(store), Feeder()
            for first in range(0, POINTS, SLICE):
                ingest.commit(feeder.batch({key(0): points(first, SLICE, dice)}))
            ingest.commit(feeder.end())
            ingest.finish(feeder.owner)
        opens, frames = [], []
        for _ in range(5):
            with Store.open(place, read_only=True) as store:
                [info] = series.of_run(store, runs.find(store, feeder.owner.run))
                began = time.perf_counter()
                curves.curve(store, info.id, "step", 0, POINTS, PIXELS)
                opens.append((time.perf_counter() - began) * 1000)
                for _ in range(40):
                    width = 10 ** dice.uniform(3, 7)
                    left = dice.uniform(0, POINTS - width)
                    began = time.perf_counter()
                    curves.curve(store, info.id, "step", left, left + width, PIXELS)
                    frames.append((time.perf_counter() - began) * 1000)
        shown = [fresh(APP, folder, feeder.owner.run) for _ in range(3)]
    values = np.random.default_rng(1).random(POINTS)
    began = time.perf_counter()
    values.reshape(-1, POINTS // 1000).min(axis=1)
    floor = (time.perf_counter() - began) * 1000
    report.say("numpy, minimum of each of 1,000 columns, in memory", f"{floor:.1f} ms")
    report.say("10,000,000 points: read for the first drawing", f"{median(opens):.1f} ms", "120 ms")
    worst = f"p95 {percentile(frames, 95):.1f} ms"
    report.say("  read for a zoom or a move, median", f"{median(frames):.1f} ms", "5 ms", worst)
    opened, smoothed, enlarged = (median([one[at] for one in shown]) for at in range(3))
    report.say(
        "  in the window: its chart drawn", f"{opened:.0f} ms", "", f"smoothed after {smoothed:.0f} ms"
    )
    report.say("  the chart enlarged", f"{enlarged:.0f} ms", "120 ms")
    frames, arrived = ([value for one in shown for value in one[at]] for at in (3, 4))
    worst = f"p95 {percentile(frames, 95):.1f} ms"
    report.say("  a frame of a zoom or a move", f"{median(frames):.1f} ms", "16 ms", worst)
    worst = f"p95 {percentile(arrived, 95):.1f} ms"
    report.say("  until it is drawn as fine as the pixels", f"{median(arrived):.1f} ms", "", worst)
