"""Messages, progress and promises of a run, and what people file it under."""

from __future__ import annotations

import math
import threading
import time

import numpy as np
import pytest

from runyard import Repo, Run
from runyard.storage.output import messages
from runyard.storage.runs import runs
from runyard.tracking import telling
from support.programs import run as run_program


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        yield run


def told(run):
    run._fresh()
    return [(int(m.level), m.text, m.args) for m in messages.read(run.repo.store, run._run_id)]


def test_messages_are_kept_with_level_and_args(run):
    before = time.time()
    run.log_debug("loading")
    run.log_info("epoch", number=3, loss=np.float32(0.5), lr=math.inf)
    run.log_warning("plateau, message=%s", message="it may be called so", self=1)
    run.log_error("ünï\0 ✓\nsecond line")
    assert told(run) == [
        (10, "loading", {}),
        (20, "epoch", {"number": 3, "loss": 0.5, "lr": math.inf}),
        (30, "plateau, message=%s", {"message": "it may be called so", "self": 1}),
        (40, "ünï\0 ✓\nsecond line", {}),
    ]
    [first, *_] = messages.read(run.repo.store, run._run_id)
    assert before <= first.time / 1e6 <= time.time()


def test_odd_args_never_break_a_message(run):
    loop = {}
    loop["again"] = loop

    class Broken:
        def __repr__(self):
            raise RuntimeError

    run.log_info(
        "odd", a=object, b=Broken(), c=loop, d=range(10**12), e="\udc80", f={1j: {1}}, **{"\udc81": 1}
    )
    [(_, _, args)] = told(run)
    assert args["a"] == "<class 'object'>"
    assert args["b"] == "<Broken>"
    assert args["c"] == {"again": "{'again': {...}}"}
    assert args["d"] == "range(0, 1000000000000)"
    assert args["e"] == "\\udc80"
    assert args["f"] == {"1j": [1]}
    assert args["\\udc81"] == 1


@pytest.mark.parametrize("message", [3, None, b"bytes"])
def test_a_message_is_a_string(run, message):
    with pytest.raises(TypeError, match="message must be a string"):
        run.log_info(message)
    assert told(run) == []


def test_messages_of_many_threads_all_arrive(run):
    def talk(number):
        for i in range(50):
            run.log_info(f"{number} {i}")

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [text for _, text, _ in told(run)]
    assert sorted(found) == sorted(f"{number} {i}" for number in range(8) for i in range(50))
    assert [text for text in found if text.startswith("3 ")] == [f"3 {i}" for i in range(50)]


def test_messages_survive_a_kill(tmp_path):
    program = """
        import os, signal, sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run.log_warning("about to die", at=1)
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    """
    run_program(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert told(found) == [(30, "about to die", {"at": 1})]


def test_a_promise_is_kept_withdrawn_or_broken(run, monkeypatch):
    run.report_progress(expect_next_in=60)
    promised = run._info().expected
    assert promised / 1e6 == pytest.approx(time.time() + 60 + telling.GRACE, abs=30)
    assert run.status == "running"
    monkeypatch.setattr(telling, "GRACE", -60)  # the promise that follows is broken at once
    run.report_progress(expect_next_in=1, block=True)
    assert run.status == "stale"
    assert run.active
    run.report_progress()
    assert (run.status, run._info().expected) == ("running", None)
    run.report_progress(expect_next_in=1)
    run.report_successful_finish()
    assert run.status == "running"


def test_a_blocking_report_is_seen_by_others_when_it_returns(run):
    other = Repo(run.repo.path, read_only=True)
    [run_id] = [found._run_id for found in other.iter_runs()]
    run.report_progress(expect_next_in=60, block=True)
    assert runs.info(other.store, run_id).expected is not None
    run.report_successful_finish()
    assert runs.info(other.store, run_id).expected is None
    other.close()


def test_a_promise_ends_with_the_process_that_made_it(tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "GRACE", -60)
    run = Run(repo=tmp_path, system_tracking_interval=None)
    run.report_progress(expect_next_in=1)
    run.close()
    assert run.status == "finished"
    with Run(run.hash, repo=tmp_path, system_tracking_interval=None) as resumed:
        assert resumed.status == "running"


@pytest.mark.parametrize(
    ("seconds", "error"),
    [
        ("60", TypeError),
        (None, TypeError),
        (True, TypeError),
        (-1, ValueError),
        (math.nan, ValueError),
        (math.inf, ValueError),
        (1e12, ValueError),
    ],
)
def test_promises_are_seconds(run, seconds, error):
    with pytest.raises(error, match="expect_next_in"):
        run.report_progress(seconds)
    assert run._info().expected is None


def test_progress_is_finite_and_not_negative(run):
    for done, total, word in (
        (math.nan, None, "done"),
        (-1, None, "done"),
        (True, None, "done"),
        (1, math.inf, "total"),
        (1, -1, "total"),
    ):
        with pytest.raises((TypeError, ValueError), match=word):
            run.set_progress(done, total)
    assert run._info().progress is None


def test_a_run_is_filed_under_label_group_and_job_type(run, tmp_path):
    assert (run.label, run.group, run.job_type) == ("", "", "")
    run.label = "warm start ✓"
    run.group = "sweep-7"
    run.job_type = "eval"
    assert (run.label, run.group, run.job_type) == ("warm start ✓", "sweep-7", "eval")
    with Repo(tmp_path) as other:
        info = runs.info(other.store, run._run_id)
        assert (info.label, info.group, info.job_type) == ("warm start ✓", "sweep-7", "eval")
    run.label = ""
    assert run.label == ""
