"""The Logs tab over 1,000,000 lines: opening, jumping, scrolling, searching, live lines, memory."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from batches import Feeder
from figures import Report, scratch, start

from runyard.domain import clock
from runyard.journal.batch import Batch, LogLine
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

LINES = 1_000_000
_SLICE = 20_000
APP = """
import os, statistics, sys, threading, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from figures import percentile
from stalls import Stalls, memory
from window import go, opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
from runyard.desktop.kinds.logs.tab import LogsTab
def tab():
    return next((t for t in window.findChildren(LogsTab) if t.isVisible()), None)
def drawn():
    one = tab()
    seen = one.view.scene.seen() if one is not None else []
    return len(seen) > 20 and all(one.state.line(s.row) is not None for s in seen)
def shown(act):
    began = time.perf_counter()
    act()
    until(drawn)
    tab().view.viewport().repaint()
    return (time.perf_counter() - began) * 1000
before, stalls, result = memory(), Stalls(app), {}
stalls.begin()
result['open'] = shown(lambda: go(window, sys.argv[2], 'logs'))
settle(window, 0.5, 60)
result['open_stall'] = stalls.longest()
logs, bar = tab(), tab().view.ruler
result['lines'] = logs.state.count
result['start'] = shown(lambda: bar.setValue(0))
result['end'] = shown(logs.jump_to_end)
def frames(targets):
    found = []
    for target in targets:
        began = time.perf_counter()
        bar.setValue(target(bar.value()))
        logs.view.viewport().repaint()
        found.append((time.perf_counter() - began) * 1000)
        QCoreApplication.processEvents()
    return statistics.median(found), percentile(found, 95), max(found)
unit = bar.singleStep()
bar.setValue(bar.maximum() // 3)
until(drawn)
frames([lambda at: at + unit] * 20)
result['row'] = frames([lambda at: at + unit] * 300)
result['wheel'] = frames([lambda at: at + 3 * unit] * 300)
result['page'] = frames([lambda at: at + bar.pageStep()] * 300)
result['drag'] = frames([lambda at, i=i: bar.maximum() * (i * 37 % 100) // 100 for i in range(100)])
settle(window, 0.1)
def search(**how):
    from runyard.search.matching.matching import Matcher
    logs.bar.search.clear()
    logs.state.find(Matcher(), 0)
    settle(window, 0.2)
    stalls.begin()
    began = time.perf_counter()
    logs.state.find(Matcher(**how), 0)
    until(lambda: len(logs.state.search.hits))
    first = (time.perf_counter() - began) * 1000
    moved = []
    while not logs.state.search.over:
        found = time.perf_counter()
        bar.setValue(bar.value() + 3 * unit)
        logs.view.viewport().repaint()
        moved.append((time.perf_counter() - found) * 1000)
        until(lambda: time.perf_counter() - found > 0.016, 0)
    whole = (time.perf_counter() - began) * 1000
    return first, whole, len(logs.state.search.hits), percentile(moved, 95), stalls.longest()[0]
result['word'] = search(text='checkpoint', word=True)
result['text'] = search(text='epoch')
result['regex'] = search(text=r'loss 0\\.0[0-4]\\d+', regex=True)
began = time.perf_counter()
logs.state.set_filter(only=True)
until(lambda: logs.state.rows.lines is not None)
result['filter'] = (time.perf_counter() - began) * 1000
logs.state.set_filter(only=False, detail='fold')
began = time.perf_counter()
until(lambda: logs.state.progress >= 1)
result['fold'] = (time.perf_counter() - began) * 1000
logs.clear()
settle(window, 0.2)
result['memory'] = memory() - before
logs.jump_to_end()
settle(window, 0.2)
print('ready', flush=True)
lag = []
for line in sys.stdin:
    printed = float(line)
    if not printed:
        break
    wanted = f'live {printed:.6f}'
    def there():
        last = logs.state.count - 1
        found = logs.state.cache.get(last)
        return found is not None and found.text == wanted
    until(there)
    logs.view.viewport().repaint()
    lag.append((time.time() - printed) * 1000)
    print('seen', flush=True)
result['live'] = statistics.median(lag), max(lag)
told(result)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Fill a run with what a training script prints, in colours, and go through it in the app."""
    with scratch() as folder:
        place = location.resolve(folder, create=True)
        feeder = Feeder()
        with Store.open(place, create=True) as store:
            ingest = Ingest(store)
            for batch in _batches(feeder):
                ingest.commit(batch)
        found = _driven(folder, place, feeder)
    _tell(report, found)


def _driven(folder: Path, place: Path, feeder: Feeder) -> dict[str, list[float]]:
    process = start(APP, folder, feeder.owner.run)
    assert process.stdin is not None
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == "ready":
            break
    with Store.open(place) as store:
        ingest = Ingest(store)
        for _ in range(10):
            time.sleep(0.2)
            printed = time.time()
            batch = feeder.batch({})
            batch.lines = [LogLine(clock.now(), 1, f"live {printed:.6f}")]
            ingest.commit(batch)
            process.stdin.write(f"{printed!r}\n")
            process.stdin.flush()
            process.stdout.readline()
    process.stdin.write("0\n")
    process.stdin.flush()
    said = process.stdout.read()
    process.wait()
    found: dict[str, list[float]] = json.loads(said.strip().splitlines()[-1])
    return found


def _batches(feeder: Feeder) -> Iterator[Batch]:
    dice = random.Random(1)
    began = clock.now() - LINES * 1000
    for first in range(0, LINES, _SLICE):
        batch = feeder.batch({})
        batch.lines = [_line(began, number, dice) for number in range(first, first + _SLICE)]
        yield batch


def _line(began: int, number: int, dice: random.Random) -> LogLine:
    kind = number % 20
    if kind == 0:
        text = f"\x1b[1mepoch {number // 20}\x1b[0m  lr \x1b[33m{dice.random() / 100:.2e}\x1b[0m"
    elif kind == 19:
        text = f"saved checkpoint-{number}.pt \x1b[2m1.1 MB in {dice.randrange(9)} ms\x1b[0m"
    else:
        text = f"train {kind}/18  loss \x1b[33m{dice.random():.4f}\x1b[0m  {dice.randrange(40_000)} samples/s"
    return LogLine(began + number * 1000, 2 if number % 997 == 0 else 1, text)


def _tell(report: Report, found: dict[str, list[float]]) -> None:
    what = f"{LINES:,} lines"
    report.say(f"{what}: open the tab, the last lines drawn", f"{found['open']:.0f} ms", "200 ms")
    report.say(f"{what}: longest stall while opening", f"{found['open_stall'][0]:.0f} ms", "50 ms")
    report.say(f"{what}: jump to the first line", f"{found['start']:.0f} ms", "50 ms")
    report.say(f"{what}: jump to the end", f"{found['end']:.0f} ms", "50 ms")
    for name, words in (
        ("row", "one row"),
        ("wheel", "three rows"),
        ("page", "a page"),
        ("drag", "anywhere"),
    ):
        said = " / ".join(f"{one:.1f}" for one in found[name])
        report.say(f"{what}: a frame, {words}, p50 / p95 / max", f"{said} ms", "16 ms")
    for name, words in (("word", "a whole word"), ("text", "a text"), ("regex", "a pattern")):
        first, whole, hits, frame, stall = found[name]
        said = f"{first:.0f} ms / {whole / 1000:.1f} s"
        report.say(
            f"{what}: search {words}, first match / all",
            said,
            "100 ms / 5 s",
            f"{hits:,} matches; scrolling meanwhile p95 {frame:.1f} ms a frame, longest stall {stall:.0f} ms",
        )
    report.say(f"{what}: only matching lines", f"{found['filter']:.0f} ms", "100 ms")
    report.say(f"{what}: fold repeats, all lines known", f"{found['fold'] / 1000:.1f} s", "10 s")
    report.say(f"{what}: memory it added", f"{found['memory']:.0f} MB", "100 MB")
    said = " / ".join(f"{one:.0f}" for one in found["live"])
    report.say("a line committed elsewhere to changed pixels, p50 / max", f"{said} ms", "100 ms")
