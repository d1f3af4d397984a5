"""``runyard label`` and ``runyard mark``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from runyard.cli import options
from runyard.cli.filters import Filters
from runyard.cli.selection import chosen, opened
from runyard.cli.terminal import note, table
from runyard.cli.words import counted
from runyard.storage.runs import runs


@click.command(short_help="Set, extend or clear the label of runs.")
@options.references
@click.option("--set", "given", metavar="LABEL", help="Replace the label.")
@click.option("--prepend", "--tag", "before", metavar="TEXT", help="Put text in front.")
@click.option("--append", "after", metavar="TEXT", help="Put text behind.")
@click.option("--remove", "--untag", "without", metavar="WORD", help="Take a word away.")
@click.option("--clear", is_flag=True, help="Empty the label.")
@options.filters
@options.repository
def label(
    references: tuple[str, ...], given: str | None, before: str | None, after: str | None,
    without: str | None, clear: bool, filters: Filters, place: Path | None,
) -> None:  # fmt: skip
    """Change the label of runs, by default of the latest; without an option show it.

    A label is a short text of words. --label chooses runs, --set changes them.

    \b
    Examples:
      runyard label --set 'wide net'
      runyard label --tag best 2 5        'best' in front of two labels
      runyard label --clear -l draft :    of all runs labelled draft
    """
    change = _change(given, before, after, without, clear)
    with opened(place, write=change is not None) as store:
        ids = chosen(store, references, filters, latest=not filters.given)
        known = runs.infos(store, ids)
        if change is None:
            table(["Hash", "Name", "Label"], [[info.hash[:8], info.name, info.label] for info in known])
            return
        labels = {info.id: change(info.label) for info in known}
        for text in dict.fromkeys(labels.values()):
            runs.label(store, [run for run, new in labels.items() if new == text], text)
    note(f"Labelled {counted(len(ids), 'run')}" if not clear else f"Cleared {counted(len(ids), 'label')}")


def _change(
    given: str | None, before: str | None, after: str | None, without: str | None, clear: bool
) -> Callable[[str], str] | None:
    """Return what makes the new label from the old one; None when nothing is to be changed."""
    asked = [option for option in (given, before, after, without) if option is not None]
    if len(asked) + clear > 1:
        raise click.UsageError("Only one of --set, --prepend, --append, --remove and --clear at a time.")
    if before is not None:
        return lambda old: f"{before} {old}".strip()
    if after is not None:
        return lambda old: f"{old} {after}".strip()
    if without is not None:
        return lambda old: " ".join(word for word in old.split() if word != without)
    text = "" if clear else given
    return None if text is None else lambda old: text


@click.command(short_help="Mark runs, or take the mark away.")
@options.references
@click.option("--clear", is_flag=True, help="Take the mark away.")
@options.filters
@options.repository
def mark(references: tuple[str, ...], clear: bool, filters: Filters, place: Path | None) -> None:
    """Mark runs, by default the latest. -M and -N choose runs by their mark.

    \b
    Examples:
      runyard mark 3
      runyard mark --clear -M             take every mark away
    """
    with opened(place, write=True) as store:
        ids = chosen(store, references, filters, latest=not filters.given)
        runs.mark(store, ids, not clear)
    note(f"{'Took the mark off' if clear else 'Marked'} {counted(len(ids), 'run')}")
