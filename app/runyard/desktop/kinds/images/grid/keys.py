"""Where the keys lead from one image of the grid."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from runyard.desktop.kinds.images.grid.layout import GridLayout

_Key = Qt.Key


def target(event: QKeyEvent, layout: GridLayout, current: int, seen: range, high: int) -> int | None:
    """Return the image a key leads to; None for other keys. From none, all lead to the first seen."""
    key = Qt.Key(event.key())
    ways = (
        _Key.Key_Left, _Key.Key_Right, _Key.Key_Up, _Key.Key_Down, _Key.Key_J, _Key.Key_K,
        _Key.Key_Home, _Key.Key_End, _Key.Key_PageUp, _Key.Key_PageDown,
    )  # fmt: skip
    if key not in ways or not layout.many:
        return None
    if current < 0:
        return seen[0] if seen else 0
    last = layout.many - 1
    if key == _Key.Key_Home:
        return 0
    if key == _Key.Key_End:
        return last
    if key in (_Key.Key_Left, _Key.Key_Right):
        return min(last, max(0, current + (1 if key == _Key.Key_Right else -1)))
    rows = (
        1
        if key in (_Key.Key_Up, _Key.Key_Down, _Key.Key_J, _Key.Key_K)
        else max(1, high // layout.row_height)
    )
    down = key in (_Key.Key_Down, _Key.Key_J, _Key.Key_PageDown)
    return layout.moved(current, rows if down else -rows)
