"""`Choosing`: the current row and the selected ones, moved by keys and clicks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from runyard.desktop.tables.model import PagedTableModel

_Modifier = Qt.KeyboardModifier


class Choosing(QObject):
    """Knows rows by id, so that they stay chosen while the order changes.

    A click selects one row, with Ctrl it adds or removes it, with Shift it selects the stretch from the last
    one clicked; a click on the box toggles. Keys move the current row and select only with Shift.
    """

    current_changed = Signal()

    def __init__(self, model: PagedTableModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._current: int | None = None
        self._start: int | None = None
        self._last_place = -1
        model.ids_changed.connect(self._follow)

    @property
    def current(self) -> int:
        """The place of the current row, -1 if there is none."""
        return -1 if self._current is None else self._model.find(self._current)

    @property
    def current_id(self) -> int | None:
        """The id of the current row."""
        return self._current

    def set_current(self, place: int) -> None:
        """Make a row the current one; -1 is none."""
        ids = self._model.ids
        new = ids[place] if 0 <= place < len(ids) else None
        self._last_place = place
        if new != self._current:
            self._current = new
            self.current_changed.emit()

    def move(self, rows: int, *, extend: bool = False) -> None:
        """Move the current row by so many rows; `extend` selects what is passed."""
        if not self._model.ids:
            return
        here = self.current
        if here < 0:
            target = max(0, self._model_first())
        else:
            target = min(max(0, here + rows), len(self._model.ids) - 1)
        if extend and here >= 0:
            if self._start is None:
                self._start = self._current
            self._select_stretch(target, keyboard=True)
        elif not extend:
            self._start = None
        self.set_current(target)

    def toggle_current(self) -> None:
        """Select the current row, or not any more."""
        if self._current is not None and self.current >= 0:
            self._start = self._current
            self._model.selection.toggle(self._current, keyboard=True)

    def select_all(self) -> None:
        """Select every listed row."""
        self._model.selection.only(self._model.ids, keyboard=True)

    def toggle_all(self) -> None:
        """Select every listed row, or none if all are selected."""
        selection = self._model.selection
        if len(selection) == len(self._model.ids):
            selection.clear()
        else:
            selection.only(self._model.ids)

    def click(self, place: int, modifiers: Qt.KeyboardModifier, *, on_box: bool) -> None:
        """A row was clicked; -1 is the empty space below the last."""
        selection = self._model.selection
        if place < 0:
            selection.clear()
            return
        row_id = self._model.ids[place]
        if modifiers & _Modifier.ShiftModifier:
            if self._start is None:
                self._start = self._current if self._current is not None else row_id
            self._select_stretch(place)
        elif on_box or modifiers & _Modifier.ControlModifier:
            self._start = row_id
            selection.toggle(row_id)
        else:
            self._start = row_id
            selection.only((row_id,))
        self.set_current(place)

    def _select_stretch(self, end: int, *, keyboard: bool = False) -> None:
        start = -1 if self._start is None else self._model.find(self._start)
        start = end if start < 0 else start
        low, high = min(start, end), max(start, end)
        self._model.selection.only(self._model.ids[low : high + 1], keyboard=keyboard)

    def _model_first(self) -> int:
        return self._model.visible[0]

    @Slot()
    def _follow(self) -> None:
        """Keep the current row by its id; where it is gone, its place goes to the row that is there now."""
        if self._current is None:
            return
        place = self._model.find(self._current)
        if place < 0:
            self._current = None
            self.set_current(min(self._last_place, len(self._model.ids) - 1))
        self._last_place = place if place >= 0 else self._last_place
        self.current_changed.emit()
