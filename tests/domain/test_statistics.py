"""Statistics against textbook tables, exact examples and Python's own module."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runyard.domain.statistics import describe, student


@pytest.mark.parametrize(
    ("freedom", "point"),
    [
        (1, 12.7062047), (2, 4.3026527), (3, 3.1824463), (4, 2.7764451), (5, 2.5705818), (9, 2.2621572),
        (10, 2.2281389), (29, 2.0452296), (30, 2.0422725), (60, 2.0002978), (120, 1.9799304),
    ],
)  # fmt: skip
def test_the_t_table(freedom: int, point: float) -> None:
    assert student(freedom) == pytest.approx(point, abs=5e-7)


def test_the_expansion_takes_over_where_the_sum_ends() -> None:
    assert student(2000) == pytest.approx(student(1999), abs=2e-6)
    assert student(10**9) == pytest.approx(1.959963985, abs=1e-8)
    with pytest.raises(ValueError, match="at least 1"):
        student(0)


def test_nought_and_two() -> None:
    found = describe([0, 2])
    assert (found.n, found.mean, found.low, found.high) == (2, 1.0, 0.0, 2.0)
    assert found.deviation == pytest.approx(math.sqrt(2))
    assert found.interval == pytest.approx(12.7062047 * 1.0, rel=1e-7)  # the standard error is 1


def test_small_samples_have_no_spread() -> None:
    assert describe([]).n == 0
    assert math.isnan(describe([]).mean)
    one = describe([3.5])
    assert one[:4] == (1, 3.5, 3.5, 3.5)
    assert math.isnan(one.deviation)
    assert math.isnan(one.interval)


def test_odd_values_are_counted_and_left_out() -> None:
    found = describe([1.0, math.nan, 3.0, math.inf, -math.inf])
    assert (found.n, found.mean, found.odd) == (2, 2.0, 3)


def test_large_values_close_together_keep_their_spread() -> None:
    assert describe([1e15 + 1, 1e15 + 2, 1e15 + 3]).deviation == pytest.approx(1.0)
    assert describe([1.7e308, 1.7e308]).mean == pytest.approx(1.7e308)
    assert describe([0.0, 0.0]).deviation == 0.0


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_as_the_standard_library_says(values: list[float]) -> None:
    found = describe(values)
    assert found.mean == pytest.approx(statistics.fmean(values), rel=1e-9, abs=1e-9)
    assert found.deviation == pytest.approx(statistics.stdev(values), rel=1e-9, abs=1e-9)
