"""From the start of the process to a table of runs one can use."""

from __future__ import annotations

import time

from figures import Report, answer, median, scratch
from generate import generate

RUNS = 10_000
ROUNDS = 9
APP = """
import sys
from pathlib import Path
from window import opened, table, until
app, window = opened(Path(sys.argv[1]))
def usable():
    view = table(window)
    if not window.painted or view is None:
        return False
    index = view.model().index(0, 1)
    return bool(index.data()) or any(view.model().index(0, c).data() for c in range(4))
from window import told, idle
shown = until(lambda: window.painted)
rows = until(usable)
view = table(window)
view.viewport().repaint()
import time
ready = time.monotonic()
heavy = [m for m in ('numpy', 'pyqtgraph', 'sqlite_utils', 'click', 'rich') if m in sys.modules]
told([shown, ready, heavy])
import os; os._exit(0)
"""
BARE = """
import os, sys, time, json
from PySide6.QtWidgets import QApplication, QWidget
class W(QWidget):
    def paintEvent(self, event):
        print(json.dumps(time.monotonic()), flush=True)
        os._exit(0)
app = QApplication([]); w = W(); w.show(); app.exec()
"""


def measure(report: Report) -> None:
    """Start the app over 10,000 runs again and again; files are in the system's cache."""
    with scratch() as folder:
        generate(folder, RUNS, 0).close()
        bare, painted, ready = [], [], []
        for _ in range(ROUNDS):
            began = time.monotonic()
            bare.append(answer(BARE) - began)
            began = time.monotonic()
            shown, usable, heavy = answer(APP, folder)
            painted.append(shown - began)
            ready.append(usable - began)
    report.say("a bare Qt window, first paint", f"{median(bare) * 1000:.0f} ms")
    report.say("Runyard, first paint", f"{median(painted) * 1000:.0f} ms")
    ratio = f"{median(ready) / median(bare):.1f} x bare window"
    report.say("Runyard over 10,000 runs, rows on screen", f"{median(ready) * 1000:.0f} ms", "400 ms", ratio)
    report.say("  heavy modules loaded by then", ", ".join(heavy) or "none")
