"""The short way of `track`: a series is found by the name and context it was last logged with."""

from __future__ import annotations

import signal
import sys
import threading
from collections import UserDict

import numpy as np
import pytest

from runyard import Run


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        yield run


def values(run, **context):
    return run.get_metric("v", context).values.values_list()


def test_contexts_of_one_name_in_turn_stay_apart(run):
    for step in range(6):
        run.track(10.0 + step, name="v")
        run.track(20.0 + step, name="v", context={"subset": "train"})
        run.track(30.0 + step, name="v", context={"subset": "val"})
        run.track(40.0 + step, name="v", context={"subset": "val", "part": "a"})
        run.track(50.0 + step, name="v", context={"part": "a", "subset": "val"} if step % 2 else {})
    assert values(run)[:2] == [10.0, 50.0]
    assert values(run, subset="train") == [20.0 + step for step in range(6)]
    assert values(run, subset="val") == [30.0 + step for step in range(6)]
    assert values(run, subset="val", part="a") == [40.0, 41.0, 51.0, 42.0, 43.0, 53.0, 44.0, 45.0, 55.0]


def test_a_context_changed_in_place_is_another_one(run):
    context = {"subset": "train"}
    run.track(1.0, name="v", context=context)
    context["subset"] = "val"
    run.track(2.0, name="v", context=context)
    run.track(3.0, name="v", context=context)
    assert values(run, subset="train") == [1.0]
    assert values(run, subset="val") == [2.0, 3.0]


def test_equal_values_of_other_types_are_other_contexts(run):
    for value in (1, True, 1.0, "1"):
        for _ in range(2):
            run.track(float(len(str(value))), name="v", context={"k": value})
    assert [len(values(run, k=value)) for value in (1, True, 1.0, "1")] == [2, 2, 2, 2]
    assert values(run, k=True) == [4.0, 4.0]


@pytest.mark.parametrize(
    "context", [{"subset": object()}, {1: "train"}, [("subset", "train")], "subset", 0, [], ("subset",)]
)
def test_what_is_no_context_is_refused_after_a_good_one_too(run, context):
    run.track(1.0, name="v", context={"subset": "train"})
    for _ in range(2):
        with pytest.raises((TypeError, ValueError), match="context"):
            run.track(2.0, name="v", context=context)
    assert values(run, subset="train") == [1.0]


def test_an_array_in_a_context_is_a_list(run):
    for value in ("train", np.array(["train", "val"])):
        for _ in range(2):
            run.track(1.0, name="v", context={"subset": value})
    assert len(values(run, subset="train")) == len(values(run, subset=["train", "val"])) == 2


def test_what_is_no_name_is_refused_though_it_looks_like_a_shortcut(run):
    run.track(1.0, name="v")
    run.track(1.0, name="v", context={"subset": "train"})
    for name in (("v",), ("v", ("subset", "train")), 7, ["v"]):
        with pytest.raises(TypeError, match="name must be a string"):
            run.track(2.0, name=name)
    assert values(run) == [1.0]


def test_a_mapping_that_is_no_dict_means_what_its_items_say(run):
    run.track(1.0, name="v", context={"subset": "train"})
    try:
        run.track(2.0, name="v", context=UserDict(subset="train"))
    except TypeError:
        assert values(run, subset="train") == [1.0]
    else:
        assert values(run, subset="train") == [1.0, 2.0]


@pytest.mark.skipif(sys.platform == "win32", reason="waiting for a lock is not interrupted there")
def test_an_interrupt_while_another_thread_is_logging_is_that_interrupt(run):
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with run._journal.lock:
            held.set()
            done.wait(20)

    def interrupt(*_) -> None:
        raise KeyboardInterrupt

    run.track(1.0, name="v")
    thread = threading.Thread(target=hold)
    before = signal.signal(signal.SIGALRM, interrupt)

    def wait() -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        run.track(2.0, name="v")

    try:
        thread.start()
        held.wait(20)
        with pytest.raises(KeyboardInterrupt):
            wait()
    finally:
        signal.signal(signal.SIGALRM, before)
        done.set()
        thread.join()
    run.track(3.0, name="v")
    assert values(run) == [1.0, 3.0]
