"""`FeedModel`: the lines of the feed for the list that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from runyard.desktop.parts.activity.lines import Line
from runyard.desktop.parts.status import status_word

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex


class FeedModel(QAbstractListModel):
    """Lines in order. Heads of days cannot be chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines; where only their words differ, the places stay."""
        old, new = self.lines, tuple(lines)
        if old == new:
            return
        if [line.key for line in old] == [line.key for line in new]:
            self.lines = new
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self.lines = new
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _SPOKEN) or not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _DISPLAY:
            return line.words
        status = "" if line.status is None else status_word(line.status)
        return ", ".join(filter(None, (line.time, status, line.words, line.right)))

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid() or self.lines[index.row()].kind == "day":
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
