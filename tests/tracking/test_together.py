"""Several processes on one run, many on one new repository, and every way to start a program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from runyard import Repo, Run
from runyard.storage.runs import runs
from support import modules
from support.killing import points, scalars
from support.programs import finish, start, succeed

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

RANK = """
import os, signal, sys
from runyard import Run
folder, run_hash, rank = sys.argv[1:]
run = Run(run_hash, repo=folder, system_tracking_interval=None, capture_terminal_logs=False)
for step in range(500):
    run.track(step + int(rank) / 10, name="loss", step=step)
    run.track(float(step), name=f"own {rank}")
print("logged", flush=True)
word = sys.stdin.readline().strip()
if word == "fail":
    raise ValueError("bad luck")
if word == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
run.close()
"""


class Ranks:
    """Processes that log to one run of this process, and end as they are told."""

    def __init__(self, folder, count):
        self.folder = folder
        with Run(repo=folder, system_tracking_interval=None, capture_terminal_logs=False) as run:
            self.hash = run.hash
        self.processes = [
            start(RANK, folder, self.hash, rank, stdin=subprocess.PIPE) for rank in range(count)
        ]
        for process in self.processes:
            assert process.stdout.readline() == "logged\n"

    def end(self, rank, word):
        process = self.processes[rank]
        process.stdin.write(word + "\n")
        process.stdin.flush()
        return finish(process)

    @property
    def status(self):
        with Repo(self.folder) as repo:
            return str(repo.get_run(self.hash).status)

    def prove(self, *statuses):
        with Repo(self.folder) as repo:
            found = repo.get_run(self.hash)
            steps, values = found.get_metric("loss").values.sparse_list(all_points=True)
            assert steps == [step for step in range(500) for _ in self.processes]
            ranks = range(len(self.processes))
            assert sorted(values) == sorted(step + rank / 10 for step in range(500) for rank in ranks)
            for rank in ranks:
                values = found.get_metric(f"own {rank}").values.values_list()
                assert values == [float(step) for step in range(500)]
            attempts = runs.attempts(repo.store, found._run_id)
            assert sorted(str(each.status) for each in attempts[1:]) == sorted(statuses)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(("word", "status"), [("", "finished"), ("fail", "failed")])
def test_two_processes_log_to_one_run(tmp_path, order, word, status):
    """It is running while one of them lives; then the worst of their ends counts."""
    ranks = Ranks(tmp_path, 2)
    assert ranks.status == "running"
    assert ranks.end(order[0], word)[0] == (1 if word else 0)
    assert ranks.status == "running"
    assert ranks.end(order[1], "")[0] == 0
    assert ranks.status == status
    ranks.prove(status, "finished")
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


@posix
def test_one_of_three_is_killed(tmp_path):
    ranks = Ranks(tmp_path, 3)
    assert ranks.end(1, "kill")[0] == -9
    assert ranks.status == "running"
    assert ranks.end(0, "")[0] == 0
    assert ranks.status == "running"
    assert ranks.end(2, "fail")[0] == 1
    assert ranks.status == "crashed"
    ranks.prove("finished", "crashed", "failed")
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_many_short_runs_at_once_make_one_repository(tmp_path):
    count, calls = 32, 20
    folder, signal = tmp_path / "new", tmp_path / "go"
    folder.mkdir()
    writers = [modules.start("writer", folder, number, calls, signal) for number in range(count)]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    signal.touch()
    for writer in writers:
        code, out, err = finish(writer)
        assert (code, out) == (0, "")
        # On a busy machine one may wait for the lock longer than a second, and say that it stores later.
        assert not err or err.count("\n") == 1
        assert not err or "stored later" in err
    [found] = modules.reread(folder)
    assert found["journals"] == []
    for number in range(count):
        run = found["runs"].pop(f"process {number}")
        assert (run["status"], run["points"]) == ("finished", points(scalars(number, calls), calls))
    assert found["runs"] == {}


PROGRAM = """
import sys
from runyard import Run
run = Run(repo={folder!r}, system_tracking_interval=None)
run.track(1.0, name="loss")
print(run.name)
{end}
"""


@pytest.mark.parametrize("way", ["-c", "-m", "script", "standard input"])
@pytest.mark.parametrize(("end", "status", "code"), [("", "finished", 0), ("sys.exit(3)", "failed", 3)])
def test_however_a_program_is_started(tmp_path, way, end, status, code):
    program = PROGRAM.format(folder=str(tmp_path), end=end)
    (tmp_path / "trains.py").write_text(program)
    arguments = {
        "-c": ["-c", program],
        "-m": ["-m", "trains"],
        "script": ["trains.py"],
        "standard input": ["-"],
    }
    done = subprocess.run(
        [sys.executable, *arguments[way]],
        input=program if way == "standard input" else "",
        cwd=tmp_path, text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (code, "")
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == status
        assert found.name == done.stdout.strip()
        assert found.name.startswith("trains-" if way in ("-m", "script") else "run-")
        [attempt] = runs.attempts(repo.store, found._run_id)
        assert attempt.exit_code == code


def test_children_that_are_spawned_have_runs_of_their_own(tmp_path):
    (tmp_path / "spawns.py").write_text(
        """
import multiprocessing, sys
from runyard import Run

def work(number):
    run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
    run.name = f"child {number}"
    for step in range(100):
        run.track(float(step * number), name="loss")
    if number == 2:
        sys.exit(4)

if __name__ == "__main__":
    with Run(repo=sys.argv[1], system_tracking_interval=None) as run:
        run.name = "parent"
        context = multiprocessing.get_context("spawn")
        children = [context.Process(target=work, args=(number,)) for number in range(3)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        print([child.exitcode for child in children])
"""
    )
    done = subprocess.run(
        [sys.executable, tmp_path / "spawns.py", tmp_path],
        text=True, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "[0, 0, 4]\n")
    with Repo(tmp_path) as repo:
        found = {run.name: run for run in repo.iter_runs()}
        assert {name: str(run.status) for name, run in found.items()} == {
            "parent": "finished", "child 0": "finished", "child 1": "finished", "child 2": "failed",
        }  # fmt: skip
        for number in range(3):
            values = found[f"child {number}"].get_metric("loss").values.values_list()
            assert values == [float(step * number) for step in range(100)]


def test_a_clock_that_jumps_back_changes_neither_order_nor_values(tmp_path):
    """Hours back and forth, before 1970 too, between any two calls; then a kill."""
    program = """
        import itertools, os, random, sys, time
        true, jumps = time.time_ns, random.Random(1)
        time.time_ns = lambda: true() - jumps.choice([0, 1, 10**9, 3600 * 10**9, 10**19])
        from runyard import Run
        for end in ("close", "die"):
            run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
            run.name = end
            for step in range(3000):
                run.track(step / 3, name="loss")
                run.track({"a": step / 7, "b": -step})
                if step % 500 == 0:
                    run.metrics()
            if end == "close":
                run.close()
        os._exit(0)
    """
    assert succeed(program, tmp_path) == ""
    with Repo(tmp_path) as repo:
        found = {run.name: run for run in repo.iter_runs()}
        assert {name: str(run.status) for name, run in found.items()} == {
            "close": "finished",
            "die": "crashed",
        }
        for run in found.values():
            for name, value in (("loss", lambda step: step / 3), ("a", lambda step: step / 7)):
                steps, values = run.get_metric(name).values.sparse_list(all_points=True)
                assert steps == list(range(3000))
                assert values == [value(step) for step in steps]
