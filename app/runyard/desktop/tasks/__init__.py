"""Background reads and writes, cancellation, and the change feed."""

from __future__ import annotations

from runyard.desktop.tasks.cancel import Cancel
from runyard.desktop.tasks.tasks import Tasks

__all__ = ["Cancel", "Tasks"]
