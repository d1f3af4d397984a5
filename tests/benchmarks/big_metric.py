"""A metric of 10,000,000 points: opening it, and moving about in it."""

from __future__ import annotations

import random
import time

import numpy as np
from batches import Feeder, key, points
from figures import Report, median, percentile, scratch

from runyard.storage import curves, location, runs, series
from runyard.storage.ingest import Ingest
from runyard.storage.store import Store

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
    values = np.random.default_rng(1).random(POINTS)
    began = time.perf_counter()
    values.reshape(-1, POINTS // 1000).min(axis=1)
    floor = (time.perf_counter() - began) * 1000
    report.say("numpy, minimum of each of 1,000 columns, in memory", f"{floor:.1f} ms")
    report.say("10,000,000 points: read for the first drawing", f"{median(opens):.1f} ms", "120 ms")
    worst = f"p95 {percentile(frames, 95):.1f} ms"
    report.say("  read for a zoom or a move, median", f"{median(frames):.1f} ms", "5 ms", worst)
