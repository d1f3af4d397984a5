"""How wide the columns of a card are, and which of them have room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from runyard.desktop.kinds.overview.table.card_delegate import NARROW_PAD, PAD
from runyard.desktop.kinds.overview.table.card_model import FIT, CardTableModel, Cell
from runyard.desktop.theme import mono_font, scaled, ui_font

#: What separates a fitting first column from the next, and what a tint takes beside its words.
_SPACE, _GROUND = 24, 8
_LEAST_NAME = 110
#: Rows whose cells are looked at, and how many of the longest are measured.
_MEASURED, _CANDIDATES = 200, 12


def fit_columns(table: QTableView, model: CardTableModel) -> None:
    """Give a fitting column what its longest cell needs, as far as it may; leave out what has no room."""
    room = table.viewport().width() - scaled(_LEAST_NAME)
    room -= sum(scaled(column.width) for column in model.columns if column.width > 0)
    for at, column in reversed(list(enumerate(model.columns))):
        hidden = column.spare and room < 0
        table.setColumnHidden(at, hidden)
        room += scaled(column.width) if hidden else 0
    shown = [at for at in range(len(model.columns)) if not table.isColumnHidden(at)]
    model.last_shown = shown[-1]
    for at, column in enumerate(model.columns):
        if column.width > 0:
            table.horizontalHeader().resizeSection(at, scaled(column.width))
        if column.width != FIT:
            continue
        cells = [model.row(row).cells[at] for row in range(min(model.rowCount(), _MEASURED))]
        widest = _widest(cells)
        beside = PAD + _SPACE if at == 0 else 2 * NARROW_PAD + _GROUND
        wide = max(column.least, min(widest + beside, int(table.width() * column.most)))
        table.horizontalHeader().resizeSection(at, wide)


def _widest(cells: Sequence[Cell]) -> int:
    """Return the width of the widest cell, of which there are few among those with the most letters."""
    wide = 0
    for mono, font in ((True, mono_font()), (False, ui_font())):
        longest = sorted((cell.text for cell in cells if cell.mono is mono), key=len)[-_CANDIDATES:]
        metrics = QFontMetrics(font)
        wide = max([wide, *(metrics.horizontalAdvance(text) for text in longest)])
    return wide
