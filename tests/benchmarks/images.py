"""The images of a run with 10,000 of them: the first thumbnails, frames while scrolling, memory."""

from __future__ import annotations

import struct
import zlib
from random import Random

from batches import Feeder
from figures import Report, answer, scratch

from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesKey
from runyard.journal.batch import Blob, Items, NewItem
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.objects import blobs
from runyard.storage.store import Store

STEPS, EACH, SIDE = 1000, 10, 64
APP = """
import os, sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QEventLoop
from figures import percentile
from window import go, opened, settle, table, told, until
app, window = opened(Path(sys.argv[1]))
until(lambda: table(window) is not None)
settle(window, 1.0)
def memory():
    with open('/proc/self/status') if os.path.exists('/proc/self/status') else open(os.devnull) as status:
        return next((int(l.split()[1]) / 1024 for l in status if l.startswith('VmRSS')), 0)
before = memory()
from runyard.desktop.kinds.images.tab import ImagesTab
def grid():
    found = window.findChildren(ImagesTab)
    return found[0].grid if found else None
def made():
    area = grid()
    return area is not None and area.visible() and all(area.made(n) is not None for n in area.visible())
began = time.monotonic()
go(window, sys.argv[2], 'images')
until(made)
window.repaint()
result = {'first': (time.monotonic() - began) * 1000, 'seen': len(grid().visible())}
settle(window)
area, bar = grid(), grid().verticalScrollBar()
def frames(targets, pause):
    walls, spent = [], []
    for target in targets:
        began, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(target)
        area.viewport().repaint()
        walls.append((time.perf_counter() - began) * 1000)
        spent.append((time.thread_time() - cpu) * 1000)
        until = time.perf_counter() + pause
        while time.perf_counter() < until:  # the workers, and what they made, have their turn as in a window
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 2)
    return [percentile(walls, 50), percentile(walls, 95), max(walls), percentile(spent, 50)]
def gaps(targets):
    # From one frame to the next while a person drags: what came from the workers is taken in between.
    longest = (0.0, 0.0)
    for target in targets:
        bar.setValue(target)
        began, cpu = time.perf_counter(), time.thread_time()
        QCoreApplication.processEvents()
        longest = max(longest, ((time.perf_counter() - began) * 1000, (time.thread_time() - cpu) * 1000))
        time.sleep(0.004)
    return longest
result['line'] = frames([40 * n for n in range(400)], 0.008)
result['page'] = frames([bar.pageStep() * n for n in range(100)], 0.016)
result['jump'] = frames([bar.maximum() * (n * 37 % 100) // 100 for n in range(100)], 0.016)
result['gap'] = gaps([bar.maximum() * n // 500 for n in range(500)])
settle(window)
result['kept'] = area.thumbs.bytes / 1024**2
result['memory'] = memory()
result['grown'] = memory() - before
told(result)
os._exit(0)
"""


def measure(report: Report) -> None:
    """Open the tab, then scroll by lines, by pages, and to anywhere."""
    with scratch() as folder:
        run = _logged(folder)
        found = answer(APP, folder, run)
    what = f"{STEPS * EACH:,} images"
    first = f"{what}: {found['seen']} thumbnails in view, from the click"
    report.say(first, f"{found['first']:.0f} ms", "300 ms")
    for name, words, budget in (
        ("line", "a line", "8 ms"),
        ("page", "a page", "16 ms"),
        ("jump", "anywhere", "16 ms"),
    ):
        middle, most, worst, spent = found[name]
        told = f"{middle:.1f} / {most:.1f} / {worst:.1f} ms"
        report.say(f"{what}: a frame, {words}, p50 / p95 / max", told, budget, f"{spent:.1f} ms of CPU")
    turn, spent = found["gap"]
    words = f"{what}: longest turn of the window while dragging"
    report.say(words, f"{turn:.0f} ms", "50 ms", f"{spent:.1f} ms of CPU")
    report.say(
        f"{what}: thumbnails kept / memory grown",
        f"{found['kept']:.0f} / {found['grown']:.0f} MB",
        "96 / 250 MB",
    )


def _logged(folder) -> str:
    dice = Random(1)
    with Store.open(location.resolve(folder, create=True), create=True) as store:
        ingest, feeder = Ingest(store), Feeder()
        key = SeriesKey(DataKind.IMAGE, "samples", "{}")
        for first in range(0, STEPS, 100):
            batch = feeder.batch({})
            batch.items = [
                Items(
                    key,
                    step,
                    1_763_600_000_000_000 + step,
                    None,
                    tuple(_image(store, dice) for _ in range(EACH)),
                )
                for step in range(first, first + 100)
            ]
            ingest.commit(batch)
        ingest.commit(feeder.end())
        ingest.finish(feeder.owner)
    return feeder.owner.run


def _image(store: Store, dice: Random) -> NewItem:
    data = _png(dice)
    meta = {
        "caption": f"{dice.randrange(10)} as {dice.randrange(10)}, {dice.random():.2f}",
        "format": "png",
        "width": SIDE,
        "height": SIDE,
    }
    return NewItem(meta, None, Blob(blobs.put(store.blobs, data), len(data)))


def _png(dice: Random) -> bytes:
    """Return noise that no compression makes smaller."""
    rows = b"".join(b"\0" + dice.randbytes(3 * SIDE) for _ in range(SIDE))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
