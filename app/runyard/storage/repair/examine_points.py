"""Whether the points of every series can be read and are what the series' summary says."""

from __future__ import annotations

import json
import math
import sqlite3
import struct
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from runyard.domain.context import words
from runyard.storage.metrics import codec
from runyard.storage.metrics.decode import Arrays, decode

UNREADABLE = (ValueError, TypeError, IndexError, OverflowError, MemoryError, struct.error)
_BLOCK = 200  # series that are looked at in one short read
_SUMMARY = """SELECT id, count, first_step, last_step, first, last, low, high, nan_count, first_time,
                last_time, total FROM series WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id"""
_CHUNKS = """SELECT series_id, id, count, min_step, max_step, min_time, max_time, overview, data FROM chunk
             WHERE series_id IN (SELECT value FROM json_each(?)) ORDER BY series_id, id"""
_NAMES = """SELECT run.hash, run.name, name.text, canonical FROM series LEFT JOIN run ON run.id = run_id
            LEFT JOIN name ON name.id = name_id LEFT JOIN context ON context.id = context_id
            WHERE series.id = ?"""


class Chunk(NamedTuple):
    """One row of `chunk`."""

    series_id: int
    id: int
    count: int  # type: ignore[assignment]
    min_step: int
    max_step: int
    min_time: int
    max_time: int
    overview: bytes | None
    data: bytes


class Wrong(NamedTuple):
    """A series that is not sound: whose it is, and what is wrong with it."""

    whose: str
    reason: str


def unsound(
    connection: sqlite3.Connection, step: Callable[[int, int], None] | None = None
) -> Iterator[Wrong]:
    """Yield every series whose chunks cannot all be read, or do not add up to its summary."""
    ids = [row[0] for row in connection.execute("SELECT id FROM series WHERE kind IN (1, 2) ORDER BY id")]
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        try:
            found = list(_compared(connection, block))
        except sqlite3.DatabaseError:  # a damaged page: which of the series it is
            found = [pair for one in block for pair in _alone(connection, one)]
        for series_id, reason in found:
            yield Wrong(whose(connection, series_id), reason)
        if step is not None:
            step(min(start + _BLOCK, len(ids)), len(ids))


def whose(connection: sqlite3.Connection, series_id: int) -> str:
    """Return the metric and the run of a series, in words."""
    try:
        row = connection.execute(_NAMES, (series_id,)).fetchone() or (None,) * 4
    except sqlite3.DatabaseError:
        row = (None,) * 4
    digest, run, name, context = row
    return f"{metric(name, context, series_id)} of {named(digest, run)}"


def metric(name: str | None, context: str | None, series_id: int) -> str:
    """Return a metric with its context in words."""
    if name is None:
        return f"the metric with the id {series_id}"
    try:
        said = words(context) if context else ""
    except ValueError:
        said = "a damaged context"
    return f"{name} ({said})" if said else name


def named(digest: str | None, name: str | None) -> str:
    """Return a run in words."""
    if digest is None:
        return "a run whose row cannot be read"
    return f"run {name}" if name and digest[:8] in name else f"run {name} ({digest[:8]})"


def _alone(connection: sqlite3.Connection, series_id: int) -> Iterator[tuple[int, str]]:
    try:
        yield from _compared(connection, [series_id])
    except sqlite3.DatabaseError as error:
        yield series_id, f"points lie on a damaged page ({error})"


def _compared(connection: sqlite3.Connection, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Yield (series id, what is wrong) of some series, seen in one state of the database."""
    asked = (json.dumps(list(ids)),)
    connection.execute("BEGIN")
    try:
        summaries = connection.execute(_SUMMARY, asked).fetchall()
        chunks = [Chunk(*row) for row in connection.execute(_CHUNKS, asked)]
    finally:
        connection.execute("ROLLBACK")
    by_series = {series_id: list(rows) for series_id, rows in groupby(chunks, lambda chunk: chunk.series_id)}
    for series_id, *summary in summaries:
        reason = _reason(summary, by_series.get(series_id, []))
        if reason:
            yield series_id, reason


def _reason(summary: Sequence[Any], chunks: Sequence[Chunk]) -> str:
    tally = Tally()
    broken = 0
    for chunk in chunks:
        points = sound(chunk)
        if points is None:
            broken += 1
        else:
            tally.add(points)
    if broken:
        return f"{broken} of {len(chunks)} chunks of points cannot be read"
    return tally.difference(summary)


def sound(chunk: Chunk) -> Arrays | None:
    """Return the points of a chunk, or None when they are not what its row says."""
    try:
        points = decode(chunk.data, chunk.count)
        wanted = (chunk.min_step, chunk.max_step, chunk.min_time, chunk.max_time)
        steps, times = points.steps, points.times
        if (steps.min(), steps.max(), times.min(), times.max()) != wanted:
            return None
        if chunk.overview is not None:
            width = codec.kinds(chunk.data)[1]
            if codec.make_overview(array("d", points.values.tobytes()), width) != chunk.overview:
                return None
    except UNREADABLE:
        return None
    return points


class Tally:
    """A summary counted again from the points themselves, chunk by chunk in written order."""

    def __init__(self) -> None:
        self.found: list[Any] = [0, None, None, None, None, None, None, 0, None, None]
        self.total = 0.0
        self.size = 0.0  # of the absolute values, which says how exact a sum can be

    def add(self, points: Arrays) -> None:
        """Count the points of one more chunk."""
        import numpy as np

        steps, values = points.steps, points.values
        count, first_step, last_step, first, last, low, high, nans, first_time, last_time = self.found
        start, end = int(steps.min()), int(steps.max())
        if first_step is None or start <= first_step:
            first_step, first = start, float(values[(steps == start).nonzero()[0][-1]])
        if last_step is None or end >= last_step:
            last_step, last = end, float(values[(steps == end).nonzero()[0][-1]])
        numbers = values[values == values]  # noqa: PLR0124 - NaN is the one that differs from itself
        with np.errstate(all="ignore"):  # a sum beyond all numbers is no damage
            self.total += float(numbers.sum())
            self.size += float(abs(numbers).sum())
        if len(numbers):
            low = min(float(numbers.min()), math.inf if low is None else low)
            high = max(float(numbers.max()), -math.inf if high is None else high)
        first_time = (
            int(points.times.min()) if first_time is None else min(first_time, int(points.times.min()))
        )
        last_time = int(points.times.max()) if last_time is None else max(last_time, int(points.times.max()))
        nans += len(values) - len(numbers)
        self.found = [
            count + len(steps),
            first_step,
            last_step,
            first,
            last,
            low,
            high,
            nans,
            first_time,
            last_time,
        ]

    def difference(self, summary: Sequence[Any]) -> str:
        """Return the first thing in which a stored summary differs, in words; empty when there is none."""
        words = ("number of points", "first step", "last step", "first value", "last value", "lowest value",
                 "highest value", "number of NaN", "first time", "last time")  # fmt: skip
        *fields, total = summary
        for word, stored, counted in zip(words, fields, self.found, strict=True):
            value = None if isinstance(counted, float) and math.isnan(counted) else counted
            if stored != value:
                return f"the {word} is {value} by its points, {stored} by its summary"
        exact = self.found[0] * 1e-15 * self.size  # sums of another order differ by less
        if math.isfinite(self.size) and total is not None and abs(self.total - total) > exact:
            return f"the sum of the values is {self.total} by its points, {total} by its summary"
        return ""
