"""What befalls a repository while a process trains: it goes on, says so once, and keeps what can be kept."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from runyard import Repo, Run
from support import modules
from support.killing import points, scalars
from support.programs import finish, run
from support.waiting import wait_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be deleted or moved here")

NAME = "befallen"
#: No call of `track` may take longer, in milliseconds: it waits for nobody. A busy machine takes some.
LONGEST = 1000.0
CLOSING = 10_000.0


class Answer(NamedTuple):
    """How many calls have returned, the longest in ms, and every warning so far."""

    calls: int
    longest: float
    told: list[str]


class Training:
    """A process that logs without a pause until it is told to close."""

    def __init__(self, folder: Path, segment: int = 1 << 24) -> None:
        self.folder = folder
        self.process = modules.start("faults", folder, NAME, segment, stdin=subprocess.PIPE)

    @property
    def database(self) -> Path:
        return self.folder / ".runyard" / "runyard.db"

    @property
    def journals(self) -> Path:
        return self.folder / ".runyard" / "journals"

    def ask(self, word: str = "") -> Answer:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, finish(self.process)
        return Answer(*json.loads(answer))

    def goes_on(self, calls: int = 200) -> Answer:
        """Wait until so many more calls have returned."""
        until = self.ask().calls + calls
        wait_for(lambda: self.ask().calls >= until, "calls to return")
        return self.ask()

    def is_told(self, text: str) -> None:
        wait_for(lambda: any(text in sentence for sentence in self.ask().told), text)

    def stores(self, folder: Path | None = None) -> None:
        """Wait until more of it is stored than now."""
        database = (folder or self.folder) / ".runyard" / "runyard.db"
        stored: list[int] = []

        def grows() -> bool:
            stored.append(_count(database))
            return 0 <= stored[0] < stored[-1]

        wait_for(grows, "points to be stored")

    def close(self) -> Answer:
        answer = self.ask("close")
        assert finish(self.process) == (0, "", "")
        assert answer.longest < CLOSING
        return answer


def _count(database: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT sum(count) FROM series").fetchone()[0] or 0)
    except sqlite3.DatabaseError:
        return 0


def delete(folder: Path) -> None:
    """Delete a folder in which another process makes files meanwhile."""
    folder.rename(folder.with_name("deleted"))
    shutil.rmtree(folder.with_name("deleted"))


def prove(folder: Path, calls: int, status: str = "finished") -> dict[str, Any]:
    """Every point of the calls is there once, for another process, and a second opening changes nothing."""
    [once] = modules.reread(folder)
    [again] = modules.reread(folder)
    assert once == again
    run = once["runs"].pop(NAME)
    assert not once["runs"]
    assert run["points"] == points(scalars(1, calls), calls)
    assert run["status"] == status
    assert once["journals"] == []
    return run


@pytest.fixture(params=[1 << 24, 2000], ids=["one segment", "rotating"])
def training(tmp_path, request):
    found = Training(tmp_path / "project", request.param)
    yield found
    found.process.kill()
    finish(found.process)


@pytest.fixture(autouse=True)
def project(tmp_path):
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_the_journals_are_deleted(training, project):
    training.stores()
    delete(training.journals)
    training.is_told("written anew")
    training.stores()
    assert training.goes_on().longest < LONGEST
    last = training.close()
    assert len(last.told) == 1
    prove(project, last.calls)


def test_the_journals_are_deleted_and_the_process_killed(training, project):
    training.stores()
    delete(training.journals)
    training.is_told("written anew")
    calls = training.goes_on().calls
    training.process.kill()
    finish(training.process)
    [found] = modules.reread(project)
    run = found["runs"][NAME]
    assert run["status"] == "crashed"
    count = sum(map(len, run["points"].values()))
    assert count >= calls
    assert run["points"] == points(scalars(1, count), count)


def test_the_whole_repository_is_deleted(training, project):
    training.stores()
    delete(project / ".runyard")
    training.is_told("written anew")
    training.stores()
    assert training.goes_on().longest < LONGEST
    last = training.close()
    assert len(last.told) == 2, last.told  # of the journals and of the database
    prove(project, last.calls)
    assert (project / ".runyard" / ".gitignore").read_text() == "*\n"


def test_the_repository_is_deleted_with_all_around_it(training, project):
    training.stores()
    delete(project)
    training.is_told("cannot be written now")
    assert training.goes_on().longest < LONGEST
    assert not project.exists()
    project.mkdir()
    training.stores()
    last = training.close()
    assert len(last.told) == 3, last.told
    prove(project, last.calls)


def test_the_repository_is_moved_away(training, project, tmp_path):
    training.stores()
    (tmp_path / "elsewhere").mkdir()
    (project / ".runyard").rename(tmp_path / "elsewhere" / ".runyard")
    training.stores(tmp_path / "elsewhere")
    assert training.goes_on().longest < LONGEST
    last = training.close()
    assert last.told == []
    assert not (project / ".runyard").exists()
    prove(tmp_path / "elsewhere", last.calls)


def test_the_database_is_replaced_by_garbage(training, project, tmp_path):
    training.stores()
    garbage = tmp_path / "garbage"
    garbage.write_bytes(b"no database at all" * 5000)
    garbage.replace(training.database)
    training.is_told("cannot be written now")
    assert training.goes_on().longest < LONGEST
    assert len(training.ask().told) == 1
    training.database.unlink()
    training.stores()
    last = training.close()
    assert len(last.told) == 2, last.told  # that it was garbage, and that it was deleted
    prove(project, last.calls)


@pytest.mark.parametrize("training", [1 << 24], indirect=True)
@pytest.mark.parametrize("kept", ["nothing", "the log"])
def test_the_database_is_overwritten_by_garbage(training, project, kept):
    """In place, which SQLite may not notice for long: what is not in sealed segments is stored again."""
    training.stores()
    with training.database.open("r+b") as file:
        file.write(b"no database at all" * 5000)
    assert training.goes_on().longest < LONGEST
    for name in ("runyard.db", "runyard.db-wal", "runyard.db-shm")[: 1 if kept == "the log" else 3]:
        training.database.with_name(name).unlink(missing_ok=True)
    training.stores()
    last = training.close()
    assert 1 <= len(last.told) <= 2, last.told
    prove(project, last.calls)


def test_the_database_is_deleted_alone(training, project):
    training.stores()
    training.database.unlink()
    training.is_told("written anew")
    training.stores()
    last = training.close()
    assert len(last.told) == 1
    prove(project, last.calls)


def test_no_file_may_grow(training, project):
    """As on a full disk, which every system can show: writes are refused, then accepted again."""
    training.stores()
    training.ask("limit 1")
    training.is_told("records wait in memory")
    assert training.goes_on().longest < LONGEST
    training.ask("limit -1")
    training.stores()
    last = training.close()
    assert len(last.told) <= 2, last.told  # of the journal, and of the database
    prove(project, last.calls)


def test_the_end_comes_while_no_file_may_grow(training, project):
    """What was accepted before is kept, the end is bounded, and it is said what is lost."""
    training.stores()
    before = training.ask("limit 1").calls
    training.goes_on()
    last = training.close()
    assert any("could not be written" in sentence for sentence in last.told), last.told
    [found] = modules.reread(project)
    run = found["runs"][NAME]
    count = sum(map(len, run["points"].values()))
    assert before <= count <= last.calls
    assert run["points"] == points(scalars(1, count), count)


@pytest.fixture
def small_disk(project):
    """A file system of its own with 4 MB, where this user may mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(project)]
    may = sys.platform == "linux" and os.geteuid() == 0
    if not may or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system can be mounted by root on Linux only")
    yield project
    subprocess.run(["umount", "-l", str(project)], check=True)


def test_the_disk_is_full(small_disk, training, project):
    training.stores()
    filler = project / "filler"
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(4096))
            file.flush()
    training.is_told("records wait in memory")
    assert training.goes_on().longest < LONGEST
    filler.unlink()
    training.stores()
    last = training.close()
    assert len(last.told) <= 2, last.told
    prove(project, last.calls)


def test_the_folder_cannot_be_written_any_more(training, project):
    """What is open can be written on; nothing new can be made and nothing deleted."""
    if os.geteuid() == 0:
        if sys.platform != "linux":
            pytest.skip("root may write everywhere")
        training.ask("humble")
    training.stores()
    folders = [training.journals, project / ".runyard", project]
    for folder in folders:
        folder.chmod(0o555)
    training.stores()
    assert training.goes_on().longest < LONGEST
    last = training.close()
    for folder in folders:
        folder.chmod(0o755)
    assert len(last.told) <= 1, last.told
    prove(project, last.calls)


def test_the_database_is_locked_for_long(training, project, long_form):
    training.stores()
    with closing(sqlite3.connect(training.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        training.is_told("cannot be written now")
        until = time.monotonic() + (60 if long_form else 3)
        while time.monotonic() < until:
            assert training.goes_on().longest < LONGEST
        other.execute("COMMIT")
    training.stores()
    last = training.close()
    assert len(last.told) == 1, last.told
    prove(project, last.calls)


def test_a_folder_that_cannot_be_written_is_told_at_once(project):
    """Before training has begun: one sentence, and nothing of Runyard's own is in the way."""
    if os.geteuid() == 0 and sys.platform != "linux":
        pytest.skip("root may write everywhere")
    program = """
        import sys
        from pathlib import Path
        from runyard import Run
        from support.faults import give_up_the_rights_of_root
        Run(repo=sys.argv[1], system_tracking_interval=None).close()
        journals = Path(sys.argv[1], ".runyard", "journals")
        journals.chmod(0o555)
        if sys.platform == "linux":
            give_up_the_rights_of_root()
        try:
            Run(repo=sys.argv[1], system_tracking_interval=None)
        except Exception as error:
            print(type(error).__name__, error)
        journals.chmod(0o755)
    """
    code, out, err = run(program, project)
    assert (code, err) == (0, "")
    assert out.startswith("KnownProblem No run can be logged to")


def test_reading_goes_on_after_a_deletion(project):
    """From the database that was written anew, not from the one without a name."""
    with Run(repo=project, system_tracking_interval=None, capture_terminal_logs=False) as run:
        run["lr"] = 0.5
        run.track(1.0, name="loss")
        assert run.get_metric("loss").values.last_value() == 1.0
        delete(project / ".runyard")
        run.track(2.0, name="loss")
        assert run.get_metric("loss").values.values_list() == [1.0, 2.0]
        assert run["lr"] == 0.5
    with Repo(project) as repo:
        assert repo.get_run(run.hash).get_metric("loss").values.values_list() == [1.0, 2.0]
