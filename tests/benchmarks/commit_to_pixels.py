"""From the end of a commit in another process to changed pixels in the app, on one monotonic clock."""

from __future__ import annotations

import json

from figures import Report, answer, median, percentile, scratch, start
from live import APP, following, line, tell

SAMPLES = 40
COMMITTING = """
import json, random, sys, time
from pathlib import Path
from batches import Feeder, key, points
from runyard.storage import location
from runyard.storage.ingest.ingest import Ingest
from runyard.storage.store import Store
dice = random.Random(1)
with Store.open(location.resolve(Path(sys.argv[1]), create=True), create=True) as store:
    ingest, feeder = Ingest(store), Feeder()
    ingest.commit(feeder.batch({key(0): points(0, 50, dice)}))
    print(feeder.owner.run, flush=True)
    sys.stdin.readline()
    stamps = []
    for step in range(50, 50 + int(sys.argv[2])):
        time.sleep(dice.uniform(0.3, 0.5))
        batch = feeder.batch({key(0): points(step, 1, dice)})
        ingest.commit(batch)
        stamps.append(time.monotonic_ns())
    time.sleep(0.5)
    print(json.dumps(stamps), flush=True)
"""
NOTICED = """
import json, sqlite3, sys, time
path = sys.argv[1]
db = sqlite3.connect(path, isolation_level=None)
db.execute('PRAGMA journal_mode=WAL'); db.execute('CREATE TABLE point(value)')
other = sqlite3.connect(path, isolation_level=None)
found = []
for i in range(200):
    before = other.execute('PRAGMA data_version').fetchone()
    db.execute('INSERT INTO point VALUES (1)')
    began = time.perf_counter()
    while other.execute('PRAGMA data_version').fetchone() == before:
        pass
    found.append(time.perf_counter() - began)
print(json.dumps(sorted(found)[100]))
"""


def measure(report: Report) -> None:
    """Commit a point now and then to the metric that the app shows."""
    with scratch() as folder:
        floor = answer(NOTICED, folder / "plain.db")
    report.say("another connection of sqlite3 sees a commit", f"{floor * 1000:.3f} ms")
    with scratch() as folder:
        writer = start(COMMITTING, folder, SAMPLES)
        app = start(APP, folder, line(writer))
        line(app)
        tell(writer)
        stamps = json.loads(line(writer))
        tell(app)
        changes = json.loads(line(app))
        for process in (writer, app):
            process.communicate()
    found = following(stamps, changes)
    figures = " / ".join(f"{f:.0f}" for f in (median(found), percentile(found, 95), max(found)))
    report.say(
        "commit to changed pixels, p50 / p95 / max",
        f"{figures} ms", "50 ms", f"{len(found)} of {SAMPLES} points seen",
    )  # fmt: skip
