"""`PagedTableModel`: all rows by id at once, their cells when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from runyard.desktop.tables.column import TableColumn
from runyard.desktop.tables.roles import (
    ALIGNMENT,
    CHECK,
    CHECKED,
    DISPLAY,
    HORIZONTAL,
    LEFT,
    RIGHT,
    SPOKEN,
    UNCHECKED,
)
from runyard.desktop.tables.rows import RowCache
from runyard.desktop.tables.selection import RowSelection
from runyard.desktop.tables.splice import Splice, difference

_Index = QModelIndex | QPersistentModelIndex
#: Above this many rows moved a reset costs less than telling where each went.
_RESET_ABOVE = 2000


class Request(NamedTuple):
    """Rows to fetch; hand it back with the answer, so that an answer nobody waits for is dropped."""

    serial: int
    ids: tuple[int, ...]


class PagedTableModel(QAbstractTableModel):
    """Knows every id; asks for the rows around what is visible by `wanted`, and takes them by `receive`.

    A cell whose row has not come yet is empty. Rows out of date keep showing until the fresh ones come.
    """

    wanted = Signal(object)
    #: Emitted around a change of the ids, so that views can keep their place.
    ids_about_to_change = Signal()
    ids_changed = Signal()
    #: Rows that were asked for have come.
    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selection = RowSelection(self)
        self._columns: tuple[TableColumn, ...] = ()
        self._ids: array[int] = array("q")
        self._rows = RowCache()
        self._shown_head: Callable[[int, Any], Any] = _as_fetched
        self._found = 0
        self._visible = (0, -1)
        self._serial = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)

    @property
    def ids(self) -> array[int]:
        """The ids in order. Do not change it."""
        return self._ids

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        """The columns in order."""
        return self._columns

    @property
    def visible(self) -> tuple[int, int]:
        """The first and the last row on screen."""
        return self._visible

    def set_columns(self, columns: Sequence[TableColumn], *, anew: bool = False) -> bool:
        """Show these columns; return whether every row is fetched anew.

        A row holds one value for each column. Where the columns are the same ones and only look otherwise,
        rows stay unless `anew` asks for all.
        """
        before = self._columns
        if not anew and before and list(map(_holds, before)) == list(map(_holds, columns)):
            self._columns = tuple(columns)
            self.headerDataChanged.emit(HORIZONTAL, 0, len(before) - 1)
            self._tell_visible()
            return False
        self.beginResetModel()
        self._columns = tuple(columns)
        self._serial += 1
        self._rows.clear()
        self.endResetModel()
        return True

    def spoil_heads(self, shown: Callable[[int, Any], Any]) -> None:
        """Fetch the heads of groups anew, which have negative ids; `shown` says how a fetched one looks."""
        self._shown_head = shown
        self._rows.spoil_heads()
        self._tell_visible()

    def set_ids(self, ids: array[int]) -> None:
        """Show these ids in this order. Rows fetched before stay."""
        change = difference(self._ids, ids)
        if change is None:
            return
        self.ids_about_to_change.emit()
        if change.removed + change.inserted > _RESET_ABOVE or not self._ids:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()
        else:
            self._splice(change, ids)
        self.selection.drop_all_but(ids)
        self.ids_changed.emit()
        self._soon.start()

    def set_visible(self, first: int, last: int) -> None:
        """Say which rows are on screen (`last` included); what is missing of them is asked for."""
        if (first, last) != self._visible:
            self._visible = (first, last)
            self._soon.start()

    def row(self, number: int) -> Any | None:
        """Return a fetched row by its place; None if it has not come yet, in which case it is asked for."""
        row_id = self._ids[number]
        found = self._rows.get(row_id)
        if found is None:
            if not self._soon.isActive():
                self._soon.start()
            return None
        return found if row_id >= 0 else self._shown_head(row_id, found)

    def fetched(self, limit: int) -> list[Any]:
        """Return at most `limit` rows that are here, from the first visible one."""
        begin = max(0, self._visible[0])
        rows = (self._rows.get(i) for i in self._ids[begin : begin + limit])
        return [row for row in rows if row is not None]

    def find(self, row_id: int) -> int:
        """Return the place of an id; -1 if it is not listed."""
        ids, hint = self._ids, self._found
        if hint < len(ids) and ids[hint] == row_id:
            return hint  # the current row is asked for again and again
        try:
            self._found = ids.index(row_id)
        except ValueError:
            return -1
        return self._found

    def spoil(self, ids: Iterable[int] | None = None) -> None:
        """Mark rows out of date (None: all); the visible ones are asked for again."""
        if self._rows.spoil(ids):
            self._soon.start()

    def receive(self, request: Request, rows: Mapping[int, Any]) -> None:
        """Take the rows of a request; ids without a row are not asked for again until they change."""
        if request.serial != self._serial:
            return
        changed = self._rows.receive(rows)
        first, last = self._visible
        self._rows.evict(self._ids, first, last)
        if changed:
            self._tell(set(changed))
        self._soon.start()
        self.arrived.emit()

    def prime(self, rows: Mapping[int, Any]) -> None:
        """Take rows that came with the ids, before anybody asked for them."""
        changed = self._rows.add(rows)
        if changed:
            self._tell(set(changed))
            self.arrived.emit()

    def give_up(self) -> None:
        """What was asked for could not be read; it is asked for again when the view moves."""
        self._rows.give_up()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = DISPLAY) -> Any:
        if role == DISPLAY:
            row = self.row(index.row())
            if row is None:
                return ""
            column = index.column()
            return self._columns[column].cell_for(row).text(row, row.cells[column])
        if role == CHECK and index.column() == 0:
            return CHECKED if self._ids[index.row()] in self.selection else UNCHECKED
        if role == SPOKEN:
            return self._spoken(index.row(), index.column())
        if role == ALIGNMENT:
            return RIGHT if self._columns[index.column()].cell.right else LEFT
        return None

    def _spoken(self, number: int, place: int) -> str:
        """Return what a screen reader says: the first cell tells whether the row is selected."""
        row = self.row(number)
        if row is None:
            return ""
        said = self._columns[place].cell_for(row).spoken(row, row.cells[place])
        return f"{said}, selected" if place == 0 and self._ids[number] in self.selection else said

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        if role == DISPLAY and orientation == HORIZONTAL and 0 <= section < len(self._columns):
            column = self._columns[section]
            return f"{column.title}, {column.subtitle}" if column.subtitle else column.title
        return None

    def _ask(self) -> None:
        first, last = self._visible
        if not self._columns or last < first:
            return
        ids = self._rows.needed(self._ids, first, last)
        if ids:
            self._serial += 1
            self.wanted.emit(Request(self._serial, ids))

    def _tell(self, changed: set[int]) -> None:
        """Announce the visible rows among `changed`, neighbours together."""
        first, last = max(0, self._visible[0]), min(self._visible[1], len(self._ids) - 1)
        start = -1
        for number in range(first, last + 2):
            if number <= last and self._ids[number] in changed:
                start = number if start < 0 else start
            elif start >= 0:
                self.dataChanged.emit(self.index(start, 0), self.index(number - 1, len(self._columns) - 1))
                start = -1

    def _tell_visible(self) -> None:
        """Announce everything on screen."""
        first, last = max(0, self._visible[0]), min(self._visible[1], len(self._ids) - 1)
        if first <= last and self._columns:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self._columns) - 1))

    def _splice(self, change: Splice, ids: array[int]) -> None:
        at = change.at
        if change.removed:
            self.beginRemoveRows(QModelIndex(), at, at + change.removed - 1)
            self._ids = self._ids[:at] + self._ids[at + change.removed :]
            self.endRemoveRows()
        if change.inserted:
            self.beginInsertRows(QModelIndex(), at, at + change.inserted - 1)
            self._ids = ids
            self.endInsertRows()


def _holds(column: TableColumn) -> tuple[str, bool]:
    """Return what rows hold for a column, and whether there are groups among them."""
    return column.id, column.group is not None


def _as_fetched(_row_id: int, row: Any) -> Any:
    return row
