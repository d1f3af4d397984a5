"""``runyard ls`` and ``runyard cat``: what a run holds, as files."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from runyard.cli import held, options
from runyard.cli.filters import Filters
from runyard.cli.selection import chosen, opened
from runyard.cli.terminal import coloured, echo, harmless, harmless_line, note, table
from runyard.cli.words import as_json, size, when
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.domain.status import RunStatus
from runyard.journal.batch import LogLine
from runyard.storage.ingest import recovery
from runyard.storage.runs import runs
from runyard.storage.store import Store

_PAUSE = 0.2  # seconds between two looks at a live run
_STDERR = 2


@click.command(short_help="List what a run holds that can be read as a file.")
@click.argument("reference", required=False, metavar="[RUN]")
@options.filters
@options.as_json
@options.repository
def ls(reference: str | None, filters: Filters, json_wanted: bool, place: Path | None) -> None:
    """List what a run (by default the latest) holds that can be read as a file: output, params, artifacts.

    What lies in the folders at the end is listed by `runyard objects`.

    `runyard cat` prints each. Runs are listed by `runyard runs`.

    \b
    Examples:
      runyard ls
      runyard ls 3
      runyard ls best-model --json
    """
    with opened(place) as store:
        [run, *_] = chosen(store, [reference] if reference else [], filters, latest=True)
        found = held.files(store, run)
    if json_wanted:
        echo(as_json([{"path": file.path, "size": file.size, "what": file.what} for file in found]))
    elif found:
        table(
            ["Path", "Size", "What"],
            [[file.path, size(file.size), file.what] for file in found],
            right=[False, True, False],
        )
    else:
        note("The run holds no file")


@click.command(short_help="Print terminal output, params and other files of a run.")
@click.argument("reference", required=False, metavar="[RUN]")
@click.argument("path", required=False, metavar="[PATH]")
@click.option("-p", "--path", "path_wanted", metavar="PATH", help="Print this file; see `runyard ls`.")
@click.option("--output", "output_wanted", is_flag=True, help="Print what the run printed; the default.")
@click.option("--stdout", "only", flag_value="stdout", help="Only what went to standard output.")
@click.option("--stderr", "only", flag_value="stderr", help="Only what went to standard error.")
@click.option("-t", "--times", is_flag=True, help="With the time of each line.")
@click.option("-f", "--follow", is_flag=True, help="Go on while the run is live.")
@options.filters
@options.repository
def cat(
    reference: str | None, path: str | None, path_wanted: str | None, output_wanted: bool, only: str | None,
    times: bool, follow: bool, filters: Filters, place: Path | None,
) -> None:  # fmt: skip
    """Print a file of a run: by default the output of the latest.

    On a terminal, colours in the output are kept and every other control sequence is left out; into a pipe,
    output goes without colours and any other file as it is, byte for byte.

    \b
    Examples:
      runyard cat -f                     what the latest run prints, while it does
      runyard cat 3 --stderr             the errors of the third
      runyard cat 3 git.diff | git apply
    """
    asked = [part for part in (reference, path) if part]
    with opened(place) as store:
        if len(asked) == 1 and not path_wanted and _is_file(store, asked[0], filters):
            asked = ["", asked[0]]
        [run, *_] = chosen(store, list(filter(None, asked[:1])), filters, latest=True)
        wanted = path_wanted or (asked[1] if len(asked) > 1 else held.OUTPUT)
        if output_wanted and wanted != held.OUTPUT:
            raise click.UsageError(f"Either --output or {wanted}, not both.")
        if wanted == held.OUTPUT:
            _print_output(store, run, only, times, follow)
        else:
            _print_file(store, run, wanted)


def _is_file(store: Store, text: str, filters: Filters) -> bool:
    """Whether an only argument names a file of the latest run and no run."""
    try:
        chosen(store, [text], filters)
    except MissingRunError:
        [latest, *_] = chosen(store, [], filters, latest=True)
        paths = {file.path for file in held.files(store, latest)}
        return text == held.OUTPUT or text in paths or held.content(store, latest, text) is not None
    return False


def _print_file(store: Store, run: int, path: str) -> None:
    data = held.content(store, run, path)
    if data is None:
        paths = ", ".join(file.path for file in held.files(store, run))
        raise KnownProblem(f"The run holds no file {path}", f"It holds {paths}" if paths else "")
    if not sys.stdout.isatty():
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    for line in data.decode("utf-8", "replace").splitlines():
        echo(harmless_line(line, colours=False))


def _print_output(store: Store, run: int, only: str | None, times: bool, follow: bool) -> None:
    shown = 0
    while True:
        live = follow and runs.info(store, run).status in (RunStatus.RUNNING, RunStatus.QUEUED)
        for line in held.output(store, run, shown):
            shown += 1
            if only is None or (only == "stderr") == (line.stream == _STDERR):
                _print_line(line, times)
        sys.stdout.flush()
        if not live:  # asked before the lines were read, so that the last ones are among them
            break
        time.sleep(_PAUSE)
        recovery.recover(store)  # a process that was killed leaves its end to whoever looks
    if not shown:
        note("The run has printed nothing")


def _print_line(line: LogLine, times: bool) -> None:
    text = harmless_line(line.text, colours=coloured())
    head = harmless(f"{when(line.time)}  ") if times else ""
    echo(f"{head}{text}")
