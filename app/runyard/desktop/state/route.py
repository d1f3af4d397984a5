"""Where the window is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """A place in the app: a page, for the run page the run's hash, for an experiment's its id, and the tab.

    `query` asks the runs page to search, `view` to open a saved view; None and "" leave them as they are.
    `time` is a moment in µs UTC that the tab is to bring into sight.
    """

    page: str
    run: str = ""
    tab: str = ""
    query: str | None = None
    experiment: int | None = None
    view: str = ""
    time: int | None = None
