"""Smoothing against plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.desktop.charts.options import Smoothing
from runyard.desktop.charts.smoothing import (
    CancelledError,
    exponential,
    gaussian,
    moving_average,
    reach,
    scan,
    smooth,
    typical_distance,
)

numbers = st.one_of(st.floats(-1e6, 1e6), st.just(math.nan), st.just(math.inf))


def _plain_ema(x: list[float], y: list[float], weight: float, unit: float | None) -> list[float]:
    total = norm = 0.0
    out = []
    for i, value in enumerate(y):
        decay = weight if unit is None else weight ** ((x[i] - x[max(0, i - 1)]) / unit)
        total, norm = total * decay, norm * decay
        if math.isfinite(value):
            total, norm = total + value, norm + 1
            out.append(total / norm)
        else:
            out.append(value)
    return out


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=400), st.floats(0.01, 0.99), st.booleans(), st.data())
def test_exponential_is_the_plain_recurrence(
    y: list[float], weight: float, by_step: bool, data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.integers(0, 9), min_size=len(y), max_size=len(y)))
    x = np.cumsum(np.array(gaps, float))
    unit = typical_distance(x) if by_step else None
    found, _ = exponential(x, np.array(y), weight, by_step=by_step)
    expected = _plain_ema(x.tolist(), y, weight, unit)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("by_step", [False, True])
@pytest.mark.parametrize("holes", [False, True])
def test_exponential_across_blocks(by_step: bool, holes: bool) -> None:
    dice = np.random.default_rng(0)
    y = dice.normal(size=140_000)
    if holes:
        y[dice.integers(0, len(y), 500)] = math.nan
    x = np.arange(len(y)) * 10.0
    found, _ = exponential(x, y, 0.97, by_step=by_step)
    expected = _plain_ema(x.tolist(), y.tolist(), 0.97, 10.0 if by_step else None)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-12)


def test_evenly_spaced_steps_make_no_difference() -> None:
    y = np.random.default_rng(1).normal(size=1000)
    x = np.arange(1000) * 25.0
    by_step = smooth(Smoothing.EMA_STEP, 0.9, x, y)
    by_point = smooth(Smoothing.EMA, 0.9, x, y)
    np.testing.assert_allclose(by_step, by_point, rtol=1e-12)


def test_after_a_gap_the_past_counts_less() -> None:
    x = np.array([0.0, 1.0, 2.0, 100.0])
    y = np.array([0.0, 0.0, 0.0, 1.0])
    assert smooth(Smoothing.EMA_STEP, 0.9, x, y)[-1] > 0.99
    assert smooth(Smoothing.EMA, 0.9, x, y)[-1] < 0.5


def test_the_first_value_is_kept_and_a_constant_stays() -> None:
    x = np.arange(300.0)
    for kind in Smoothing:
        np.testing.assert_allclose(smooth(kind, 0.95, x, np.full(300, 7.5)), 7.5)
    assert smooth(Smoothing.EMA_STEP, 0.99, x, np.arange(5.0, 305.0))[0] == 5.0


@pytest.mark.parametrize("cut", [1, 777, 70_000])
@pytest.mark.parametrize("by_step", [False, True])
def test_going_on_from_a_state_is_the_same_as_all_at_once(cut: int, by_step: bool) -> None:
    dice = np.random.default_rng(2)
    x = np.cumsum(dice.integers(1, 5, 80_000)).astype(float)
    y = dice.normal(size=80_000)
    whole, _ = exponential(x, y, 0.9, by_step=by_step, unit=2.0)
    head, state = exponential(x[:cut], y[:cut], 0.9, by_step=by_step, unit=2.0)
    tail, _ = exponential(x[cut:], y[cut:], 0.9, by_step=by_step, state=state)
    np.testing.assert_allclose(np.concatenate([head, tail]), whole, rtol=1e-9, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(numbers, min_size=1, max_size=200), st.sampled_from([1, 3, 5, 19, 99]))
def test_moving_average_is_the_mean_of_what_is_there(y: list[float], window: int) -> None:
    found = moving_average(np.array(y), window)
    half = window // 2
    for i, value in enumerate(y):
        if not math.isfinite(value):
            assert found[i] == value or (math.isnan(found[i]) and math.isnan(value))
            continue
        near = [v for v in y[max(0, i - half) : i + half + 1] if math.isfinite(v)]
        assert found[i] == pytest.approx(sum(near) / len(near), rel=1e-9, abs=1e-6)


def test_moving_average_does_not_cancel_after_a_huge_value() -> None:
    y = np.ones(1000)
    y[100] = 1e200
    assert (moving_average(y, 9)[200:] == 1.0).all()


@pytest.mark.parametrize("sigma", [0.6, 3.0, 20.0])
def test_gaussian_is_the_plain_weighted_mean(sigma: float) -> None:
    y = np.random.default_rng(4).normal(size=500)
    y[[7, 8, 250]] = math.nan
    found = gaussian(y, sigma)
    radius = math.ceil(4 * sigma)
    for i in (0, 3, 7, 100, 251, 499):
        if math.isnan(y[i]):
            assert math.isnan(found[i])
            continue
        places = [j for j in range(max(0, i - radius), min(500, i + radius + 1)) if math.isfinite(y[j])]
        weights = [math.exp(-0.5 * ((j - i) / sigma) ** 2) for j in places]
        expected = sum(w * y[j] for w, j in zip(weights, places, strict=True)) / sum(weights)
        assert found[i] == pytest.approx(expected, rel=1e-9)


def test_windows_reach_as_far_as_they_say() -> None:
    x = np.arange(400.0)
    for kind in (Smoothing.GAUSSIAN, Smoothing.AVERAGE):
        spike = np.zeros(400)
        spike[200] = 1.0
        touched = np.flatnonzero(smooth(kind, 0.8, x, spike))
        far = reach(kind, 0.8)
        assert far is not None
        assert touched.min() == 200 - far
        assert touched.max() == 200 + far
    assert reach(Smoothing.EMA, 0.8) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_scan_is_a_loop(count: int, rows: int, seed: int) -> None:
    dice = np.random.default_rng(seed)
    values, decay, now = dice.normal(size=(rows, count)), dice.uniform(0, 1, count), dice.normal(size=rows)
    found = scan(values, decay, now)
    for i in range(count):
        now = now * decay[i] + values[:, i]
        np.testing.assert_allclose(found[:, i], now, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", list(Smoothing))
def test_it_stops_when_nobody_waits(kind: Smoothing) -> None:
    with pytest.raises(CancelledError):
        smooth(kind, 0.9, np.arange(100.0), np.arange(100.0), lambda: True)


@pytest.mark.parametrize("kind", list(Smoothing))
def test_off_changes_nothing(kind: Smoothing) -> None:
    y = np.arange(10.0)
    assert smooth(kind, 0.0, y, y) is y


def test_extreme_values_raise_no_warning() -> None:
    y = np.array([1e308, 1e308, -1e308, 1e308] * 50)
    for kind in (Smoothing.EMA, Smoothing.EMA_STEP):
        assert len(smooth(kind, 0.9, np.arange(200.0), y)) == 200


def test_a_value_that_stands_out_does_not_blur_what_is_far_from_it() -> None:
    y = np.random.default_rng(5).random(60_000)
    y[30_000] = 1e30
    found = gaussian(y, 5.5)
    radius = 22
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / 5.5) ** 2)
    kernel /= kernel.sum()
    expected = np.convolve(y, kernel, "same")
    far = np.r_[radius : 30_000 - radius - 1, 30_000 + radius + 1 : 60_000 - radius]
    np.testing.assert_allclose(found[far], expected[far], rtol=1e-9)
    average = moving_average(y, 19)
    np.testing.assert_allclose(average[100:200], np.convolve(y, np.full(19, 1 / 19), "same")[100:200])
    assert average[29_980] < 1.0 < average[30_000]
