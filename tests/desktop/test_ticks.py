"""Ticks and the words beside them."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from runyard.desktop.charts import ticks
from runyard.desktop.charts.options import XKind


def _labels(found: list[ticks.Tick]) -> list[str]:
    return [tick.label for tick in found]


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0, 3.4, 4, ["0", "1", "2", "3"]),
        (0.3, 1.02, 4, ["0.4", "0.6", "0.8", "1"]),
        (82, 100.6, 5, ["85", "90", "95", "100"]),
        (0, 0.12, 3, ["0", "0.05", "0.1"]),
        (0, 3.2e-3, 4, ["0", "1e-3", "2e-3", "3e-3"]),
        (37_500, 44_500, 4, ["38k", "40k", "42k", "44k"]),
        (-160, 10, 3, ["-150", "-100", "-50", "0"]),
        (0, 4050, 2, ["0", "2,000", "4,000"]),
        (5.0, 5.0, 4, ["5"]),
    ],
)
def test_linear(low: float, high: float, count: int, expected: list[str]) -> None:
    assert _labels(ticks.linear(low, high, count)) == expected


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [
        (0.03, 3, 5, ["0.03", "0.1", "0.3", "1", "3"]),
        (1e-4, 2, 5, ["1e-4", "1e-3", "0.01", "0.1", "1"]),
        (82, 100.6, 5, ["85", "90", "95", "100"]),
        (1e-20, 1e20, 4, None),
    ],
)
def test_logarithmic(low: float, high: float, count: int, expected: list[str] | None) -> None:
    found = ticks.logarithmic(low, high, count)
    assert 2 <= len(found) <= count + 1
    assert all(low * 0.999 <= tick.value <= high * 1.001 for tick in found)
    if expected is not None:
        assert _labels(found) == expected


def test_steps_have_thousands_apart_and_stay_whole() -> None:
    assert _labels(XKind.STEP.ticks(0, 3000, 3)) == ["0", "1,000", "2,000", "3,000"]
    assert _labels(XKind.STEP.ticks(0, 3000, 2)) == ["0", "1,500", "3,000"]
    assert _labels(XKind.STEP.ticks(0, 3, 6)) == ["0", "1", "2", "3"]
    assert _labels(XKind.STEP.ticks(0, 1e7, 4))[-1] == "10M"


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12), st.integers(2, 10))
@example(549755813888.0, 0.08, 3)  # ends that are rounded take in one more
def test_ticks_are_inside_rising_and_few(low: float, span: float, count: int) -> None:
    found = [tick.value for tick in ticks.linear(low, low + span, count)]
    resolved = math.ulp(abs(low) + span)  # what a float resolves there
    assert len(found) <= count + (1 if resolved < span * 1e-9 else 2)
    assert found == sorted(set(found))
    slack = max(span * 1e-6, 2 * resolved)
    assert all(low - slack <= value <= low + span + slack for value in found)


@given(st.floats(1e-300, 1e290), st.floats(1.0001, 1e10), st.integers(2, 8))
def test_log_ticks_are_above_zero_and_inside(low: float, factor: float, count: int) -> None:
    found = [tick.value for tick in ticks.logarithmic(low, low * factor, count)]
    assert all(low * 0.999 <= value <= low * factor * 1.001 for value in found)
    assert len(found) <= count + 2


def test_times() -> None:
    assert _labels(ticks.relative_time(0, 180, 4)) == ["0", "1 m", "2 m", "3 m"]
    assert _labels(ticks.relative_time(0, 10_800, 4)) == ["0", "1 h", "2 h", "3 h"]
    assert _labels(ticks.relative_time(0, 0.4, 4)) == ["0", "0.1 s", "0.2 s", "0.3 s", "0.4 s"]
    assert ticks.duration(90) == "1 m 30 s"
    hours = ticks.wall_time(1_763_600_000, 1_763_600_000 + 7200, 4)
    assert all(label.endswith((":00", ":30")) or " " in label for label in _labels(hours))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.07129, "0.0713"),
        (97.794, "97.79"),
        (41380.6, "41,381"),
        (0.00204, "2.04e-03"),
        (0.0, "0"),
        (-3.5, "-3.500"),
        (math.nan, "NaN"),
        (-math.inf, "-inf"),
        (1.5e9, "1.50e+09"),
    ],
)
def test_values(value: float, text: str) -> None:
    assert ticks.value_text(value) == text


def test_places_in_words() -> None:
    assert XKind.STEP.label(1240) == "step 1,240"
    assert XKind.EPOCH.label(1.5) == "epoch 1.5"
    assert XKind.RELATIVE.label(75) == "1 m 15 s in"
