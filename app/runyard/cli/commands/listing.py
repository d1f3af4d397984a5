"""``runyard runs list``: runs in a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from runyard.cli import columns as named
from runyard.cli import facts, options
from runyard.cli.filters import Filters, understood
from runyard.cli.selection import Where, found, opened
from runyard.cli.terminal import echo, note, table
from runyard.cli.words import as_json, cell, counted, status_colour
from runyard.search.completion.check import check
from runyard.storage.runs import runs
from runyard.storage.store import Store
from runyard.storage.table import cells, listing
from runyard.storage.table.columns import Column

PAGE = 20
SHOWN = "name,experiment,status,created,duration,label,tags,marked"
_LEFT_OUT_WHEN_EMPTY = ("label", "tags", "marked")
NOTHING = 3


@click.command("list", short_help="List runs.")
@click.argument("text", default="", metavar="[QUERY]")
@click.option("-m", "--more", count=True, help="Show 20 more; may be repeated.")
@click.option("-a", "--all", "every", is_flag=True, help="Show all.")
@click.option("-n", "--limit", type=click.IntRange(min=0), metavar="N", help="Show N.")
@click.option("-d", "--deleted", is_flag=True, help="List the trash.")
@click.option("--sort", default="", metavar="COLUMNS", help="Sort by columns; -COLUMN is descending.")
@click.option("--columns", "shown", metavar="COLUMNS", help="Show these columns, parted by commas.")
@options.filters
@options.as_json
@options.repository
def list_runs(
    text: str, more: int, every: bool, limit: int | None, deleted: bool, sort: str, shown: str | None,
    filters: Filters, json_wanted: bool, place: Path | None,
) -> int:  # fmt: skip
    """List runs, the latest first: 20 of them unless -m, -n or -a ask for others, with --json all.

    QUERY is an expression such as 'run.hparams.lr > 0.01 and "best" in run.tags'. The number in front of a
    run is what other commands take for RUN. COLUMNS are ids as in exported files, or the names one sees:
    name, status, lr, hparams.lr, loss, 'loss val min'.

    \b
    Examples:
      runyard runs -R                                  what is running
      runyard runs --sort 'loss val' -n 5 --columns name,lr,'loss val'
      runyard runs 'run.experiment.name == "digits"' --json
    """
    filters = filters._replace(argument=text)
    where = Where.TRASH if deleted else Where.LISTED
    with opened(place) as store:
        ids = found(store, filters, where)
        tell(store, filters)
        if not ids:
            return _none(store, filters, deleted, json_wanted)
        places = {run: number for number, run in enumerate(ids, 1)}
        if sort:
            ids = found(store, filters, where, named.order(store, sort))
        if limit is None and not every and not json_wanted:
            limit = PAGE * (1 + more)
        wanted = list(ids[:limit])
        if json_wanted:
            _print_json(store, wanted, shown, places)
            return 0
        _print_table(store, wanted, shown or SHOWN, places, fixed=shown is not None)
        if len(wanted) < len(ids):
            note(f"{len(wanted):,} of {counted(len(ids), 'run')}; -m shows {PAGE} more, -a all")
    return 0


def tell(store: Store, filters: Filters) -> None:
    """Say which time is meant, and warn of a query that names what no run has."""
    interval = filters.interval()
    if interval is not None:
        note(f"Started {interval}")
    for text in filter(None, (filters.argument, filters.query)):
        warning = check(understood(text), listing.vocabulary(store))
        if warning is not None:
            note(". ".join(filter(None, (warning.message, warning.suggestion))))


def _none(store: Store, filters: Filters, deleted: bool, json_wanted: bool) -> int:
    if json_wanted:
        echo("[]")
    if filters.given:
        note("No run matches")
    elif deleted:
        note("The trash is empty")
    else:
        count = runs.counts(store).archived
        note(f"There are no runs but {count:,} in the archive" if count else "There are no runs yet")
    return NOTHING


def _print_json(store: Store, ids: Sequence[int], shown: str | None, places: dict[int, int]) -> None:
    columns = [column.id for column in named.resolved(store, shown)] if shown else []
    objects = []
    for row in cells.rows(store, ids, columns):
        values = zip(columns, row.cells, strict=True)
        facts_of_run = facts.of_run(row.info)
        more = {
            column: value
            for column, value in values
            if column not in facts_of_run and not isinstance(value, cells.Missing)
        }
        objects.append({"index": places[row.info.id], **facts_of_run, **more})
    echo(as_json(objects))


def _print_table(
    store: Store, ids: Sequence[int], shown: str, places: dict[int, int], *, fixed: bool
) -> None:
    columns = named.resolved(store, shown)
    rows = cells.rows(store, ids, [column.id for column in columns])
    texts = [[cell(c.id, value) for c, value in zip(columns, row.cells, strict=True)] for row in rows]
    if not fixed:
        filled = [any(row[at] for row in texts) for at in range(len(columns))]
        kept = [at for at, c in enumerate(columns) if filled[at] or c.id not in _LEFT_OUT_WHEN_EMPTY]
        columns = [columns[at] for at in kept]
        texts = [[row[at] for at in kept] for row in texts]
    status = [2 + at for at, column in enumerate(columns) if column.id == "status"]
    table(
        ["#", "Hash", *(_head(column) for column in columns)],
        [[str(places[row.info.id]), row.info.hash[:8], *text] for row, text in zip(rows, texts, strict=True)],
        right=[True, False, *(column.numeric for column in columns)],
        paint=lambda at, text: status_colour(text) if at in status else text,
    )


def _head(column: Column) -> str:
    if column.id == "created":
        return "Started"
    words = column.subtitle if column.group in ("metric", "system") else ""
    return f"{column.title} {words}".replace(",", "").strip()
