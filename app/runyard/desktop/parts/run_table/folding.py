"""`Folding`: which groups are open, and the rows that makes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

from runyard.desktop.parts.run_table.grouping import Head, Key, flatten


class Folding:
    """The heads of the groups by row id; a group stays open as long as its key is there."""

    def __init__(self) -> None:
        self.rows: dict[int, Head] = {}
        self._heads: Sequence[Head] = ()
        self._opened: set[Key] = set()

    def set_heads(self, heads: Sequence[Head]) -> None:
        """Take other groups; their rows are made by `ids`."""
        self._heads, self.rows = heads, {}
        if not heads:
            self._opened.clear()

    def ids(self) -> array[int]:
        """Return the ids of the rows in order."""
        found, self.rows = flatten(self._heads, self._opened)
        return found

    def fold(self, row_id: int) -> None:
        """Open a group, or close it."""
        head = self.rows.get(row_id)
        if head is not None:
            self._opened ^= {head.key}

    def fold_all(self, *, opened: bool) -> None:
        """Open every group, or close all."""
        self._opened = {head.key for head in self._heads} if opened else set()

    def any_open(self) -> bool:
        """Whether a group is open."""
        return any(head.open for head in self.rows.values())

    def runs(self, row_ids: Iterable[int]) -> list[int]:
        """Return the runs behind rows: a head stands for all its members."""
        found: dict[int, None] = {}
        for row_id in row_ids:
            head = self.rows.get(row_id)
            found.update(dict.fromkeys((row_id,) if head is None else head.group.ids))
        return list(found)
