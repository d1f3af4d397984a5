"""The cells of chosen runs as text that spreadsheets take."""

from __future__ import annotations

from collections.abc import Sequence

from runyard.desktop.parts.run_table.grouping import COUNT, INTERVAL
from runyard.reading.export import as_text, raw_rows
from runyard.storage.store import Store
from runyard.storage.table.columns import Column, is_curve


def cells_as_text(
    store: Store, ids: Sequence[int], columns: Sequence[Column], *, titled: bool = False
) -> str:
    """Return a line a run and a tab between cells: what was logged, with every digit of a number.

    `titled` puts the titles of the columns before. Columns that are pictures, or of groups, are left out.
    """
    taken = [column for column in columns if _holds_values(column.id)]
    lines = [[f"{column.title} {column.subtitle}".strip() for column in taken]] if titled else []
    lines += [[as_text(value) for value in row] for row in raw_rows(store, ids, [c.id for c in taken])]
    return "\n".join("\t".join(" ".join(text.split()) for text in line) for line in lines)


def _holds_values(column: str) -> bool:
    return column != COUNT.id and not column.startswith(INTERVAL) and not is_curve(column)
