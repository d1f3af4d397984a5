"""A scrolling grid of small charts in sections that fold."""

from __future__ import annotations

from runyard.desktop.parts.chart_grid.grid import ChartGrid
from runyard.desktop.parts.chart_grid.layout import Cell, Section

__all__ = ["Cell", "ChartGrid", "Section"]
