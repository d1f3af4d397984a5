"""`BinsTable`: the bins of one step as numbers, for who does not see a chart or wants to copy them."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from runyard.desktop.kinds.distributions import words
from runyard.desktop.tables import PagedTableModel, Request, Table, TableColumn
from runyard.desktop.tables.column import Cell
from runyard.desktop.widgets import copy_to_clipboard

if TYPE_CHECKING:
    from runyard.desktop.kinds.distributions.histogram import Histogram

_WIDE = 160


class _Row(NamedTuple):
    cells: tuple[str, str, str, str]


class _Figure(Cell):
    right = True

    def text(self, row: Any, value: Any) -> str:
        return str(value)


_COLUMNS = (
    TableColumn("from", "From", _Figure(), narrowest=120),
    TableColumn("to", "To", _Figure(), narrowest=120),
    TableColumn("weight", "Weight", _Figure(), narrowest=120),
    TableColumn("share", "Share", _Figure(), narrowest=100),
)


class BinsTable(Table):
    """A row a bin: where it begins and ends, its weight and its share of the sum."""

    def __init__(self, parent: QWidget | None = None) -> None:
        model = PagedTableModel()
        super().__init__(model, parent)
        model.setParent(self)
        model.selection.single = True
        self._histogram: Histogram | None = None
        self._total = 0.0
        self.set_name("Bins")
        self.set_widths({"from": _WIDE})
        self.pinned.head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for view in self.panes.all():
            view.head.setSectionsMovable(False)
        self.show_columns(_COLUMNS)
        model.wanted.connect(self._fill)
        self.copy_asked.connect(self._copy)

    def show_histogram(self, histogram: Histogram | None) -> None:
        """Show other bins, where one is in the list."""
        self._histogram = histogram
        self._total = 0.0 if histogram is None else float(histogram.weights.sum())
        bins = 0 if histogram is None else len(histogram.weights)
        self.show_ids(array("q", range(bins)))
        self.model.spoil()

    @Slot(object)
    def _fill(self, request: Request) -> None:
        if self._histogram is not None:
            known = [place for place in request.ids if place < len(self._histogram.weights)]
            self.model.receive(request, {place: self._row(self._histogram, place) for place in known})

    def _row(self, histogram: Histogram, place: int) -> _Row:
        low, high = histogram.edges(place)
        step, weight = histogram.width, float(histogram.weights[place])
        share = f"{weight / self._total * 100:.2f} %" if self._total else words.NONE
        return _Row((words.place(low, step), words.place(high, step), words.amount(weight), share))

    @Slot(object)
    def _copy(self, titled: bool) -> None:
        """Copy every bin with its exact numbers, to be pasted into a sheet."""
        one = self._histogram
        if one is None:
            return
        lines = ["From\tTo\tWeight"] if titled else []
        for place, weight in enumerate(one.weights.tolist()):
            low, high = one.edges(place)
            lines.append(f"{low!r}\t{high!r}\t{weight!r}")
        copy_to_clipboard("\n".join(lines))
