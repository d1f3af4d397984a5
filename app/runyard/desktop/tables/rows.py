"""`RowCache`: the rows that have been fetched, which of them are out of date, and what to fetch next."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import Any

BLOCK = 128
#: Rows kept, and how far from what is visible they may be once there are more.
KEPT = 4096
NEAR = 1024
#: Rows beyond the visible ones that are fetched with them.
AHEAD = 32


class RowCache:
    """Rows by id, so that they stay when the order changes; one out of date shows until the new one comes."""

    def __init__(self) -> None:
        self._rows: dict[int, Any] = {}
        self._stale: set[int] = set()
        self._asked: frozenset[int] = frozenset()
        self._absent: set[int] = set()

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, row_id: int) -> Any | None:
        """Return a row, perhaps out of date; None if it is not here."""
        return self._rows.get(row_id)

    def clear(self) -> None:
        """Forget all."""
        self._rows.clear()
        self._stale.clear()
        self._absent.clear()
        self._asked = frozenset()

    def spoil(self, ids: Iterable[int] | None) -> bool:
        """Mark rows out of date (None: all); return whether any row kept is concerned."""
        known = self._rows.keys() if ids is None else self._rows.keys() & set(ids)
        # A row on its way may have been read before the change.
        coming = self._asked if ids is None else self._asked & set(ids)
        self._absent.difference_update(() if ids is None else ids)
        if ids is None:
            self._absent.clear()
        self._stale.update(known, coming)
        return bool(known or coming)

    def spoil_heads(self) -> None:
        """Mark the heads of groups out of date, which have negative ids."""
        self._stale.update([row_id for row_id in self._rows if row_id < 0])

    def needed(self, ids: array[int], first: int, last: int) -> tuple[int, ...]:
        """Return the ids to fetch so that the blocks around the visible rows are here and fresh.

        While an earlier request still brings something of use, nothing: it would be begun again and again.
        """
        begin = max(0, first - AHEAD) // BLOCK * BLOCK
        end = min(len(ids), (last + AHEAD) // BLOCK * BLOCK + BLOCK)
        window = ids[begin:end]
        if not self._asked.isdisjoint(ids[max(0, first) : last + 1]):
            return ()
        rows, stale, absent = self._rows, self._stale, self._absent
        found = tuple(i for i in window if (i not in rows or i in stale) and i not in absent)
        if found:
            # What an unanswered request held and this one leaves out is still out of date.
            stale.update(self._asked & rows.keys())
            self._asked = frozenset(found)
            self._stale.difference_update(found)
        return found

    def receive(self, rows: Mapping[int, Any]) -> list[int]:
        """Take in what the last request brought; return the ids whose row is new or differs."""
        changed = self.add(rows)
        self._absent.update(self._asked - rows.keys())
        self._asked = frozenset()
        return changed

    def add(self, rows: Mapping[int, Any]) -> list[int]:
        """Keep rows; return the ids whose row is new or differs."""
        known = self._rows
        changed = [row_id for row_id, row in rows.items() if known.get(row_id) != row]
        known.update(rows)
        self._stale.difference_update([row_id for row_id in rows if row_id < 0])  # those come with the ids
        return changed

    def give_up(self) -> None:
        """The last request brought nothing: what was asked may be asked again."""
        self._stale.update(self._asked & self._rows.keys())
        self._asked = frozenset()

    def evict(self, ids: array[int], first: int, last: int) -> None:
        """Drop the rows far from what is visible once there are many."""
        if len(self._rows) <= KEPT:
            return
        near = set(ids[max(0, first - NEAR) : last + NEAR])
        self._rows = {row_id: row for row_id, row in self._rows.items() if row_id in near}
        self._stale &= self._rows.keys() | self._asked
