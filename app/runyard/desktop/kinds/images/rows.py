"""`Rows`: the items behind the cells, fetched in blocks when they are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QObject, Signal

from runyard.desktop.kinds.images import reading
from runyard.desktop.tasks import Tasks
from runyard.domain.item import Item

_BLOCK = 128
_MOST = 8192


class Rows(QObject):
    """Items by their place; `arrived` tells that some have come."""

    arrived = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._ids: array[int] = array("q")
        self._items: OrderedDict[int, Item] = OrderedDict()
        self._asked: dict[int, list[int]] = {}
        self._gone: set[int] = set()

    @property
    def ids(self) -> array[int]:
        """Return the ids of all items, in their order."""
        return self._ids

    def set_ids(self, ids: array[int]) -> None:
        """Stand for these items; what is known of them stays known."""
        for block in list(self._asked):
            self._tasks.cancel(self, block)
        self._asked.clear()
        self._ids = ids

    def get(self, number: int) -> Item | None:
        """Return the item at a place, if it has been fetched."""
        if not 0 <= number < len(self._ids):
            return None
        return self._items.get(self._ids[number])

    def put(self, items: list[Item]) -> None:
        """Take in items that are known already."""
        for item in items:
            self._items[item.id] = item
            self._items.move_to_end(item.id)
        while len(self._items) > _MOST:
            self._items.popitem(last=False)

    def want(self, numbers: range) -> None:
        """Fetch what of these is not known."""
        if not numbers:
            return
        for block in range(numbers[0] // _BLOCK, numbers[-1] // _BLOCK + 1):
            part = self._ids[block * _BLOCK : (block + 1) * _BLOCK]
            lacking = [one for one in part if one not in self._items and one not in self._gone]
            if lacking and block not in self._asked:
                self._asked[block] = lacking
                self._tasks.read(
                    partial(reading.rows, lacking),
                    owner=self,
                    key=block,
                    then=partial(_take, self, block),
                )

    def take(self, block: int, items: list[Item]) -> None:
        """Keep a block that was fetched; what is gone from the repository is not asked for again."""
        self._gone |= set(self._asked.pop(block, ())) - {item.id for item in items}
        self.put(items)
        self.arrived.emit()


def _take(rows: Rows, block: int, items: list[Item]) -> None:
    rows.take(block, items)
