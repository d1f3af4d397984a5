"""Every parameter of every public method of `Run` refuses what it cannot use, in a sentence that names it."""

from __future__ import annotations

import inspect
import math
from pathlib import Path

import numpy as np
import pytest

from runyard import Run

QUIET = {"system_tracking_interval": None, "capture_terminal_logs": False}


class Unshown:
    """What not even its repr can be had of."""

    def __repr__(self):
        raise RuntimeError("no repr")


#: Parameter of the constructor, what is passed, the error, and what of the value the sentence shows.
CONSTRUCTOR = [
    ("run_hash", True, TypeError, "True"),
    ("run_hash", 3, TypeError, "3"),
    ("run_hash", Path("x"), TypeError, "Path"),
    ("run_hash", b"ab", TypeError, "b'ab'"),
    ("run_hash", "", ValueError, "empty"),
    ("run_hash", "\ud800", ValueError, "ud800"),
    ("repo", 3, TypeError, "3"),
    ("repo", True, TypeError, "True"),
    ("repo", b"x", TypeError, "b'x'"),
    ("repo", ["x"], TypeError, "['x']"),
    ("repo", "", ValueError, "empty"),
    ("repo", Unshown(), TypeError, "Unshown"),
    ("read_only", "yes", TypeError, "'yes'"),
    ("read_only", 1, TypeError, "1"),
    ("read_only", None, TypeError, "None"),
    ("experiment", Path("x"), TypeError, "Path"),
    ("experiment", 3, TypeError, "3"),
    ("experiment", "", ValueError, "empty"),
    ("experiment", " \n", ValueError, "empty"),
    ("experiment", "\udcff", ValueError, "udcff"),
    ("system_tracking_interval", "10", TypeError, "'10'"),
    ("system_tracking_interval", True, TypeError, "True"),
    ("system_tracking_interval", [10], TypeError, "[10]"),
    ("log_system_params", "no", TypeError, "'no'"),
    ("log_system_params", None, TypeError, "None"),
    ("capture_terminal_logs", "stdout", ValueError, "'stdout'"),
    ("capture_terminal_logs", 2, TypeError, "2"),
    ("capture_terminal_logs", None, TypeError, "None"),
]

#: Method or property, its parameter, a call with what is passed, the error, what of the value is shown.
METHODS = [
    ("track", "value", lambda run: run.track("0.5", name="v"), TypeError, "'0.5'"),
    ("track", "value", lambda run: run.track(None, name="v"), TypeError, "None"),
    ("track", "value", lambda run: run.track({"v": Unshown()}), TypeError, "Unshown"),
    ("track", "name", lambda run: run.track(1.0), ValueError, "name"),
    ("track", "name", lambda run: run.track(1.0, name=Path("v")), TypeError, "Path"),
    ("track", "name", lambda run: run.track(1.0, name=("v", ("a", "b"))), TypeError, "'v'"),
    ("track", "name", lambda run: run.track(1.0, name=Unshown()), TypeError, "Unshown"),
    ("track", "name", lambda run: run.track({"v": 1.0}, name="v"), ValueError, "name"),
    ("track", "step", lambda run: run.track(1.0, name="v", step="3"), TypeError, "'3'"),
    ("track", "step", lambda run: run.track(1.0, name="v", step=1.5), ValueError, "1.5"),
    ("track", "step", lambda run: run.track({"v": 1.0}, step=2**63), ValueError, str(2**63)),
    ("track", "epoch", lambda run: run.track(1.0, name="v", epoch="1"), TypeError, "'1'"),
    ("track", "epoch", lambda run: run.track(1.0, name="v", epoch=[1]), TypeError, "[1]"),
    ("track", "epoch", lambda run: run.track(1.0, name="v", epoch=True), TypeError, "True"),
    ("track", "context", lambda run: run.track(1.0, name="v", context="val"), TypeError, "str"),
    ("track", "context", lambda run: run.track(1.0, name="v", context=["val"]), TypeError, "list"),
    ("track", "context", lambda run: run.track(1.0, name="v", context={1: "a"}), TypeError, "1"),
    (
        "track",
        "context",
        lambda run: run.track(1.0, name="v", context={"a": Unshown()}),
        TypeError,
        "Unshown",
    ),
    ("set", "key", lambda run: run.set(1.5, 1), TypeError, "1.5"),
    ("set", "key", lambda run: run.set(("a", None), 1), TypeError, "None"),
    ("set", "key", lambda run: run.set(True, 1), TypeError, "True"),
    ("set", "key", lambda run: run.set(("a",) * 101, 1), ValueError, "101"),
    ("set", "key", lambda run: run.set("\udc80", 1), ValueError, "udc80"),
    ("set", "a.b", lambda run: run.set(("a", "b"), Unshown()), TypeError, "Unshown"),
    ("set", "strict", lambda run: run.set("a", 1, strict="no"), TypeError, "'no'"),
    ("set", "run[...]", lambda run: run.set(..., [1]), TypeError, "[1]"),
    ("__setitem__", "lr", lambda run: run.__setitem__("lr", 1j), TypeError, "complex"),
    ("__delitem__", "key", lambda run: run.__delitem__(1.5), TypeError, "1.5"),
    ("add_tag", "tag", lambda run: run.add_tag(None), TypeError, "None"),
    ("add_tag", "tag", lambda run: run.add_tag(["a"]), TypeError, "['a']"),
    ("add_tag", "tag", lambda run: run.add_tag("x" * 51), ValueError, "51"),
    ("remove_tag", "tag", lambda run: run.remove_tag(3), TypeError, "3"),
    ("set_progress", "done", lambda run: run.set_progress("half"), TypeError, "'half'"),
    ("set_progress", "done", lambda run: run.set_progress(math.nan), ValueError, "nan"),
    ("set_progress", "total", lambda run: run.set_progress(1, "all"), TypeError, "'all'"),
    ("set_progress", "unit", lambda run: run.set_progress(1, 2, unit=3), TypeError, "3"),
    ("report_progress", "expect_next_in", lambda run: run.report_progress("1"), TypeError, "'1'"),
    ("report_progress", "block", lambda run: run.report_progress(1, "no"), TypeError, "'no'"),
    ("report_successful_finish", "block", lambda run: run.report_successful_finish(0), TypeError, "0"),
    ("log_debug", "message", lambda run: run.log_debug(3), TypeError, "3"),
    ("log_info", "message", lambda run: run.log_info(None), TypeError, "None"),
    ("log_warning", "message", lambda run: run.log_warning(["a"]), TypeError, "['a']"),
    ("log_critical", "message", lambda run: run.log_critical(3), TypeError, "3"),
    ("log_error", "message", lambda run: run.log_error(Unshown()), TypeError, "Unshown"),
    ("name", "name", lambda run: setattr(run, "name", None), TypeError, "None"),
    ("name", "name", lambda run: setattr(run, "name", ""), ValueError, "empty"),
    ("description", "description", lambda run: setattr(run, "description", 3), TypeError, "3"),
    ("experiment", "experiment", lambda run: setattr(run, "experiment", Path("x")), TypeError, "Path"),
    ("archived", "archived", lambda run: setattr(run, "archived", "yes"), TypeError, "'yes'"),
    ("archived", "archived", lambda run: setattr(run, "archived", 1), TypeError, "1"),
    ("label", "label", lambda run: setattr(run, "label", 3), TypeError, "3"),
    ("group", "group", lambda run: setattr(run, "group", ["a"]), TypeError, "['a']"),
    ("job_type", "job_type", lambda run: setattr(run, "job_type", b"a"), TypeError, "b'a'"),
    ("log_artifact", "name", lambda run: run.log_artifact(b"x", 3), TypeError, "3"),
    ("log_artifact", "/nowhere", lambda run: run.log_artifact("/nowhere/x"), ValueError, "/nowhere/x"),
    ("log_artifacts", "/nowhere", lambda run: run.log_artifacts("/nowhere"), ValueError, "/nowhere"),
    ("pin_config_keys", "keys", lambda run: run.pin_config_keys("lr"), TypeError, "'lr'"),
    ("track_weights", "model", lambda run: run.track_weights(3), TypeError, "3"),
    (
        "track_gradients",
        "bin_count",
        lambda run: run.track_gradients({"a": [1]}, None, None, None, 0),
        ValueError,
        "0",
    ),
]

#: Public names of `Run` that take nothing which could be wrong.
NOTHING_TO_GET_WRONG = {"close"}


def one_sentence(error):
    text = str(error.value)
    assert "\n" not in text
    assert len(text) < 300
    return text


@pytest.mark.parametrize(("name", "value", "error", "shown"), CONSTRUCTOR)
def test_the_constructor_refuses_and_makes_nothing(tmp_path, name, value, error, shown):
    arguments = {"repo": tmp_path, **QUIET, name: value}
    with pytest.raises(error) as caught:
        Run(**arguments)
    text = one_sentence(caught)
    assert name in text
    assert shown in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("method", "name", "call", "error", "shown"), METHODS)
def test_every_method_refuses_and_logs_nothing(tmp_path, method, name, call, error, shown):
    with Run(repo=tmp_path, **QUIET) as run:
        before = run.name
        with pytest.raises(error) as caught:
            call(run)
        text = one_sentence(caught)
        assert name in text
        assert shown in text
        assert (run.metrics(), run[...], run.tags, run.name) == ([], {}, [], before)
        run.track(1.0, name="v")
        assert run.get_metric("v").values.sparse_list() == ([0], [1.0])


def test_no_method_and_no_parameter_is_left_out():
    from runyard.reading import view

    own = {
        name
        for name in dir(Run)
        if not name.startswith("_") and getattr(Run, name) is not getattr(view.RunView, name, None)
    }
    settable = {
        name
        for name in own
        if not isinstance(getattr(Run, name), property) or getattr(Run, name).fset is not None
    } - {"repo"}
    assert settable - {method for method, *_ in METHODS} == NOTHING_TO_GET_WRONG
    parameters = set(inspect.signature(Run).parameters)
    assert parameters == {name for name, *_ in CONSTRUCTOR}
    assert set(inspect.signature(Run.track).parameters) - {"self"} == {
        name for method, name, *_ in METHODS if method == "track"
    }


@pytest.mark.parametrize(
    "arguments",
    [
        {"read_only": np.bool_(False)},
        {"log_system_params": np.bool_(False)},
        {"capture_terminal_logs": False, "system_tracking_interval": np.float32(10)},
        {"experiment": np.str_("digits")},
    ],
    ids=str,
)
def test_what_numpy_computes_is_taken(tmp_path, arguments):
    with Run(**{"repo": tmp_path, **QUIET, **arguments}) as run:
        assert run.active
