"""Memory of the app and the longest stalls of its interface thread over 100,000 runs x 40 columns."""

from __future__ import annotations

from figures import Report, answer, scratch
from generate import generate

RUNS = 100_000
APP = """
import os, sys, time
from dataclasses import replace
from functools import partial
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEventLoop
from figures import start
from stalls import Stalls, memory
from window import opened, settle, table, told, until
from runyard.desktop.parts.run_table import RunTable
from runyard.desktop.state.table_view import TableView
from runyard.search.grammar.parse import parse
from runyard.storage.table.listing import Sort
folder = Path(sys.argv[1])
app, window = opened(folder)
until(lambda: table(window) is not None)
settle(window)
runs = window.findChild(RunTable)
bar = runs.table.body.verticalScrollBar()
params = [c.id for c in runs.columns if c.id.startswith('param:')]
metrics = [c.id for c in runs.columns if c.id.startswith('metric:last:')]
mean = [c.replace(':last:', ':mean:') for c in metrics]
first = ('name', 'status', 'tags', 'experiment', 'created', 'duration')
wide = TableView(shown=(*first, *params[:14], *metrics[:16], *mean)[:40])
loss = 'metric:last:loss:{"subset":"val"}'
def scroll(step, count):
    for _ in range(count):
        bar.setValue(bar.value() + step)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
def anywhere():
    for i in range(60):
        bar.setValue(bar.maximum() * ((i * 37) % 100) // 100)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
LOG = '''
import sys, time
from runyard import Run
run = Run(repo=sys.argv[1], capture_terminal_logs=False, system_tracking_interval=None)
for step in range(60):
    run.track({'loss': 1 / (step + 1)}, step=step, context={'subset': 'val'})
    time.sleep(0.1)
run.close()
'''
def beside_a_writer():
    writer = start(LOG, folder)
    until(lambda: writer.poll() is not None)
    settle(window)
def grouped(*by):
    runs.set_view(replace(wide, groups=by, sort=(Sort(loss),)))
steps = [
    ('40 columns', partial(runs.set_view, wide)),
    ('sort by a metric', partial(runs.sort_by, [Sort(loss)])),
    ('sort by a mean', partial(runs.sort_by, [Sort(loss.replace('last', 'mean'))])),
    ('sort by a param and a metric', partial(runs.sort_by, [Sort('param:hparams.lr'), Sort(loss)])),
    ('search', partial(runs.search, parse('run.hparams.lr > 0.001'))),
    ('search for all', partial(runs.search, None)),
    ('scroll by rows', partial(scroll, 28, 200)),
    ('scroll by pages', partial(scroll, bar.pageStep(), 100)),
    ('scroll to anywhere', anywhere),
    ('select all', runs.table.choosing.select_all),
    ('sort while all are selected', partial(runs.sort_by, [Sort('name')])),
    ('select none', runs.model.selection.clear),
    ('colour two columns by value',
     lambda: runs.set_view(wide.with_look(loss, scaled=True).with_look('param:hparams.lr', scaled=True))),
    ('a run of another process goes on, rows coloured', beside_a_writer),
    ('only differing columns', lambda: runs.set_view(replace(wide, differing=True))),
    ('group by experiment', partial(grouped, 'experiment')),
    ('open all groups', lambda: runs.fold_all(opened=True)),
    ('a run of another process goes on, groups open', beside_a_writer),
    ('group by two params', partial(grouped, 'param:hparams.lr', 'param:hparams.width')),
    ('group by hash: a group for every run', partial(grouped, 'hash')),
    ('scroll to any group', anywhere),
    ('no groups', partial(runs.set_view, wide)),
]
chosen = sys.argv[2:]
stalls = Stalls(app)
found = []
for name, act in steps:
    if chosen and not any(part in name for part in chosen):
        continue
    stalls.begin()
    began = time.perf_counter()
    act()
    settle(window, 0.25, 60)
    took = time.perf_counter() - began - 0.25
    found.append((name, took, *stalls.longest(), memory()))
told({'rows': runs.model.rowCount(), 'columns': runs.model.columnCount(), 'steps': found})
os._exit(0)
"""


def measure(report: Report) -> None:
    """Drive the real window; a stall is the time between two turns of the event loop."""
    with scratch() as folder:
        generate(folder, RUNS, 200).close()
        found = answer(APP, folder)
    report.say(f"{found['rows']:,} rows x {found['columns']} columns: step, seconds", "stall / CPU in it, ms")
    for name, took, wall, cpu, memory in found["steps"]:
        report.say(
            f"{name}, {took:.1f} s", f"{wall:.0f} / {cpu:.0f} ms", "50 ms", f"{memory:.0f} MB (of 400)"
        )
