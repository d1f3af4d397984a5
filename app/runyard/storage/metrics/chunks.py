"""Chunk rows: cutting points into chunks and inserting them; tiers count how often a point was rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from runyard.journal.batch import Points
from runyard.storage import bulk
from runyard.storage.bulk import Statement
from runyard.storage.metrics import codec
from runyard.storage.metrics.codec import EncodedChunk

FULL = 4096  # points; a chunk of at least so many is sealed
_LARGE = 8192  # points; what comes in one go is cut here, which wastes less of the last page of each chunk
SEALED = 3  # the tier of a chunk that is never rewritten again
OVERVIEW_FROM = 256


class Tail(NamedTuple):
    """A chunk that may still be merged with its neighbours."""

    id: int
    tier: int
    points: int


def cut(points: Points) -> Iterator[Points]:
    """Yield the points in pieces: one, or several of about `_LARGE`, none of them a small rest."""
    total = len(points.steps)
    parts = max(1, total // _LARGE)
    if parts == 1:
        yield points
        return
    for part in range(parts):
        start, end = total * part // parts, total * (part + 1) // parts
        epochs = None if points.epochs is None else points.epochs[start:end]
        yield Points(points.steps[start:end], points.times[start:end], points.values[start:end], epochs)


def encoded(points: Points) -> list[EncodedChunk]:
    """Return the chunks of new points."""
    return [codec.encode(piece, overview=len(piece.steps) >= OVERVIEW_FROM) for piece in cut(points)]


def tier_of(chunk: EncodedChunk, rewritten: int) -> int:
    """Return the tier of a chunk whose points have been rewritten so often."""
    return SEALED if chunk.count >= FULL else min(rewritten, SEALED)


_INSERT = """
INSERT INTO chunk(series_id, tier, count, min_step, max_step, min_time, max_time, overview, data)
SELECT * FROM ({values}) WHERE column1 IS NOT NULL
"""


class Insert(NamedTuple):
    """Chunks ready to be inserted: the statements, and (series id, tier, points) of each row."""

    statements: list[Statement]
    rows: list[tuple[int, int, int]]


def insert(chunks: Sequence[tuple[int, EncodedChunk]]) -> Insert:
    """Return what inserts chunks, given as (series id, chunk)."""
    tiers = [tier_of(chunk, 0) for _, chunk in chunks]
    rows = [
        (series_id, tier, c.count, c.min_step, c.max_step, c.min_time, c.max_time, c.overview, c.data)
        for tier, (series_id, c) in zip(tiers, chunks, strict=True)
    ]
    return Insert(bulk.statements(_INSERT, rows), [row[:3] for row in rows])


def tails(found: Insert, last_ids: Iterable[int]) -> Iterator[tuple[int, Tail]]:
    """Yield (series id, tail) of inserted chunks from the last row id of each statement.

    Rows get the next id each, because nobody else can write meanwhile.
    """
    rows = iter(found.rows)
    for statement, last in zip(found.statements, last_ids, strict=True):
        for row_id in range(last - statement.rows + 1, last + 1):
            series_id, tier, points = next(rows)
            yield series_id, Tail(row_id, tier, points)
