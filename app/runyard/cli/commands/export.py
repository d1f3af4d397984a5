"""``runyard export``: runs as CSV, JSON or Parquet."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from runyard.cli import columns as named
from runyard.cli import options
from runyard.cli.commands.listing import NOTHING, tell
from runyard.cli.filters import Filters, understood
from runyard.cli.progress import bar
from runyard.cli.selection import found, opened
from runyard.cli.terminal import note, stream
from runyard.cli.words import counted
from runyard.reading import export as writing

_FILE = click.Path(path_type=Path, dir_okay=False, allow_dash=True)
_WRITERS: dict[str, Callable[..., None]] = {
    "csv": writing.write_csv,
    "json": writing.write_json,
    "parquet": writing.write_parquet,
}


@click.command(short_help="Write runs to CSV, JSON or Parquet.")
@click.argument("text", default="", metavar="[QUERY]")
@click.option("--csv", "csv_path", type=_FILE, metavar="FILE", help="Write CSV; - is standard output.")
@click.option("--json", "json_path", type=_FILE, metavar="FILE", help="Write JSON.")
@click.option("--parquet", "parquet_path", type=_FILE, metavar="FILE", help="Write Parquet; needs pyarrow.")
@click.option("--columns", "shown", metavar="COLUMNS", help="Only these columns, parted by commas.")
@click.option("--sort", default="", metavar="COLUMNS", help="Sort by columns; -COLUMN is descending.")
@options.filters
@options.repository
def export(
    text: str, csv_path: Path | None, json_path: Path | None, parquet_path: Path | None, shown: str | None,
    sort: str, filters: Filters, place: Path | None,
) -> int:  # fmt: skip
    """Write every run that matches to a file, a row each, with all columns and raw values.

    Columns are named by their ids. Text is written as it was logged: tell a spreadsheet to import it as text,
    since a cell may begin with = and would be computed. A file that is there is replaced once the new one is
    whole.

    \b
    Examples:
      runyard export --csv runs.csv
      runyard export 'run.hparams.lr > 0.01' --json - --columns name,lr,'loss val'
      runyard export -C --parquet runs.parquet
    """
    given = {"csv": csv_path, "json": json_path, "parquet": parquet_path}
    asked = [(kind, path) for kind, path in given.items() if path is not None]
    if len(asked) != 1:
        raise click.UsageError("Name one file: --csv FILE, --json FILE or --parquet FILE.")
    [(kind, path)] = asked
    filters = filters._replace(argument=text)
    understood(text)
    with opened(place) as store:
        columns = named.resolved(store, shown) if shown is not None else named.every(store)
        ids = found(store, filters, sort=named.order(store, sort))
        tell(store, filters)
        if not ids:
            note("No run matches, so nothing was written")
            return NOTHING
        with bar("Exporting") as step:
            _WRITERS[kind](store, ids, columns, _target(kind, path), step=step)
    if str(path) != "-":
        note(f"{counted(len(ids), 'run')} written to {path}")
    return 0


def _target(kind: str, path: Path) -> Any:
    if str(path) != "-":
        return path
    if kind == "parquet":
        return sys.stdout.buffer
    if hasattr(sys.stdout, "reconfigure"):  # a file is UTF-8 whatever the console is
        sys.stdout.reconfigure(encoding="utf-8", errors="replace", newline="")
    return stream()
