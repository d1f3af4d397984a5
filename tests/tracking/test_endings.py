"""How a process ends is how its run ends: real processes, every way out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from runyard import Repo
from runyard.storage.runs import runs
from support.programs import finish, run, start, succeed

BEGIN = """
import os, signal, sys, threading, time
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
run.track(1.0, name="loss")
run.track(2.0, name="loss")
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def attempt(folder):
    """The one run of a repository, with the end of its one process."""
    with Repo(folder) as repo:
        [found] = repo.iter_runs()
        assert found.get_metric("loss").values.values_list() == [1.0, 2.0]
        [attempt] = runs.attempts(repo.store, found._run_id)
        assert attempt.status == found.status
        return attempt


ENDS = [
    ("normal end", "", "finished", 0),
    ("sys.exit()", "sys.exit()", "finished", 0),
    ("sys.exit(None)", "sys.exit(None)", "finished", 0),
    ("sys.exit(0)", "sys.exit(0)", "finished", 0),
    ("sys.exit(3)", "sys.exit(3)", "failed", 3),
    ("sys.exit(2**70)", "sys.exit(2**70)", "failed", -1),
    ("exit(4)", "exit(4)", "failed", 4),
    ("sys.exit('why')", "sys.exit('why')", "failed", 1),
    ("sys.exit caught", "try: sys.exit(3)\nexcept SystemExit: pass", "finished", 0),
    ("exit kept", "try: sys.exit(3)\nexcept SystemExit as e:\n    kept = e\n    raise", "failed", 3),
    ("exception", "raise ValueError('bad luck')", "failed", 1),
    ("caught", "try: 1 / 0\nexcept ZeroDivisionError: pass", "finished", 0),
    ("in a thread", "t = threading.Thread(target=lambda: sys.exit(3)); t.start(); t.join()", "finished", 0),
    ("with", "with run: pass", "finished", 0),
    ("with an exception", "with run: raise ValueError('bad luck')", "failed", 1),
    ("with exit", "with run: raise SystemExit(5)", "failed", 5),
    ("with exit 0", "with run: raise SystemExit(0)", "finished", 0),
    ("close, then exception", "run.close()\nraise ValueError('later')", "finished", 0),
]


@pytest.mark.parametrize(("way", "status", "code"), [e[1:] for e in ENDS], ids=[e[0] for e in ENDS])
def test_the_status_says_how_the_program_ended(tmp_path, way, status, code):
    run(BEGIN + way, tmp_path)
    found = attempt(tmp_path)
    assert (found.status, found.exit_code) == (status, code)
    assert found.ended is not None
    assert ("bad luck" in found.traceback) == ("bad luck" in way)
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


@posix
@pytest.mark.parametrize("block", [False, True], ids=["open", "with"])
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_kills_the_run_and_the_process_still_dies_of_it(tmp_path, name, block):
    way = "signal.raise_signal(getattr(signal, name))"
    program = f"{BEGIN}name = {name!r}\n" + (f"with run: {way}" if block else way)
    code, _, _ = run(program, tmp_path)
    assert code == -getattr(signal, name)
    found = attempt(tmp_path)
    assert (found.status, found.signal) == ("killed", name)


@posix
def test_a_signal_in_the_middle_of_logging_loses_nothing(tmp_path, long_form):
    """The handler runs wherever the loop happens to be: in the write, in the lists, in a rotation."""
    program = """
        import sys
        from runyard.tracking import session
        session.SEGMENT_LIMIT = 20_000
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
        step = 0
        try:
            print("ready", flush=True)
            while True:
                run.track(float(step), name="loss", step=step)
                step += 1
        finally:
            print(step, flush=True)
    """
    for round_, name in enumerate(["SIGTERM", "SIGINT"] * (60 if long_form else 3)):
        folder = tmp_path / str(round_)
        process = start(program, folder)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(round_ % 10 / 100)  # each at another moment
        process.send_signal(getattr(signal, name))
        code, out, _ = finish(process)
        assert code == -getattr(signal, name)
        with Repo(folder) as repo:
            [found] = repo.iter_runs()
            assert found.status == "killed"
            metric = found.get_metric("loss")
            steps = [] if metric is None else metric.values.sparse_list(all_points=True)[0]
        done = int(out)
        assert steps in (list(range(done)), list(range(done + 1)))


@posix
@pytest.mark.parametrize("way", ["os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_an_end_without_a_word_is_a_crash(tmp_path, way):
    run(BEGIN + way, tmp_path)
    found = attempt(tmp_path)
    assert (found.status, found.exit_code) == ("crashed", None)
    assert found.ended is not None


@posix
def test_a_handler_of_their_own_stays_theirs(tmp_path):
    program = """
        import signal, sys
        from runyard import Run
        signal.signal(signal.SIGTERM, lambda *_: print("mine"))
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        signal.raise_signal(signal.SIGTERM)
        run.close()
        assert sys.exit.__module__ == "sys" and sys.excepthook is sys.__excepthook__
    """
    assert "mine" in succeed(program, tmp_path)


def test_everything_is_put_back_after_the_last_run(tmp_path):
    program = """
        import builtins, signal, sys
        from runyard import Run
        before = (sys.exit, sys.excepthook, builtins.exit, signal.getsignal(signal.SIGTERM), sys.stdout.write)
        first = Run(repo=sys.argv[1], system_tracking_interval=None)
        second = Run(repo=sys.argv[1], system_tracking_interval=None)
        assert sys.exit is not before[0] and sys.stdout.write is not before[4]
        first.close()
        assert sys.exit is not before[0]
        second.close()
        after = (sys.exit, sys.excepthook, builtins.exit, signal.getsignal(signal.SIGTERM), sys.stdout.write)
        assert after == before, (before, after)
    """
    succeed(program, tmp_path)


def test_an_exit_handler_registered_earlier_may_still_log(tmp_path):
    """Ours runs first; what comes after finds the run closed and says so, without a hang."""
    program = """
        import atexit, sys
        def late():
            try:
                run.track(3.0, name="loss")
            except RuntimeError as error:
                print("closed:", error)
        atexit.register(late)
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None, capture_terminal_logs=False)
    """
    assert "closed:" in succeed(program, tmp_path)


@posix
def test_a_signal_that_was_ignored_stays_ignored(tmp_path):
    """As under `nohup`: the end of the terminal does not end the training."""
    program = """
        import signal, sys
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        signal.raise_signal(signal.SIGHUP)
        run.track(1.0, name="loss")
        run.track(2.0, name="loss")
    """
    succeed(program, tmp_path)
    assert attempt(tmp_path).status == "finished"


def test_an_exit_that_is_not_called_counts_as_a_normal_end(tmp_path):
    """Outside a `with` block nothing of Python's is told of a bare `raise SystemExit(n)`."""
    code, _, _ = run(BEGIN + "raise SystemExit(5)", tmp_path)
    assert code == 5
    assert attempt(tmp_path).status == "finished"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere names of files are text")
def test_a_script_and_a_folder_whose_names_are_no_text(tmp_path):
    """What the script is called would not be stored, nor would anything else in the repository."""
    folder = tmp_path / os.fsdecode(b"f\xff")
    folder.mkdir()
    script = folder / os.fsdecode(b"s\xff.py")
    script.write_text(BEGIN.replace("sys.argv[1]", "None") + "run.close()")
    done = subprocess.run([sys.executable, script], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert attempt(folder).script.endswith(r"s\udcff.py")
