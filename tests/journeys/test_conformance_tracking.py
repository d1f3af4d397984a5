"""What `track` promises, as a script and a reader see it: types, steps, extremes, epochs, contexts."""

# Where each point of the conformance list of logging is shown:
#
#  1 types that are taken and refused    tracking/test_arguments.py, tracking/test_wrong_arguments.py,
#                                        domain/test_plain.py
#  2 params come back exactly            tracking/test_params.py
#  3 steps                               here
#  4 extremes after a step is repeated   here
#  5 dictionaries: a step counter a key  here; tracking/test_arguments.py
#  6 contexts                            here; tracking/test_arguments.py, domain/test_context.py
#  7 visible at once, from any process   test_conformance_runs.py
#  8 two writers on one run              test_conformance_runs.py
#  9 states                              test_conformance_runs.py; tracking/test_endings.py
# 10 the table of queries                test_conformance_queries.py; tests/search
# 11 errors of queries have a position   test_conformance_queries.py; search/test_problems.py
# 12 deleting                            test_conformance_runs.py; storage/test_purge.py
# 13 limits of tags                      test_conformance_runs.py
# 14 exporting                           cli/test_export.py, reading/test_export.py
# 15 mean, deviation, standard error     domain/test_statistics.py (values 0 and 2)

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from runyard import Repo, Run

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    with Run(repo=tmp_path, **QUIET) as run:
        yield run


def points(run, name="v", **context):
    return run.get_metric(name, context).values.sparse_list()


# -- types


def test_one_element_of_any_rank_is_a_number_and_two_are_not(run):
    for dtype in (np.float32, np.float64):
        run.track(dtype(0.5), name="v")
        for rank in range(4):
            run.track(np.full((1,) * rank, 0.5, dtype), name="v")
        with pytest.raises(ValueError, match="array of 2 elements"):
            run.track(np.array([0.5, 0.5], dtype), name="v")
    assert points(run) == (list(range(10)), [0.5] * 10)


def test_ints_and_floats_mix_in_either_order(run):
    for value in (1, 0.5, 2):
        run.track(value, name="int first")
    for value in (0.5, 1, 1.5):
        run.track(value, name="float first")
    assert points(run, "int first")[1] == [1.0, 0.5, 2.0]
    assert points(run, "float first")[1] == [0.5, 1.0, 1.5]


@pytest.mark.parametrize("resumed", [False, True])
def test_a_list_on_a_series_of_numbers_is_refused_and_changes_nothing(tmp_path, run, resumed):
    run.track(1.0, name="v", context={"a": 1})
    if resumed:
        run.close()
        run = Run(run.hash, repo=tmp_path, **QUIET)
    with pytest.raises(TypeError, match=r"the value of 'v' must be a number, not \[1\.0\] \(list\)"):
        run.track([1.0], name="v", context={"a": 1})
    run.track(2.0, name="v", context={"a": 1})
    assert points(run, a=1) == ([0, 1], [1.0, 2.0])
    run.close()


def test_the_last_values_of_a_dictionary_tracked_ten_times(run):
    for i in range(10):
        run.track({"one": i, "square": i * i}, context={"kind": "dict"})
    for name, last in (("one", 9), ("square", 81)):
        metric = run.get_metric(name, {"kind": "dict"})
        assert (metric.values.last_value(), metric.last_step()) == (last, 9)


# -- steps


def test_without_steps_they_count_from_nought(run):
    for value in (1.0, 1.1, 1.2):
        run.track(value, name="v")
    assert points(run) == ([0, 1, 2], [1.0, 1.1, 1.2])


def test_steps_that_are_given_are_the_steps_that_are_read(run):
    for step in (10, 20, 30):
        run.track(step / 10, name="v", step=step)
    assert points(run) == ([10, 20, 30], [1.0, 2.0, 3.0])
    run.track(4.0, name="v")
    assert points(run)[0] == [10, 20, 30, 31]


def test_steps_out_of_order_are_read_in_order_with_their_values(run):
    for step in (30, -5, 10, 0, 20):
        run.track(float(step), name="v", step=step)
    assert points(run) == ([-5, 0, 10, 20, 30], [-5.0, 0.0, 10.0, 20.0, 30.0])
    metric = run.get_metric("v")
    assert (metric.first_step(), metric.last_step()) == (-5, 30)
    assert (metric.values.first_value(), metric.values.last_value()) == (-5.0, 30.0)
    assert len(metric.values) == 5


def test_steps_of_a_long_series_are_read_in_order(run):
    shuffled = np.random.default_rng(7).permutation(10_000).tolist()
    for step in shuffled:
        run.track(step * 0.5, name="v", step=step)
    steps, values = run.get_metric("v").values.sparse_numpy()
    np.testing.assert_array_equal(steps, np.arange(10_000))
    np.testing.assert_array_equal(values, np.arange(10_000) * 0.5)


def test_steps_go_on_after_the_run_is_opened_again(tmp_path, run):
    run.track(1.0, name="v", step=41)
    run.track(1.0, name="w")
    run.close()
    with Run(run.hash, repo=tmp_path, **QUIET) as again:
        again.track(2.0, name="v")
        again.track(2.0, name="w")
        assert points(again) == ([41, 42], [1.0, 2.0])
        assert points(again, "w") == ([0, 1], [1.0, 2.0])


def test_each_key_of_a_dictionary_counts_by_itself(run):
    run.track(0.0, name="b")
    run.track({"a": 1.0, "b": 2.0})
    run.track({"a": 3.0})
    run.track({"b": 4.0, "a": 5.0})
    assert points(run, "a") == ([0, 1, 2], [1.0, 3.0, 5.0])
    assert points(run, "b") == ([0, 1, 2], [0.0, 2.0, 4.0])


# -- the same step twice


def test_a_step_tracked_twice_has_its_latest_value_and_keeps_both_points(tmp_path, run):
    for value, step in ((100.0, 0), (1.0, 0), (2.0, 1)):
        run.track(value, name="v", step=step)
    values = run.get_metric("v").values
    assert values.sparse_list() == ([0, 1], [1.0, 2.0])
    assert values.sparse_list(all_points=True) == ([0, 0, 1], [100.0, 1.0, 2.0])
    assert (values.last_value(), len(values)) == (2.0, 2)


def test_the_last_step_tracked_twice_changes_what_is_last(tmp_path, run):
    run.track(5.0, name="v", step=9)
    run.track(4.0, name="v", step=3)
    run.track(6.0, name="v", step=9)
    assert run.get_metric("v").values.last_value() == 6.0
    with Repo(tmp_path) as repo:
        assert len(repo.query_metrics("metric.last == 6 and metric.last_step == 9")) == 1


def test_extremes_cover_every_point_that_was_tracked(tmp_path, run):
    for value, step in ((100.0, 0), (1.0, 0), (-50.0, 1), (2.0, 1), (float("nan"), 2)):
        run.track(value, name="v", step=step)
    with Repo(tmp_path) as repo:
        [metric] = repo.query_metrics("metric.max == 100 and metric.min == -50")
        assert metric.values.sparse_list()[1][:2] == [1.0, 2.0]


# -- epochs and contexts


def test_series_without_epochs_read_them_as_nan(tmp_path, run):
    run.track(1.0, name="without")
    run.track(1.0, name="with", epoch=1)
    run.track(2.0, name="with")
    with Repo(tmp_path) as repo:
        epochs = {m.name: m.data.numpy()[1][1] for m in repo.query_metrics()}
    np.testing.assert_array_equal(epochs["without"], [np.nan])
    np.testing.assert_array_equal(epochs["with"], [1.0, np.nan])


def test_a_context_is_what_it_says_not_how_it_is_written(run):
    run.track(1.0, name="v", context={"subset": "val", "gpu": 0})
    run.track(2.0, name="v", context={"gpu": 0, "subset": "val"})
    run.track(3.0, name="v", context={"gpu": False, "subset": "val"})
    run.track(4.0, name="v", context={"gpu": {"rank": [0, 1]}})
    run.track(5.0, name="v")
    run.track(6.0, name="v", context={})
    assert points(run, subset="val", gpu=0)[1] == [1.0, 2.0]
    assert points(run, subset="val", gpu=False)[1] == [3.0]
    assert points(run, gpu={"rank": [0, 1]})[1] == [4.0]
    assert points(run)[1] == [5.0, 6.0]


def test_metrics_are_exactly_the_names_and_contexts_that_were_tracked(run):
    tracked = [("loss", {"subset": "train"}), ("loss", {"subset": "val"}), ("acc", {}), ("acc", {"k": 5})]
    for name, context in tracked:
        run.track(1.0, name=name, context=context)
    found = [(metric.name, metric.context) for metric in run.metrics()]
    assert len(found) == len(tracked)
    assert all(pair in found for pair in tracked)
    assert run.get_metric("loss") is None
