"""Points to bytes and back with the standard library only, losing nothing; `decode` is the twin on numpy.

A chunk is little-endian: five bytes that say how each part is kept, then steps, values, times, epochs.

- steps and times, kind 0: an arithmetic progression (start i64, and stride i64 if there are two points or
  more); kinds 1, 2, 4, 8: start i64 and count - 1 signed differences of that many bytes; kinds 17 to 20:
  start i64, base i64, and count - 1 differences less the base, unsigned, of 1 to 4 bytes (of 3: the lower two
  bytes of all, then the upper one of all); kind 9: int64 each
- values, kind 4 or 8: float32 where every value of the chunk survives bit for bit, else float64
- epochs, kind 0: none; kind 1: u32 runs, u32 lengths, float64 values; kind 8: float64 each; NaN: not given

An overview is two bytes (format, bytes a value), then for every 64 points in written order: lows, highs,
firsts, lasts, and one byte each for the number of NaN.
"""

from __future__ import annotations

import operator
import struct
import sys
from array import array
from collections.abc import Iterable
from itertools import accumulate, chain, groupby
from math import isnan
from typing import NamedTuple

from runyard.journal.batch import Points

FORMAT = 1
BLOCK = 64
HEAD = struct.Struct("<BBBBB")
RAW = 9
BASED = 16
THREE = 3  # the one width that arrays do not have
_SIGNED = {1: "b", 2: "h", 4: "i", 8: "q"}
_UNSIGNED = {1: "B", 2: "H", 4: "I"}
_ONE = struct.Struct("<q")
_TWO = struct.Struct("<qq")
_COUNT = struct.Struct("<I")
_SWAP = sys.byteorder == "big"
_NAN = float("nan")
_TRIAL = 16


class EncodedChunk(NamedTuple):
    """A chunk row but for its id and series; `ordered` says that steps never fell."""

    count: int  # type: ignore[assignment]
    min_step: int
    max_step: int
    min_time: int
    max_time: int
    ordered: bool
    overview: bytes | None
    data: bytes


class Packed(NamedTuple):
    """A packed integer column: its kind, its bytes, its extremes, and whether it never fell."""

    kind: int
    data: bytes
    low: int
    high: int
    ordered: bool


def encode(points: Points, *, overview: bool) -> EncodedChunk:
    """Encode one chunk of at least one point; `overview` adds the summary of every 64 points."""
    count = len(points.steps)
    steps = pack_integers(points.steps)
    times = pack_integers(points.times)
    narrow = narrowed(points.values)
    width, values = (8, points.values) if narrow is None else (4, narrow)
    epoch_kind, epochs = pack_epochs(points.epochs)
    head = HEAD.pack(FORMAT, steps.kind, width, times.kind, epoch_kind)
    return EncodedChunk(
        count,
        steps.low,
        steps.high,
        times.low,
        times.high,
        steps.ordered,
        make_overview(points.values, width) if overview else None,
        b"".join((head, steps.data, raw(values), times.data, epochs)),
    )


def decode_points(data: bytes, count: int) -> Points:
    """Return the points of a chunk of `count`, bit for bit."""
    step_kind, width, time_kind, epoch_kind = kinds(data)
    steps, at = _unpack_integers(data, HEAD.size, step_kind, count)
    values = unraw("f" if width == 4 else "d", data[at : at + width * count])
    times, at = _unpack_integers(data, at + width * count, time_kind, count)
    wide = values if width == 8 else array("d", values)
    return Points(steps, times, wide, _unpack_epochs(data, at, epoch_kind))


def kinds(data: bytes) -> tuple[int, int, int, int]:
    """Return how a chunk keeps its steps, values, times and epochs."""
    version, step_kind, width, time_kind, epoch_kind = HEAD.unpack_from(data)
    if version != FORMAT:
        raise ValueError(f"chunk format {version} is not known")
    return step_kind, width, time_kind, epoch_kind


def integer_size(kind: int, count: int) -> int:
    """Return how many bytes a packed integer column of `count` takes."""
    if kind == 0:
        return 16 if count > 1 else 8
    if kind > BASED:
        return 16 + (kind - BASED) * (count - 1)
    return 8 * count if kind == RAW else 8 + kind * (count - 1)


def pack_integers(column: array[int]) -> Packed:
    """Pack int64 as a progression, as narrow differences, or as they are, whichever is smallest."""
    count = len(column)
    start, end = column[0], column[-1]
    if count == 1:
        return Packed(0, _ONE.pack(start), start, start, True)
    stride = column[1] - start
    if end - start == stride * (count - 1) and -(2**63) <= stride < 2**63 and _progresses(column, stride):
        return Packed(0, _TWO.pack(start, stride), min(start, end), max(start, end), stride >= 0)
    for width in (1, 2, 4, 8):
        try:  # the first difference that does not fit ends the attempt, so a miss is cheap
            differences = array(_SIGNED[width], map(operator.sub, column[1:], column))
        except OverflowError:
            continue
        least = min(differences)
        kind, data = (width, raw(differences)) if width < 4 else _pack_wide(differences, width, least)
        data = _ONE.pack(start) + data
        if least >= 0:
            return Packed(kind, data, start, end, True)
        return Packed(kind, data, min(column), max(column), False)
    ordered = all(map(operator.le, column, column[1:]))
    return Packed(RAW, raw(column), min(column), max(column), ordered)


def _pack_wide(differences: array[int], width: int, least: int) -> tuple[int, bytes]:
    """Keep steady differences, such as the times of a regular loop, as small distances from the least."""
    spread = max(differences) - least
    for narrow in (1, 2, 3, 4):
        if narrow < width and spread < 1 << 8 * narrow:
            small = [difference - least for difference in differences]
            return BASED + narrow, _ONE.pack(least) + _pack_small(small, narrow)
    return width, raw(differences)


def _pack_small(small: list[int], width: int) -> bytes:
    if width != THREE:
        return raw(array(_UNSIGNED[width], small))
    lower = array("H", [number & 0xFFFF for number in small])
    return raw(lower) + bytes([number >> 16 for number in small])


def _unpack_small(data: bytes, width: int) -> Iterable[int]:
    if width != THREE:
        return unraw(_UNSIGNED[width], data)
    end = len(data) // THREE * 2
    return map(operator.or_, unraw("H", data[:end]), (upper << 16 for upper in data[end:]))


def _progresses(column: array[int], stride: int) -> bool:
    start, count = column[0], len(column)
    if stride == 0:
        return column.count(start) == count
    return column == array("q", range(start, start + stride * count, stride))


def _unpack_integers(data: bytes, at: int, kind: int, count: int) -> tuple[array[int], int]:
    end = at + integer_size(kind, count)
    if kind == RAW:
        return unraw("q", data[at:end]), end
    [start] = _ONE.unpack_from(data, at)
    if kind == 0:
        stride = _ONE.unpack_from(data, at + 8)[0] if count > 1 else 0
        if stride == 0:
            return array("q", [start]) * count, end
        return array("q", range(start, start + stride * count, stride)), end
    if kind > BASED:
        [base] = _ONE.unpack_from(data, at + 8)
        small = _unpack_small(data[at + 16 : end], kind - BASED)
        return array("q", accumulate(chain((start,), map(base.__add__, small)))), end
    return array("q", accumulate(chain((start,), unraw(_SIGNED[kind], data[at + 8 : end])))), end


def narrowed(values: array[float]) -> array[float] | None:
    """Return the values as float32 if every one survives bit for bit, NaN payloads and signs included."""
    for trial in (values[:_TRIAL], values):
        narrow = array("f", trial)  # beyond the range becomes inf, which then differs
        if array("d", narrow).tobytes() != trial.tobytes():
            return None
    return narrow


def make_overview(values: array[float], width: int) -> bytes:
    """Return lows, highs, firsts, lasts and NaN counts of every 64 values, in written order."""
    blocks = [values[i : i + BLOCK] for i in range(0, len(values), BLOCK)]
    code = "f" if width == 4 else "d"
    if not isnan(sum(values)):  # then there is none (infinities of both signs take the long way too)
        nans = bytes(len(blocks))
        lows, highs = array(code, map(min, blocks)), array(code, map(max, blocks))
    else:
        numbers = [[v for v in block if not isnan(v)] for block in blocks]
        nans = bytes(len(block) - len(kept) for block, kept in zip(blocks, numbers, strict=True))
        lows = array(code, [min(kept, default=_NAN) for kept in numbers])
        highs = array(code, [max(kept, default=_NAN) for kept in numbers])
    firsts = array(code, values[::BLOCK])
    lasts = array(code, [block[-1] for block in blocks])
    return b"".join((bytes((FORMAT, width)), raw(lows), raw(highs), raw(firsts), raw(lasts), nans))


def pack_epochs(epochs: array[float] | None) -> tuple[int, bytes]:
    """Return the kind and bytes of the epochs: runs of equal bits, or each where runs would be longer."""
    if epochs is None or all(map(isnan, epochs)):
        return 0, b""
    bits = unraw("q", epochs.tobytes(), swap=False)
    runs = [(key, sum(1 for _ in same)) for key, same in groupby(bits)]
    if 4 + 12 * len(runs) >= 8 * len(epochs):
        return 8, raw(epochs)
    lengths = struct.pack(f"<{len(runs)}I", *[length for _, length in runs])
    return 1, _COUNT.pack(len(runs)) + lengths + raw(array("q", [key for key, _ in runs]))


def _unpack_epochs(data: bytes, at: int, kind: int) -> array[float] | None:
    if kind == 0:
        return None
    if kind == 8:
        return unraw("d", data[at:])
    [runs] = _COUNT.unpack_from(data, at)
    lengths = struct.unpack_from(f"<{runs}I", data, at + 4)
    bits = unraw("q", data[at + 4 + 4 * runs :])
    each = array("q")
    for key, length in zip(bits, lengths, strict=True):
        each.extend(array("q", [key]) * length)
    return unraw("d", each.tobytes(), swap=False)


def raw(column: array[int] | array[float]) -> bytes:
    """Return an array as little-endian bytes."""
    if _SWAP and column.itemsize > 1:
        column = column[:]
        column.byteswap()
    return column.tobytes()


def unraw(code: str, data: bytes, *, swap: bool = _SWAP) -> array:  # type: ignore[type-arg]
    """Return little-endian bytes (or, without `swap`, bytes as this machine keeps them) as an array."""
    column = array(code)
    column.frombytes(data)
    if swap and column.itemsize > 1:
        column.byteswap()
    return column
