"""The runs that are selected."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal


class Selection(QObject):
    """Ids of the selected runs, in the order of the page that shows them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[int, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """The selected runs."""
        return self._ids

    def set(self, ids: Iterable[int]) -> None:
        """Replace the selection."""
        new = tuple(ids)
        if new != self._ids:
            self._ids = new
            self.changed.emit()
