"""The rows of the files that were changed and not committed."""

from __future__ import annotations

from runyard.desktop.kinds.overview.git.diff import ChangedFile
from runyard.desktop.kinds.overview.table.card_model import CardRow, Cell, Column

FILE_COLUMNS = (
    Column("", 28),
    Column("File"),
    Column("Added", 64, right=True),
    Column("Removed", 64, right=True),
)
_SIGNS = {"M": "warn", "A": "ok", "D": "bad", "R": "accent"}


def file_row(at: int, file: ChangedFile) -> CardRow:
    """Return the row of a file: how it changed, and by how many lines."""
    cells = (
        Cell(file.sign, _SIGNS.get(file.sign, "text_soft"), mono=True),
        Cell(file.path, mono=True, path=True),
        Cell(f"+{file.added:,}" if file.added else "", "ok"),
        Cell(f"−{file.removed:,}" if file.removed else "", "bad"),
    )
    return CardRow(
        at, cells, file.path, f"{file.sign}\t{file.path}\t+{file.added}\t-{file.removed}", file.path
    )
