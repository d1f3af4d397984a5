"""``runyard runs``: the list of runs, and what is done to them."""

from __future__ import annotations

import click

from runyard.cli.lazy import Entry, LazyGroup

WHAT = "Sub-commands, each also without `runs`"
COMMANDS = {
    "list": Entry("listing:list_runs", "List runs; the default.", WHAT),
    "info": Entry("info:info", "Show all that is known of a run.", WHAT),
    "objects": Entry(
        "objects:objects",
        "List images, texts and the like, or write them to files.",
        WHAT,
    ),
    "rm": Entry("trash:rm", "Move runs to the trash.", WHAT),
    "delete": Entry("trash:rm"),
    "restore": Entry("trash:restore", "Take runs out of the trash.", WHAT),
    "purge": Entry("trash:purge", "Delete runs in the trash for good.", WHAT),
}


@click.group(cls=LazyGroup, otherwise="list")
def runs() -> None:
    """List runs, show one, delete and restore them.

    `runyard runs [QUERY]` is `runyard runs list [QUERY]`; its options are told by `runyard runs list --help`.

    \b
    Examples:
      runyard runs                        the latest 20
      runyard runs -m                     the latest 40
      runyard runs -E -S 'last week'      those of the last seven days that failed
      runyard runs rm 3                   the third of the list to the trash
    """


assert isinstance(runs, LazyGroup)
runs.fill(COMMANDS)
