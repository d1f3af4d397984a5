"""Chunks keep every bit: any int64 steps and times, any float64 pattern, any epochs."""

from __future__ import annotations

import math
import struct
import sys
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runyard.journal.batch import Points
from runyard.storage.metrics import codec, decode
from runyard.storage.metrics.splice import join

INT64 = st.integers(-(2**63), 2**63 - 1)
BITS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.floats(width=32).map(lambda v: struct.unpack("<Q", struct.pack("<d", v))[0]),
    st.sampled_from([0x7FF0000000000001, 0x7FF8000020000000, 0xFFF8000000000001, 1, 1 << 63]),
)


@st.composite
def integers(draw: st.DrawFn, count: int) -> array[int]:
    """Columns as they occur: anything, progressions, and walks of small and large steps."""
    if draw(st.booleans()):
        return array("q", draw(st.lists(INT64, min_size=count, max_size=count)))
    low, high = draw(
        st.sampled_from(
            [(5, 5), (0, 9), (-200, 200), (10**6, 10**6 + 300), (400_000, 600_000), (-(10**10), 10**10)]
        )
    )
    start = draw(st.integers(-(2**40), 2**40))
    column = array("q", [start])
    for difference in draw(st.lists(st.integers(low, high), min_size=count - 1, max_size=count - 1)):
        column.append(column[-1] + difference)
    return column


@st.composite
def some_points(draw: st.DrawFn, most: int = 200) -> Points:
    """Points of any content."""
    count = draw(st.integers(1, most))
    bits = draw(st.lists(BITS, min_size=count, max_size=count))
    values = array("d", struct.pack(f"={count}Q", *bits))
    epochs = None
    if draw(st.booleans()):
        choices = st.one_of(st.sampled_from([0.0, 1.0, float("nan")]), st.floats())
        epochs = array("d", draw(st.lists(choices, min_size=count, max_size=count)))
        epochs[0] = 1.0
    return Points(draw(integers(count)), draw(integers(count)), values, epochs)


def same(found: array[float] | None, wanted: array[float] | None) -> bool:
    """Compare by bits."""
    if found is None or wanted is None:
        return found is wanted
    return found.tobytes() == wanted.tobytes()


@settings(deadline=None)  # the machine may be busy
@given(some_points())
def test_both_readers_return_every_bit(points: Points) -> None:
    chunk = codec.encode(points, overview=True)
    count = len(points.steps)
    plain = codec.decode_points(chunk.data, count)
    fast = decode.decode(chunk.data, count)
    assert plain.steps == points.steps == array("q", fast.steps.tolist())
    assert plain.times == points.times == array("q", fast.times.tolist())
    assert same(plain.values, points.values)
    assert fast.values.tobytes() == points.values.tobytes()
    assert same(plain.epochs, points.epochs)
    assert (fast.epochs is None) == (points.epochs is None)
    if fast.epochs is not None and points.epochs is not None:
        assert fast.epochs.tobytes() == points.epochs.tobytes()


@settings(deadline=None)  # the machine may be busy
@given(some_points())
def test_a_chunk_says_its_extremes(points: Points) -> None:
    chunk = codec.encode(points, overview=False)
    assert chunk.count == len(points.steps)
    assert (chunk.min_step, chunk.max_step) == (min(points.steps), max(points.steps))
    assert (chunk.min_time, chunk.max_time) == (min(points.times), max(points.times))
    assert chunk.ordered == (list(points.steps) == sorted(points.steps))


@settings(deadline=None)  # the machine may be busy
@given(some_points(most=300))
def test_an_overview_keeps_extremes_of_every_block(points: Points) -> None:
    blob = codec.encode(points, overview=True).overview
    assert blob is not None
    found = decode.decode_overview(blob)
    assert len(found.low) == math.ceil(len(points.steps) / codec.BLOCK)
    for block in range(len(found.low)):
        values = points.values[block * codec.BLOCK : (block + 1) * codec.BLOCK]
        numbers = [v for v in values if not math.isnan(v)]
        low, high = (min(numbers), max(numbers)) if numbers else (math.nan, math.nan)
        assert np.array_equal(
            [low, high, values[0], values[-1]],
            [found.low[block], found.high[block], found.first[block], found.last[block]],
            equal_nan=True,
        )
        assert found.nans[block] == len(values) - len(numbers)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(some_points(most=40), min_size=1, max_size=5))
def test_joining_is_writing_one_after_the_other(parts: list[Points]) -> None:
    chunks = [codec.encode(part, overview=False) for part in parts]
    joined = join([(chunk.data, chunk.count) for chunk in chunks], overview=True)
    found = decode.decode(joined.data, joined.count)
    several = decode.decode_many([(c.data, c.count) for c in chunks], sum(c.count for c in chunks))
    for one, other in zip(found, several, strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("base", [-40_000, 0, 40_000, 3 * 10**9])
@pytest.mark.parametrize("spread", [255, 256, 65_535, 65_536, 2**32 - 1, 2**32])
def test_borders_of_the_widths(base: int, spread: int) -> None:
    column = array("q", [7, 7 + base, 7 + 2 * base + spread, 7 + 3 * base + spread])
    packed = codec.pack_integers(column)
    points = Points(column, column, array("d", [0.0] * 4))
    assert codec.decode_points(codec.encode(points, overview=False).data, 4).steps == column
    assert (packed.low, packed.high) == (min(column), max(column))


def test_a_step_back_by_one_is_no_order() -> None:
    chunk = codec.encode(
        Points(array("q", [3, 2, 9]), array("q", [3, 2, 9]), array("d", [0.0] * 3)), overview=False
    )
    assert not chunk.ordered
    assert (chunk.min_step, chunk.max_step, chunk.min_time, chunk.max_time) == (2, 9, 2, 9)


def test_what_is_regular_takes_no_space() -> None:
    count = 4096
    steps = array("q", range(0, 10 * count, 10))
    times = array("q", [10**15 + i * 500_000 + i % 7 for i in range(count)])
    exact = array("d", [0.5] * count)
    chunk = codec.encode(Points(steps, times, exact), overview=False)
    assert len(chunk.data) < count * 5 + 64  # 4 bytes a value, 1 a time
    assert (
        len(codec.encode(Points(steps, times, array("d", [0.1] * count)), overview=False).data)
        < count * 9 + 64
    )


def test_a_value_beyond_float32_keeps_the_whole_chunk_in_float64() -> None:
    for value in (1e300, 0.1, 5e-324, struct.unpack("<d", struct.pack("<Q", 0x7FF0000000000001))[0]):
        points = Points(array("q", [0, 1]), array("q", [0, 1]), array("d", [1.0, value]))
        assert codec.kinds(codec.encode(points, overview=False).data)[1] == 8
    narrow = Points(array("q", [0, 1, 2]), array("q", [0, 1, 2]), array("d", [1.0, -0.0, math.inf]))
    assert codec.kinds(codec.encode(narrow, overview=False).data)[1] == 4


def test_epochs_that_change_rarely_are_runs() -> None:
    count = 1000
    steps = array("q", range(count))
    epochs = array("d", [i // 100 for i in range(count)])
    with_epochs = codec.encode(Points(steps, steps, array("d", [0.5] * count), epochs), overview=False)
    without = codec.encode(Points(steps, steps, array("d", [0.5] * count)), overview=False)
    assert len(with_epochs.data) - len(without.data) <= 4 + 10 * 12


def test_bytes_are_little_endian_whatever_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    points = Points(
        array("q", [3, 9, 4]), array("q", [1, 2, 9]), array("d", [0.1, 2.0, 3.0]), array("d", [1, 2, 3])
    )
    here = codec.encode(points, overview=True)
    assert struct.pack("<d", 0.1) in here.data
    assert sys.byteorder == "little" or codec.raw(array("q", [1])) == struct.pack("<q", 1)


def test_an_unknown_format_is_refused() -> None:
    chunk = codec.encode(Points(array("q", [0]), array("q", [0]), array("d", [1.0])), overview=True)
    with pytest.raises(ValueError, match="format 9"):
        decode.decode(b"\x09" + chunk.data[1:], 1)
    assert chunk.overview is not None
    with pytest.raises(ValueError, match="format 9"):
        decode.decode_overview(b"\x09" + chunk.overview[1:])


def test_a_wrong_total_is_refused() -> None:
    chunk = codec.encode(Points(array("q", [0]), array("q", [0]), array("d", [1.0])), overview=False)
    with pytest.raises(ValueError, match="more than"):
        decode.decode_many([(chunk.data, 1), (chunk.data, 1)], 1)
    with pytest.raises(ValueError, match="instead of"):
        decode.decode_many([(chunk.data, 1)], 2)


def test_steps_that_leap_over_half_the_range_are_still_in_order() -> None:
    points = Points(array("q", [-1, 2**63 - 1]), array("q", [0, 1]), array("d", [0.0, 1.0]))
    chunk = codec.encode(points, overview=False)
    assert chunk.ordered
    assert codec.decode_points(chunk.data, 2).steps == points.steps
