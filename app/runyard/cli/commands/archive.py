"""``runyard archive`` and ``runyard unarchive``."""

from __future__ import annotations

from pathlib import Path

import click

from runyard.cli import options
from runyard.cli.filters import Filters
from runyard.cli.selection import Where, chosen, opened
from runyard.cli.terminal import note
from runyard.cli.words import counted
from runyard.storage.runs import runs


@click.command(short_help="Put runs into the archive.")
@options.references
@options.filters
@options.repository
def archive(references: tuple[str, ...], filters: Filters, place: Path | None) -> None:
    """Put runs into the archive, where lists leave them out unless a query asks for run.archived.

    \b
    Examples:
      runyard archive 3 7c1e9a4f
      runyard archive -S 'before 30 days ago'
    """
    with opened(place, write=True) as store:
        ids = chosen(store, references, filters)
        runs.archive(store, ids, True)
    note(f"{counted(len(ids), 'run')} archived")


@click.command(short_help="Take runs out of the archive.")
@options.references
@options.filters
@options.repository
def unarchive(references: tuple[str, ...], filters: Filters, place: Path | None) -> None:
    """Take runs out of the archive. Places count in the list of the archive: runyard runs run.archived.

    \b
    Examples:
      runyard unarchive 1
      runyard unarchive :
    """
    with opened(place, write=True) as store:
        ids = chosen(store, references, filters, where=Where.ARCHIVED)
        runs.archive(store, ids, False)
    note(f"{counted(len(ids), 'run')} taken out of the archive")
