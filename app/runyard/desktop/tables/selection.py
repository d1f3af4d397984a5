"""`RowSelection`: the selected rows by id, so that sorting and new rows leave it alone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class RowSelection(QObject):
    """A set of ids. Qt's own selection takes seconds to select 100,000 rows, and knows places only."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: set[int] = set()
        #: Whether at most one row is selected, which needs no boxes.
        self.single = False
        #: Whether the keyboard selected something: then every row shows its box.
        self.by_keyboard = False

    def __contains__(self, row_id: int) -> bool:
        return row_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def ordered(self, ids: array[int]) -> list[int]:
        """Return the selected ids in the order of `ids`."""
        chosen = self._ids
        if len(chosen) == len(ids):
            return list(ids)
        return [row_id for row_id in ids if row_id in chosen] if chosen else []

    def only(self, ids: Iterable[int], *, keyboard: bool = False) -> None:
        """Select these and nothing else."""
        self._change(set(ids), keyboard)

    def add(self, ids: Iterable[int], *, keyboard: bool = False) -> None:
        """Select these too."""
        self._change(self._ids.union(ids), keyboard)

    def toggle(self, row_id: int, *, keyboard: bool = False) -> None:
        """Select it, or not any more."""
        self._change(self._ids ^ {row_id}, keyboard)

    def clear(self) -> None:
        """Select nothing."""
        self._change(set(), False)

    def drop_all_but(self, ids: array[int]) -> None:
        """Forget selected rows that are not listed any more: nothing unseen may be acted on."""
        if self._ids:
            self._change(self._ids.intersection(ids), self.by_keyboard)

    def _change(self, new: set[int], keyboard: bool) -> None:
        if self.single and len(new) > 1:
            new = new - self._ids if len(new - self._ids) == 1 else self._ids
        by_keyboard = bool(new) and (keyboard or self.by_keyboard)
        if new == self._ids and by_keyboard == self.by_keyboard:
            return
        self._ids, self.by_keyboard = new, by_keyboard
        self.changed.emit()
