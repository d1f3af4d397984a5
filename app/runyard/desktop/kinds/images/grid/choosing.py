"""`Choosing`: the current image and those selected, by clicks and keys."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from runyard.desktop.kinds.images.rows import Rows

_Modifier = Qt.KeyboardModifier


class Choosing(QObject):
    """Knows images by id, so that they stay chosen while others come. A click chooses as in tables."""

    changed = Signal()
    selected = Signal()

    def __init__(self, rows: Rows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._ids: set[int] = set()
        self._start: int | None = None
        #: Whether the keyboard selected last: then every image shows its box.
        self.by_keyboard = False
        self.current = -1

    @property
    def ids(self) -> frozenset[int]:
        """Return the selected ones."""
        return frozenset(self._ids)

    def __contains__(self, item_id: int) -> bool:
        return item_id in self._ids

    def ordered(self) -> list[int]:
        """Return the selected ones in the order of the grid."""
        return [item_id for item_id in self._rows.ids if item_id in self._ids]

    def set_current(self, number: int) -> None:
        """Stand on an image; -1 is on none."""
        number = number if 0 <= number < len(self._rows.ids) else -1
        if number != self.current:
            self.current = number
            self.changed.emit()

    def follow(self, item_id: int | None, *, keep: bool) -> None:
        """Other images are shown: stand where this one is now, and unselect those that are gone."""
        ids = self._rows.ids
        self.current = ids.index(item_id) if item_id is not None and item_id in ids else -1
        kept = self._ids & set(ids) if keep and self._ids else set()
        if kept != self._ids:
            self._ids = kept
            self.selected.emit()
        self.changed.emit()

    def clear(self) -> None:
        """Unselect all."""
        self._set(set())

    def select_all(self) -> None:
        """Select every image there is."""
        self._set(set(self._rows.ids), keyboard=True)

    def toggle(self, number: int, *, keyboard: bool = True) -> None:
        """Select an image, or not any more."""
        if 0 <= number < len(self._rows.ids):
            self._start = number
            self._set(self._ids ^ {self._rows.ids[number]}, keyboard=keyboard)

    def move(self, number: int, *, extend: bool) -> None:
        """The keys went to an image; with `extend` all between are selected."""
        if extend:
            self._stretch(number, keyboard=True)
        else:
            self._start = None
        self.set_current(number)

    def click(self, number: int, modifiers: Qt.KeyboardModifier, *, on_box: bool) -> None:
        """An image was clicked; -1 is the ground between them."""
        if number < 0:
            self.clear()
            return
        if modifiers & _Modifier.ShiftModifier:
            self._stretch(number)
        elif on_box or modifiers & _Modifier.ControlModifier:
            self.toggle(number, keyboard=False)
        else:
            self._start = number
            self._set(set())
        self.set_current(number)

    def _stretch(self, number: int, *, keyboard: bool = False) -> None:
        if self._start is None or self._start >= len(self._rows.ids):
            self._start = self.current if self.current >= 0 else number
        low, high = min(self._start, number), max(self._start, number)
        self._set(set(self._rows.ids[low : high + 1]), keyboard=keyboard)

    def _set(self, ids: set[int], *, keyboard: bool = False) -> None:
        self.by_keyboard = keyboard and bool(ids)
        if ids != self._ids:
            self._ids = ids
            self.selected.emit()
