"""`Holdings`: how much of each kind of data the repository holds."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from runyard.desktop.parts import words
from runyard.desktop.theme import sizes
from runyard.desktop.widgets import Label
from runyard.storage.overview.overview import Totals

_KINDS = (
    ("Metrics", "metrics"),
    ("Points", "points"),
    ("System metrics", "system"),
    ("Terminal lines", "lines"),
    ("Messages", "messages"),
    ("Notes", "notes"),
)
_ITEMS = (
    ("Images", "images"),
    ("Audio", "audios"),
    ("Texts", "texts"),
    ("Distributions", "distributions"),
    ("Figures", "figures"),
)
_ALL = (*_KINDS, *_ITEMS)


class Holdings(QWidget):
    """Numbers below their kinds, on one line; a second one for images and the like, once there are some."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.titles = {field: Label(title, size=sizes.TEXT_SMALL, tone="text_soft") for title, field in _ALL}
        self.numbers = {field: Label(words.NONE, bold=True) for _, field in _ALL}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(sizes.GAP)
        grid.setVerticalSpacing(2)
        for at, kinds in enumerate((_KINDS, _ITEMS)):
            for column, (_, field) in enumerate(kinds):
                grid.addWidget(self.titles[field], 3 * at, column)
                grid.addWidget(self.numbers[field], 3 * at + 1, column)
                grid.setColumnStretch(column, 1)
        self._grid = grid
        self._show_items(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_totals(self, found: Totals) -> None:
        """Show these numbers."""
        for title, field in _ALL:
            number = words.count(getattr(found, field))
            self.numbers[field].setText(number)
            self.numbers[field].setAccessibleName(f"{title} {number}")
        self._show_items(any(getattr(found, field) for _, field in _ITEMS))

    def _show_items(self, shown: bool) -> None:
        self._grid.setRowMinimumHeight(2, sizes.GAP if shown else 0)
        for _, field in _ITEMS:
            self.titles[field].setVisible(shown)
            self.numbers[field].setVisible(shown)
