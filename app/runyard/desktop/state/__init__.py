"""What several pages share. QtCore only."""

from __future__ import annotations

from runyard.desktop.state.notice import Notice
from runyard.desktop.state.route import Route
from runyard.desktop.state.selection import Selection
from runyard.desktop.state.settings import Entry, Settings
from runyard.desktop.state.workspace import Workspace

__all__ = ["Entry", "Notice", "Route", "Selection", "Settings", "Workspace"]
