"""Where the window is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """A place in the app: a page, and for the run page the run's hash and the tab.

    `query` asks the runs page to search; None leaves the search as it is.
    """

    page: str
    run: str = ""
    tab: str = ""
    query: str | None = None
