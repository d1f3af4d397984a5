"""What `track` takes, and the sentence for what it does not."""

from __future__ import annotations

import enum
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from runyard import Run
from runyard.domain.errors import ClosedRunError, MissingRunError, ReadOnlyRunError


class Tensor:
    """As torch makes them: lies on a device, may require a gradient, gives its only value by `item`."""

    def __init__(self, *values: float, shape: tuple[int, ...] | None = None) -> None:
        self.values = values
        self.shape = (len(values),) if shape is None else shape
        self.requires_grad = True
        self.device = "cuda:0"

    def __repr__(self) -> str:
        return f"Tensor{self.values}"

    def __float__(self) -> float:
        raise RuntimeError("cannot convert a tensor that requires grad")

    def item(self) -> float:
        [value] = self.values
        return value


class EagerTensor:
    """As TensorFlow makes them: gives an array by `numpy`; its shape is no tuple."""

    class Shape:
        def __iter__(self):
            return iter(())

    shape = Shape()

    def __init__(self, value: float) -> None:
        self.value = value

    def numpy(self) -> np.ndarray:
        return np.float32(self.value)


class Traced:
    """A value of a function that is being traced: its number is not known yet."""

    def item(self):
        raise TypeError("Several paragraphs\n\nof what tracing is.")

    def __repr__(self):
        return "Traced<1>"


class JaxArray:
    """As JAX makes them: `item` gives a Python number, and the shape of a scalar is empty."""

    shape = ()

    def __init__(self, value: float) -> None:
        self.value = value

    def item(self) -> float:
        return self.value


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
        (np.array([[[5.5]]], dtype=np.float32), 5.5),
        (np.float16(0.5), 0.5),
        (np.longdouble(0.25), 0.25),
        (Tensor(5.5), 5.5),
        (Tensor(5.5, shape=()), 5.5),
        (Tensor(5.5, shape=(1, 1, 1)), 5.5),
        (EagerTensor(1.5), 1.5),
        (JaxArray(2.5), 2.5),
        (Decimal("1.25"), 1.25),
        (Fraction(1, 2), 0.5),
        (float("inf"), math.inf),
    ],
    ids=lambda value: (
        f"{type(value).__name__}-{value}" if isinstance(value, int | float) else type(value).__name__
    ),
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
        ([1, 2], TypeError, "'v' must be a number, not [1, 2] (list)"),
        ({"deep": 1.0}, TypeError, "must be a number"),
        (b"1", TypeError, "'v' must be a number"),
        (np.array("3"), TypeError, "'v' must be a number"),
        (np.array(["3"]), TypeError, "'v' must be a number"),
        (np.datetime64("2026-11-20"), TypeError, "'v' must be a number"),
        (np.complex64(1j), TypeError, "'v' must be a number"),
        (object(), TypeError, "'v' must be a number"),
        (1j, TypeError, "'v' must be a number"),
        (Traced(), TypeError, "'v' must be a number, not Traced<1> (Traced)"),
        (np.array([1.0, 2.0]), ValueError, "array of 2 elements"),
        (np.array([]), ValueError, "array of 0 elements"),
        (Tensor(1.0, 2.0), ValueError, "array of 2 elements"),
        (10**400, ValueError, "beyond the range of float64"),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_what_is_no_number_is_refused_in_one_sentence(run, value, error, words):
    if not isinstance(value, dict):
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


def test_each_key_of_a_dictionary_has_its_own_next_step(run):
    for _ in range(3):
        run.track({"a": 1.0, "b": 2.0})
    run.track({"b": 3.0, "c": 4.0})
    run.track({"a": 5.0, "b": 6.0, "c": 7.0})
    run.track(8.0, name="a")
    run.track({"a": 9.0, "b": 10.0})
    steps = {name: run.get_metric(name).values.sparse_list()[0] for name in "abc"}
    assert steps == {"a": [0, 1, 2, 3, 4, 5], "b": [0, 1, 2, 3, 4, 5], "c": [0, 1]}


def test_a_name_that_prints_otherwise_than_it_is_counts_as_it_is(run):
    class Name(str, enum.Enum):  # noqa: UP042 - people write it so
        LOSS = "loss"

    run.track(1.0, name=Name.LOSS, context={"subset": Name.LOSS})
    run.track(2.0, name="loss", context={"subset": "loss"})
    run.track({Name.LOSS: 3.0}, context={"subset": "loss"})
    assert values(run, "loss", subset="loss") == [1.0, 2.0, 3.0]
    assert len(run.metrics()) == 1


def test_epochs_are_numbers(run):
    run.track(1.0, name="v", epoch=1)
    run.track(2.0, name="v")
    run.track({"v": 3.0}, epoch=np.float32(2.5))
    with pytest.raises(TypeError, match="epoch"):
        run.track(1.0, name="v", epoch="1")
    steps, (tracked, epochs, _) = run.get_metric("v").data.numpy()
    assert (steps.tolist(), tracked.tolist()) == ([0, 1, 2], [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(epochs, [1.0, np.nan, 2.5])


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
