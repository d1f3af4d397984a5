"""`SheetModel`: points as a Qt table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.desktop.parts import words
from runyard.domain import clock

if TYPE_CHECKING:
    from runyard.desktop.parts.run_charts.sheet_reading import Sheet

_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
#: Whether a value is no number that a curve could show.
ODD = int(Qt.ItemDataRole.UserRole)
_HORIZONTAL = Qt.Orientation.Horizontal


class SheetModel(QAbstractTableModel):
    """Step, time, epoch where there are any, then a column a series; cells are made when looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sheet: Sheet | None = None
        self._heads: list[tuple[str, str]] = []
        self._fixed = 2

    def set_sheet(self, sheet: Sheet | None) -> None:
        """Show other points."""
        self.beginResetModel()
        self._sheet = sheet
        self._heads = []
        if sheet is not None:
            self._heads = [("Step", ""), ("Time", "")]
            if sheet.epochs is not None:
                self._heads.append(("Epoch", ""))
            self._fixed = len(self._heads)
            self._heads += [(column.name, column.context) for column in sheet.columns]
        self.endResetModel()

    def head(self, column: int) -> tuple[str, str]:
        """Return the title of a column, and the context below it."""
        return self._heads[column]

    @property
    def fixed(self) -> int:
        """How many columns stand before the series."""
        return self._fixed

    def text(self, row: int, column: int) -> str:
        """Return a cell as it is copied: numbers to the last digit."""
        value = self._value(row, column)
        return "" if value is None else value if isinstance(value, str) else repr(value)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() or self._sheet is None else len(self._sheet.steps)

    def columnCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY:
            value = self._value(index.row(), index.column())
            if value is None:
                return words.NONE
            if isinstance(value, int):
                return f"{value:,}"
            if isinstance(value, str):
                return value
            return f"{value:.6g}" if index.column() < self._fixed else _shown(value)
        if role == ODD:
            value = self._value(index.row(), index.column())
            return isinstance(value, float) and not math.isfinite(value)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if role == _DISPLAY and orientation == _HORIZONTAL and section < len(self._heads):
            name, context = self._heads[section]
            return f"{name} {context}".rstrip()
        return None

    def _value(self, row: int, column: int) -> int | float | str | None:
        sheet = self._sheet
        if sheet is None or not 0 <= row < len(sheet.steps):
            return None
        step = int(sheet.steps[row])
        if column == 0:
            return step
        if column == 1:
            return _moment(int(sheet.times[row]))
        if column < self._fixed:
            epoch = math.nan if sheet.epochs is None else float(sheet.epochs[row])
            return None if math.isnan(epoch) else epoch
        return sheet.columns[column - self._fixed].at(step)


def _moment(time: int) -> str:
    return f"{clock.local(time):%Y-%m-%d %H:%M:%S}.{time // 1000 % 1000:03}"


def _shown(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return repr(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")
