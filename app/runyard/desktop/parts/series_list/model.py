"""`SeriesListModel`: the rows of a `SeriesList`, which of them is chosen, and which names are folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from runyard.desktop.parts.series_list.rows import Row, rows_of
from runyard.domain.series import SeriesInfo, SeriesKey

_Index = QModelIndex | QPersistentModelIndex
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_NO_INDEX = QModelIndex()
ROW = int(Qt.ItemDataRole.UserRole)
CHOSEN = ROW + 1


class SeriesListModel(QAbstractListModel):
    """One flat list: names and the contexts below those that are open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chosen: SeriesKey | None = None
        self._series: Sequence[SeriesInfo] = ()
        self._search = ""
        self._folded: set[str] = set()
        self._rows: list[Row] = []

    @property
    def series(self) -> Sequence[SeriesInfo]:
        """Return all there are, whether shown or not."""
        return self._series

    def set_series(self, series: Sequence[SeriesInfo]) -> None:
        """Show these."""
        self._series = tuple(series)
        self._build()

    def find(self, search: str) -> None:
        """Show only what holds every word."""
        self._search = search
        self._build()

    def fold(self, name: str, folded: bool) -> None:
        """Hide or show the contexts below a name."""
        if folded != (name in self._folded):
            self._folded ^= {name}
            self._build()

    def choose(self, key: SeriesKey | None) -> None:
        """Mark a series as chosen."""
        if key != self.chosen:
            self.chosen = key
            if self._rows:
                self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1), [CHOSEN])

    def info(self, key: SeriesKey | None) -> SeriesInfo | None:
        """Return what is known of a series."""
        return next((one for one in self._series if one.key == key), None)

    def first(self) -> SeriesInfo | None:
        """Return the series at the top, whether or not its name is folded or found."""
        rows = rows_of(self._series, "", ())
        return next((row.series for row in rows if row.series is not None), None)

    def ordered(self) -> list[SeriesInfo]:
        """Return what the search finds, in the order shown, whatever is folded: to walk through it."""
        return [row.series for row in rows_of(self._series, self._search, ()) if row.series is not None]

    def row(self, number: int) -> Row | None:
        """Return what is shown in a row."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, key: SeriesKey | None) -> int:
        """Return the row of a series; -1 if it is not shown."""
        for number, row in enumerate(self._rows):
            if row.series is not None and row.series.key == key:
                return number
        return -1

    def head_of(self, number: int) -> int:
        """Return the row of the name that a row stands below; the row itself when it stands below none."""
        while number > 0 and self._rows[number].below:
            number -= 1
        return number

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        if role == ROW:
            return row
        if role == CHOSEN:
            return row.series is not None and row.series.key == self.chosen
        if role == _DISPLAY:
            return row.label
        if role == int(Qt.ItemDataRole.AccessibleTextRole):
            state = "" if row.open is None else ", open" if row.open else ", folded"
            return f"{row.label}, {row.amount:,}{state}"
        return None

    def _build(self) -> None:
        rows = rows_of(self._series, self._search, self._folded)
        if [_shape(row) for row in rows] == [_shape(row) for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()


def _shape(row: Row) -> tuple[str, str, bool, bool]:
    """Return what must stay the same for the rows to be told apart as before."""
    return row.name, row.label, row.series is None, row.apart
