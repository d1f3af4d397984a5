"""Thinning keeps what the eye would see."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.desktop.charts.thinning import Pyramid, nearest, polyline, thin, whole

curves = st.lists(
    st.one_of(st.floats(-1e9, 1e9), st.just(math.nan), st.just(math.inf)), min_size=1, max_size=2000
)


@settings(max_examples=80, deadline=None)
@given(curves, st.integers(4, 60))
def test_extremes_are_exact(values: list[float], pixels: int) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    found = thin(whole(x, y), 0.0, float(len(y)), pixels)
    assert len(found.x) <= 2 * pixels + 2
    if np.isnan(y).all():
        assert np.isnan(found.low).all()
    else:
        assert np.nanmin(found.low) == np.nanmin(y)
        assert np.nanmax(found.high) == np.nanmax(y)


@settings(max_examples=60, deadline=None)
@given(curves, st.integers(4, 40), st.floats(0, 1), st.floats(0.01, 1))
def test_every_visible_value_lies_within_its_column(
    values: list[float], pixels: int, start: float, width: float
) -> None:
    y = np.array(values)
    x = np.arange(len(y), dtype=float)
    low, high = start * len(y), start * len(y) + width * len(y)
    found = thin(whole(x, y), low, high, pixels)
    entry = np.searchsorted(found.x, x, "right") - 1
    seen = (x >= low) & (x <= high) & np.isfinite(y)
    assert (found.low[entry[seen]] <= y[seen]).all()
    assert (found.high[entry[seen]] >= y[seen]).all()


def test_a_spike_of_one_point_is_kept_at_every_zoom() -> None:
    y = np.zeros(1_000_000)
    y[654_321] = 1.0
    pyramid = Pyramid(np.arange(1_000_000.0), y)
    for width in (1_000_000, 100_000, 5_000, 100, 3):
        found = pyramid.thin(654_321 - width / 2, 654_321 + width / 2, 500)
        assert found.high.max() == 1.0
        assert abs(found.x[int(np.argmax(found.high))] - 654_321) <= max(64.0, width / 500)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 30_000), min_size=1, max_size=4), st.integers(0, 1000))
def test_a_pyramid_grown_piece_by_piece_is_the_same(parts: list[int], seed: int) -> None:
    y = np.random.default_rng(seed).normal(size=sum(parts))
    x = np.arange(len(y), dtype=float)
    grown = Pyramid(x[: parts[0]], y[: parts[0]])
    at = parts[0]
    for part in parts[1:]:
        grown = grown.extended(x[at : at + part], y[at : at + part])
        at += part
    at_once = Pyramid(x, y)
    for low, high in ((0, len(y)), (len(y) / 3, len(y) / 2)):
        for one, other in zip(grown.thin(low, high, 20), at_once.thin(low, high, 20), strict=True):
            np.testing.assert_array_equal(one, other)


def test_few_points_stay_single_points() -> None:
    x, y = np.arange(10.0), np.arange(10.0)
    found = thin(whole(x, y), 2.0, 4.0, 100)
    assert found.exact
    assert found.x.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    line = polyline(found)
    assert line[0].tolist() == found.x.tolist()


def test_nan_inside_a_column_does_not_break_the_line() -> None:
    y = np.tile([1.0, math.nan], 5000)
    found = thin(whole(np.arange(10_000.0), y), 0, 10_000, 100)
    assert not np.isnan(polyline(found)[1]).any()


def test_a_stretch_of_nan_breaks_the_line() -> None:
    y = np.ones(10_000)
    y[3000:6000] = math.nan
    found = thin(whole(np.arange(10_000.0), y), 0, 10_000, 100)
    assert np.isnan(found.low).sum() in range(28, 31)


def test_nearest() -> None:
    x = np.array([0.0, 10.0, 20.0])
    assert [nearest(x, at) for at in (-5, 4, 6, 15, 99)] == [0, 0, 1, 1, 2]
    assert nearest(np.zeros(0), 1.0) is None
