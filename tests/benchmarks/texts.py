"""The texts of a run with 100,000 of them, and one of 10 MB: opening, scrolling, searching, reading."""

from __future__ import annotations

from random import Random

from figures import Report, answer, scratch
from items import logged

from runyard.domain.kinds import DataKind

TEXTS = 100_000
LINES = 250_000
WORDS = ("the", "a", "model", "learns", "to", "see", "cat", "dog", "loss", "falls", "step", "batch", "epoch")
APP = """
import os, sys, time
from PySide6.QtCore import QCoreApplication, QEventLoop
from figures import percentile
from run_tab import RunTab
from window import settle, told
run = RunTab('texts')
window, stalls, timed = run.window, run.stalls, run.timed
from runyard.desktop.kinds.texts.tab import TextsTab
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.search.matching.matching import Matcher
def shown(rows):
    one = run.find(TextsTab)
    if one is None or len(one.table.model.ids) != rows:
        return False
    first, last = one.table.model.visible
    return one.table.model.row(first) is not None and one.table.model.row(last) is not None
result = {'open': run.open(lambda: shown(int(sys.argv[3])))}
one = run.find(TextsTab)
bar = one.table.body.verticalScrollBar()
walls = []
stalls.begin()
for n in range(200):
    began = time.perf_counter()
    bar.setValue(bar.maximum() * (n * 37 % 200) // 200)
    one.table.body.viewport().repaint()
    walls.append((time.perf_counter() - began) * 1000)
    rest = time.perf_counter() + 0.01
    while time.perf_counter() < rest:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
result['scroll'] = [percentile(walls, 50), percentile(walls, 95), stalls.longest()[0]]
def search(text, regex=False):
    one.bar.field.set_matcher(Matcher(text, regex=regex))
    one._search()
def over():
    return not one.searcher.busy and len(one.table.model.ids) > 0
def first():
    return len(one.table.model.ids) < int(sys.argv[3]) and one.table.model.row(0) is not None
result['first'] = timed(lambda: search('cat dog'), lambda: len(one.searcher.shown()) and first())
search('')
settle(window, 0.3)
result['all'] = timed(lambda: search('cat dog'), over)
search('')
settle(window, 0.3)
result['regex'] = timed(lambda: search('loss .* (cat|dog)$', True), over)
search('')
settle(window, 0.3)
def long():
    one.list.select(SeriesKey(DataKind.TEXT, 'long', '{}'))
def read():
    sheet = one.reader.view.sheet
    return sheet is not None and len(sheet.text) > 5_000_000 and window.workspace.tasks.idle()
result['long'] = timed(long, read)
view = one.reader.view.verticalScrollBar()
walls = []
for n in range(100):
    began = time.perf_counter()
    view.setValue(view.maximum() * n // 100)
    one.reader.view.viewport().repaint()
    walls.append((time.perf_counter() - began) * 1000)
result['page'] = [percentile(walls, 50), percentile(walls, 95)]
result['memory'] = run.grown()
told(result)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Open the tab, scroll to anywhere, search, and read the long one."""
    dice = Random(1)
    with scratch() as folder:
        run = logged(
            folder,
            DataKind.TEXT,
            [("captions", (_text(dice) for _ in range(TEXTS))), ("long", [_long(dice)])],
        )
        found = answer(APP, folder, run, str(TEXTS))
    what = f"{TEXTS:,} texts"
    report.say_timed(f"{what}: rows in view, from the click", found["open"], "300 ms")
    middle, most, stall = found["scroll"]
    report.say(
        f"{what}: a frame anywhere, p50 / p95 / longest turn",
        f"{middle:.1f} / {most:.1f} / {stall:.0f} ms",
        "16 / 50 ms",
    )
    report.say_timed(f"{what}: the first matches", found["first"], "400 ms")
    report.say_timed(f"{what}: all searched for two words", found["all"], "2,000 ms")
    report.say_timed(f"{what}: all searched for a pattern", found["regex"], "3,000 ms")
    report.say_timed(f"a text of {LINES:,} lines, 10 MB: read", found["long"], "700 ms")
    middle, most = found["page"]
    report.say("  a page of it, p50 / p95", f"{middle:.1f} / {most:.1f} ms", "16 ms")
    report.say("memory grown", f"{found['memory']:.0f} MB", "250 MB")


def _text(dice: Random) -> tuple[bytes, dict[str, int]]:
    text = " ".join(dice.choices(WORDS, k=12))
    return text.encode(), {"length": len(text)}


def _long(dice: Random) -> tuple[bytes, dict[str, int]]:
    lines = [f"line {at}: loss {dice.random():.5f} accuracy {dice.random():.4f}" for at in range(LINES)]
    text = "\n".join(lines)
    return text.encode(), {"length": len(text)}
