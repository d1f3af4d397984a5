"""Calls from everywhere at once: threads, signal handlers, finalizers, and a print from within."""

from __future__ import annotations

import contextlib
import sys
import threading
import time

import pytest

from runyard import Repo, Run
from runyard.domain.errors import ClosedRunError
from support.programs import succeed


def test_eight_threads_lose_nothing_and_keep_their_order(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        barrier = threading.Barrier(8)

        def work(number):
            barrier.wait()
            for step in range(1000):
                run.track(float(step), name=f"own{number}")
                run.track(float(step), name="shared", context={"thread": str(number)})
                run.track({"a": float(step), "b": 1}, step=step, context={"thread": number})
                if step % 100 == 0:
                    run[f"p{number}"] = step

        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = [float(step) for step in range(1000)]
        for number in range(8):
            assert run.get_metric(f"own{number}").values.values_list() == expected
            assert run.get_metric("shared", {"thread": str(number)}).values.values_list() == expected
            assert run.get_metric("a", {"thread": number}).values.values_list() == expected
            assert run[f"p{number}"] == 900


INTERRUPTED = """
import gc, signal, sys
from runyard.tracking import session, hub
session.SEGMENT_LIMIT = 50_000
hub.INTERVAL = 0.01
from runyard import Run
run = Run(repo=sys.argv[1], system_tracking_interval=None)
run.metrics()  # what reading imports is there before a handler needs it
counts = {"signal": 0, "del": 0, "more": True}

def handler(*_):
    run.track(1.0, name="signal", step=counts["signal"])
    run.track({"x": 1.0, "y": 2.0}, step=counts["signal"])
    if counts["signal"] % 10 == 0:
        print("tick", counts["signal"])
        run.track(1.0, name=f"new{counts['signal'] % 200}")
    if counts["signal"] % 50 == 0:
        run.metrics()
    counts["signal"] += 1
    if counts["more"]:  # armed anew at the end, so that handlers do not nest for ever
        signal.setitimer(signal.ITIMER_REAL, 0.0005)

class Late:
    def __init__(self):
        self.me = self
    def __del__(self):
        run.track(2.0, name="del", step=counts["del"])
        counts["del"] += 1

signal.signal(signal.SIGALRM, handler)
signal.setitimer(signal.ITIMER_REAL, 0.0005)
for step in range(60_000):
    run.track(float(step), name="loss", step=step)
    if step % 20 == 0:
        Late()
    if step % 997 == 0:
        run.track({"a": 1.0, "b": 2.0})
        print("step", step)
counts["more"] = False
signal.setitimer(signal.ITIMER_REAL, 0)
while counts["del"] < 3000:  # a collection under way in the other thread makes this one return at once
    gc.collect()
run.close()
sys.stderr.write(f"{counts['signal']} {counts['del']}")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no interval timer")
def test_handlers_and_finalizers_that_log_and_print_do_not_deadlock(tmp_path):
    from support.programs import run

    code, _, err = run(INTERRUPTED, tmp_path)
    assert code == 0, err
    signals, finalized = map(int, err.split())
    assert signals > 10
    assert finalized == 3000
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        for name, count in (("loss", 60_000), ("signal", signals), ("x", signals), ("del", finalized)):
            steps, _ = found.get_metric(name).values.sparse_list(all_points=True)
            assert steps == list(range(count)), name


def test_several_runs_in_one_process_share_the_repository(tmp_path):
    runs = [Run(repo=tmp_path, system_tracking_interval=None) for _ in range(5)]
    for step in range(100):
        for number, run in enumerate(runs):
            run.track(float(step * number), name="v")
    for run in runs[::2]:
        run.close()
    runs[1].track(-1.0, name="v")
    assert runs[1].get_metric("v").values.last_value() == -1.0
    for run in runs:
        run.close()
    with Repo(tmp_path) as repo:
        assert [len(found.get_metric("v").values) for found in repo.iter_runs()] == [100, 100, 100, 101, 100]


def test_the_end_of_the_program_does_not_hang_with_threads_still_logging(tmp_path):
    program = """
        import sys, threading
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=0.1)
        def work():
            try:
                while True:
                    run.track(1.0, name="v")
            except RuntimeError:
                pass
        for _ in range(3):
            threading.Thread(target=work, daemon=True).start()
        while len(run.metrics()) < 1:
            pass
    """
    succeed(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found.status == "finished"
        steps, _ = found.get_metric("v").values.sparse_list(all_points=True)
        assert steps == list(range(len(steps)))


def test_runs_opened_and_closed_by_threads_at_once(tmp_path):
    """While others track: each run is whole, and the last one leaves nothing behind."""
    barrier = threading.Barrier(8)
    failures: list[BaseException] = []

    def work(number):
        barrier.wait()
        try:
            for turn in range(5):
                run = Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=turn % 2 == 0)
                run.name = f"{number}.{turn}"
                for step in range(50):
                    run.track(float(step), name="v")
                run["turn"] = turn
                run.close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    with Repo(tmp_path) as repo:
        found = {run.name: run for run in repo.iter_runs()}
        assert found.keys() == {f"{number}.{turn}" for number in range(8) for turn in range(5)}
        for name, run in found.items():
            assert run.status == "finished"
            assert run["turn"] == int(name[-1])
            assert run.get_metric("v").values.values_list() == [float(step) for step in range(50)]
    assert not list((tmp_path / ".runyard" / "journals").iterdir())


def test_a_point_whose_call_returned_while_another_thread_closed_the_run_is_kept(tmp_path):
    """The long way, with an epoch, asks whether the run is open before it waits for the journal."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            run = Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False)
            logged = [0] * 4
            begun = threading.Barrier(5)

            def work(number, run=run, logged=logged, begun=begun):
                begun.wait()
                with contextlib.suppress(ClosedRunError):
                    while True:
                        run.track(1.0, name=str(number), epoch=1)
                        logged[number] += 1

            threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
            for thread in threads:
                thread.start()
            begun.wait()
            while min(logged) < 20:
                time.sleep(0)
            run.close()
            for thread in threads:
                thread.join()
            with Repo(tmp_path) as repo:
                found = {metric.name: len(metric.values) for metric in repo.get_run(run.hash).metrics()}
            assert found == {str(number): count for number, count in enumerate(logged)}
    finally:
        sys.setswitchinterval(before)
