"""The series of a run as charts: the tab that metrics and system share, and what it reads."""

from __future__ import annotations

from runyard.desktop.parts.run_charts.options import Options
from runyard.desktop.parts.run_charts.outline import ChartKey, Outline
from runyard.desktop.parts.run_charts.tab import ChartsTab

__all__ = ["ChartKey", "ChartsTab", "Options", "Outline"]
