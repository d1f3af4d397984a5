"""`TextTable`: the texts of a series in rows, fetched when they are looked at."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from runyard.desktop.kinds.texts import reading
from runyard.desktop.kinds.texts.cells import STEP, columns
from runyard.desktop.kinds.texts.reading import TextRow
from runyard.desktop.tables import PagedTableModel, Request, Table
from runyard.desktop.tasks import Tasks
from runyard.domain.errors import KnownProblem
from runyard.search.matching.matching import Matcher

_STEP_WIDTH = 96


class TextTable(Table):
    """A table whose rows are texts; the current one is the one that is read.

    `read_asked` tells the id of the text to read, `order_changed` that another order is wanted, `failed`
    why rows cannot be read.
    """

    read_asked = Signal(object)
    order_changed = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        model = PagedTableModel()
        super().__init__(model, parent)
        model.setParent(self)
        model.selection.single = True
        self._tasks = tasks
        self._matcher = Matcher()
        self._places: tuple[int, ...] = ()
        self.newest_first = True
        self.set_name("Texts")
        self.set_widths({STEP: _STEP_WIDTH})
        # Steps are as wide as they are: there is nothing to gain by dragging their edge.
        self.pinned.head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for view in self.panes.all():
            view.head.setSectionsMovable(False)
        model.wanted.connect(self._fetch)
        self.sort_asked.connect(self._sort)
        self.choosing.current_changed.connect(self._tell_current)
        self.show_shape(indices=False, epochs=False)
        self._show_order()

    def show_shape(self, *, indices: bool, epochs: bool) -> None:
        """Show the columns of indices and epochs where there are any."""
        shown, places = columns(indices=indices, epochs=epochs)
        if places != self._places:
            self._places = places
            self.show_columns(shown)

    def show_texts(self, ids: array[int], *, keep_place: bool) -> None:
        """List these texts."""
        self.show_ids(ids, keep_place=keep_place)

    def set_matcher(self, matcher: Matcher) -> None:
        """Mark other matches in the rows."""
        self._matcher = matcher
        self.model.spoil()

    def go_to(self, place: int) -> None:
        """Make a row the current one, and bring it in sight."""
        if 0 <= place < len(self.model.ids):
            self.choosing.set_current(place)
            self.reveal(place)

    @Slot(object)
    def _fetch(self, request: Request) -> None:
        self._tasks.read(
            partial(reading.rows, request.ids, self._places, self._matcher),
            owner=self,
            key="rows",
            then=partial(_receive, self.model, request),
            failed=self._fail,
        )

    def _fail(self, problem: Exception) -> None:
        self.model.give_up()
        if isinstance(problem, KnownProblem):
            self.failed.emit(problem)

    @Slot(object, object)
    def _sort(self, column: str, _adds: bool) -> None:
        """Only steps have an order; a click on any other title changes nothing."""
        if column == STEP:
            self.newest_first = not self.newest_first
            self._show_order()
            self.order_changed.emit()

    def _show_order(self) -> None:
        self.set_orders({STEP: (0, self.newest_first)})

    @Slot()
    def _tell_current(self) -> None:
        current = self.choosing.current_id
        self.model.selection.only(() if current is None else (current,))
        self.read_asked.emit(current)


def _receive(model: QObject, request: Request, rows: Mapping[int, TextRow]) -> None:
    if isinstance(model, PagedTableModel):
        model.receive(request, rows)
