"""What the palette looks among: everything, or one kind of thing."""

from __future__ import annotations

from typing import NamedTuple

RUNS, COMMANDS, PAGES, VIEWS, SETTINGS = "Runs", "Commands", "Pages", "Saved views", "Settings"


class Scope(NamedTuple):
    """A scope: its name, what its field says while it is empty, its groups, and how many runs it lists."""

    title: str
    hint: str
    groups: frozenset[str]
    runs: int = 0


SCOPES = (
    Scope(
        "Everything",
        "Find a run, a command, a page or a view",
        frozenset((RUNS, COMMANDS, PAGES, VIEWS, SETTINGS)),
        4,
    ),
    Scope("Commands", "Find a command", frozenset((COMMANDS, SETTINGS))),
    Scope("Pages", "Find a page", frozenset((PAGES,))),
    Scope("Runs", "Find a run by its name or hash", frozenset((RUNS,)), 50),
    Scope("Views", "Find a saved view", frozenset((VIEWS,))),
)
