"""`ColumnsModel`: the rows of the column manager."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from runyard.desktop.parts.columns_panel.rows import Head, Line, Row

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = Qt.ItemDataRole.DisplayRole
#: The whole row, for the delegate.
ROW = int(Qt.ItemDataRole.UserRole) + 1


class ColumnsModel(QAbstractListModel):
    """Heads of sections and columns, in one list."""

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these; where only their words or marks are others, the list stays as it is."""
        new = tuple(rows)
        if [row.key for row in new] == [row.key for row in self.rows]:
            self.rows = new
            if new:
                self.dataChanged.emit(self.index(0), self.index(len(new) - 1))
            return
        self.beginResetModel()
        self.rows = new
        self.endResetModel()

    def row(self, number: int) -> Row | None:
        """Return what stands in a row."""
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def find(self, key: str) -> int:
        """Return where a row stands; -1 if it is not there."""
        return next((number for number, row in enumerate(self.rows) if row.key == key), -1)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role in (_DISPLAY, Qt.ItemDataRole.AccessibleTextRole):
            return _words(row)
        if role == Qt.ItemDataRole.CheckStateRole and isinstance(row, Line):
            return Qt.CheckState.Checked if row.shown else Qt.CheckState.Unchecked
        return None


def _words(row: Row) -> str:
    if isinstance(row, Head):
        return f"{row.title}, {row.shown} of {row.total}"
    return f"{row.title}, {row.detail}" if row.detail else row.title
