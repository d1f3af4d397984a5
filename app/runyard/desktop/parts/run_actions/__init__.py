"""What people do to runs that they have selected: archive, delete, move, rename, label, mark, tag, export."""

from __future__ import annotations

from runyard.desktop.parts.run_actions.actions import RunActions
from runyard.desktop.parts.run_actions.bar import ActionBar, SelectionBar

__all__ = ["ActionBar", "RunActions", "SelectionBar"]
