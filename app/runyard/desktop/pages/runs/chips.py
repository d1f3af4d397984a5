"""`ChipRow`: the quick filters; they write into the query's text and are read back from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from runyard.desktop.pages.runs import quick_filters as quick
from runyard.desktop.pages.runs.facets import (
    ArchivedPopover,
    ChoicePopover,
    CreatedPopover,
    FacetPopover,
    status_options,
)
from runyard.desktop.pages.runs.filter_popover import FilterPopover
from runyard.desktop.pages.runs.quick_filters import Filter
from runyard.desktop.theme import sizes, watcher
from runyard.desktop.widgets import Button, Chip, Option, OptionList, Popover
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.tree import Query
from runyard.storage.table.columns import Column

_NARROWEST, _WIDEST = 140, 280
_FACETS = (
    ("experiment", "Experiment", "any"),
    ("created", "Created", "any time"),
    ("archived", "Archived", "left out"),
    ("status", "Status", "any"),
    ("tag", "Tag", "any"),
)


class ChipRow(QWidget):
    """Chips of the usual filters, one for every other filter in the query, and a button that adds one.

    `text_asked` carries the query with a filter set or taken out, `names_wanted` asks for the names that
    runs have, `place_asked` carries where in the text a filter stands. What does not fit is behind the
    last chip.
    """

    text_asked = Signal(object)
    place_asked = Signal(object, object)
    names_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._found: dict[str, Filter] = {}
        self._filters: list[Filter] = []
        self._columns: Sequence[Column] = ()
        self._names = Vocabulary()
        self._popovers: dict[str, FacetPopover] = {}
        self._filter: FilterPopover | None = None
        self._rest: Popover | None = None
        self.chips: dict[str, Chip] = {}
        self.others: list[Chip] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for facet, label, idle in _FACETS:
            chip = Chip(label, idle, menu=True, parent=self)
            chip.clicked.connect(partial(self._open, facet))
            chip.removed.connect(partial(self._remove, facet))
            self.chips[facet] = chip
        self.more = Chip("More", menu=True, parent=self)
        self.add = Button("Filter", "plus", "ghost", dense=True, tip="Filter by any param, metric or fact")
        self.add.setParent(self)
        self.add.clicked.connect(self.open_filter)
        self.more.clicked.connect(self._open_rest)
        watcher().changed.connect(self._place)

    def set_query(self, query: Query | None) -> None:
        """Show the filters of a query; None is a text that is none, into which nothing can be written."""
        self.setEnabled(query is not None)
        if query is None:
            return
        self._text = query.text
        self._found = {}
        others = []
        for found in quick.filters(query):
            if found.facet != "other" and found.facet not in self._found:
                self._found[found.facet] = found
            else:
                others.append(found)
        for facet, _, idle in _FACETS:
            place = self._found.get(facet)
            self.chips[facet].set_value(place.words if place else idle, place is not None)
            if facet in self._popovers:
                self._popovers[facet].show_values(place.values if place else ())
        self._show_others(others)
        self._place()

    def set_names(self, names: Vocabulary) -> None:
        """Offer the names that runs have."""
        self._names = names
        self._offer_names()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Offer to filter by these."""
        self._columns = columns

    def sizeHint(self) -> QSize:
        return QSize(400, max(chip.sizeHint().height() for chip in self.chips.values()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _show_others(self, others: Sequence[Filter]) -> None:
        for chip in self.others[len(others) :]:
            chip.hide()
            chip.deleteLater()
        del self.others[len(others) :]
        for number, found in enumerate(others):
            if number == len(self.others):
                chip = Chip(found.label, found.words, True, parent=self)
                chip.removed.connect(partial(self._remove_other, number))
                chip.clicked.connect(partial(self._show_other, number))
                self.others.append(chip)
            self.others[number].setText(found.label)
            self.others[number].set_value(found.words, True)
        self._filters = list(others)

    @Slot()
    def _place(self) -> None:
        """Put the chips side by side, as many as there is room for."""
        parts: list[Chip] = [*self.chips.values(), *self.others]
        widest = min(max(_NARROWEST, self.width() // 3), _WIDEST)
        widths = [min(part.sizeHint().width(), widest) for part in parts]
        wide, gap = self.add.sizeHint().width(), sizes.GAP
        fits = sum(widths) + gap * len(parts) + wide <= self.width()
        room = self.width() - wide - gap - (0 if fits else self.more.sizeHint().width() + gap)
        left, hidden = 0, 0
        for part, width in zip(parts, widths, strict=True):
            shown = not hidden and left + width <= room
            hidden += not shown
            part.setVisible(shown)
            cut = part.sizeHint().width() > width
            part.setToolTip(Qt.convertFromPlainText(part.value()) if cut else "")
            if shown:
                part.setGeometry(left, 0, width, self.height())
                left += width + gap
        self.more.setVisible(hidden > 0)
        if hidden:
            self.more.set_value(f"{hidden}", False)
            self.more.setGeometry(left, 0, self.more.sizeHint().width(), self.height())
            left += self.more.width() + gap
        high = self.add.sizeHint().height()
        self.add.setGeometry(left, (self.height() - high) // 2, wide, high)

    def _popover(self, facet: str) -> FacetPopover:
        if facet not in self._popovers:
            made: FacetPopover
            if facet == "created":
                made = CreatedPopover(self)
            elif facet == "archived":
                made = ArchivedPopover(self)
            elif facet == "status":
                made = ChoicePopover(self, "status", quick.status, status_options(), search=False)
            elif facet == "tag":
                made = ChoicePopover(self, "tag", quick.tagged)
            else:
                made = ChoicePopover(self, "experiment", quick.experiment)
            made.condition_asked.connect(partial(self._write, facet))
            self._popovers[facet] = made
            self._offer_names()
        return self._popovers[facet]

    def _offer_names(self) -> None:
        for facet, names in (("experiment", self._names.experiments), ("tag", self._names.tags)):
            popover = self._popovers.get(facet)
            if isinstance(popover, ChoicePopover):
                popover.set_names(names)

    def _open(self, facet: str, _checked: bool = False) -> None:
        self.names_wanted.emit()
        popover = self._popover(facet)
        place = self._found.get(facet)
        popover.show_values(place.values if place else ())
        chip = self.chips[facet]
        popover.toggle_at(chip if chip.isVisible() else self.more)

    def _write(self, facet: str, condition: str) -> None:
        place = self._found.get(facet)
        if place is None:
            text = quick.added(self._text, condition) if condition else self._text
        else:
            text = (
                quick.replaced(self._text, place, condition)
                if condition
                else quick.removed(self._text, place)
            )
        if text != self._text:
            self.text_asked.emit(text)

    def _remove(self, facet: str) -> None:
        self._write(facet, "")

    def _remove_other(self, number: int) -> None:
        self.text_asked.emit(quick.removed(self._text, self._filters[number]))

    def _show_other(self, number: int, _checked: bool = False) -> None:
        place = self._filters[number]
        self.place_asked.emit(place.start, place.end)

    @Slot()
    def open_filter(self) -> None:
        if self._filter is None:
            self._filter = FilterPopover(self)
            self._filter.condition_asked.connect(self._add)
        if not self._filter.isVisible():
            self._filter.offer(self._columns)
        self._filter.toggle_at(self.add)

    @Slot(object)
    def _add(self, condition: str) -> None:
        self.text_asked.emit(quick.added(self._text, condition))

    @Slot()
    def _open_rest(self) -> None:
        """List the filters for which there is no room."""
        if self._rest is None:
            self._rest = Popover(self, width=320, name="More filters")
            self._rest_list = OptionList("More filters", search=False, rows=12)
            self._rest_list.chosen.connect(self._take_rest)
            self._rest.body.addWidget(self._rest_list)
            self._rest.setFocusProxy(self._rest_list)
        options = [
            Option(facet, chip.text(), chip.value(), "check" if facet in self._found else " ")
            for facet, chip in self.chips.items()
            if chip.isHidden()
        ]
        for number, chip in enumerate(self.others):
            if chip.isHidden():
                options.append(Option(number, f"{chip.text()} {chip.value()}", "take out", "x"))
        self._rest_list.set_options(options)
        self._rest.toggle_at(self.more)

    @Slot(object)
    def _take_rest(self, key: str | int) -> None:
        if self._rest is not None:
            self._rest.dismiss()
        if isinstance(key, int):
            self._remove_other(key)
        else:
            self._open(key)
