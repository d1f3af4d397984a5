"""`CardTableModel`: the rows of a card, ready to paint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.desktop.parts.sparkline import Spark

Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
CELL = int(Qt.ItemDataRole.UserRole)
_HORIZONTAL = Qt.Orientation.Horizontal
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_NO_INDEX = QModelIndex()


#: The width of a column that follows its longest cell.
FIT = -1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its width (0: the rest, FIT: what its cells need), whether it holds numbers.

    A fitting one is at least `least` wide, and takes at most a share of the table. A spare one goes where
    there is no room for all.
    """

    title: str
    width: int = 0
    right: bool = False
    least: int = 120
    most: float = 0.5
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What one place of a card shows: words in a tone, a small note after them, a bar, or a curve.

    `ground` is the token of a tint behind the words. A path gives way in the middle: its end says most.
    """

    text: str = ""
    tone: str = "text"
    note: str = ""
    mono: bool = False
    share: float | None = None
    spark: Spark = ()
    color: int = 0
    ground: str = ""
    path: bool = False


@dataclass(frozen=True, slots=True)
class CardRow:
    """A row: its cells, what a search looks through, and what is copied of it: all, or the `value` alone.

    `order` holds what each column is sorted by: a number, a text, or None. `groups` are the names of the
    filters that let the row through.
    """

    key: Any
    cells: tuple[Cell, ...]
    search: str
    copy: str
    value: str = ""
    order: tuple[float | str | None, ...] = ()
    groups: tuple[str, ...] = ()


class CardTableModel(QAbstractTableModel):
    """Rows; replaced as a whole when they are others, updated in place when only their cells are.

    `sorted_by` is the column they are sorted by and whether from the highest; None leaves them as logged.
    `last_shown` is the column at the right edge.
    """

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sorted_by: tuple[int, bool] | None = None
        self.last_shown = len(self.columns) - 1
        self.hovered = -1
        self._rows: list[CardRow] = []

    def set_rows(self, rows: list[CardRow]) -> bool:
        """Show these rows, and return whether they are others than before."""
        if [row.key for row in rows] == [row.key for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.columns) - 1))
            return False
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        return True

    def row(self, at: int) -> CardRow:
        """Return one row."""
        return self._rows[at]

    def find(self, key: Any) -> int:
        """Return the row with a key, -1 where there is none."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if role == CELL:
            return self._rows[index.row()].cells[index.column()]
        if role == _DISPLAY:
            cell = self._rows[index.row()].cells[index.column()]
            return f"{cell.text} {cell.note}".strip()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation != _HORIZONTAL:
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        if role == _ALIGN:
            return _RIGHT if self.columns[section].right else _LEFT
        return None
