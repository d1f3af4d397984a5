"""A repository of the first version is upgraded, amid old programs, after a kill: everything reads equal."""

from __future__ import annotations

import shutil
import sqlite3
import sys
import tempfile
from array import array
from contextlib import closing
from pathlib import Path

import pytest

from runyard import Repo
from runyard.domain.errors import OlderSchemaError
from runyard.journal.batch import Points
from runyard.storage import connection
from runyard.storage.metrics import codec
from runyard.storage.migrations import m0001_first
from runyard.storage.repair.examine import examine
from runyard.storage.store import Store
from support.programs import finish, start

HASH = "0123456789abcdef01234567"
POINTS = {step: step / 7 for step in range(500)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a repository as version 1 of the program made it, with one run."""
    place = tmp_path / ".runyard"
    (place / "journals").mkdir(parents=True)
    (place / "blobs").mkdir()
    with closing(sqlite3.connect(place / "runyard.db", isolation_level=None)) as first:
        first.execute("PRAGMA auto_vacuum = INCREMENTAL")
        first.execute(f"PRAGMA application_id = {connection.APPLICATION_ID}")
        m0001_first.apply(first)
        first.execute("PRAGMA user_version = 1")
        first.execute("PRAGMA journal_mode = WAL")
        _fill(first)
    return place


def _fill(first: sqlite3.Connection) -> None:
    execute = first.execute
    execute("INSERT INTO experiment(id, name, created) VALUES (1, 'old', 1)")
    execute(
        "INSERT INTO run(id, hash, name, experiment_id, status, created, ended, color, revision, params)"
        " VALUES (1, ?, 'first', 1, 'finished', 1000000, 2000000, 0, 1, '{\"lr\":0.1}')",
        (HASH,),
    )
    execute("INSERT INTO param_path VALUES (1, 'lr')")
    execute("INSERT INTO param VALUES (1, 1, 3, 0.1)")
    execute("INSERT INTO tag(id, name, created) VALUES (1, 'best', 1)")
    execute("INSERT INTO run_tag VALUES (1, 1, 1)")
    execute("INSERT INTO name VALUES (1, 'loss')")
    execute("INSERT INTO context VALUES (1, '{}')")
    values = array("d", POINTS.values())
    points = Points(array("q", POINTS), array("q", [1_000_000 + step for step in POINTS]), values)
    piece = codec.encode(points, overview=True)
    execute(
        "INSERT INTO series VALUES (1, 1, 1, 1, 1, 1, 1, 0, 500, 0, 499, ?, ?, ?, 0, ?, 499, ?, 0, NULL,"
        " ?, ?, 1)",
        (values[0], values[-1], values[0], values[-1], sum(values), piece.min_time, piece.max_time),
    )
    extremes = (piece.min_step, piece.max_step, piece.min_time, piece.max_time)
    execute(
        "INSERT INTO chunk VALUES (1, 1, 1, 500, ?, ?, ?, ?, ?, ?)", (*extremes, piece.overview, piece.data)
    )


def reads_equal(folder: Path) -> None:
    """See that the repository holds what was logged, through the public classes."""
    with Repo(folder) as repo:
        [run] = repo.query_runs('run.lr == 0.1 and "best" in run.tags and run.experiment.name == "old"')
        assert (run.hash, run.name, run.status, run[...]) == (HASH, "first", "finished", {"lr": 0.1})
        [metric] = run.metrics()
        assert dict(zip(*metric.values.sparse_list(), strict=True)) == POINTS
    assert examine(folder) == []


def version(database: Path) -> int:
    """Return the schema version of a database, which must be sound and have what the version has."""
    with closing(sqlite3.connect(database)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        [found] = plain.execute("PRAGMA user_version").fetchone()
        columns = {row[1] for row in plain.execute("PRAGMA table_info(run)")}
        tables = {row[0] for row in plain.execute("SELECT name FROM sqlite_master")}
    assert ({"label", "expected"} & columns == {"label", "expected"}) == (found >= 2)
    assert not {"label", "expected"} & columns or found >= 2
    assert ("message" in tables, "note" in tables) == (found >= 2, found >= 3)
    return int(found)


def test_the_first_version_is_upgraded_and_reads_equal(folder: Path) -> None:
    with pytest.raises(OlderSchemaError, match="its schema is version 1, "):
        Store.open(folder, read_only=True)
    Store.open(folder).close()
    reads_equal(folder)
    assert version(folder / "runyard.db") == connection.VERSION
    [aside] = folder.glob("runyard-before-version-*-was-1.db")
    assert version(aside) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no write bit there")
def test_in_a_folder_one_cannot_write_it_is_a_sentence(folder: Path) -> None:
    for name in ("runyard.db-wal", "runyard.db-shm"):
        (folder / name).unlink(missing_ok=True)
    program = """
import os, sys
from pathlib import Path
from runyard import Repo
from runyard.domain.errors import KnownProblem
os.getuid() or os.setuid(65534)  # root may write anywhere
try:
    Repo(sys.argv[1], read_only=True)
except KnownProblem as problem:
    print(problem.sentence)
"""
    with tempfile.TemporaryDirectory() as place:  # which pytest does not close to others meanwhile
        copy = Path(place, ".runyard")
        shutil.copytree(folder, copy)
        Path(place).chmod(0o755)
        copy.chmod(0o555)
        (copy / "runyard.db").chmod(0o444)
        code, out, err = finish(start(program, copy))
        copy.chmod(0o755)
    assert (code, err) == (0, "")
    assert "written by an older Runyard" in out


KILLED = """
import os, signal, sys
from pathlib import Path
from runyard.storage import connection, migrations
from runyard.storage.store import Store

place = sys.argv[2]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

class Half:
    def __init__(self, db):
        self.db, self.left = db, 3
    def execute(self, *arguments):
        self.left -= 1
        return self.db.execute(*arguments) if self.left else die()

if place == "copy":
    Path.replace = die
elif place == "between":
    migrations.ALL[-1].apply = die
else:
    module, whole = migrations.ALL[1], migrations.ALL[1].apply
    module.apply = (lambda db: whole(Half(db))) if place == "half" else lambda db: (whole(db), die())
Store.open(Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing kills there as SIGKILL does")
@pytest.mark.parametrize("place", ["copy", "half", "uncommitted", "between"])
def test_a_kill_amid_the_upgrade_leaves_old_or_new(folder: Path, place: str) -> None:
    code, _, err = finish(start(KILLED, folder, place))
    assert (code, err) == (-9, "")
    assert version(folder / "runyard.db") == 1
    Store.open(folder).close()
    assert version(folder / "runyard.db") == connection.VERSION
    reads_equal(folder)


OLD_WRITER = """
import sqlite3, sys
old = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=60)
print("ready", flush=True)
done = 0
while old.execute("PRAGMA user_version").fetchone()[0] == 1 or done < 200:
    old.execute("BEGIN IMMEDIATE")
    old.execute("INSERT INTO problem(run_id, time, sentence) VALUES (1, ?, 'x')", (done,))
    old.execute("UPDATE run SET revision = revision + 1 WHERE id = 1")
    old.execute("COMMIT")
    done += 1
print(done)
old.close()
"""


def test_old_programs_around_go_on(folder: Path) -> None:
    """One writes while the file is upgraded, one is amid reading it: no error, and no row is lost."""
    with closing(sqlite3.connect(folder / "runyard.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        seen = reader.execute("SELECT count(*) FROM problem").fetchone()
        writer = start(OLD_WRITER, folder / "runyard.db")
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        Store.open(folder, timeout=60).close()
        code, out, err = finish(writer)
        assert (code, err) == (0, "")
        assert reader.execute("SELECT count(*) FROM problem").fetchone() == seen
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM problem").fetchone() == (int(out),)
    assert version(folder / "runyard.db") == connection.VERSION
