"""From the first call to everything in the database."""

from __future__ import annotations

from figures import Report, answer, median, scratch, thousands

POINTS = 100_000
ROUNDS = 5
LOGGED = """
import json, sys, time
began = time.perf_counter()
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
opened = time.perf_counter()
context = {'subset': 'train'}
if sys.argv[2] == 'single':
    for i in range(100_000):
        run.track(i / 7, name='loss', step=i, context=context)
else:
    values = {f'metric{i}': i / 7 for i in range(100)}
    for i in range(1000):
        run.track(values, step=i)
looped = time.perf_counter()
run.close()
closed = time.perf_counter()
print(json.dumps([closed - began, looped - opened, closed - opened]))
"""
RAW = """
import json, os, struct, sys, time
pack = struct.Struct('<Qqdq').pack
began = time.perf_counter()
file = os.open(sys.argv[1] + '/raw', os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
for i in range(100_000):
    os.write(file, pack(1, i, i / 7, i))
os.close(file)
print(json.dumps(time.perf_counter() - began))
"""
SQLITE = """
import json, sqlite3, sys, time
began = time.perf_counter()
db = sqlite3.connect(sys.argv[1] + '/plain.db', isolation_level=None)
db.execute('PRAGMA journal_mode=WAL'); db.execute('PRAGMA synchronous=NORMAL')
db.execute('CREATE TABLE point(series, step, value, time, PRIMARY KEY (series, step)) WITHOUT ROWID')
rows = []
for i in range(100_000):
    rows.append((1, i, i / 7, i))
    if len(rows) == 1000:
        db.execute('BEGIN'); db.executemany('INSERT INTO point VALUES (?,?,?,?)', rows); db.execute('COMMIT')
        rows.clear()
db.close()
print(json.dumps(time.perf_counter() - began))
"""


def measure(report: Report) -> None:
    """Log 100,000 points one by one and as dictionaries of 100, beside plain writes and plain SQLite."""
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, program in (("raw", RAW), ("sqlite", SQLITE)):
            with scratch() as folder:
                rates.setdefault(name, []).append(POINTS / answer(program, folder))
        for name in ("single", "dict"):
            with scratch() as folder:
                whole, loop, stored = answer(LOGGED, folder, name)
            rates.setdefault(f"{name} whole", []).append(POINTS / whole)
            rates.setdefault(f"{name} loop", []).append(POINTS / loop)
            rates.setdefault(f"{name} stored", []).append(POINTS / stored)
    found = {name: median(numbers) for name, numbers in rates.items()}
    report.say("bare os.write, one a point", thousands(found["raw"]))
    report.say("plain sqlite3, one row a point, 1,000 a commit", thousands(found["sqlite"]))
    for name, budget in (("single", "400,000/s"), ("dict", "700,000/s")):
        what = "track(value)" if name == "single" else "track(dict of 100)"
        report.say(f"{what}: in the journal (kill -9 loses none)", thousands(found[f"{name} loop"]))
        ratio = f"{found[f'{name} stored'] / found['sqlite']:.2f} x sqlite3"
        report.say(f"{what}: all in the database", thousands(found[f"{name} stored"]), budget, ratio)
        report.say(f"{what}: the same with import and Run()", thousands(found[f"{name} whole"]))
