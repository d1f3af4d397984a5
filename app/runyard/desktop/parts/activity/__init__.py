"""What happened lately, day by day."""

from __future__ import annotations

from runyard.desktop.parts.activity.feed import ActivityFeed

__all__ = ["ActivityFeed"]
