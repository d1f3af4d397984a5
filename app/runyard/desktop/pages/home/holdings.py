"""`Holdings`: how much of each kind of data the repository holds."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from runyard.desktop.parts import words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Label
from runyard.storage.overview import Totals

_KINDS = (
    ("Metrics", "metrics"),
    ("Points", "points"),
    ("System metrics", "system"),
    ("Terminal lines", "lines"),
    ("Messages", "messages"),
    ("Notes", "notes"),
)


class Holdings(QWidget):
    """Numbers with their kinds below, on one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.numbers = {field: Label(words.NONE, bold=True) for _, field in _KINDS}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(sizes.GAP)
        grid.setVerticalSpacing(2)
        for column, (title, field) in enumerate(_KINDS):
            grid.addWidget(Label(title, size=sizes.TEXT_SMALL, tone="text_soft"), 0, column)
            grid.addWidget(self.numbers[field], 1, column)
            grid.setColumnStretch(column, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_totals(self, found: Totals) -> None:
        """Show these numbers."""
        for title, field in _KINDS:
            number = words.count(getattr(found, field))
            self.numbers[field].setText(number)
            self.numbers[field].setAccessibleName(f"{title} {number}")
