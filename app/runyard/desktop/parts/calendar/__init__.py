"""Runs created on each day of a year: the calendar alone, and with its head and what feeds it."""

from __future__ import annotations

from runyard.desktop.parts.calendar.calendar import Calendar
from runyard.desktop.parts.calendar.contributions import Contributions

__all__ = ["Calendar", "Contributions"]
