"""Frames of the runs table while scrolling 100,000 rows."""

from __future__ import annotations

from figures import Report, answer, scratch
from generate import generate

RUNS = 100_000
APP = """
import os, statistics, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from window import opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window)
view = table(window)
bar, columns, rows = view.verticalScrollBar(), view.model().columnCount(), view.model().rowCount()
def frames(targets):
    walls, spent = [], []
    for target in targets:
        began, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(target if target >= 0 else bar.value() - target)
        view.viewport().repaint()
        walls.append((time.perf_counter() - began) * 1000)
        spent.append((time.thread_time() - cpu) * 1000)
        QCoreApplication.processEvents()
    return statistics.median(walls), max(walls), statistics.median(spent)
row = view.rowHeight(0) if bar.maximum() > rows else 1
result = {'rows': rows, 'columns': columns}
frames([-row] * 20)
result['row'] = frames([-row] * 200)
result['page'] = frames([-bar.pageStep()] * 200)
settle(window)
result['jump'] = frames([bar.maximum() * ((i * 37) % 100) // 100 for i in range(50)])
settle(window, 0.05)
with open('/proc/self/status') if os.path.exists('/proc/self/status') else open(os.devnull) as status:
    result['memory'] = next((int(l.split()[1]) / 1024 for l in status if l.startswith('VmRSS')), 0)
told(result)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Scroll by rows, by pages and to anywhere; rows not read yet are part of it."""
    with scratch() as folder:
        generate(folder, RUNS, 0).close()
        found = answer(APP, folder)
    what = f"{found['rows']:,} rows x {found['columns']} columns"
    for name, words, budget in (
        ("row", "one row", "3 ms"),
        ("page", "one page", "16 ms"),
        ("jump", "to anywhere", "16 ms"),
    ):
        middle, worst, spent = found[name]
        said = f"{middle:.1f} / {worst:.1f} ms"
        report.say(f"{what}: a frame, {words}, median / worst", said, budget, f"{spent:.1f} ms of CPU")
    report.say(f"{what}: memory of the app", f"{found['memory']:.0f} MB", "400 MB")
