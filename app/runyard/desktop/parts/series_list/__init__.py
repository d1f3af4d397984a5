"""The list at the left of a kind: names, and below each the contexts it was logged in."""

from __future__ import annotations

from runyard.desktop.parts.series_list.list import SeriesList
from runyard.desktop.parts.series_list.rows import context_text

__all__ = ["SeriesList", "context_text"]
