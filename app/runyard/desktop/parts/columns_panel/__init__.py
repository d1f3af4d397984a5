"""The column manager: which columns a table of runs shows, in which order, and how."""

from __future__ import annotations

from runyard.desktop.parts.columns_panel import edits
from runyard.desktop.parts.columns_panel.foot import VALUES
from runyard.desktop.parts.columns_panel.panel import ColumnsPanel

__all__ = ["VALUES", "ColumnsPanel", "edits"]
