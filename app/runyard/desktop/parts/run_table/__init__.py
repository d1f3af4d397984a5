"""The table of runs: every page that lists runs shows this one."""

from __future__ import annotations

from runyard.desktop.parts.run_table.run_table import RunTable

__all__ = ["RunTable"]
