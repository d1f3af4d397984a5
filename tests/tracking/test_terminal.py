"""Terminal capture: what was printed is kept line by line, and printing itself is never changed."""

from __future__ import annotations

import sys
import threading

import pytest

from runyard import Repo, Run
from runyard.storage.output import logs
from support.programs import run, succeed


def lines(folder, run_hash=None):
    """The kept lines of a run (the only one unless named), as (stream, text)."""
    with Repo(folder) as repo:
        found = repo.get_run(run_hash) if run_hash else next(iter(repo.iter_runs()))
        kept = logs.lines(repo.store, found._run_id, 0, 1_000_000)
        return [(line.stream, line.text) for line in kept]


def test_what_a_script_prints_is_kept_and_still_printed(tmp_path):
    program = """
        import logging, sys
        from runyard import Run
        print("before")
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        print("first", 1)
        print("to the error stream", file=sys.stderr)
        logging.warning("a warning")
        sys.stdout.write("no newline")
        print("", end="")
        run.close()
        print("after")
    """
    code, out, err = run(program, tmp_path)
    assert code == 0, err
    assert out == "before\nfirst 1\nno newlineafter\n"
    assert err == "to the error stream\nWARNING:root:a warning\n"
    assert lines(tmp_path) == [
        (1, "first 1"),
        (2, "to the error stream"),
        (2, "WARNING:root:a warning"),
        (1, "no newline"),
    ]


def test_the_traceback_of_an_exception_is_kept_before_the_end(tmp_path):
    program = """
        import sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        raise ValueError("bad luck")
    """
    code, _, err = run(program, tmp_path)
    assert code == 1
    kept = lines(tmp_path)
    assert [text for _, text in kept] == err.splitlines()
    assert kept[-1] == (2, "ValueError: bad luck")


def test_several_runs_each_get_the_lines_while_they_are_open(tmp_path, capsys):
    first = Run(repo=tmp_path, system_tracking_interval=None)
    print("one")
    second = Run(repo=tmp_path, system_tracking_interval=None)
    silent = Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False)
    print("two")
    first.close()
    print("three")
    second.close()
    silent.close()
    assert lines(tmp_path, first.hash) == [(1, "one"), (1, "two")]
    assert lines(tmp_path, second.hash) == [(1, "two"), (1, "three")]
    assert lines(tmp_path, silent.hash) == []
    assert capsys.readouterr().out == "one\ntwo\nthree\n"


def test_somebody_else_who_captures_keeps_what_is_theirs(tmp_path, capsys):
    seen: list[str] = []
    original = sys.stdout.write
    sys.stdout.write = theirs = lambda text: (seen.append(text), original(text))[1]
    try:
        with Run(repo=tmp_path, system_tracking_interval=None) as logged:
            print("both")
        assert sys.stdout.write is theirs
    finally:
        del sys.stdout.write
    assert "".join(seen) == "both\n"
    assert lines(tmp_path, logged.hash) == [(1, "both")]
    assert capsys.readouterr().out == "both\n"


def test_another_capture_put_over_ours_stays(tmp_path, capsys):
    with Run(repo=tmp_path, system_tracking_interval=None):
        ours = sys.stdout.write
        sys.stdout.write = theirs = lambda text: ours(str(text))
        print("kept")
    try:
        assert sys.stdout.write is theirs
        print("after the run")
    finally:
        del sys.stdout.write
    assert lines(tmp_path) == [(1, "kept")]
    assert capsys.readouterr().out == "kept\nafter the run\n"


def test_lines_of_many_threads_are_all_there(tmp_path, capsys):
    with Run(repo=tmp_path, system_tracking_interval=None):

        def work(number):
            for line in range(200):
                sys.stdout.write(f"{number} {line}\n")

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    kept = [text for _, text in lines(tmp_path)]
    assert sorted(kept) == sorted(f"{number} {line}" for number in range(6) for line in range(200))
    capsys.readouterr()


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timer")
def test_a_handler_that_prints_amid_a_log_call_waits_for_no_other_printer(tmp_path):
    """The handler's thread holds the journal, the other one is printing: neither may wait for the other."""
    program = """
        import signal, sys, threading
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        ticks, over = [], threading.Event()

        def handler(*_):
            ticks.append(1)
            print("tick")
            signal.setitimer(signal.ITIMER_REAL, 0.0005)

        def chatter():
            while not over.is_set():
                print("chatter")

        signal.signal(signal.SIGALRM, handler)
        threading.Thread(target=chatter).start()
        signal.setitimer(signal.ITIMER_REAL, 0.0005)
        while len(ticks) < 300:
            run.track({"a": 1.0, "b": 2.0})
        signal.setitimer(signal.ITIMER_REAL, 0)
        over.set()
    """
    succeed(program, tmp_path)
    # A print is two writes, text and newline: another thread's may come in between.
    assert "".join(text for _, text in lines(tmp_path)).count("tick") == 300


def test_without_streams_a_run_works(tmp_path):
    """As under `pythonw`, where there is no terminal."""
    program = """
        import sys
        sys.stdout = sys.stderr = None
        from runyard import Run
        with Run(repo=sys.argv[1], system_tracking_interval=None) as run:
            print("nowhere")
            run.track(1.0, name="v")
    """
    succeed(program, tmp_path)
    assert lines(tmp_path) == []
