"""Merging small chunks by tiers: slow series stay compact, and a point is rewritten at most three times.

Sixteen chunks of one tier become one of the next; a chunk of 4,096 points or of the last tier is sealed. Only
neighbours are merged, into the row of the first of them, so the order of the ids stays the order of writing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from runyard.storage import bulk
from runyard.storage.metrics import chunks
from runyard.storage.metrics.chunks import FULL, SEALED, Tail
from runyard.storage.metrics.codec import EncodedChunk
from runyard.storage.metrics.splice import join
from runyard.storage.store import Store

_FAN = 16
_GROUPS = 128  # a transaction, and
_POINTS = 65_536  # at most, so that the write lock is held for some milliseconds


class Group(NamedTuple):
    """Neighbouring chunks of a series that are to become one."""

    series_id: int
    parts: list[Tail]


class Tails:
    """The small chunks that one process wrote, by run and series, and which series have news."""

    def __init__(self) -> None:
        self._tails: dict[int, dict[int, list[Tail]]] = {}
        self._news: dict[int, set[int]] = {}

    def add(self, run_id: int, tails: Iterable[tuple[int, Tail]]) -> None:
        """Remember chunks just written; small ones before a sealed one wait for the end of the run."""
        held, news = self._tails.setdefault(run_id, {}), self._news.setdefault(run_id, set())
        for series_id, tail in tails:
            if tail.tier == SEALED:
                held.pop(series_id, None)
            else:
                held.setdefault(series_id, []).append(tail)
                news.add(series_id)

    def due(self, run_id: int) -> Iterator[Group]:
        """Yield what ought to be merged now, one group a series at most."""
        news = self._news.get(run_id, set())
        for series_id in list(news):
            parts = _due(self._tails[run_id].get(series_id, []))
            if parts:
                yield Group(series_id, parts)
            else:
                news.discard(series_id)

    def replace(self, run_id: int, group: Group, merged: Tail | None) -> None:
        """Put the merged chunk in the place of its parts; None: they are not as they were, so forget them."""
        held = self._tails[run_id]
        tails = held.get(group.series_id, [])
        at = tails.index(group.parts[0])
        if merged is None or merged.tier == SEALED:
            held[group.series_id] = tails[at + len(group.parts) :]
        else:
            tails[at : at + len(group.parts)] = [merged]

    def forget(self, run_id: int) -> None:
        """Drop what is known of a run."""
        self._tails.pop(run_id, None)
        self._news.pop(run_id, None)


def _due(tails: Sequence[Tail]) -> list[Tail] | None:
    for _, same in groupby(tails, key=lambda tail: tail.tier):
        run = list(same)
        points = 0
        for n, tail in enumerate(run, 1):
            points += tail.points
            if n == _FAN or (n > 1 and points >= FULL):
                return run[:n]
    return None


def some(store: Store, tails: Tails, run_id: int, deadline: float) -> bool:
    """Merge what is due until `deadline` (of `time.monotonic`); return whether nothing is left."""
    while True:
        found = list(tails.due(run_id))
        if not found:
            return True
        for groups in _portions(found):
            if time.monotonic() >= deadline:
                return False
            merged = merge_groups(store, groups)
            for group in groups:
                tails.replace(run_id, group, merged.get(group.parts[0].id))


def every_tail(store: Store, run_id: int) -> None:
    """Merge all neighbouring small chunks of a run, whoever wrote them."""
    for _ in range(3):  # another process may be merging the same run: look again
        groups = list(_tail_groups(store, run_id))
        merged = sum(len(merge_groups(store, portion)) for portion in _portions(groups))
        if merged == len(groups):
            return


def _tail_groups(store: Store, run_id: int) -> Iterator[Group]:
    sql = """SELECT series_id, chunk.id, tier, chunk.count FROM series JOIN chunk ON series_id = series.id
             WHERE run_id = ? ORDER BY series_id, chunk.id"""
    with store.read():
        rows = store.connection.execute(sql, (run_id,)).fetchall()
    for series_id, of_series in groupby(rows, key=lambda row: int(row[0])):
        parts: list[Tail] = []
        for tail in [Tail(*row[1:]) for row in of_series] + [Tail(0, SEALED, 0)]:
            if tail.tier < SEALED:
                parts.append(tail)
            if tail.tier == SEALED or sum(part.points for part in parts) >= FULL:
                if len(parts) > 1:
                    yield Group(series_id, parts)
                parts = []


def _portions(groups: Sequence[Group]) -> Iterator[list[Group]]:
    portion: list[Group] = []
    points = 0
    for group in groups:
        portion.append(group)
        points += sum(part.points for part in group.parts)
        if len(portion) >= _GROUPS or points >= _POINTS:
            yield portion
            portion, points = [], 0
    if portion:
        yield portion


_STILL = """
SELECT value ->> 1 FROM json_each(?) WHERE (
  SELECT json_array(count(*), sum(count)) FROM chunk
  WHERE series_id = value ->> 0 AND id BETWEEN value ->> 1 AND value ->> 2
) = value ->> 3
"""
# Deletes all and inserts anew: SQLite packs pages again on a delete, not where an update shrinks a row.
_INSERT = """
INSERT INTO chunk(id, series_id, tier, count, min_step, max_step, min_time, max_time, overview, data)
SELECT * FROM ({values}) WHERE column1 IS NOT NULL
"""


def merge_groups(store: Store, groups: Sequence[Group]) -> dict[int, Tail]:
    """Merge each group in one transaction; return the new chunks by id, without the groups found changed."""
    encoded = _joined(store, groups)
    with store.write():
        execute = store.connection.execute
        expected = [
            (group.series_id, group.parts[0].id, group.parts[-1].id, _shape(group.parts)) for group in groups
        ]
        still = {row[0] for row in execute(_STILL, (json.dumps(expected),))}
        rows, gone = [], []
        for group in groups:
            first = group.parts[0].id
            if first in still and first in encoded:
                c = encoded[first]
                tier = chunks.tier_of(c, 1 + max(part.tier for part in group.parts))
                extremes = (c.min_step, c.max_step, c.min_time, c.max_time)
                rows.append((first, group.series_id, tier, c.count, *extremes, c.overview, c.data))
                gone += [part.id for part in group.parts]
        execute("DELETE FROM chunk WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(gone),))
        for statement in bulk.statements(_INSERT, rows):
            execute(statement.sql, statement.parameters)
    return {row[0]: Tail(row[0], row[2], row[3]) for row in rows}


def _shape(parts: Sequence[Tail]) -> str:
    return f"[{len(parts)},{sum(part.points for part in parts)}]"


def _joined(store: Store, groups: Sequence[Group]) -> dict[int, EncodedChunk]:
    ids = [part.id for group in groups for part in group.parts]
    sql = "SELECT id, data, count FROM chunk WHERE id IN (SELECT value FROM json_each(?))"
    with store.read():
        found = {row[0]: row[1:] for row in store.connection.execute(sql, (json.dumps(ids),))}
    joined = {}
    for group in groups:
        if all(part.id in found and found[part.id][1] == part.points for part in group.parts):
            points = sum(part.points for part in group.parts)
            data = [found[part.id] for part in group.parts]
            joined[group.parts[0].id] = join(data, overview=points >= chunks.OVERVIEW_FROM)
    return joined
