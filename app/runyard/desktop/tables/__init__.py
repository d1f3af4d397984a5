"""Virtual tables: ids first, rows when looked at. They know nothing of runs."""

from __future__ import annotations

from runyard.desktop.tables.cells import NONE, Number, Text, paint_none, paint_pending
from runyard.desktop.tables.column import Cell, TableColumn
from runyard.desktop.tables.look import PADDING, Face, Look
from runyard.desktop.tables.model import PagedTableModel, Request
from runyard.desktop.tables.selection import RowSelection
from runyard.desktop.tables.table import Table

__all__ = [
    "NONE",
    "PADDING",
    "Cell",
    "Face",
    "Look",
    "Number",
    "PagedTableModel",
    "Request",
    "RowSelection",
    "Table",
    "TableColumn",
    "Text",
    "paint_none",
    "paint_pending",
]
