"""`Widths`: how wide the columns of a table are, from a sample of its rows or as somebody dragged them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.view import RowsView
from runyard.desktop.theme import sizes

FIRST_COLUMN = 248
_SAMPLE = 50
_PINNED = (160, 640)


class Widths(QObject):
    """Sizes new columns once their first rows are here; a width given once stays with the column's id."""

    def __init__(self, model: PagedTableModel, pinned: RowsView, body: RowsView, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._pinned = pinned
        self._body = body
        self._look: Look = body.cells.look
        self._known: dict[str, int] = {}
        self._measured: set[str] = set()
        self._settled = False
        self._setting = False
        model.modelReset.connect(self._lay_out)
        model.arrived.connect(self._measure)
        body.head.sectionResized.connect(self._dragged)
        body.head.sectionHandleDoubleClicked.connect(self._fit)
        pinned.head.sectionResized.connect(self._dragged_pinned)
        pinned.setFixedWidth(FIRST_COLUMN)

    def dress(self, look: Look) -> None:
        """Take another look; where text has another size, columns are measured anew."""
        old, self._look = self._look, look
        if look.plain.font.pixelSize() != old.plain.font.pixelSize():
            for column_id in self._measured:
                del self._known[column_id]
            self._measured.clear()
            self._lay_out()
            self._measure()

    @Slot()
    def _lay_out(self) -> None:
        """The columns may be others: each view shows its own, with the widths known so far."""
        self._setting = True
        for place, column in enumerate(self._model.columns):
            if place == 0:
                wide = self._known.get(column.id, round(FIRST_COLUMN * self._scale()))
                self._pinned.setColumnWidth(0, wide)
                self._pinned.setFixedWidth(wide)
                self._body.setColumnHidden(0, True)
            else:
                self._pinned.setColumnHidden(place, True)
                wide = self._known.get(column.id) or self._wanted(place, [])
                self._body.setColumnWidth(place, wide)
        self._setting = False
        self._settled = all(column.id in self._known for column in self._model.columns[1:])

    @Slot()
    def _measure(self) -> None:
        if self._settled:
            return
        rows = self._model.fetched(_SAMPLE)
        if not rows:
            return
        self._setting = True
        for place, column in enumerate(self._model.columns):
            if place and column.id not in self._known:
                self._known[column.id] = self._wanted(place, rows)
                self._measured.add(column.id)
                self._body.setColumnWidth(place, self._known[column.id])
        self._setting = False
        self._settled = True

    def _wanted(self, place: int, rows: list[object]) -> int:
        """Return the width that shows the title and the sampled values, within the column's bounds."""
        column = self._model.columns[place]
        wide = self._body.head.title_width(column)
        for row in rows:
            wide = max(wide, column.cell.width(row, row.cells[place], self._look))  # type: ignore[attr-defined]
        scale = self._scale()
        return round(min(max(wide, column.narrowest * scale), column.widest * scale))

    def _scale(self) -> float:
        """Return how much larger text is than at 100 %."""
        return self._look.plain.font.pixelSize() / sizes.TEXT

    @Slot(int, int, int)
    def _dragged(self, place: int, _old: int, new: int) -> None:
        if not self._setting and new and 0 < place < len(self._model.columns):
            self._keep(self._model.columns[place].id, new)

    @Slot(int, int, int)
    def _dragged_pinned(self, place: int, _old: int, new: int) -> None:
        if self._setting or place or not self._model.columns:
            return
        wide = min(max(new, _PINNED[0] + CHECK_COLUMN), _PINNED[1])
        self._keep(self._model.columns[0].id, wide)
        self._setting = True
        self._pinned.setColumnWidth(0, wide)
        self._pinned.setFixedWidth(wide)
        self._setting = False

    def _keep(self, column_id: str, wide: int) -> None:
        """A width somebody chose is not measured again."""
        self._known[column_id] = wide
        self._measured.discard(column_id)

    @Slot(int)
    def _fit(self, place: int) -> None:
        """A double click on an edge: as wide as the sample wants."""
        if 0 < place < len(self._model.columns):
            self._body.setColumnWidth(place, self._wanted(place, self._model.fetched(_SAMPLE)))
