"""How many runs have which status: as a bar of parts, with a legend."""

from __future__ import annotations

from runyard.desktop.parts.status_bar.parts import Part, paint_bar, parts_of
from runyard.desktop.parts.status_bar.status_bar import StatusBar

__all__ = ["Part", "StatusBar", "paint_bar", "parts_of"]
