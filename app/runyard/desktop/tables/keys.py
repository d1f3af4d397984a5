"""`Keys`: what the keys of a table do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from runyard.desktop.tables.table import Table

_Key = Qt.Key
_SIDEWAYS = 80


class Keys:
    """Arrows, J and K move, X and the space bar select, Enter opens, Esc takes the selection back."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def obey(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; return whether it was one of ours."""
        table = self._table
        key = event.key()
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ControlModifier:
            return self._obey_held(key, titled=bool(held & Qt.KeyboardModifier.ShiftModifier))
        steps = self._steps(key)
        if steps is not None:
            table.step(steps, extend=bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key in (_Key.Key_Left, _Key.Key_Right) and self._folds(opening=key == _Key.Key_Right):
            table.fold_asked.emit(table.choosing.current_id)
        elif key in (_Key.Key_Left, _Key.Key_Right):
            bar = table.body.horizontalScrollBar()
            bar.setValue(bar.value() + (_SIDEWAYS if key == _Key.Key_Right else -_SIDEWAYS))
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            table.open_current()
        elif key in (_Key.Key_X, _Key.Key_Space):
            table.choosing.toggle_current()
        elif key == _Key.Key_Escape and len(table.model.selection):
            table.model.selection.clear()
        else:
            return False
        return True

    def _folds(self, *, opening: bool) -> bool:
        """Whether the current row is the head of a group that is not yet as the key wants it."""
        place = self._table.choosing.current
        if place < 0 or self._table.model.ids[place] >= 0:
            return False
        return getattr(self._table.model.row(place), "open", False) is not opening

    def _obey_held(self, key: int, *, titled: bool) -> bool:
        if key == _Key.Key_A:
            self._table.choosing.select_all()
        elif key == _Key.Key_C:
            self._table.copy_asked.emit(titled)
        else:
            return False
        return True

    def _steps(self, key: int) -> int | None:
        table = self._table
        everything = len(table.model.ids)
        page = max(1, table.body.viewport().height() // table.row_height - 1)
        return {
            _Key.Key_Down: 1,
            _Key.Key_J: 1,
            _Key.Key_Up: -1,
            _Key.Key_K: -1,
            _Key.Key_PageDown: page,
            _Key.Key_PageUp: -page,
            _Key.Key_End: everything,
            _Key.Key_Home: -everything,
        }.get(Qt.Key(key))
