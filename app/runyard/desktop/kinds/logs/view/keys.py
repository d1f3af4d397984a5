"""What the keys of the log do: they move the caret, and with Shift what is selected follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from runyard.desktop.kinds.logs.view.choice import Place

if TYPE_CHECKING:
    from runyard.desktop.kinds.logs.view.view import LogView

_Key = Qt.Key
_FAR = 1 << 30


def target(view: LogView, event: QKeyEvent) -> Place | None:
    """Return where a key moves the caret; None when it is none of ours."""
    held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    caret, key = view.choice.caret, event.key()
    if key in (_Key.Key_Left, _Key.Key_Right):
        return _sideways(view, caret, -1 if key == _Key.Key_Left else 1, words=held)
    if key in (_Key.Key_Home, _Key.Key_End):
        last = key == _Key.Key_End
        if held:
            return _at_row(view, _FAR if last else 0, _length(view, _FAR) if last else 0)
        return Place(caret.line, _length(view, view.state.rows.row(caret.line)) if last else 0)
    if held or event.modifiers() & Qt.KeyboardModifier.AltModifier:
        return None
    page = max(1, view.viewport().height() // view.scene.columns.row - 1)
    steps = {
        _Key.Key_Up: -1,
        _Key.Key_K: -1,
        _Key.Key_Down: 1,
        _Key.Key_J: 1,
        _Key.Key_PageUp: -page,
        _Key.Key_PageDown: page,
        _Key.Key_Space: page,
    }.get(_Key(key))
    if steps is None:
        return None
    return _at_row(view, view.state.rows.row(caret.line) + steps, caret.column)


def _at_row(view: LogView, row: int, column: int) -> Place:
    rows = view.state.rows
    row = min(max(0, row), len(rows) - 1)
    return Place(rows.line(row), min(column, _length(view, row))) if row >= 0 else Place(0, 0)


def _length(view: LogView, row: int) -> int:
    rows = view.state.rows
    row = min(row, len(rows) - 1)
    line = view.state.line(row) if row >= 0 else None
    return 0 if line is None else len(line.text)


def _sideways(view: LogView, caret: Place, by: int, *, words: bool) -> Place:
    row = view.state.rows.row(caret.line)
    line = view.state.line(row) if row >= 0 else None
    text = "" if line is None else line.text
    column = min(caret.column, len(text))
    if words:
        return Place(caret.line, _word(text, column, by))
    if 0 <= column + by <= len(text):
        return Place(caret.line, column + by)
    if not 0 <= row + by < len(view.state.rows):
        return caret
    return _at_row(view, row + by, 0 if by > 0 else _FAR)


def _word(text: str, column: int, by: int) -> int:
    """Return where the next word begins, or this or the one before."""
    if by > 0:
        while column < len(text) and is_word(text[column]):
            column += 1
        while column < len(text) and not is_word(text[column]):
            column += 1
        return column
    while column > 0 and not is_word(text[column - 1]):
        column -= 1
    while column > 0 and is_word(text[column - 1]):
        column -= 1
    return column


def is_word(character: str) -> bool:
    """Whether a character is part of a word, or of a number or path."""
    return character.isalnum() or character in "_.-/\\"


def word_around(text: str, column: int) -> tuple[int, int]:
    """Return where the word at a place begins and ends."""
    low = high = min(column, len(text))
    if high < len(text) and not is_word(text[high]):
        return high, high + 1
    while low > 0 and is_word(text[low - 1]):
        low -= 1
    while high < len(text) and is_word(text[high]):
        high += 1
    return low, high
