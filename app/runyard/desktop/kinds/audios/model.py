"""`AudioListModel`: the sounds of a series; what is known of each is fetched when it is looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.desktop.kinds.audios.reading import Drawn
from runyard.desktop.kinds.audios.words import caption, facts, heading
from runyard.domain.item import Item

DISPLAY = int(Qt.ItemDataRole.DisplayRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()
_KNOWN, _DRAWN = 4000, 2000
BLOCK = 100


class AudioListModel(QAbstractListModel):
    """Ids in order; items and waveforms of those seen last are kept."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: array[int] = array("q")
        self._items: OrderedDict[int, Item] = OrderedDict()
        self._drawn: OrderedDict[int, Drawn] = OrderedDict()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        if role not in (DISPLAY, ACCESSIBLE):
            return None
        item = self.item(index.row())
        if item is None:
            return ""
        return ", ".join((heading(item), caption(item), facts(item)))

    def ids(self) -> array[int]:
        """Return every id in order."""
        return self._ids

    def set_ids(self, ids: array[int]) -> int:
        """Show these; return how many came on top of what was there, -1 when it is something else."""
        before = self._ids
        fresh = len(ids) - len(before)
        if ids == before:
            return 0
        if before and fresh > 0 and ids[fresh:] == before:
            self.beginInsertRows(QModelIndex(), 0, fresh - 1)
            self._ids = ids
            self.endInsertRows()
            return fresh
        if before and fresh > 0 and ids[: len(before)] == before:
            self.beginInsertRows(QModelIndex(), len(before), len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
            return 0
        self.beginResetModel()
        self._ids = ids
        self.endResetModel()
        return -1

    def id_at(self, row: int) -> int | None:
        """Return the id in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def item(self, row: int) -> Item | None:
        """Return what is known of a row; None until it has been fetched."""
        found = self.id_at(row)
        return None if found is None else self._items.get(found)

    def drawn(self, item_id: int) -> Drawn | None:
        """Return what became of drawing a sound."""
        return self._drawn.get(item_id)

    def begins_step(self, row: int) -> bool:
        """Whether a row is the first of its step."""
        item, before = self.item(row), self.item(row - 1)
        return item is not None and (row == 0 or before is None or before.step != item.step)

    def missing(self, first: int, last: int) -> list[int]:
        """Return the ids around some rows that nothing is known of."""
        low, high = max(0, first // BLOCK * BLOCK - 1), min(len(self._ids), (last // BLOCK + 1) * BLOCK)
        return [found for found in self._ids[low:high] if found not in self._items]

    def undrawn(self, first: int, last: int) -> list[Item]:
        """Return the sounds in some rows that have no waveform yet."""
        rows = (self.item(row) for row in range(max(0, first), min(len(self._ids), last + 1)))
        return [item for item in rows if item is not None and item.id not in self._drawn]

    def put_items(self, found: Sequence[Item]) -> None:
        """Take what is known of some."""
        for item in found:
            self._items[item.id] = item
        while len(self._items) > _KNOWN:
            self._items.popitem(last=False)
        if len(self._ids):
            self.dataChanged.emit(self.index(0), self.index(len(self._ids) - 1))

    def put_drawn(self, found: Sequence[Drawn]) -> None:
        """Take waveforms."""
        for one in found:
            self._drawn[one.item_id] = one
        while len(self._drawn) > _DRAWN:
            self._drawn.popitem(last=False)

    def row_of(self, item_id: int) -> int:
        """Return the row of an id, -1 without one."""
        try:
            return self._ids.index(item_id)
        except ValueError:
            return -1
