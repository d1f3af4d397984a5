"""Forked children: journals of their own, nothing of the parent's touched, nothing lost."""

from __future__ import annotations

import sys

import pytest

from runyard import Repo
from support.programs import run, succeed

pytestmark = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="no fork here")

BEGIN = """
import multiprocessing, os, signal, sys, time, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None)
for step in range(100):
    run.track(float(step), name="parent")
"""
FORKS = """
children = []
for number in range(3):
    pid = os.fork()
    if pid == 0:
        for step in range(50):
            run.track(float(step), name=f"child{number}")
            run.track({"x": 1.0, "y": 2.0}, context={"child": number})
        run.track(1.0, name="parent")
        END
    children.append(pid)
for step in range(100):
    run.track(float(step), name="parent")
for pid in children:
    os.waitpid(pid, 0)
run.close()
print(run.hash)
"""


@pytest.mark.parametrize("end", ["os._exit(0)", "sys.exit(0)"])
def test_what_children_log_belongs_to_the_run(tmp_path, end):
    succeed(BEGIN + FORKS.replace("END", end), tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == "finished"
        for number in range(3):
            values = found.get_metric(f"child{number}").values.values_list()
            assert values == [float(step) for step in range(50)]
            assert len(found.get_metric("x", {"child": number}).values) == 50
        steps, _ = found.get_metric("parent").values.sparse_list(all_points=True)
        # A child's automatic steps go on from where the parent was when it forked.
        assert steps == sorted([*range(200), 100, 100, 100])
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_a_child_that_says_nothing_leaves_nothing(tmp_path):
    program = f"""{BEGIN}
pid = os.fork()
if pid == 0:
    print("quiet")
    os._exit(0)
os.waitpid(pid, 0)
print(len(os.listdir(os.path.join(sys.argv[1], ".runyard", "journals"))))
"""
    assert succeed(program, tmp_path).split()[-1] == "2"  # the parent's segment and its lock


def test_a_crashed_child_does_not_fail_the_run(tmp_path):
    program = f"""{BEGIN}
import signal
pid = os.fork()
if pid == 0:
    run.track(1.0, name="child")
    os.kill(os.getpid(), signal.SIGKILL)
os.waitpid(pid, 0)
"""
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == "finished"
        assert found.get_metric("child").values.values_list() == [1.0]


@pytest.mark.skipif(sys.platform == "darwin", reason="fork is not the way of this system's Python")
def test_worker_processes_log_and_can_be_terminated(tmp_path):
    program = f"""{BEGIN}
def work(number):
    run.track(float(number), name="worker", step=number)
    # A handler of Python would miss a signal that comes just as the worker begins to wait for the pool.
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    return number

context = multiprocessing.get_context("fork")
with context.Pool(4) as pool:
    assert sorted(pool.map(work, range(40))) == list(range(40))
sleeper = context.Process(target=time.sleep, args=(60,))
sleeper.start()
sleeper.terminate()
sleeper.join(30)
assert sleeper.exitcode == -15, sleeper.exitcode
run.close()
"""
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == "finished"
        steps, values = found.get_metric("worker").values.sparse_list()
        assert steps == list(range(40))
        assert values == [float(step) for step in range(40)]


def test_reading_in_a_child_uses_a_connection_of_its_own(tmp_path):
    program = f"""{BEGIN}
assert run.name
pid = os.fork()
if pid == 0:
    run.track(7.0, name="parent")
    assert run.get_metric("parent").values.last_value() == 7.0
    os._exit(0)
assert os.waitpid(pid, 0)[1] == 0
assert len(run.get_metric("parent").values) == 101
"""
    succeed(program, tmp_path)


SLOW = """
import pathlib, time
pathlib.Path({mark!r}).touch()
time.sleep(0.5)
{then}
raise ImportError("not this one")
"""
AMID = """
import os, pathlib, signal, sys, time
sys.path.insert(0, sys.argv[2])
import numpy as np
from runyard import Image, Run
run = Run(repo=sys.argv[1], system_tracking_interval=0.1, log_system_params=True)
run.track(Image(np.eye(3)), name="x")
import logging  # which holds its lock through a fork
while not pathlib.Path(sys.argv[2], "begun").exists():
    time.sleep(0.001)
pid = os.fork()
if pid == 0:
    signal.alarm(30)  # for ever is longer
    try:
        __import__(sys.argv[3])
    except ImportError:
        pass
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
run.close()
"""


@pytest.mark.parametrize(
    ("module", "then"),
    [("PIL.Image", "import logging; logging.getLogger('PIL')"), ("psutil", ""), ("pynvml", "")],
)
def test_a_child_may_import_what_a_thread_was_importing_when_it_was_forked(tmp_path, module, then):
    """It would wait for a thread that it does not have."""
    package, _, name = module.rpartition(".")
    place = tmp_path / "modules" / package
    place.mkdir(parents=True)
    (place / f"{name}.py").write_text(SLOW.format(mark=str(tmp_path / "modules" / "begun"), then=then))
    if package:
        (place / "__init__.py").touch()
    code, out, err = run(AMID, tmp_path, tmp_path / "modules", module)
    assert (code, out) == (0, "7\n")
    assert "Exception ignored" not in err


STORING = """
import os, sys, threading, time
from runyard import Run
from runyard.storage import store as stores
from runyard.tracking import forks
run = Run(repo=sys.argv[1], system_tracking_interval=None)
[store] = [ref() for ref in stores._open]
begun, inside = threading.Event(), [True]
def hold():
    with store.lock:
        begun.set()
        HOLD
        inside[0] = False
threading.Thread(target=hold, daemon=True).start()
begun.wait()
pid = os.fork()
if pid == 0:
    os._exit(int(inside[0]))
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
run.track(1.0, name="x")
END
"""


def test_a_fork_waits_until_no_thread_is_in_the_database(tmp_path):
    """The child would find the locks of SQLite taken by a thread that it does not have."""
    program = STORING.replace("HOLD", "time.sleep(0.5)").replace("END", "run.close()")
    assert succeed(program, tmp_path) == "0\n"
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.get_metric("x").values.values_list() == [1.0]


def test_a_database_that_hangs_does_not_hang_a_fork(tmp_path):
    program = STORING.replace("HOLD", "time.sleep(600)").replace(
        "begun.wait()", "begun.wait(); forks._PATIENCE = 0.1"
    )
    assert (
        succeed(program.replace("END", "os._exit(0)  # at the end it would wait for the thread"), tmp_path)
        == "1\n"
    )
