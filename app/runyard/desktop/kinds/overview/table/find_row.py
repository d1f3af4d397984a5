"""`FindRow`: the search field of a card, and the filter beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.overview.table.arranging import Wanted
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import MatchField, Select

_EVERYTHING = "All"


class FindRow(QWidget):
    """Narrows the rows of a card by text and by group; `asked` tells that others are wanted.

    Its field and filter are made when they are needed first: most cards are never searched.
    """

    asked = Signal()

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where
        self._group = ""
        self._parts: tuple[MatchField, Select] | None = None
        self.hide()

    @property
    def in_use(self) -> bool:
        """Whether somebody has looked for something here."""
        return self._parts is not None

    @property
    def field(self) -> MatchField:
        """The search field."""
        return self._made()[0]

    @property
    def filter(self) -> Select:
        """The choice of a group."""
        return self._made()[1]

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Return where the Tab key stops, in order."""
        field = self.field
        return (field.search, field.case, field.word, field.regex, self.filter)

    def narrowed(self, wanted: Wanted) -> Wanted:
        """Return what is wanted with the text and the group that are asked for here."""
        return wanted._replace(matcher=self.field.matcher, group=self._group) if self.in_use else wanted

    def offer(self, groups: Sequence[str]) -> None:
        """Offer these groups; one that is gone is no longer asked for."""
        if self._group not in groups:
            self._group = ""
        self.filter.set_options([("", _EVERYTHING), *((name, name) for name in groups)])
        self.filter.set_key(self._group)
        self.filter.setVisible(bool(groups))

    def clear(self) -> None:
        """Look for nothing, in every group."""
        if self.in_use:
            self.field.clear()
            if self._group:
                self.filter.set_key("")
                self._chosen("")

    def set_problem(self, sentence: str | None) -> None:
        """Say what is wrong with the pattern."""
        if self.in_use:
            self.field.set_problem(sentence)

    def _made(self) -> tuple[MatchField, Select]:
        if self._parts is None:
            field = MatchField(f"Find in {self._where}", parent=self)
            choice = Select([("", _EVERYTHING)], name=f"Filter {self._where}", parent=self)
            choice.hide()
            row = QHBoxLayout(self)
            row.setContentsMargins(12, sizes.GAP // 2, 12, sizes.GAP // 2)
            row.setSpacing(sizes.GAP)
            row.addWidget(field, 1)
            row.addWidget(choice)
            field.changed.connect(self._typed)
            choice.chosen.connect(self._chosen)
            self._parts = field, choice
        return self._parts

    @Slot(object)
    def _typed(self) -> None:
        self.asked.emit()

    @Slot(object)
    def _chosen(self, group: str) -> None:
        self._group = group
        self.asked.emit()
