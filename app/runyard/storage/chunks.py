"""Chunk rows: cutting points into chunks and inserting them; tiers count how often a point was rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from runyard.journal.batch import Points
from runyard.storage import bulk, codec
from runyard.storage.codec import EncodedChunk
from runyard.storage.store import Store

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


def insert(store: Store, rows: Sequence[tuple[int, EncodedChunk]]) -> list[tuple[int, Tail]]:
    """Insert (series id, chunk) rows, and return (series id, tail) of each. Inside an open write."""
    tails: list[tuple[int, Tail]] = []
    flat = [
        (
            series_id,
            tier_of(c, 0),
            c.count,
            c.min_step,
            c.max_step,
            c.min_time,
            c.max_time,
            c.overview,
            c.data,
        )
        for series_id, c in rows
    ]
    for values, parameters in bulk.blocks(flat):
        last = store.connection.execute(_INSERT.format(values=values), parameters).lastrowid
        block = flat[len(tails) : len(tails) + len(parameters) // 9]
        first = int(last or 0) - len(block) + 1  # rows get the next id each, while nobody else can write
        tails += [(row[0], Tail(first + i, row[1], row[2])) for i, row in enumerate(block)]
    return tails
