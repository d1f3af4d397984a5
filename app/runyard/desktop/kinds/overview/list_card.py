"""`ListCard`: a card whose body is a table to search and copy."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from runyard.desktop.kinds.overview.card_model import CardRow, CardTableModel, Column
from runyard.desktop.kinds.overview.card_table import CardTable
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Card, CopyButton, Label, SearchField

#: A card shows this many rows at first: an overview is not the tab.
LIMIT = 12
_MOST = 200


class ListCard(Card):
    """Shows the first rows, or those a search finds; `shown_changed` tells that these are other rows now."""

    shown_changed = Signal()
    more_asked = Signal()

    def __init__(self, title: str, columns: Sequence[Column], *, header: bool = True, tab: str = "") -> None:
        super().__init__(title)
        self._rows: list[CardRow] = []
        self._open = False
        self.tab = tab
        self.model = CardTableModel(columns, self)
        self.table = CardTable(self.model, title, header=header)
        self.search = SearchField(f"Find in {title.lower()}")
        self._search_row = _padded(self.search)
        self._search_row.hide()
        self._none = Label("Nothing matches", tone="text_soft")
        self._none_row = _padded(self._none)
        self._none_row.hide()
        self._more = Button("", role="ghost", dense=True)
        self._more_row = _padded(self._more, stretch=True)
        self._more_row.hide()
        self._find = Button("", "search", "icon", dense=True, tip=f"Search {title.lower()}")
        self._find.setCheckable(True)
        self.tools.addWidget(self._find)
        self.tools.addWidget(CopyButton(self.copy_text, f"Copy {title.lower()}"))
        for part in (self._search_row, self.table, self._none_row, self._more_row):
            self.body.addWidget(part)
        self._find.toggled.connect(self._find_toggled)
        self.search.textChanged.connect(self._show_rows)
        self._more.clicked.connect(self._more_clicked)

    @property
    def shown(self) -> int:
        """Return how many rows are in sight."""
        return self.model.rowCount()

    def start_over(self) -> None:
        """Forget the search and how much was shown: another run comes."""
        self._open = False
        self._rows = []
        self._find.setChecked(False)
        self.search.clear()

    def set_rows(self, rows: list[CardRow]) -> None:
        """Show other rows, or the same with other cells."""
        self._rows = rows
        self._show_rows()

    def keys_shown(self) -> list[object]:
        """Return the keys of the rows in sight."""
        return [self.model.row(at).key for at in range(self.model.rowCount())]

    def copy_text(self) -> str:
        """Return every row as text, below the titles."""
        titles = "\t".join(column.title for column in self.model.columns if column.title)
        lines = [titles] if len(self.model.columns) > 2 else []
        return "\n".join([*lines, *(row.copy for row in self._rows)])

    @Slot()
    def _show_rows(self) -> None:
        words = self.search.text().casefold().split()
        found = [row for row in self._rows if all(word in row.search for word in words)]
        limit = _MOST if words or self._open else LIMIT
        # A button that brings two more rows is longer than the two rows.
        limit = len(found) if len(found) <= limit + 2 else limit
        before = self.keys_shown()
        self.model.set_rows(found[:limit])
        self._none_row.setVisible(bool(words) and not found)
        left = len(found) - limit
        self._more_row.setVisible(left > 0)
        if self._open and self.tab:
            self._more.setText(f"Open all {len(found):,} in the tab")
        else:
            self._more.setText(
                f"Show all {len(found):,}" if len(found) <= _MOST or not self.tab else "Show more"
            )
        self.set_count(f"{len(found):,} of {len(self._rows):,}" if words else len(self._rows))
        if self.keys_shown() != before:
            self.shown_changed.emit()

    @Slot(bool)
    def _find_toggled(self, on: bool) -> None:
        self._search_row.setVisible(on)
        if on:
            self.search.setFocus()
        else:
            self.search.clear()

    @Slot()
    def _more_clicked(self) -> None:
        if self._open and self.tab:
            self.more_asked.emit()
        self._open = True
        self._show_rows()


def _padded(part: QWidget, *, stretch: bool = False) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(12 if not stretch else 4, sizes.GAP // 2, 12, sizes.GAP // 2)
    row.addWidget(part)
    if stretch:
        row.addStretch(1)
    return holder
