"""What the database raises leaves the storage room as a sentence; and a store that is dropped is closed."""

from __future__ import annotations

import errno
import gc
import os
import sqlite3
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from runyard.domain.errors import DamagedRepositoryError, KnownProblem, RepositoryTroubleError, StoppedError
from runyard.reading.repo import Repo
from runyard.storage import trouble
from runyard.storage.ingest import recovery
from runyard.storage.organise import experiments
from runyard.storage.runs import runs
from runyard.storage.store import Store
from support import seeding


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with seeding.empty(tmp_path) as found:
        yield found


def held(store: Store) -> sqlite3.Connection:
    """Return another connection that holds the write lock."""
    other = sqlite3.connect(store.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_locked_database_is_a_sentence_and_recovery_waits_for_the_next_time(store: Store) -> None:
    with closing(held(store)), Store.open(store.folder, timeout=0) as mine:
        with pytest.raises(RepositoryTroubleError, match="Another program is writing") as caught:
            experiments.create(mine, "x")
        assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
        recovery.recover(mine)
    assert experiments.create(store, "x")


def test_a_statement_that_fails_inside_a_write_rolls_back_and_is_a_sentence(store: Store) -> None:
    store.connection.execute("PRAGMA max_page_count = 1")  # nothing below what there is: not one page more
    with pytest.raises(RepositoryTroubleError, match="disk is full"), store.write():
        store.connection.execute("INSERT INTO view(kind, name, data) VALUES ('x', 'y', zeroblob(1 << 20))")
    assert not store.connection.in_transaction
    assert store.revision() == 0


def test_an_interrupted_read_is_told_apart(store: Store) -> None:
    started = threading.Event()
    store.connection.create_function("started", 0, lambda: started.set() or 1)
    numbers = "WITH RECURSIVE n(i) AS (SELECT started() UNION ALL SELECT i + 1 FROM n)"

    def stop() -> None:
        started.wait(60)
        while not done.wait(0.01):
            store.interrupt()

    done = threading.Event()
    stopper = threading.Thread(target=stop)
    stopper.start()
    with pytest.raises(StoppedError), store.read():
        store.connection.execute(f"{numbers} SELECT count(i) FROM n").fetchall()
    done.set()
    stopper.join()


def test_damage_met_on_the_way_is_a_sentence(tmp_path: Path) -> None:
    with seeding.bulk(tmp_path, runs=200) as store:
        folder = store.folder
        [root] = store.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'run'").fetchone()
    with (folder / "runyard.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xaa" * 4096)
    with Store.open(folder, read_only=True) as store, pytest.raises(DamagedRepositoryError, match="damaged"):
        runs.infos(store, [1, 2])


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(KnownProblem, match="closed"):
        store.revision()


def test_a_bug_stays_a_bug(store: Store) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), store.read():
        store.connection.execute("SELECT * FROM nothing_of_this_name")
    assert isinstance(trouble.explained(OSError(errno.ENOSPC, "")), OSError)


class Ring:
    """Something that a store is part of and that refers to itself, as a hub and its sessions do."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.me = self


def test_a_store_that_is_dropped_is_closed(tmp_path: Path) -> None:
    seeding.empty(tmp_path).close()
    folder = tmp_path / ".runyard"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        connections = []
        for holder in (Repo.over, Ring):
            one = holder(Store.open(folder))
            connections.append(one.store.connection)
            del one
            gc.collect()
    for connection in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


DROPPED = """
import sys
from runyard import Repo, Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
run.track(1.0, name="loss")
repo = Repo(sys.argv[1])
found = repo.get_run(run.hash)
def local():
    return len(Repo(sys.argv[1]).query_runs())
local()
print(run.hash)
"""


def test_a_script_that_closes_nothing_ends_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", DROPPED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.stderr, done.returncode) == ("", 0)
    with Repo(tmp_path) as repo:
        assert repo.get_run(done.stdout.strip()).status == "finished"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
def test_a_forked_child_that_drops_a_store_leaves_the_parents_alone(tmp_path: Path) -> None:
    script = (
        "import os, sys, warnings; warnings.simplefilter('ignore')\n"
        "from runyard.storage import store as module\n"
        "store = module.Store.open(module.Path(sys.argv[1]))\n"
        "kept = store.connection\n"
        "if os.fork() == 0:\n"
        "    del store\n"
        "    kept.execute('SELECT 1'); os._exit(7)\n"
        "print(os.waitstatus_to_exitcode(os.wait()[1]), store.revision()); store.close()"
    )
    seeding.empty(tmp_path).close()
    command = [sys.executable, "-c", script, str(tmp_path / ".runyard")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    assert (done.stdout.strip(), done.stderr) == ("7 0", "")
