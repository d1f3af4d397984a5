"""`Widths`: how wide the columns of a table are, from a sample of its rows or as somebody dragged them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal, Slot

from runyard.desktop.tables.column import TableColumn
from runyard.desktop.tables.delegate import CHECK_COLUMN
from runyard.desktop.tables.look import Look
from runyard.desktop.tables.model import PagedTableModel
from runyard.desktop.tables.panes import Panes
from runyard.desktop.theme import sizes

FIRST_COLUMN = 248
_SAMPLE = 50
_FIRST = (160 + CHECK_COLUMN, 640)
_LEAST = 40


class Widths(QObject):
    """Sizes new columns once their first rows are here; a width given once stays with the column's id.

    `chosen` carries a column id and the width somebody gave it, in pixels at 100 %.
    """

    chosen = Signal(object, object)

    def __init__(self, model: PagedTableModel, panes: Panes, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._panes = panes
        self._look: Look = panes.body.cells.look
        self._chosen: dict[str, int] = {}
        #: By column id and whether the rows are groups, which say other things than rows of their own.
        self._measured: dict[tuple[str, bool], int] = {}
        self._settled = False
        self._setting = False
        model.modelReset.connect(self._lay_out)
        model.arrived.connect(self.measure)
        for view in panes.all():
            view.head.sectionResized.connect(self._dragged)
            view.head.sectionHandleDoubleClicked.connect(self._fit)
        panes.left.setFixedWidth(FIRST_COLUMN)

    def choose(self, widths: Mapping[str, int]) -> None:
        """Take the widths that were chosen, by column id, in pixels at 100 %; every other one is measured."""
        scale = self._scale()
        wanted = {column: round(wide * scale) for column, wide in widths.items()}
        if wanted != self._chosen:
            self._chosen = wanted
            self._lay_out()
            self.measure()

    @Slot()
    def stretch(self) -> None:
        """Give the column that stretches the room that the others leave."""
        left, right = self._panes.split
        places = range(left, len(self._model.columns) - right)
        wide = [place for place in places if self._model.columns[place].stretch]
        if not wide:
            return
        body, (at, *_) = self._panes.body, wide
        others = sum(body.columnWidth(place) for place in places if place != at)
        least = round(self._model.columns[at].narrowest * self._scale())
        self._setting = True
        body.setColumnWidth(at, max(least, body.viewport().width() - others))
        self._setting = False

    def dress(self, look: Look) -> None:
        """Take another look; where text has another size, columns are measured anew."""
        old, self._look = self._look, look
        before, now = old.plain.font.pixelSize(), look.plain.font.pixelSize()
        if now != before:
            self._measured.clear()
            self._chosen = {column: round(wide * now / before) for column, wide in self._chosen.items()}
            self._lay_out()
            self.measure()

    def forget(self, columns: Iterable[str]) -> None:
        """Measure these columns anew, whose cells say something else than before."""
        gone = set(columns)
        for column in self._model.columns:
            if column.id in gone:
                self._measured.pop((column.id, column.group is not None), None)
        self._settled = False

    @Slot()
    def _lay_out(self) -> None:
        """The columns may be others: each view shows its own, with the widths known so far."""
        self._setting = True
        for place, column in enumerate(self._model.columns):
            shown = self._panes.view(place)
            for view in self._panes.all():
                view.setColumnHidden(place, view is not shown)
            wide = self._known(column)
            if wide is None:
                wide = self._wanted(place, []) if place else round(FIRST_COLUMN * self._scale())
            shown.setColumnWidth(place, wide)
        self._fix()
        self._setting = False
        self._settled = all(self._known(column) is not None for column in self._model.columns[1:])

    def _known(self, column: TableColumn) -> int | None:
        chosen = self._chosen.get(column.id)
        return self._measured.get((column.id, column.group is not None)) if chosen is None else chosen

    @Slot()
    def measure(self) -> None:
        """Size the columns that have no width yet, once there are rows to measure."""
        if self._settled:
            return
        rows = self._model.fetched(_SAMPLE)
        if not rows:
            return
        self._setting = True
        for place, column in enumerate(self._model.columns):
            if place and self._known(column) is None:
                wide = self._measured[column.id, column.group is not None] = self._wanted(place, rows)
                self._panes.view(place).setColumnWidth(place, wide)
        self._fix()
        self._setting = False
        self._settled = True

    def grow(self) -> None:
        """Widen columns for rows that need more, as those of another search may; none becomes narrower."""
        rows = self._model.fetched(_SAMPLE)
        self._setting = True
        for place, column in enumerate(self._model.columns):
            key = (column.id, column.group is not None)
            if place and rows and column.id not in self._chosen and key in self._measured:
                wide = self._wanted(place, rows)
                if wide > self._measured[key]:
                    self._measured[key] = wide
                    self._panes.view(place).setColumnWidth(place, wide)
        self._fix()
        self._setting = False

    def _fix(self) -> None:
        """The views that stand still are as wide as their columns."""
        left, right = self._panes.split
        count = len(self._model.columns)
        for view, places in (
            (self._panes.left, range(left)),
            (self._panes.right, range(count - right, count)),
        ):
            wide = sum(view.columnWidth(place) for place in places)
            if view is self._panes.right:
                wide += sizes.SCROLL_BAR
            if wide:
                view.setFixedWidth(wide)
        self.stretch()

    def _wanted(self, place: int, rows: list[object]) -> int:
        """Return the width that shows the title and the sampled values, within the column's bounds."""
        column = self._model.columns[place]
        wide = self._panes.body.head.title_width(column)
        for row in rows:
            wide = max(wide, column.cell_for(row).width(row, row.cells[place], self._look))  # type: ignore[attr-defined]
        scale = self._scale()
        return round(min(max(wide, column.narrowest * scale), column.widest * scale))

    def _scale(self) -> float:
        """Return how much larger text is than at 100 %."""
        return self._look.plain.font.pixelSize() / sizes.TEXT

    @Slot(int, int, int)
    def _dragged(self, place: int, _old: int, new: int) -> None:
        if self._setting or not new or place >= len(self._model.columns):
            return
        column, view = self._model.columns[place], self._panes.view(place)
        if self.sender() is not view.head:
            return  # a hidden section of another view
        wide = min(max(new, _FIRST[0]), _FIRST[1]) if place == 0 else max(new, _LEAST)
        self._chosen[column.id] = wide  # which is not measured again
        self._setting = True
        view.setColumnWidth(place, wide)
        self._fix()
        self._setting = False
        self.chosen.emit(column.id, round(wide / self._scale()))

    @Slot(int)
    def _fit(self, place: int) -> None:
        """A double click on an edge: as wide as the sample wants."""
        if 0 < place < len(self._model.columns):
            wide = self._wanted(place, self._model.fetched(_SAMPLE))
            self._panes.view(place).setColumnWidth(place, wide)
