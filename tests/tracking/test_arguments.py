"""What `track` takes, and the sentence for what it does not."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from runyard import Run
from runyard.domain.errors import ClosedRunError, MissingRunError, ReadOnlyRunError


class Tensor:
    """Behaves as a tensor of a library that is not installed here."""

    def __init__(self, *values: float) -> None:
        self.values = values
        self.shape = (len(values),)

    def __repr__(self) -> str:
        return f"Tensor{self.values}"

    def item(self) -> float:
        [value] = self.values
        return value


@pytest.fixture
def run(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None, capture_terminal_logs=False) as run:
        yield run


def values(run, name="v", **context):
    return run.get_metric(name, context).values.values_list()


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (1, 1.0),
        (True, 1.0),
        (2**60 + 1, float(2**60)),
        (np.float32(0.5), 0.5),
        (np.float64(1e300), 1e300),
        (np.int8(-3), -3.0),
        (np.bool_(True), 1.0),
        (np.array(2.5), 2.5),
        (np.array([[3.5]]), 3.5),
        (np.array([4], dtype=np.uint64), 4.0),
        (Tensor(5.5), 5.5),
        (Decimal("1.25"), 1.25),
        (Fraction(1, 2), 0.5),
        (float("inf"), math.inf),
    ],
    ids=repr,
)
def test_numbers_of_every_make_are_taken(run, value, kept):
    run.track(value, name="v")
    run.track({"v": value, "w": value})
    assert values(run) == [kept, kept]
    assert values(run, "w") == [kept]


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ("0.5", TypeError, "'v' must be a number, not '0.5'"),
        (None, TypeError, "'v' must be a number"),
        ([1.0], TypeError, "'v' must be a number"),
        (object(), TypeError, "'v' must be a number"),
        (1j, TypeError, "'v' must be a number"),
        (np.array([1.0, 2.0]), ValueError, "array of 2 elements"),
        (np.array([]), ValueError, "array of 0 elements"),
        (Tensor(1.0, 2.0), ValueError, "array of 2 elements"),
        (10**400, ValueError, "beyond the range of float64"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_number_is_refused_in_one_sentence(run, value, error, words):
    with pytest.raises(error, match="the value of") as caught:
        run.track(value, name="v")
    assert words in str(caught.value)
    with pytest.raises(error) as caught:
        run.track({"a": 1.0, "v": value})
    assert words in str(caught.value)
    assert run.metrics() == []


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (1.5, ValueError),
        ("3", TypeError),
        (math.nan, ValueError),
        (math.inf, ValueError),
        (2**63, ValueError),
        (-(2**63) - 1, ValueError),
        ([1], TypeError),
    ],
)
def test_steps_are_whole_numbers_of_64_bits(run, step, error):
    with pytest.raises(error, match="step must"):
        run.track(1.0, name="v", step=step)
    with pytest.raises(error, match="step must"):
        run.track({"v": 1.0}, step=step)
    assert run.metrics() == []


@pytest.mark.parametrize(
    ("step", "kept"),
    [(2.0, 2), (np.int32(7), 7), (True, 1), (-4, -4), (2**63 - 1, 2**63 - 1), (-(2**63), -(2**63))],
)
def test_steps_of_other_makes_are_taken(run, step, kept):
    run.track(1.0, name="v", step=step)
    assert run.get_metric("v").values.sparse_list()[0] == [kept]


def test_after_the_last_step_there_is_no_automatic_one(run):
    run.track(1.0, name="v", step=2**63 - 1)
    with pytest.raises(ValueError, match="64 bits"):
        run.track(1.0, name="v")


def test_names_are_needed_for_numbers_and_refused_for_dictionaries(run):
    with pytest.raises(ValueError, match="name is required"):
        run.track(1.0)
    with pytest.raises(ValueError, match="name must be left out"):
        run.track({"a": 1.0}, name="v")
    with pytest.raises(TypeError, match="name must be a string"):
        run.track(1.0, name=3)
    with pytest.raises(TypeError, match="name must be a string"):
        run.track({3: 1.0})
    with pytest.raises(ValueError, match="valid text"):
        run.track(1.0, name="\ud800")
    with pytest.raises(ValueError, match="must not be empty"):
        run.track(1.0, name="")
    run.track({})
    assert run.metrics() == []


def test_epochs_are_numbers(run):
    run.track(1.0, name="v", epoch=1)
    run.track(2.0, name="v")
    run.track({"v": 3.0}, epoch=np.float32(2.5))
    with pytest.raises(TypeError, match="epoch"):
        run.track(1.0, name="v", epoch="1")
    epochs = run.get_metric("v").data.numpy()[1]
    assert len(values(run)) == 3
    assert len(epochs) > 0


@pytest.mark.parametrize("context", ["val", 3, [("subset", "val")]])
def test_contexts_are_dictionaries(run, context):
    with pytest.raises(TypeError, match="context must be a dict"):
        run.track(1.0, name="v", context=context)
    with pytest.raises(TypeError, match="context must be a dict"):
        run.track({"v": 1.0}, context=context)


def test_contexts_tell_types_apart_and_ignore_order(run):
    for _ in range(2):  # the second time from the shortcut
        for number, value in enumerate(["1", 1, 1.0, True, None, [1], {"a": 1}]):
            run.track(float(number), name="v", context={"k": value})
            run.track({"w": float(number)}, context={"k": value})
    run.track(1.0, name="o", context={"a": "x", "b": "y"})
    run.track(2.0, name="o", context={"b": "y", "a": "x"})
    assert values(run, "o", a="x", b="y") == [1.0, 2.0]
    for number, value in enumerate(["1", 1, 1.0, True, None, [1], {"a": 1}]):
        assert values(run, "v", k=value) == [number, number]
        assert values(run, "w", k=value) == [number, number]


def test_a_closed_run_says_so(tmp_path):
    run = Run(repo=tmp_path, system_tracking_interval=None)
    run.track(1.0, name="v")
    run.track({"v": 2.0, "w": 1.0})
    run.close()
    run.close()
    for call in (
        lambda: run.track(1.0, name="v"),
        lambda: run.track({"v": 2.0, "w": 1.0}),
        lambda: run.add_tag("a"),
        lambda: run.set("a", 1),
    ):
        with pytest.raises(ClosedRunError, match="is closed"):
            call()
    assert values(run) == [1.0, 2.0]
    assert run.status == "finished"
    assert not run.active


def test_a_run_to_look_at_changes_nothing(tmp_path):
    with Run(repo=tmp_path, system_tracking_interval=None) as run:
        run.track(1.0, name="v")
    looked = Run(run.hash, repo=tmp_path, read_only=True)
    assert values(looked) == [1.0]
    for call in (lambda: looked.track(1.0, name="v"), lambda: looked.add_tag("a")):
        with pytest.raises(ReadOnlyRunError):
            call()
    with pytest.raises(AttributeError):
        looked.hash = "0"
    looked.close()
    with pytest.raises(ValueError, match="read_only needs run_hash"):
        Run(repo=tmp_path, read_only=True)


@pytest.mark.parametrize("digest", ["0" * 24, "abc"])
def test_a_hash_nobody_has_is_missing(tmp_path, digest):
    Run(repo=tmp_path, system_tracking_interval=None).close()
    for read_only in (False, True):
        with pytest.raises(MissingRunError):
            Run(digest, repo=tmp_path, read_only=read_only)


def test_the_beginning_of_a_hash_is_not_enough_to_go_on(tmp_path):
    run = Run(repo=tmp_path, system_tracking_interval=None)
    run.close()
    with pytest.raises(MissingRunError, match="whole hash"):
        Run(run.hash[:10], repo=tmp_path)
