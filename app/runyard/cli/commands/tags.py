"""``runyard tag`` and ``runyard untag``."""

from __future__ import annotations

from pathlib import Path

import click

from runyard.cli import options
from runyard.cli.filters import Filters
from runyard.cli.selection import chosen, opened
from runyard.cli.terminal import echo, note, table
from runyard.cli.words import as_json, counted
from runyard.storage.organise import tags
from runyard.storage.store import Store

_more = click.option(
    "-t", "--tag", "more", multiple=True, metavar="TAG", help="One more tag; may be repeated."
)


@click.command(short_help="Put a tag on runs, or list the tags.")
@click.argument("name", required=False, metavar="[TAG]")
@options.references
@_more
@options.filters
@options.as_json
@options.repository
def tag(
    name: str | None, references: tuple[str, ...], more: tuple[str, ...], filters: Filters, json_wanted: bool,
    place: Path | None,
) -> None:  # fmt: skip
    """Put a tag on runs, by default on the latest; a tag that is new is made. Without TAG list all tags.

    \b
    Examples:
      runyard tag best                    the latest run
      runyard tag best -t paper 1 4:6     two tags on four runs
      runyard tag                         every tag, with the number of its runs
    """
    names = _names(name, more)
    with opened(place, write=bool(names)) as store:
        if not names:
            _list(store, json_wanted)
            return
        ids = _runs(store, references, filters)
        tags.attach_named(store, ids, names)
    note(f"Tagged {counted(len(ids), 'run')}: {', '.join(names)}")


@click.command(short_help="Take a tag off runs.")
@click.argument("name", metavar="TAG")
@options.references
@_more
@options.filters
@options.repository
def untag(
    name: str, references: tuple[str, ...], more: tuple[str, ...], filters: Filters, place: Path | None
) -> None:
    """Take a tag off runs, by default off the latest. The tag itself stays.

    \b
    Examples:
      runyard untag best
      runyard untag best :                off all runs
      runyard untag best -t paper -S 'before 30 days ago' :
    """
    names = _names(name, more)
    with opened(place, write=True) as store:
        ids = _runs(store, references, filters)
        tags.detach_named(store, ids, names)
    note(f"Untagged {counted(len(ids), 'run')}: {', '.join(names)}")


def _names(name: str | None, more: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in (name, *more) if text is not None))


def _runs(store: Store, references: tuple[str, ...], filters: Filters) -> list[int]:
    return chosen(store, references, filters, latest=not filters.given)


def _list(store: Store, json_wanted: bool) -> None:
    found = tags.all(store)
    if json_wanted:
        echo(as_json([{"name": u.tag.name, "runs": u.runs, "comment": u.tag.comment} for u in found]))
    elif found:
        rows = [[use.tag.name, str(use.runs), use.tag.comment] for use in found]
        table(["Tag", "Runs", "Comment"], rows, right=[False, True, False])
    else:
        note("There are no tags yet")
