"""``runyard rm``, ``restore`` and ``purge``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from runyard.cli import options
from runyard.cli.filters import Filters
from runyard.cli.progress import bar
from runyard.cli.selection import Where, chosen, opened
from runyard.cli.terminal import echo, harmless, note
from runyard.cli.words import as_json, counted, size
from runyard.storage.removal.purge import purge as purge_for_good
from runyard.storage.runs import runs
from runyard.storage.store import Store

_NAMED = 5  # runs a question names
_all = click.option("-a", "--all", "every", is_flag=True, help="All that the filters leave; like :")


@click.command("rm", short_help="Move runs to the trash.")
@options.references
@_all
@options.filters
@options.yes
@options.as_json
@options.repository
def rm(
    references: tuple[str, ...],
    every: bool,
    filters: Filters,
    yes: bool,
    json_wanted: bool,
    place: Path | None,
) -> int:
    """Move runs to the trash, from where `runyard restore` brings them back.

    Which runs must be said: RUN, a filter, or : for all. More than the runs named one by one are asked about.

    \b
    Examples:
      runyard rm 3 7c1e9a4f
      runyard rm -E -S 'before last week'        failed ones, after a question
      runyard rm -Q 'run.metrics["loss"].last > 2' --yes
    """
    with opened(place, write=True) as store:
        ids = chosen(store, _all_of(references, every), filters)
        active = [info for info in runs.infos(store, ids) if info.status.active]
        if not yes and (active or every or _broad(references)):
            more = f" ({len(active)} of them still running)" if active else ""
            _ask(store, ids, f"Move {counted(len(ids), 'run')}{more} to the trash?")
        hashes = _hashes(store, ids)
        runs.trash(store, ids)
    _tell(json_wanted, f"{counted(len(ids), 'run')} moved to the trash", {"trashed": hashes})
    return 0


@click.command(short_help="Take runs out of the trash.")
@options.references
@_all
@options.filters
@options.as_json
@options.repository
def restore(
    references: tuple[str, ...], every: bool, filters: Filters, json_wanted: bool, place: Path | None
) -> int:
    """Take runs out of the trash. RUN counts in the list of the trash: runyard runs -d.

    \b
    Examples:
      runyard restore 1                  the one that was removed last
      runyard restore 7c1e9a4f
      runyard restore :                  all
    """
    with opened(place, write=True) as store:
        ids = chosen(store, _all_of(references, every), filters, where=Where.TRASH)
        hashes = _hashes(store, ids)
        runs.restore(store, ids)
    _tell(json_wanted, f"{counted(len(ids), 'run')} restored", {"restored": hashes})
    return 0


@click.command(short_help="Delete runs in the trash for good.")
@options.references
@_all
@options.filters
@options.yes
@options.as_json
@options.repository
def purge(
    references: tuple[str, ...],
    every: bool,
    filters: Filters,
    yes: bool,
    json_wanted: bool,
    place: Path | None,
) -> int:
    """Delete runs in the trash for good and free their space. This cannot be undone.

    RUN counts in the list of the trash (runyard runs -d); a run that is not there is never purged.

    \b
    Examples:
      runyard purge :                              the whole trash, after a question
      runyard purge -S 'before 30 days ago' --yes
    """
    with opened(place, write=True) as store:
        ids = chosen(store, _all_of(references, every), filters, where=Where.TRASH)
        if not yes:
            _ask(store, ids, f"Delete {counted(len(ids), 'run')} for good?")
        hashes = _hashes(store, ids)
        with bar("Purging") as step:
            done = purge_for_good(store, ids, step=step)
    told = f"{counted(done.runs, 'run')} purged, {size(max(0, done.freed))} freed"
    _tell(json_wanted, told, {"purged": hashes, "freed": done.freed})
    return 0


def _all_of(references: tuple[str, ...], every: bool) -> tuple[str, ...]:
    if every and references:
        raise click.UsageError("Either RUN or --all, not both.")
    return (":",) if every else references


def _broad(references: Sequence[str]) -> bool:
    """Whether runs are chosen by a filter or a slice, and not named one by one."""
    return not references or any(":" in reference for reference in references)


def _ask(store: Store, ids: Sequence[int], question: str) -> None:
    """Name some of the runs and ask; anything but yes ends the command."""
    for info in runs.infos(store, ids[:_NAMED]):
        click.echo(harmless(f"  {info.hash[:8]}  {info.name}"), err=True)
    if len(ids) > _NAMED:
        click.echo(f"  and {len(ids) - _NAMED:,} more", err=True)
    try:
        agreed = click.confirm(question, default=False, err=True)
    except click.Abort:  # no answer is coming; what follows begins on a line of its own
        click.echo(err=True)
        raise
    if not agreed:
        raise click.Abort


def _hashes(store: Store, ids: Sequence[int]) -> list[str]:
    return [info.hash for info in runs.infos(store, ids)]


def _tell(json_wanted: bool, sentence: str, told: dict[str, Any]) -> None:
    if json_wanted:
        echo(as_json(told))
    else:
        note(sentence)
