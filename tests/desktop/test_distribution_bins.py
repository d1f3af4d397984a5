"""Distributions brought onto common bins: no weight is lost, no spike is hidden, and damage is told."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runyard.desktop.kinds.distributions import picture, words
from runyard.desktop.kinds.distributions.histogram import (
    MOST_BINS,
    DamagedError,
    Histogram,
    common_edges,
    decode,
    facts,
    merged,
    spread,
)
from runyard.desktop.kinds.distributions.stack import Step, borders_of, columns_of, heat, ridge_rows, ridges

_WEIGHT = st.floats(0, 1e9)


@st.composite
def histograms(draw: st.DrawFn) -> Histogram:
    low = draw(st.floats(-1e3, 1e3))
    width = draw(st.floats(1e-3, 1e3))
    weights = draw(st.lists(_WEIGHT, min_size=1, max_size=40))
    return Histogram(low, low + width, np.array(weights))


def made(low: float, high: float, *weights: float) -> Histogram:
    return Histogram(low, high, np.array(weights, dtype=float))


@given(st.lists(histograms(), min_size=1, max_size=6), st.integers(1, 200))
def test_spreading_over_a_range_that_holds_all_keeps_every_sum(found: list[Histogram], bins: int) -> None:
    edges = np.linspace(min(one.low for one in found), max(one.high for one in found), bins + 1)
    spreads = spread(found, edges)
    assert spreads.shape == (len(found), bins)
    assert bool((spreads >= 0).all())
    for one, weights in zip(found, spreads, strict=True):
        assert math.isclose(weights.sum(), one.weights.sum(), rel_tol=1e-9, abs_tol=1e-12)


@given(histograms(), st.integers(1, 60), st.integers(1, 60))
def test_two_halves_of_a_range_hold_what_the_whole_does(one: Histogram, left: int, right: int) -> None:
    middle = (one.low + one.high) / 2
    assume(one.low < middle < one.high)
    below = spread([one], np.linspace(one.low, middle, left + 1)).sum()
    above = spread([one], np.linspace(middle, one.high, right + 1)).sum()
    assert math.isclose(below + above, one.weights.sum(), rel_tol=1e-9, abs_tol=1e-12)


@given(histograms())
def test_its_own_bins_change_nothing(one: Histogram) -> None:
    edges = np.linspace(one.low, one.high, len(one.weights) + 1)
    assert np.allclose(spread([one], edges)[0], one.weights, rtol=1e-6, atol=one.weights.sum() * 1e-9 + 1e-12)


def test_a_weight_is_divided_by_how_much_of_its_bin_lies_in_each() -> None:
    assert spread([made(0, 4, 8, 4)], np.array([0.0, 1, 3, 4]))[0].tolist() == [4, 6, 2]
    assert spread([made(0, 4, 8, 4)], np.array([1.0, 3]))[0].tolist() == [6]  # the rest lies outside
    assert spread([made(0, 4, 8, 4)], np.array([9.0, 10]))[0].tolist() == [0]


@given(st.lists(histograms(), min_size=1, max_size=5))
def test_the_sum_of_several_keeps_all_they_hold(found: list[Histogram]) -> None:
    one = merged(found)
    total = sum(float(part.weights.sum()) for part in found)
    assert math.isclose(float(one.weights.sum()), total, rel_tol=1e-9, abs_tol=1e-12)


def test_common_bins_are_as_fine_as_the_finest_within_reason() -> None:
    assert len(common_edges(0, 10, 1.0, 4)) - 1 == 10
    assert len(common_edges(0, 10, 5.0, 64)) - 1 == 64
    assert len(common_edges(0, 10, 1e-12, 64)) - 1 == 512


@given(st.lists(histograms(), min_size=1, max_size=30))
def test_a_column_of_a_heat_map_holds_the_weights_of_its_step(found: list[Histogram]) -> None:
    made_ = heat([Step(at * 10, (one,)) for at, one in enumerate(found)])
    assert made_ is not None
    assert made_.steps == len(found) == made_.matrix.shape[0]
    for one, column in zip(found, made_.matrix, strict=True):
        assert math.isclose(np.nansum(column), one.weights.sum(), rel_tol=1e-4, abs_tol=1e-6)
    assert made_.outside < 1e-6


def test_steps_with_the_same_bins_are_shown_as_they_are() -> None:
    made_ = heat([Step(0, (made(0, 2, 1, 3),)), Step(5, (made(0, 2, 4, 0),))])
    assert made_ is not None
    assert not made_.resampled
    assert made_.matrix.tolist() == [[1, 3], [4, 0]]
    assert made_.edges.tolist() == [0, 1, 2]
    assert made_.borders.tolist() == [-2.5, 2.5, 7.5]
    assert (made_.least, made_.most) == (1, 4)


def test_where_a_step_has_no_bin_there_is_nothing_not_a_zero() -> None:
    made_ = heat([Step(0, (made(0, 2, 1, 1),)), Step(1, (made(2, 4, 0, 2),))])
    assert made_ is not None
    assert np.isnan(made_.matrix[0]).tolist() == [False, False, True, True]
    assert np.nan_to_num(made_.matrix[1], nan=-1).tolist() == [-1, -1, 0, 2]


def test_distributions_of_one_step_are_added_up() -> None:
    made_ = heat([Step(0, (made(0, 2, 1, 3), made(0, 2, 1, 1)))])
    assert made_ is not None
    assert made_.matrix.tolist() == [[2, 4]]


def test_a_step_that_cannot_be_read_is_a_column_without_anything() -> None:
    made_ = heat([Step(0, (made(0, 1, 2.0),)), Step(1, (), "broken"), Step(2, (made(0, 1, 5.0),))])
    assert made_ is not None
    assert made_.damaged == (1,)
    assert np.isnan(made_.matrix[:, 0]).tolist() == [False, True, False]
    assert heat([Step(1, (), "broken")]) is None
    assert heat([]) is None


def test_outliers_are_left_out_and_how_much_is_told() -> None:
    core = made(-1, 1, *[100.0] * 50)
    far = made(-1000, 1000, *([0.5] + [0.0] * 62 + [0.5]))
    steps = [Step(at, (far if at == 7 else core,)) for at in range(300)]
    wide, trimmed = heat(steps), heat(steps, trim=True)
    assert wide is not None
    assert trimmed is not None
    assert wide.edges[-1] == 1000
    assert trimmed.edges[-1] < 10  # of a thousand parts of the range, the middle ones
    assert wide.outside == 0
    assert 0 < trimmed.outside < 0.01


@given(st.lists(st.integers(-(2**62), 2**62), min_size=1, max_size=300, unique=True), st.integers(1, 64))
def test_every_step_has_a_column_in_the_order_of_steps(steps: list[int], most: int) -> None:
    numbers = np.array(sorted(steps), dtype=np.int64)
    owner = columns_of(numbers, most)
    assert bool((np.diff(owner) >= 0).all())
    assert owner[0] == 0
    assert len(np.unique(owner)) == owner[-1] + 1
    assert owner[-1] < max(most, 1) or len(steps) <= most
    begins = np.flatnonzero(np.diff(owner, prepend=-1))
    borders = borders_of(numbers[begins], numbers[np.append(begins[1:], len(numbers)) - 1])
    assert len(borders) == owner[-1] + 2
    assert bool((np.diff(borders) >= 0).all())


def test_many_steps_share_columns_and_a_spike_of_one_step_stays() -> None:
    steps = [Step(at, (made(0, 2, 1, 1),)) for at in range(5000)]
    steps[3333] = Step(3333, (made(0, 2, 1, 77),))
    made_ = heat(steps, most_columns=100)
    assert made_ is not None
    assert made_.matrix.shape == (100, 2)
    assert made_.steps == 5000
    column = int(np.searchsorted(made_.first, 3333, side="right")) - 1
    assert made_.first[column] <= 3333 <= made_.last[column]
    assert made_.matrix[column].tolist() == [1, 77]
    assert made_.most == 77
    assert heat(steps, cancelled=lambda: True) is None


@given(
    st.integers(1, 40),
    st.integers(1, 5),
    st.integers(1, 100),
    st.integers(0, 2**32 - 1),
)
def test_no_pixel_hides_the_highest_weight(columns: int, bins: int, pixels: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    values = dice.random((columns, bins)).astype(np.float32)
    borders = np.cumsum(dice.random(columns + 1) + 0.01)
    found = picture.reduced(values, borders, float(borders[0]), float(borders[-1]), pixels)
    assert found.shape == (pixels, bins)
    assert np.array_equal(np.nanmax(found, axis=0), values.max(axis=0))


def test_what_is_outside_of_all_columns_is_left_empty() -> None:
    values = np.array([[1], [2]], dtype=np.float32)
    found = picture.reduced(values, np.array([0.0, 1, 2]), -1, 3, 4)
    assert np.nan_to_num(found[:, 0], nan=-1).tolist() == [-1, 1, 2, -1]


def test_colours_tell_none_from_little_from_much() -> None:
    values = np.array([np.nan, 0, 1, 10, 100], dtype=np.float32)
    linear = picture.shares(values, 1, 100, log=False)
    log = picture.shares(values, 1, 100, log=True)
    assert np.isnan(linear[0])
    assert np.isnan(log[0])
    assert linear[1:].tolist() == pytest.approx([0, 0.01, 0.1, 1])
    assert log[1:].tolist() == pytest.approx([0, picture.LEAST, (1 + picture.LEAST) / 2, 1])
    inks = picture.table([(0, 0, 0), (255, 255, 255)])
    pixels = picture.painted(np.array([[np.nan, 0.0, 1.0]], dtype=np.float32), inks)
    assert [hex(value) for value in pixels[:, 0]] == [
        "0xffffffff",
        "0xff000000",
        "0x0",
    ]  # the last bin on top


META = {"low": 0.0, "high": 2.0, "bins": 2}


@pytest.mark.parametrize(
    ("content", "meta", "why"),
    [
        (None, META, "missing"),
        (b"", META, "0 bytes"),
        (b"1234567", META, "7 bytes"),
        (np.ones(3).tobytes(), META, "3 weights for 2 bins"),
        (np.array([1, np.nan]).tobytes(), META, "not a number"),
        (np.array([1, np.inf]).tobytes(), META, "not a number"),
        (np.array([1, -1.0]).tobytes(), META, "negative"),
        (np.array([1e308, 1e308]).tobytes(), META, "add up"),
        (np.ones(2).tobytes(), {"low": 0.0, "bins": 2}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"high": math.inf}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"high": math.nan}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"high": 10**400}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"high": "2"}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"high": True}, "pair of numbers"),
        (np.ones(2).tobytes(), META | {"low": 3.0}, "ends before it begins"),
        (np.ones(2).tobytes(), META | {"low": -1.7e308, "high": 1.7e308}, "wider than a number"),
        (np.ones(MOST_BINS + 1).tobytes(), {"low": 0.0, "high": 1.0}, "more than"),
    ],
)
def test_what_is_no_distribution_is_told_in_a_sentence(
    content: bytes | None, meta: dict[str, Any], why: str
) -> None:
    with pytest.raises(DamagedError, match=why):
        decode(content, meta)


def test_samples_that_are_all_the_same_have_a_place() -> None:
    one = decode(np.array([0.0, 5.0]).tobytes(), {"low": 3.0, "high": 3.0, "bins": 2})
    assert one.low < 3 < one.high
    assert one.high - one.low < 1e-4
    huge = decode(np.array([5.0]).tobytes(), {"low": 1e300, "high": 1e300})
    assert huge.low < 1e300 < huge.high
    assert math.isfinite(huge.width)


def test_facts_are_those_logged_or_computed_from_the_bins() -> None:
    one = made(0, 4, 0, 1, 3, 0)
    guessed = facts(one, {})
    assert guessed.mean == pytest.approx(2.25)
    assert guessed.std == pytest.approx(math.sqrt(0.1875))
    assert (guessed.least, guessed.most, guessed.total) == (1, 3, 4)
    assert guessed.mode == (2, 3)
    assert guessed.exact == frozenset()
    known = facts(one, {"mean": 2.0, "std": 0.5, "min": 1.5, "max": 2.9, "count": 4, "odd": "x"})
    assert (known.mean, known.std, known.least, known.most, known.total) == (2.0, 0.5, 1.5, 2.9, 4)
    assert known.exact == {"mean", "std", "min", "max", "count"}
    assert facts(one, {"mean": "2", "std": math.nan, "min": True, "count": 10**400}).exact == frozenset()
    empty = facts(made(0, 1, 0, 0), {})
    assert (empty.mean, empty.mode, empty.total) == (None, None, 0)


def test_a_ridgeline_shows_steps_as_they_were_the_first_and_the_last_among_them() -> None:
    steps = [Step(at, (made(0, 2, at, 1),)) for at in range(100)]
    steps[99] = Step(99, (), "broken")
    chosen = ridge_rows(steps, 10)
    assert len(chosen) == 10
    assert (chosen[0], chosen[-1]) == (0, 98)
    assert ridge_rows(steps[:5], 10) == [0, 1, 2, 3, 4]
    weights = ridges([steps[7], steps[99]], np.array([0.0, 1, 2]))
    assert weights.tolist() == [[7, 1], [0, 0]]


def test_numbers_read_with_the_digits_that_tell_bins_apart() -> None:
    assert words.amount(1204) == "1,204"
    assert words.amount(0.25) == "0.2500"
    assert words.amount(1e20) == "1.000e+20"
    assert words.between(0.12, 0.15) == "0.120 – 0.150"
    assert words.between(-1e-8, 1e-8) == "-1.0e-08 – 1.0e-08"
    assert words.between(0, 1000) == "0 – 1,000"
    assert words.number(None) == "–"
    assert words.number(3.0) == "3"
    assert words.number(1e-9) == "1.000e-09"
    assert words.steps(5, 5) == "step 5"
    assert words.steps(1080, 1086) == "steps 1,080 – 1,086"
