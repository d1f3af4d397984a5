"""`Folding`: which groups are open, and the rows that makes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from runyard.desktop.parts.run_table.grouping import Grouped, Head


class Folding:
    """The groups by row id; one stays open as long as it is there, wherever it moves."""

    def __init__(self) -> None:
        self._found: Grouped | None = None
        self._opened: set[int] = set()

    def take(self, found: Grouped | None) -> None:
        """Take other groups; None is a list without groups, which forgets what was open."""
        self._found = found
        if found is None:
            self._opened.clear()

    def ids(self) -> array[int]:
        """Return the ids of the rows in order: a head, and what is open below it."""
        rows: array[int] = array("q")
        if self._found is None:
            return rows
        begin = 0
        for place in sorted(self._places_open()):
            rows.extend(self._found.ids[begin : place + 1])
            rows.extend(self._found.found.ids(place))
            begin = place + 1
        rows.extend(self._found.ids[begin:])
        return rows

    def shown(self, row_id: int, head: Head) -> Head:
        """Return a head as a row: open or not."""
        return head._replace(open=True) if row_id in self._opened else head

    def fold(self, row_id: int) -> bool:
        """Open a group, or close it; return whether there is such a group."""
        known = self._found is not None and row_id in self._found.places
        if known:
            self._opened ^= {row_id}
        return known

    def fold_all(self, *, opened: bool) -> bool:
        """Open every group, or close all; return whether there are groups."""
        self._opened = set(self._found.ids) if opened and self._found is not None else set()
        return self._found is not None

    def any_open(self) -> bool:
        """Whether a group is open."""
        return bool(self._places_open())

    def runs(self, row_ids: Iterable[int]) -> list[int]:
        """Return the runs behind rows: a head stands for all its members."""
        groups = self._found
        if groups is None:
            return list(row_ids)
        found: dict[int, None] = {}
        for row_id in row_ids:
            if row_id >= 0:
                found[row_id] = None
            elif row_id in groups.places:
                found.update(dict.fromkeys(groups.found.ids(groups.places[row_id])))
        return list(found)

    def _places_open(self) -> list[int]:
        if self._found is None:
            return []
        places = self._found.places
        return [places[row_id] for row_id in self._opened if row_id in places]
