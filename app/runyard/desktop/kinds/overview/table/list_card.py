"""`ListCard`: a card whose body is a table to search, filter, sort and copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Signal, Slot

from runyard.desktop.kinds.overview.table.arranging import Arranged, Wanted, arrange, groups
from runyard.desktop.kinds.overview.table.card_body import CardBody
from runyard.desktop.kinds.overview.table.card_menu import CardMenu
from runyard.desktop.kinds.overview.table.card_model import CardRow, CardTableModel, Column
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.kinds.overview.table.find_row import FindRow
from runyard.desktop.tasks import Cancel, Tasks
from runyard.desktop.widgets import Button, Card, CopyButton, copy_to_clipboard
from runyard.storage.store import Store

#: A card shows this many rows at first: an overview is not the tab.
LIMIT = 12
#: So many are searched and sorted at once; more, and any pattern, on a worker.
_FEW = 100


class ListCard(Card):
    """Shows the first rows, or those a search finds; `shown_changed` tells that these are other rows now.

    Parameters
    ----------
    header : bool
        Whether the columns have titles at all times; without, they come with the search field.
    tab : str
        Where there is more of this, as words for the button that asks for it by `more_asked`.
    """

    shown_changed = Signal()
    filled = Signal()
    more_asked = Signal()

    def __init__(
        self, title: str, columns: Sequence[Column], tasks: Tasks, *, header: bool = True, tab: str = ""
    ) -> None:
        super().__init__(title)
        self._tasks = tasks
        self._rows: list[CardRow] = []
        self._found: list[CardRow] = []
        self._open = False
        self._header = header
        self.wanted = Wanted()
        self.model = CardTableModel(columns, self)
        self._tab = tab
        self._where = _inside_sentence(title)
        self._parts: CardBody | None = None
        self.seek = Button("", "search", "icon", dense=True, tip=f"Search {self._where}")
        self.seek.setCheckable(True)
        self.tools.addWidget(self.seek)
        self._copy = CopyButton(self.copy_text, f"Copy {self._where}")
        self.tools.addWidget(self._copy)
        self.seek.toggled.connect(self._find_toggled)

    @property
    def parts(self) -> CardBody:
        """What is below the head, made with the first rows: a card without any costs next to nothing."""
        if self._parts is None:
            self._parts = self.make_parts()
        return self._parts

    @property
    def table(self) -> CardTable:
        """The rows in sight."""
        return self.parts.table

    @property
    def search(self) -> FindRow:
        """The search field and the filter."""
        return self.parts.search

    def make_parts(self) -> CardBody:
        """Return the parts below the head, in their places."""
        made = CardBody(self.model, self.title.text(), self._where, self._tab, header=self._header)
        self.body.addWidget(made)
        made.show()
        made.search.asked.connect(self._asked)
        made.table.sort_asked.connect(self.sort_by)
        made.table.menu_asked.connect(self._menu_asked)
        made.more.clicked.connect(self._more_clicked)
        made.lead.clicked.connect(self.more_asked)
        return made

    @property
    def shown(self) -> int:
        """Return how many rows are in sight."""
        return self.model.rowCount()

    @property
    def has_rows(self) -> bool:
        """Whether there is anything, shown or not."""
        return bool(self._rows)

    def start_over(self) -> None:
        """Forget what was asked and how much was shown: another run comes."""
        self._tasks.cancel(self, "fill")
        self._tasks.cancel(self, "rows")
        self._open = False
        self._rows, self._found = [], []
        self.wanted = Wanted()
        self.model.sorted_by = None
        self.seek.setChecked(False)
        if self._parts is not None:
            self.search.clear()
            self.table.clearSelection()
            self.table.verticalScrollBar().setValue(0)

    def fill(self, size: int, build: Callable[[], list[CardRow]]) -> None:
        """Show the rows that `build` makes; many are made on a worker. `filled` tells when they are there."""
        self._tasks.cancel(self, "fill")
        if size <= _FEW:
            self.set_rows(build())
        else:
            self._tasks.read(partial(_built, build), owner=self, key="fill", then=self.set_rows)

    def set_rows(self, rows: list[CardRow]) -> None:
        """Show other rows, or the same with other cells."""
        self._rows = rows
        if self._parts is not None or rows:
            if self.search.in_use:
                self.search.offer(groups(rows))
                self.wanted = self.search.narrowed(self.wanted)
            self._arrange()
        self.filled.emit()

    def keys_shown(self) -> list[object]:
        """Return the keys of the rows in sight."""
        return [self.model.row(at).key for at in range(self.model.rowCount())]

    def copy_text(self) -> str:
        """Return every row that the search and the filter let through as text, below the titles."""
        titles = "\t".join(column.title for column in self.model.columns if column.title)
        lines = [titles] if len(self.model.columns) > 2 else []
        return "\n".join([*lines, *(row.copy for row in self._found)])

    @Slot(int)
    def sort_by(self, column: int) -> None:
        """Sort by a column: numbers from the highest first, then the other way, then as logged."""
        if not self.model.columns[column].title:
            return
        first = self.model.columns[column].right
        if self.wanted.column != column:
            self.wanted = self.wanted._replace(column=column, descending=first)
        elif self.wanted.descending == first:
            self.wanted = self.wanted._replace(descending=not first)
        else:
            self.wanted = self.wanted._replace(column=None, descending=False)
        by = self.wanted
        self.model.sorted_by = None if by.column is None else (by.column, by.descending)
        self.table.horizontalHeader().viewport().update()
        self._arrange()

    def make_menu(self) -> CardMenu:
        """Return what can be done with the current row, and the orders of the card."""
        menu = CardMenu(self)
        row = self.table.current_row()
        if row is not None:
            for name, title, act in self.row_actions(row):
                menu.offer(name, title, act)
            if row.value and row.value != row.copy:
                menu.offer("copy", "Copy value", self.table.copy_value)
            menu.offer("copy", "Copy row", self.table.copy_row)
        menu.offer("copy", f"Copy all {len(self._found):,} rows", self._copy_all)
        menu.addSeparator()
        for at, column in enumerate(self.model.columns):
            if column.title:
                by = partial(self.sort_by, at)
                menu.offer_choice(f"Sort by {column.title.lower()}", by, self.wanted.column == at)
        return menu

    def row_actions(self, row: CardRow) -> list[tuple[str, str, Callable[[], None]]]:
        """Return what else can be done with a row: icon, words, and what does it."""
        return []

    def total(self, rows: Sequence[CardRow]) -> str | int:
        """Return how much there is, for the head of the card."""
        return len(rows)

    @Slot()
    def _copy_all(self) -> None:
        copy_to_clipboard(self.copy_text())

    def _arrange(self) -> None:
        wanted = self.wanted
        self._tasks.cancel(self, "rows")
        if wanted == Wanted():
            self._arranged(Arranged(self._rows))
        elif len(self._rows) <= _FEW and not wanted.matcher.regex:
            self._arranged(arrange(self._rows, wanted))
        else:
            job = partial(_on_worker, rows=self._rows, wanted=wanted)
            self._tasks.read(job, owner=self, key="rows", then=self._arranged)

    def _arranged(self, arranged: Arranged) -> None:
        self._found = found = arranged.rows
        self.search.set_problem(arranged.problem)
        # A button that brings two more rows is longer than the two rows.
        short = LIMIT if len(found) > LIMIT + 2 and not self._open and not self.wanted.narrows else len(found)
        others = self.table.show_rows(found[:short])
        narrowed = self.wanted.narrows
        more = "Show fewer" if self._open else f"Show all {len(found):,}"
        hidden = len(found) > LIMIT + 2 and not narrowed
        self.parts.show_found(len(found), more if hidden else "", narrowed=narrowed)
        self.set_count(f"{len(found):,} of {len(self._rows):,}" if narrowed else self.total(self._rows))
        if others:
            self.shown_changed.emit()

    @Slot()
    def _asked(self) -> None:
        self.wanted = self.search.narrowed(self.wanted)
        self._arrange()

    @Slot(bool)
    def _find_toggled(self, on: bool) -> None:
        if on:
            self.search.offer(groups(self._rows))
            for before, after in pairwise([self._copy, *self.search.stops]):
                self.setTabOrder(before, after)
        else:
            self.search.clear()
        self.search.setVisible(on)
        self.table.show_titles(on or self._header)
        if on:
            self.search.field.setFocus()

    @Slot()
    def _more_clicked(self) -> None:
        self._open = not self._open
        self._arrange()

    @Slot(QPoint)
    def _menu_asked(self, spot: QPoint) -> None:
        self.make_menu().popup(spot)


def _built(build: Callable[[], list[CardRow]], _store: Store, _cancel: Cancel) -> list[CardRow]:
    return build()


def _on_worker(_store: Store, cancel: Cancel, rows: list[CardRow], wanted: Wanted) -> Arranged:
    return arrange(rows, wanted, cancel)


def _inside_sentence(title: str) -> str:
    """Return a title as it stands in a sentence; an abbreviation keeps its letters."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]
