"""Opening the charts of a run with 200 metrics, and scrolling through them."""

from __future__ import annotations

import random

from batches import Feeder, key, points
from figures import Report, fresh, median, percentile, scratch

from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

METRICS, POINTS = 200, 10_000
ROUNDS = 5
APP = """
import os, sys, time
from pathlib import Path
from window import go, idle, opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
from runyard.desktop.charts.small import SmallChart
def in_view():
    charts = window.findChildren(SmallChart)
    return [c for c in charts if c.isVisible() and not c.visibleRegion().isEmpty()]
def drawn():
    charts = in_view()
    return charts and all(c.lines for c in charts)
began = time.monotonic()
go(window, sys.argv[2], 'metrics')
until(drawn)
window.repaint()
first = time.monotonic() - began
settle(window)
from runyard.desktop.parts.chart_grid import ChartGrid
[grid] = [g for g in window.findChildren(ChartGrid) if g.isVisible()]
bar = grid.verticalScrollBar()
def scrolled():
    frames = []
    for place in range(0, bar.maximum(), 40):
        began = time.monotonic()
        bar.setValue(place)
        app.processEvents()
        frames.append((time.monotonic() - began) * 1000)
    return frames
fresh, again = scrolled(), scrolled()
told([first, len(in_view()), fresh, again])
os._exit(0)
"""


def measure(report: Report) -> None:
    """Go to the metrics of a run after the app has come to rest, until every chart in view has its curve."""
    dice = random.Random(1)
    with scratch() as folder:
        with Store.open(location.resolve(folder, create=True), create=True) as store:
            ingest, feeder = Ingest(store), Feeder()
            ingest.commit(feeder.batch({key(i): points(0, POINTS, dice) for i in range(METRICS)}))
            ingest.commit(feeder.end())
            ingest.finish(feeder.owner)
        found = [fresh(APP, folder, feeder.owner.run) for _ in range(ROUNDS)]
    first, again = ([frame for f in found for frame in f[at]] for at in (2, 3))
    what = f"{METRICS} metrics x {POINTS:,} points: {found[0][1]} charts in view drawn"
    report.say(what, f"{median([f[0] for f in found]) * 1000:.0f} ms", "200 ms")
    for words, frames in (("the first time", first), ("again", again)):
        worst = f"p95 {percentile(frames, 95):.1f} ms, worst {max(frames):.1f} ms"
        report.say(f"  a frame while scrolling by 40 px, {words}", f"{median(frames):.1f} ms", "16 ms", worst)
