from __future__ import annotations

import datetime as dt
import math

import pytest

from runyard.desktop.parts import words


@pytest.mark.parametrize(
    ("us", "said"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (420_000, "420 ms"),
        (7, "1 ms"),
        (51_900_000, "51 s"),
        (731_000_000, "12 m 11 s"),
        (3_600_000_000, "1 h 0 m"),
        (90_000_000_000, "1 d 1 h"),
    ],
)
def test_a_duration_reads_in_its_two_largest_units(us: int, said: str) -> None:
    assert words.duration(us) == said


def _us(*parts: int) -> int:
    return round(dt.datetime(*parts).astimezone().timestamp() * 1_000_000)  # type: ignore[misc]


def test_a_moment_is_shorter_the_nearer_it_is() -> None:
    now = _us(2026, 11, 21, 15, 0)
    assert words.moment(_us(2026, 11, 21, 14, 45), now) == "Today 14:45"
    assert words.moment(_us(2026, 11, 20, 23, 21), now) == "20 Nov 23:21"
    assert words.moment(_us(2025, 11, 6, 1, 2), now) == "6 Nov 2025"
    assert words.full_moment(_us(2026, 3, 4, 5, 6, 7)) == "4 Mar 2026, 05:06:07"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.0, "0"),
        (0.074812, "0.07481"),
        (97.0912, "97.09"),
        (512.0, "512"),
        (-3.14159, "-3.142"),
        (1.2e-9, "1.200e-09"),
        (1e300, "1.000e+300"),
        (math.nan, "NaN"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_a_number_keeps_its_significant_digits(value: float, said: str) -> None:
    assert words.number(value) == said


def test_numbers_of_a_column_share_their_decimals() -> None:
    places = words.decimals(0.1278)
    assert [words.aligned(v, places) for v in (0.1278, 0.0748, 0.0)] == ["0.1278", "0.0748", "0.0000"]
    assert words.aligned(97.0, words.decimals(97.38)) == "97.00"
    assert words.aligned(math.nan, 3) == "NaN"


def test_a_value_too_small_for_its_column_is_not_shown_as_zero() -> None:
    assert float(words.aligned(0.00012, 2)) == pytest.approx(0.00012)
    assert float(words.aligned(0.5, 0)) == 0.5
    assert float(words.aligned(3e20, 2)) == pytest.approx(3e20)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (1, "1 byte"),
        (312, "312 bytes"),
        (98_304, "96 KB"),
        (5_347_737, "5.10 MB"),
        (1_975_684_956, "1.84 GB"),
    ],
)
def test_sizes(found: int, said: str) -> None:
    assert words.size(found) == said


def test_counts_and_spent_time() -> None:
    assert words.count(10240) == "10,240"
    assert (words.seconds(0.0112), words.seconds(0.0), words.seconds(1.44)) == ("11 ms", "1 ms", "1.4 s")
