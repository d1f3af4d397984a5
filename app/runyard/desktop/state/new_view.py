"""The view that a table of runs begins with."""

from __future__ import annotations

from runyard.desktop.state.settings import DENSITY, Settings
from runyard.desktop.state.table_view import TableView


def new_view(settings: Settings) -> TableView:
    """Return a view that nobody has changed, with the rows as high as this person likes them."""
    return TableView(density=settings.get(DENSITY))
