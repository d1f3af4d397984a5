"""Points on their way into a `Batch`: the records themselves, listed by series, turned into columns late.

The process that logs appends each record to the list of its series (or row) and hands the lists over now and
then; the reader of a segment does the same with the records it finds. So both share one way into a batch.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator
from itertools import groupby
from typing import Final, NamedTuple

from runyard.domain.series import SeriesKey
from runyard.journal.batch import Batch, Items, LogLine, Op, Owner, Points
from runyard.journal.framing import POINT_EPOCH_SIZE, POINT_SIZE

#: A point outside a record of its own, on the same word borders as one: head, step, time, value, series.
_PIECE: Final = struct.Struct("<QqqdQ")
_PIECE_EPOCH: Final = struct.Struct("<QqqddQ")
_WORD: Final = 8
#: Records are turned into columns in blocks of so many bytes, or of so many records if those are long: new
#: pages for all of them at once took six times as long as the work.
_BLOCK: Final = 1 << 16
_LEAST: Final = 256


class SeriesTail:
    """The records of one series that wait, and whether the series is logged alone or in a row.

    `append` is bound to one list that lives as long as the tail, so that a caller may keep it.
    """

    __slots__ = ("append", "home", "key", "number", "records")

    def __init__(self, number: int, key: SeriesKey) -> None:
        self.number = number
        self.key = key
        self.records: list[bytes] = []
        self.append = self.records.append
        self.home: RowTail | bool = False  # False: not used yet; True: alone

    def piece(self, step: int, time: int, value: float, epoch: float | None) -> None:
        """Keep a point that shares its record with others."""
        if epoch is None:
            self.append(_PIECE.pack(0, step, time, value, 0))
        else:
            self.append(_PIECE_EPOCH.pack(0, step, time, epoch, value, 0))


class RowTail:
    """The rows of series logged together that wait.

    `scattered`: one of its series is logged elsewhere too, so rows are taken apart to keep the written order.
    """

    __slots__ = ("append", "claimed", "members", "number", "records", "scattered")

    def __init__(self, number: int, members: tuple[SeriesTail, ...]) -> None:
        self.number = number
        self.members = members
        self.records: list[bytes] = []
        self.append = self.records.append
        self.claimed = False
        self.scattered = False


class _Taken(NamedTuple):
    series: list[tuple[SeriesKey, list[bytes]]]
    rows: list[tuple[tuple[SeriesKey, ...], list[bytes]]]


class Waiting(NamedTuple):
    """What `Pending.take` hands over; `batch` may run on another thread."""

    taken: list[_Taken]
    ops: list[Op]
    lines: list[LogLine]
    items: list[Items]

    def batch(self, owner: Owner, segment: int, start: int, end: int, sealed: bool) -> Batch:
        """Return the batch between two offsets of a segment."""
        points: dict[SeriesKey, Points] = {}
        for part in self.taken:
            for key, records in part.series:
                _spread_points(records, points.setdefault(key, Points()))
            for keys, records in part.rows:
                _spread_rows(records, [points.setdefault(key, Points()) for key in keys])
        times = [found.times[-1] for found in points.values() if found.times]
        times += [op.time for op in self.ops[-1:]] + [line.time for line in self.lines[-1:]]
        times += [call.time for call in self.items[-1:]]
        last = max(times, default=None)
        return Batch(owner, segment, start, end, sealed, points, self.ops, self.lines, last, self.items)


class Pending:
    """Everything logged since the last `take`. The caller guards it with a lock of its own."""

    __slots__ = ("_parts", "items", "lines", "ops", "rows", "series")

    def __init__(self) -> None:
        self.series: dict[int, SeriesTail] = {}
        self.rows: dict[int, RowTail] = {}
        self.ops: list[Op] = []
        self.lines: list[LogLine] = []
        self.items: list[Items] = []
        self._parts: list[_Taken] = []

    def alone(self, tail: SeriesTail) -> None:
        """Note that a series is logged by itself; rows it was part of are taken apart from now on."""
        if isinstance(tail.home, RowTail):
            self._scatter(tail.home)
        tail.home = True

    def claim(self, row: RowTail) -> None:
        """Note the first use of a row."""
        row.claimed = True
        if any(member.home for member in row.members):
            row.scattered = True
            for member in row.members:
                self.alone(member)
        else:
            for member in row.members:
                member.home = row

    def row(self, row: RowTail, record: bytes) -> None:
        """Keep a row record."""
        if not row.claimed:
            self.claim(row)
        if not row.scattered:
            row.append(record)
            return
        count = len(row.members)
        values = struct.unpack_from(f"<{len(record) // _WORD - 2}d", record, _WORD)
        step, time = struct.unpack_from("<qq", record, _WORD)
        epoch = values[2] if len(record) // _WORD > count + 4 else None
        first = 2 if epoch is None else 3
        for member, value in zip(row.members, values[first : first + count], strict=True):
            member.piece(step, time, value, epoch)

    def _scatter(self, row: RowTail) -> None:
        if row.records:
            self._parts.append(self._lists())
        row.scattered = True
        for member in row.members:
            member.home = True

    def _lists(self) -> _Taken:
        series = []
        for tail in list(self.series.values()):  # a signal handler may declare another meanwhile
            if tail.records:
                series.append((tail.key, tail.records[:]))
                tail.records.clear()
        rows = []
        for row in list(self.rows.values()):
            if row.records:
                rows.append((tuple([member.key for member in row.members]), row.records[:]))
                row.records.clear()
        return _Taken(series, rows)

    def take(self) -> Waiting:
        """Hand over what waits and begin anew."""
        waiting = Waiting([*self._parts, self._lists()], self.ops, self.lines, self.items)
        self._parts, self.ops, self.lines, self.items = [], [], [], []
        return waiting


def _words(blob: bytes) -> tuple[array[int], array[float]]:
    integers, floats = array("q"), array("d")
    integers.frombytes(blob)
    floats.frombytes(blob)
    if sys.byteorder == "big":
        integers.byteswap()
        floats.byteswap()
    return integers, floats


def _extend(points: Points, steps: array[int], times: array[int], values: array[float]) -> None:
    if points.steps:
        points.steps.extend(steps)
        points.times.extend(times)
        points.values.extend(values)
    else:
        points.steps, points.times, points.values = steps[:], times[:], values


def _extend_epochs(points: Points, epochs: array[float] | None, added: int) -> None:
    """Keep epochs as long as the points, which do not hold the `added` new ones yet."""
    if epochs is None and points.epochs is None:
        return
    if points.epochs is None:
        points.epochs = _nans(len(points))
    points.epochs.extend(epochs if epochs is not None else _nans(added))


def _nans(count: int) -> array[float]:
    return array("d", [float("nan")]) * count


def _blocks(records: list[bytes]) -> Iterator[list[bytes]]:
    size = max(_LEAST, _BLOCK // len(records[0]))
    for start in range(0, len(records), size):
        yield records[start : start + size]


def _spread_points(records: list[bytes], points: Points) -> None:
    for block in _blocks(records):
        blob, count = b"".join(block), len(block)
        if len(blob) == POINT_SIZE * count:
            integers, values = _words(blob)
            _extend_epochs(points, None, count)
            _extend(points, integers[1::5], integers[2::5], values[3::5])
        elif len(blob) == POINT_EPOCH_SIZE * count:
            integers, values = _words(blob)
            _extend_epochs(points, values[3::6], count)
            _extend(points, integers[1::6], integers[2::6], values[4::6])
        else:
            for _, same in groupby(block, len):
                _spread_points(list(same), points)


def _spread_rows(records: list[bytes], columns: list[Points]) -> None:
    width = len(columns) + 4
    for size, same in groupby(records, len):
        for block in _blocks(list(same)):
            integers, values = _words(b"".join(block))
            stride = size // _WORD
            steps, times = integers[1::stride], integers[2::stride]
            epochs = values[3::stride] if stride > width else None
            first = 3 if epochs is None else 4
            for index, points in enumerate(columns):
                _extend_epochs(points, epochs, len(block))
                _extend(points, steps, times, values[first + index :: stride])
