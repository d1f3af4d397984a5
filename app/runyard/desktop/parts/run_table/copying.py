"""The cells of chosen runs as text that spreadsheets take."""

from __future__ import annotations

from collections.abc import Sequence

from runyard.desktop.tables import TableColumn
from runyard.storage import listing
from runyard.storage.store import Store

_BLOCK = 500


def cells_as_text(store: Store, ids: Sequence[int], columns: Sequence[TableColumn]) -> str:
    """Return a line a run and a tab between cells, as they read on screen."""
    lines = []
    wanted = [column.id for column in columns]
    for start in range(0, len(ids), _BLOCK):
        for row in listing.rows(store, ids[start : start + _BLOCK], wanted):
            texts = (column.cell.text(row, value) for column, value in zip(columns, row.cells, strict=True))
            lines.append("\t".join(" ".join(text.split()) for text in texts))
    return "\n".join(lines)
