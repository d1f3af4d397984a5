"""The contracts between the shell, the pages and the kinds."""

from __future__ import annotations

from runyard.desktop.frame.entries import KindEntry, PageEntry, RunContents
from runyard.desktop.frame.page import Page, Tab
from runyard.desktop.state.route import Route

__all__ = ["KindEntry", "Page", "PageEntry", "Route", "RunContents", "Tab"]
