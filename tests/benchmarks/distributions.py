"""The distributions of a run with 5,000 steps of 64 bins: opening, stepping, growing."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from random import Random
from typing import Any

from figures import Report, answer, scratch
from items import logged

from runyard.domain.kinds import DataKind

STEPS, BINS = 5000, 64
APP = """
import os, time
from PySide6.QtCore import QPointF
from figures import percentile
from run_tab import RunTab
from window import settle, told, until
run = RunTab('distributions')
window = run.window
from runyard.desktop.kinds.distributions.tab import DistributionsTab
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
def drawn():
    one = run.find(DistributionsTab)
    return one is not None and one.charts.heat.heat is not None and one.charts._chosen is not None
result = {'open': run.open(drawn)}
one = run.find(DistributionsTab)
def other():
    one.charts.heat.heat = None
    one.list.select(SeriesKey(DataKind.DISTRIBUTION, 'same', '{}'))
result['same'] = run.timed(other, drawn)
walls = []
for step in range(0, 5000, 50):
    began = time.perf_counter()
    one.steps.set_step(step)
    until(lambda: one.charts._chosen is not None and one.charts._chosen.step == step)
    one.charts.repaint()
    walls.append((time.perf_counter() - began) * 1000)
result['step'] = [percentile(walls, 50), percentile(walls, 95)]
def frame(chart):
    walls = []
    for x in range(60, 660, 10):
        chart.pointer = QPointF(x, chart.plot().center().y())
        began = time.perf_counter()
        chart.repaint()
        walls.append((time.perf_counter() - began) * 1000)
    return percentile(walls, 50)
heat = one.charts.heat
result['hover'] = frame(heat)
began = time.perf_counter()
heat.forget()
heat.repaint()
result['paint'] = (time.perf_counter() - began) * 1000
one.bar.view.set_key('ridges')
one._dress()
settle(window, 0.3)
ridges = one.charts.ridges
began = time.perf_counter()
ridges.forget()
ridges.repaint()
result['ridges'] = (time.perf_counter() - began) * 1000
result['hover_ridges'] = frame(ridges)
result['memory'] = run.grown()
told(result)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Open the tab, walk through steps, hover, draw the ridgeline."""
    dice = Random(1)
    with scratch() as folder:
        series = [("moving", _steps(dice, True)), ("same", _steps(dice, False))]
        run = logged(folder, DataKind.DISTRIBUTION, series)
        found = answer(APP, folder, run)
    what = f"{STEPS:,} steps x {BINS} bins"
    for key, words, budget in (
        ("open", "bins that differ, from the click", "1,000 ms"),
        ("same", "bins that are the same", "500 ms"),
    ):
        report.say_timed(f"{what}: {words}", found[key], budget)
    middle, most = found["step"]
    report.say(f"{what}: another step, p50 / p95", f"{middle:.1f} / {most:.1f} ms", "50 ms")
    report.say(
        "the heat map: drawn / under the pointer",
        f"{found['paint']:.1f} / {found['hover']:.1f} ms",
        "50 / 5 ms",
    )
    drawn, hover = found["ridges"], found["hover_ridges"]
    report.say("the ridgeline: drawn / under the pointer", f"{drawn:.1f} / {hover:.1f} ms", "50 / 5 ms")
    report.say("memory grown", f"{found['memory']:.0f} MB", "150 MB")


def _steps(dice: Random, moving: bool) -> Iterator[tuple[bytes, dict[str, Any]]]:
    for step in range(STEPS):
        wide = 4.0 + (step / 1000 if moving else 0.0)
        weights = [float(dice.randrange(1, 1000)) for _ in range(BINS)]
        meta = {"low": -wide, "high": wide, "bins": BINS, "count": int(sum(weights))}
        yield struct.pack(f"<{BINS}d", *weights), meta
