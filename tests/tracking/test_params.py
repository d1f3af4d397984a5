"""Params on their whole way: through a run, its journal, a closed repository, and back from a new one."""

from __future__ import annotations

import math
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from runyard import Repo, Run
from runyard.tracking import describing
from support.programs import run as run_program
from support.same import same

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**300), 2**300)
    | st.floats()
    | st.text()
    | st.binary(max_size=20)
)
KEYS = (
    st.text(max_size=8) | st.integers(-(2**70), 2**70) | st.sampled_from(["", "a.b", "$float", "$dict", "0"])
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=15,
)
PECULIAR = [
    {"nan": math.nan, "inf": math.inf, "less": -math.inf, "zero": -0.0, "tiny": 5e-324, "big": 1.7e308},
    {"": 1, "a.b": {"c d": 2}, 1: "int", "1": "text", -5: [], "$float": "nan", "$dict": [[1, 2]]},
    ["\0", "a\0b", "\U0010ffff", "\u2028", "e\u0301", "\ufeff", ""],
    [2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**400, 0, True, 1, 1.0],
    [b"", b"\x00\xff", {}, [], [[]], {"a": {}}],
]


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
@given(st.lists(TREES, min_size=1, max_size=20))
@example(PECULIAR)
def test_every_value_comes_back_exactly(trees):
    with TemporaryDirectory() as folder:
        with Run(repo=folder, **QUIET) as run:
            for number, tree in enumerate(trees):
                run["tree", number] = tree
            run["all"] = trees
        with Repo(folder) as repo:
            found = repo.get_run(run.hash)[...]
        assert same(found["all"], trees)
        assert same(list(found["tree"].values()), trees)


@settings(max_examples=25, phases=[Phase.explicit, Phase.generate])  # a run an example is slow to shrink
@example([("set", ["a"], [1]), ("set", ["a", "b"], 2), ("set", ["b"], [1, [2]]), ("set", ["b", 1, 0], 3)])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["set", "set", "delete", "replace"]),
            st.lists(st.sampled_from(["a", "b", 1, ""]), min_size=1, max_size=3),
            TREES,
        ),
        max_size=8,
    )
)
def test_writes_and_removals_one_after_another_amount_to_what_a_dictionary_would_hold(writes):
    expected: dict = {}
    with TemporaryDirectory() as folder:
        with Run(repo=folder, **QUIET) as run:
            for what, path, value in writes:
                if what == "replace" and isinstance(value, dict):
                    run[...] = value
                    expected = value
                elif what == "delete" and path[0] in expected:
                    del run[path[0]]
                    expected = {key: kept for key, kept in expected.items() if key != path[0]}
                elif what == "set":
                    run[tuple(path)] = value
                    expected = put(expected, path, value)
        with Repo(folder) as repo:
            assert unordered(repo.get_run(run.hash)[...], expected)


def put(tree, path, value):
    """Return a tree with a value at a path; what cannot hold it gives way to a dictionary."""
    if not path:
        return value
    if isinstance(tree, list) and isinstance(path[0], int) and path[0] < len(tree):
        return [put(item, path[1:], value) if i == path[0] else item for i, item in enumerate(tree)]
    inside = tree if isinstance(tree, dict) else {}
    return {**inside, path[0]: put(inside.get(path[0]), path[1:], value)}


def unordered(one, other):
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(unordered(one[key], other[key]) for key in one)
    return same(one, other)


def test_params_logged_a_moment_before_a_kill_are_there(tmp_path):
    program = """
        import os, sys
        from runyard import Run
        run = Run(repo=sys.argv[1], system_tracking_interval=None)
        run["hparams"] = {"lr": 0.1, "layers": (64, 32)}
        run["hparams", "seed"] = 2**70
        os._exit(1)
    """
    run_program(program, tmp_path)
    with Repo(tmp_path) as repo:
        [found] = repo.iter_runs()
        assert found[...] == {"hparams": {"lr": 0.1, "layers": [64, 32], "seed": 2**70}}


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, **QUIET) as run:
        yield run


def test_the_ellipsis_reads_and_sets_everything(run):
    assert run[...] == {}
    run[...] = {"a": 1, "b": {"c": (2, 3)}}
    assert run[...] == {"a": 1, "b": {"c": [2, 3]}}
    run["d"] = 4
    run[...] = {"e": {}}
    assert run[...] == {"e": {}}
    assert ... in run
    del run[...]
    assert run[...] == {}


def test_what_is_read_is_a_dictionary_of_its_own(run):
    run["a"] = {"b": [1]}
    run["a"]["b"].append(2)
    run["a"]["c"] = 3
    assert run["a"] == {"b": [1]}
    run["a", "c"] = 3
    assert run["a"] == {"b": [1], "c": 3}


def test_get_in_and_missing_keys(run):
    run["a"] = {"b": None, 1: [5, 6]}
    assert "a" in run
    assert ("a", "b") in run
    assert ("a", 1, 0) in run
    assert "b" not in run
    assert ("a", "b", "c") not in run
    assert ("a", 1, 2) not in run
    assert run.get("b", "default") == "default"
    assert run.get(("a", "b"), "default") is None
    for key in ("b", ("a", "c"), ("a", 1, 2), ("a", "b", "c")):
        with pytest.raises(KeyError):
            run[key]
        with pytest.raises(KeyError):
            del run[key]


def test_items_of_a_list_can_be_set_and_removed(run):
    run["layers"] = [1, {"a": 2}, 3]
    run["layers", 0] = 9
    run["layers", 1, "b"] = 4
    assert run["layers"] == [9, {"a": 2, "b": 4}, 3]
    del run["layers", 2]
    assert run["layers"] == [9, {"a": 2, "b": 4}]
    run["layers", "width"] = 5
    assert run["layers"] == {"width": 5}


def test_what_cannot_be_kept_leaves_all_as_it_was(run):
    run["a"] = {"b": 1}
    loop = {}
    loop["again"] = loop
    for value in ({"b": 2, "c": object()}, loop, {"b": "\ud800"}):
        with pytest.raises((TypeError, ValueError), match=r"a\.(c|again|b) "):
            run["a"] = value
    assert run["a"] == {"b": 1}


def test_only_the_part_that_cannot_be_kept_becomes_its_repr(run):
    run.set("a", {"lr": 0.1, "model": [1, 2j, {"x": int}]}, strict=False)
    assert run["a"] == {"lr": 0.1, "model": [1, "2j", {"x": "<class 'int'>"}]}
    run.set("b", {1, 2}, strict=False)
    assert run["b"] == [1, 2]


def test_an_assignment_has_a_size_it_must_not_pass(run):
    run["fits"] = "x" * (describing.LARGEST_PARAMS - 2)
    with pytest.raises(ValueError, match="big takes 16 MB, and at most 16 MB are kept"):
        run["big"] = ["x" * describing.LARGEST_PARAMS]
    assert len(run["fits"]) == describing.LARGEST_PARAMS - 2
    assert "big" not in run


def test_a_dictionary_that_another_thread_changes_is_read_as_it_was_at_some_moment(run):
    shared = {"steps": {0: 0}, "list": [0]}
    stop = threading.Event()

    def change():
        number = 0
        while not stop.is_set():
            number += 1
            shared["steps"][number % 5_000] = number
            shared["list"].append(number)
            if number % 1_000 == 0:
                shared["steps"] = {0: 0}
                shared["list"] = [0]

    thread = threading.Thread(target=change)
    thread.start()
    try:
        for _ in range(200):
            run["shared"] = shared
    finally:
        stop.set()
        thread.join()
    found = run["shared"]
    assert found["steps"][0] % 5_000 == 0
    assert found["list"] == list(
        range(found["list"][-1] - len(found["list"]) + 2, found["list"][-1] + 1)
    ) or (found["list"][0] == 0)


def test_two_processes_that_write_each_their_own_paths_keep_both(tmp_path, run):
    program = """
        import sys
        from runyard import Run
        with Run(sys.argv[2], repo=sys.argv[1], system_tracking_interval=None) as run:
            run["shared", "child"] = {"a": 1}
    """
    run["shared", "parent"] = {"b": 2}
    code, _, err = run_program(program, Path(tmp_path), run.hash)
    assert code == 0, err
    run["shared", "later"] = 3
    assert run["shared"] == {"parent": {"b": 2}, "child": {"a": 1}, "later": 3}
