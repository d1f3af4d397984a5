"""The first show of the overview of a run with 1,500 params and 300 metrics, and of one compared with it."""

from __future__ import annotations

import random
from typing import Any

from batches import Feeder, key, points
from figures import Report, fresh, median, scratch

from runyard.domain import params as values
from runyard.journal.batch import Op
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.runs.changed import SURROUNDINGS
from runyard.storage.store import Store

PARAMS, METRICS, PACKAGES, POINTS = 1_500, 300, 400, 200
ROUNDS = 5
APP = """
import os, sys, time
from pathlib import Path
from stalls import Stalls
from window import go, opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
stalls = Stalls(app)
found = []
for run in sys.argv[2:]:
    go(window, run, 'notes')
    settle(window, 0.5)
    stalls.begin()
    began = time.perf_counter()
    go(window, run, 'overview')
    settle(window, 0.5)
    found.append([(time.perf_counter() - began - 0.5) * 1000, *stalls.longest()])
told(found)
os._exit(0)
"""


def _logged(ingest: Ingest, dice: random.Random) -> str:
    """Log a run whose params and packages are all its own; return its hash."""
    feeder = Feeder()
    params: dict[str, Any] = {
        f"group{at}": {f"param{n}": dice.random() for n in range(PARAMS // 30)} for at in range(30)
    }
    params[SURROUNDINGS] = {
        "arguments": ["train.py", *(f"--option{n}={dice.random()}" for n in range(40))],
        "env_variables": {f"VARIABLE_{n}": str(dice.random()) for n in range(80)},
        "packages": {f"package{n}": f"{dice.randrange(9)}.{dice.randrange(99)}" for n in range(PACKAGES)},
        "git_info": {"branch": "main", "dirty": False, "commit": {"hash": dice.randbytes(20).hex()}},
    }
    ops = [Op("param", 1, [[], values.encode(params)])]
    ingest.commit(feeder.batch({key(n): points(0, POINTS, dice) for n in range(METRICS)}, ops))
    ingest.commit(feeder.end())
    ingest.finish(feeder.owner)
    return feeder.owner.run


def measure(report: Report) -> None:
    """Show one run, then the one after it; a stall is the time between two turns of the event loop."""
    dice = random.Random(1)
    with scratch() as folder:
        with Store.open(location.resolve(folder, create=True), create=True) as store:
            ingest = Ingest(store)
            logged = [_logged(ingest, dice) for _ in range(2)]
        found = [fresh(APP, folder, *logged) for _ in range(ROUNDS)]
    report.say(f"{PARAMS:,} params, {METRICS} metrics: seconds until calm", "stall / CPU in it, ms")
    for at, what in enumerate(("the first show", "the run after it, with what changed")):
        took, wall, cpu = (median([one[at][n] for one in found]) for n in range(3))
        worst = max(one[at][2] for one in found)
        figure = f"{wall:.0f} / {cpu:.0f} ms"
        report.say(f"{what}, {took / 1000:.2f} s", figure, "50 ms", f"most {worst:.0f} ms")
