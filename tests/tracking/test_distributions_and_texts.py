"""`Distribution` and `Text`, and what a model is made of."""

from __future__ import annotations

import math
import struct
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from runyard import Distribution, Text
from runyard.tracking.objects.parameters import gradients_of, weights_of

INTEGERS = st.one_of(arrays.integer_dtypes(), arrays.unsigned_integer_dtypes())
TYPES = st.one_of(st.just(np.dtype(bool)), INTEGERS, arrays.floating_dtypes())


@given(st.data(), TYPES, st.integers(1, 512))
def test_every_finite_sample_is_in_a_bin(data, dtype, bins):
    samples = data.draw(arrays.arrays(dtype, arrays.array_shapes(max_dims=3, max_side=8)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = Distribution(samples, bins)
    finite = samples[np.isfinite(samples)] if dtype.kind == "f" else samples.ravel()
    meta = found.new_item().meta
    assert len(found.weights) == found.bin_count == meta["bins"] == bins
    assert sum(found.weights) == meta["count"] == finite.size
    low, high = found.range
    assert low < high
    assert meta.get("nan", 0) + meta.get("inf", 0) == samples.size - finite.size
    assert all(math.isfinite(value) for value in meta.values())
    if finite.size:
        assert low <= finite.min()
        assert finite.max() <= high
        assert (meta["min"], meta["max"]) == (finite.min(), finite.max())
    assert struct.unpack(f"<{bins}d", found.new_item().data) == found.weights


@given(arrays.arrays(np.float64, st.integers(1, 300), elements=st.floats(-1e6, 1e6)))
def test_bins_are_those_of_numpy(samples):
    found = Distribution(samples, 10)
    if samples.max() - samples.min() > 1e-290:  # narrower ones are widened: bins need a width
        low, high = found.range
        assert (low, high) == (samples.min(), samples.max())
        moved = np.abs(np.cumsum(found.weights) - np.cumsum(np.histogram(samples, 10)[0]))
        assert moved.max() <= np.isin(samples, np.linspace(low, high, 11)).sum() + 1  # rounding at an edge
    meta = found.new_item().meta
    assert meta["mean"] == pytest.approx(samples.mean(), rel=1e-9, abs=1e-6)
    assert meta["std"] == pytest.approx(samples.std(), rel=1e-6, abs=1e-4)


@pytest.mark.parametrize("bins", [7, 10, 100, 512])
def test_whole_numbers_on_the_edges_of_bins_fall_where_numpy_puts_them(bins):
    samples = np.arange(bins + 1)
    assert list(Distribution(samples, bins).weights) == list(np.histogram(samples, bins)[0])
    assert list(Distribution(samples - 40, bins).weights) == list(np.histogram(samples - 40, bins)[0])


@pytest.mark.parametrize(
    "samples",
    [[0.3, 0.1 + 0.2], [1.0, math.nextafter(1, 2)], [0.0, 5e-324], [0.0, 1e-310], [2**53, 2**53 + 2],
     [-1e-320, 0.0], [-1.7e308, 1.7e308], [1e307, 1.0000000000000002e307], [5e-324]],
)  # fmt: skip
@pytest.mark.parametrize("bins", [1, 64, 512])
def test_samples_that_hardly_differ_have_a_distribution_too(samples, bins):
    found = Distribution(np.array(samples, np.float64), bins)
    low, high = found.range
    assert sum(found.weights) == len(samples)
    assert low <= min(samples)
    assert max(samples) <= high
    assert low < high
    assert Distribution(samples, np.int64(bins), bin_range=(0.5, math.nextafter(0.5, 1))).bin_count == bins


def test_samples_outside_a_given_range_are_counted():
    found = Distribution([-5.0, 0.5, 1.5, 9.0, math.nan, math.inf], 2, bin_range=(0, 2))
    assert (found.weights, found.range) == ((1.0, 1.0), (0.0, 2.0))
    meta = found.new_item().meta
    assert (meta["outside"], meta["nan"], meta["inf"], meta["count"]) == (2, 1, 1, 4)


def test_nothing_to_count_is_an_empty_distribution():
    for samples in ([], [math.nan, math.inf]):
        found = Distribution(samples, 4)
        assert (found.weights, found.range) == ((0.0,) * 4, (0.0, 1.0))
        assert found.new_item().meta["count"] == 0


def test_a_histogram_is_kept_as_it_is():
    found = Distribution(hist=np.array([1, 2.5, 0]), bin_range=(-1, 2))
    assert (found.weights, found.range) == ((1.0, 2.5, 0.0), (-1.0, 2.0))
    assert found.new_item().meta == {"low": -1.0, "high": 2.0, "bins": 3, "count": None}
    same = Distribution.from_histogram([1, 2.5, 0], (-1, 2))
    assert same.new_item() == found.new_item()
    assert Distribution.from_samples(range(10), 5).weights == (2.0,) * 5


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({}, ValueError, "either samples or hist"),
        ({"samples": [1], "hist": [1], "bin_range": (0, 1)}, ValueError, "either samples or hist"),
        ({"samples": 3.5}, TypeError, "samples must be numbers, an array or a tensor, not 3.5"),
        ({"samples": "abc"}, TypeError, "'abc'"),
        ({"samples": ["a"]}, TypeError, "real numbers"),
        ({"samples": np.zeros(3, complex)}, TypeError, "real numbers"),
        ({"samples": [[1], [2, 3]]}, TypeError, "cannot be read as an array"),
        ({"samples": [1], "bin_count": 0}, ValueError, "1 to 512, not 0"),
        ({"samples": [1], "bin_count": 513}, ValueError, "1 to 512, not 513"),
        ({"samples": [1], "bin_count": 2.0}, ValueError, "2.0"),
        ({"samples": [1], "bin_count": True}, ValueError, "not True"),
        ({"samples": [1], "bin_range": (1, 1)}, ValueError, "from a lower to a higher"),
        ({"hist": [1]}, ValueError, "hist needs bin_range"),
        ({"hist": [], "bin_range": (0, 1)}, ValueError, "1 to 512 bins, not 0"),
        ({"hist": [-1], "bin_range": (0, 1)}, ValueError, "not negative"),
        ({"hist": [math.nan], "bin_range": (0, 1)}, ValueError, "finite"),
        ({"hist": 3, "bin_range": (0, 1)}, TypeError, "a sequence of numbers, not 3"),
        ({"hist": [1], "bin_range": "ab"}, TypeError, "two numbers"),
    ],
)
def test_what_is_no_distribution_is_refused_in_one_sentence(arguments, error, words):
    with pytest.raises(error) as caught:
        Distribution(**arguments)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


class Parameter:
    __module__ = "torch.nn"

    def __init__(self, values, grad=None):
        self.values, self.grad, self.shape, self.dtype = np.array(values), grad, (len(values),), "float32"

    def numpy(self):
        return self.values


class Module:
    def named_parameters(self):
        yield "fc.weight", Parameter([1.0, 2.0], Parameter([0.5, 0.25]))
        yield "fc.bias", Parameter([0.0])  # frozen: without a gradient


class Keras:
    class _Weight:
        def __init__(self, path):
            self.path, self.shape, self.dtype = path, (2,), "float32"

        def numpy(self):
            return np.array([1.0, 3.0])

    weights = (_Weight("dense/kernel"),)

    def __init__(self):
        self.weights = list(self.weights)


def test_a_model_is_taken_apart():
    assert {name: one.range for name, one in weights_of(Module()).items()} == {
        "fc.weight": (1.0, 2.0), "fc.bias": (-0.5, 0.5)
    }  # fmt: skip
    assert {name: one.range for name, one in gradients_of(Module()).items()} == {"fc.weight": (0.25, 0.5)}
    assert list(weights_of(Keras())) == ["dense/kernel"]
    assert list(weights_of({"a": np.zeros(3), "b": None})) == ["a"]
    assert gradients_of({"a": np.array([1.0, 5.0])}, 2)["a"].weights == (1.0, 1.0)
    assert list(weights_of(np.zeros(3))) == ["tensor"]
    with pytest.raises(TypeError, match="a model has named_parameters"):
        weights_of(3)


@pytest.mark.parametrize("model", [Keras(), np.zeros(3)])
def test_a_model_without_gradients_is_told_instead_of_logging_nothing(model):
    with pytest.raises(TypeError, match="keep no gradients: pass a dictionary of gradients by name"):
        gradients_of(model)


def test_weights_that_were_not_trained_yet_have_nothing_to_log():
    class Fresh:
        def named_parameters(self):
            yield "fc.bias", Parameter([0.0])

    assert gradients_of(Fresh()) == {}


@given(st.text())
def test_texts_are_kept_as_they_are(text):
    new = Text(text).new_item()
    assert new.data.decode() == text
    assert new.meta == {"length": len(text)}


def test_a_long_text_is_a_file():
    new = Text("é" * 10_000).new_item()
    assert new.data is None
    assert new.blob.data.decode() == "é" * 10_000


@pytest.mark.parametrize(
    ("text", "error"), [(3, TypeError), (None, TypeError), (b"x", TypeError), ("\ud800", ValueError)]
)
def test_what_is_no_text_is_refused(text, error):
    with pytest.raises(error, match="text must be"):
        Text(text)
