"""Bytes on disk for each point."""

from __future__ import annotations

import random
import struct
from pathlib import Path

from batches import Feeder, key, points
from figures import Report, scratch

from runyard import Run
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store

STEPS = 100_000
SERIES, SLOW_STEPS = 200, 500


def measure(report: Report) -> None:
    """Log one metric of 100,000 steps, and many slow ones that get a point a flush."""
    dice = random.Random(1)
    exact = [struct.unpack("<f", struct.pack("<f", dice.random()))[0] for _ in range(STEPS)]
    wide = [dice.random() for _ in range(STEPS)]
    empty = _bytes([])
    for what, values, budget in (("float32-exact", exact, "8.5"), ("any float64", wide, "12.8")):
        size = (_bytes(values) - empty) / STEPS
        report.say(f"one metric, 100,000 steps, {what}", f"{size:.2f} bytes", f"{budget} bytes")
    report.say("an empty repository with one run", f"{empty / 1000:.0f} kB")
    _slow(report, dice)


def _bytes(values: list[float]) -> int:
    with scratch() as folder:
        run = Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
        for step, value in enumerate(values):
            run.track(value, name="loss", step=step)
        run.close()
        return _used(folder)


def _used(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _slow(report: Report, dice: random.Random) -> None:
    with scratch() as folder, Store.open(location.resolve(folder, create=True), create=True) as store:
        before = _used(folder)
        ingest, feeder = Ingest(store), Feeder()
        written = _written()
        for step in range(SLOW_STEPS):
            ingest.commit(feeder.batch({key(i): points(step, 1, dice) for i in range(SERIES)}))
            while not ingest.merge(feeder.owner.run, 0.05):
                pass
        ingest.commit(feeder.end())
        ingest.finish(feeder.owner)
        written = _written() - written
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        count = SERIES * SLOW_STEPS
        what = f"{SERIES} series x {SLOW_STEPS} points, one a flush, after close"
        report.say(what, f"{(_used(folder) - before) / count:.2f} bytes", "14 bytes")
        if written:
            report.say("  written to disk meanwhile, times 16 bytes a point", f"{written / count / 16:.0f} x")


def _written() -> int:
    """Return the bytes this process has written so far; 0 where the system does not say."""
    try:
        text = Path("/proc/self/io").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(text.partition("wchar: ")[2].split()[0])
