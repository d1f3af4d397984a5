"""What importing the logger costs a training script."""

from __future__ import annotations

import subprocess
import sys
import time

from figures import Report, environment, median

TIMES = 15
STATEMENTS = {
    "bare Python": "pass",
    "import sqlite3": "import sqlite3",
    "import numpy": "import numpy",
    "import runyard": "import runyard",
    "from runyard import Run": "from runyard import Run",
}


def measure(report: Report) -> None:
    """Time fresh interpreters, taking turns so that noise meets all alike."""
    found: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for statement in STATEMENTS.values():  # compiled once, as an installed package is
        subprocess.run([sys.executable, "-c", statement], env=environment(), check=True)
    for _ in range(TIMES):
        for name, statement in STATEMENTS.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", statement], env=environment(), check=True)
            found[name].append((time.perf_counter() - began) * 1000)
    floor = median(found["bare Python"])
    report.say("bare Python", f"{floor:.1f} ms")
    for name in list(STATEMENTS)[1:]:
        budget = "40 ms over bare" if "runyard" in name else ""
        report.say(name, f"{median(found[name]) - floor:+.1f} ms", budget)
