"""Opening each page of the app over 10,000 and 100,000 runs: time, stalls of its interface, memory."""

from __future__ import annotations

from figures import Report, answer, scratch
from generate import generate

RUNS = (10_000, 100_000)
APP = """
import os, sys, time
from pathlib import Path
from stalls import Stalls, memory
from window import idle, opened, settle, table, told, until
from runyard.desktop.frame import Route
from runyard.desktop.registry import PAGES
from runyard.desktop.shell.window import NEEDS_MORE
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 0.5, 60)
stalls = Stalls(app)
found = [('the app, with its first page', 0.0, 0.0, 0.0, memory())]
routes = [Route(page.key) for page in PAGES if page.key not in NEEDS_MORE]
routes.append(Route('experiment', experiment=1))
for again in ('', ' again'):
    for route in routes:
        window.go(Route('settings'))
        settle(window, 0.25, 60)
        stalls.begin()
        began = time.perf_counter()
        window.go(route)
        settle(window, 0.25, 60)
        took = time.perf_counter() - began - 0.25
        found.append((route.page + again, took, *stalls.longest(), memory()))
told(found)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Drive the real window; a stall is the time between two turns of the event loop."""
    for runs in RUNS:
        with scratch() as folder:
            generate(folder, runs, 200).close()
            found = answer(APP, folder)
        report.say(f"{runs:,} runs: page, seconds until it is calm", "stall / CPU in it, ms")
        for name, took, wall, cpu, memory in found:
            report.say(
                f"{name}, {took:.2f} s", f"{wall:.0f} / {cpu:.0f} ms", "50 ms", f"{memory:.0f} MB (of 400)"
            )
