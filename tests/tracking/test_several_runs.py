"""Several runs in one process, in turn or at once, keep everything of theirs apart."""

from __future__ import annotations

import threading

import pytest

from runyard import Repo, Run
from support.waiting import wait_for

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}
COUNT = 4


def log(run, number):
    """Log what tells the run apart: twice the same names, each time other values."""
    run["number"] = number
    run.add_tag(f"tag-{number}")
    run.name = f"name-{number}"
    run.log_info("message", number=number)
    for step in range(100):
        run.track(number * 1000.0 + step, name="loss")
        run.track({"a": number, "b": -number}, context={"subset": "val"})
    run.set_progress(number, COUNT)


def check(run, number):
    assert run["number"] == number
    assert run.tags == [f"tag-{number}"]
    assert run.name == f"name-{number}"
    assert run.get_metric("loss").values.sparse_list() == (
        list(range(100)),
        [number * 1000.0 + step for step in range(100)],
    )
    for name, value in (("a", number), ("b", -number)):
        steps, values = run.get_metric(name, {"subset": "val"}).values.sparse_list()
        assert (steps, set(values)) == (list(range(100)), {float(value)})
    assert run._info().progress.done == number


def found(place, count=COUNT):
    with Repo(place) as repo:
        runs = {run["number"]: run for run in repo.iter_runs()}
        assert sorted(runs) == list(range(count))
        for number, run in runs.items():
            check(run, number)
            assert run.status == "finished"


def test_in_turn(tmp_path):
    for number in range(COUNT):
        with Run(repo=tmp_path, **QUIET) as run:
            log(run, number)
            check(run, number)
    found(tmp_path)


def test_at_once_call_by_call(tmp_path):
    runs = [Run(repo=tmp_path, experiment=f"e{number}", **QUIET) for number in range(COUNT)]
    for step in range(100):
        for number, run in enumerate(runs):
            run.track(number * 1000.0 + step, name="loss")
            run.track({"a": number, "b": -number}, context={"subset": "val"})
    for number, run in enumerate(runs):
        run["number"] = number
        run.add_tag(f"tag-{number}")
        run.name = f"name-{number}"
        run.set_progress(number, COUNT)
    for number, run in enumerate(runs):
        check(run, number)
        assert run.experiment == f"e{number}"
        run.close()
        assert [other.active for other in runs] == [place > number for place in range(COUNT)]
    found(tmp_path)


def test_at_once_a_thread_each(tmp_path):
    def work(number):
        with Run(repo=tmp_path, **QUIET) as run:
            log(run, number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(COUNT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found(tmp_path)


def test_in_two_repositories(tmp_path):
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        place.mkdir()
    runs = [Run(repo=place, **QUIET) for place in places]
    for run in runs:
        log(run, 0)
    for run, place in zip(runs, places, strict=True):
        run.close()
        found(place, 1)


def test_each_is_failed_or_finished_by_itself(tmp_path):
    with Run(repo=tmp_path, **QUIET) as outer:
        outer.track(1.0, name="v")
        with pytest.raises(ZeroDivisionError), Run(repo=tmp_path, **QUIET) as inner:
            inner.track(1 / 0, name="v")
        assert (outer.status, inner.status) == ("running", "failed")
        outer.track(2.0, name="v")
    assert outer.status == "finished"
    assert outer.get_metric("v").values.values_list() == [1.0, 2.0]
    assert inner.metrics() == []


def test_the_machine_is_measured_for_those_that_ask(tmp_path):
    options = {"repo": tmp_path, "capture_terminal_logs": False}
    with (
        Run(system_tracking_interval=0.1, **options) as first,
        Run(system_tracking_interval=None, **options) as without,
        Run(system_tracking_interval=0.1, **options) as second,
    ):
        for run in (first, second):
            wait_for(lambda run=run: run.metrics(system=True), "a sample")
        first.close()
        counted = [len(metric.values) for metric in first.metrics(system=True)]
        [metric, *_] = second.metrics(system=True)
        here = len(metric.values)
        wait_for(lambda: len(metric.values) >= here + 2, "samples after the first was closed")
        assert without.metrics(system=True) == []
        assert [len(metric.values) for metric in first.metrics(system=True)] == counted
