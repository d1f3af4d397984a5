"""`CardBody`: the search, the rows, or that none match, and what leads to more of them."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from runyard.desktop.kinds.overview.table.card_model import CardTableModel
from runyard.desktop.kinds.overview.table.card_table import CardTable
from runyard.desktop.kinds.overview.table.find_row import FindRow
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Button, Label


class CardBody(QWidget):
    """The parts of a card below its head; `lead` goes to the tab that has all of it, if there is one."""

    def __init__(self, model: CardTableModel, title: str, where: str, lead: str, *, header: bool) -> None:
        super().__init__()
        self.search = FindRow(where)
        self.table = CardTable(model, title, header=header)
        self.none = Label("Nothing matches", tone="text_soft")
        self.none.setContentsMargins(12, sizes.GAP // 2, 12, sizes.GAP // 2)
        self.none.hide()
        self.more = Button("", role="ghost", dense=True)
        self.lead = Button(lead, role="ghost", dense=True)
        self._foot = QWidget()
        row = QHBoxLayout(self._foot)
        row.setContentsMargins(4, sizes.GAP // 2, 12, sizes.GAP // 2)
        row.setSpacing(0)
        row.addWidget(self.more)
        row.addWidget(self.lead)
        self.lead.setVisible(bool(lead))
        row.addStretch(1)
        self._foot.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.search, self.table, self.none, self._foot):
            column.addWidget(part)

    def show_found(self, found: int, more: str, *, narrowed: bool) -> None:
        """Show as much as there is to see of so many rows; `more` brings others, or nothing does."""
        self.none.setVisible(narrowed and not found)
        self.table.setVisible(bool(found))
        self._foot.setVisible(bool(more))
        self.more.setText(more)
