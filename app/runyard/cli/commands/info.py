"""``runyard runs info``: all that is known of a run."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from runyard.cli import facts, options
from runyard.cli.facts import SYSTEM
from runyard.cli.filters import Filters
from runyard.cli.object_paths import FOLDERS
from runyard.cli.selection import Where, chosen, opened
from runyard.cli.terminal import coloured, echo, harmless, harmless_line, table
from runyard.cli.words import as_json, cell, lasting, number, status_colour, when
from runyard.domain import context as contexts
from runyard.domain import params as trees
from runyard.domain.clock import now
from runyard.domain.kinds import CURVES, DataKind
from runyard.domain.run import Attempt, RunInfo
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.objects import attachments, items
from runyard.storage.output import messages
from runyard.storage.runs import params, runs
from runyard.storage.store import Store

METRIC_HEADS = ("Metric", "Context", "Points", "Last", "at step", "Min", "at step", "Max", "at step")


@click.command(short_help="Show all that is known of a run.")
@click.argument("reference", required=False, metavar="[RUN]")
@click.option("-e", "--env", is_flag=True, help="Also where it ran: variables, packages, git.")
@click.option("-s", "--system", is_flag=True, help="Also the metrics of the machine.")
@click.option("-d", "--deleted", is_flag=True, help="Of a run in the trash.")
@options.filters
@options.as_json
@options.repository
def info(
    reference: str | None, env: bool, system: bool, deleted: bool, filters: Filters, json_wanted: bool,
    place: Path | None,
) -> None:  # fmt: skip
    """Show the status, times, tags, params, metrics and processes of a run, by default of the latest.

    \b
    Examples:
      runyard info                 the latest run
      runyard info 3 --env         the third of `runyard runs`, and where it ran
      runyard info 7c1e9a4f --json
    """
    with opened(place) as store:
        where = Where.TRASH if deleted else Where.LISTED
        [run, *_] = chosen(store, [reference] if reference else [], filters, where=where, latest=True)
        if json_wanted:
            echo(as_json(_whole(store, run, env, system)))
        else:
            _print(store, run, env, system)


def _whole(store: Store, run: int, env: bool, system: bool) -> dict[str, Any]:
    tree = params.tree(store, run)
    around = tree.pop(SYSTEM, None)
    found = {
        **facts.of_run(runs.info(store, run)),
        "command": _command(runs.attempts(store, run), around),
        "attempts": [facts.of_attempt(attempt) for attempt in runs.attempts(store, run)],
        "params": tree,
        "metrics": [facts.of_series(one) for one in series.of_run(store, run, DataKind.METRIC)],
        "objects": {FOLDERS[kind]: number for kind, number in items.counts(store, run).items()},
        "artifacts": [one.name for one in _artifacts(store, run)],
        "messages": len(messages.read(store, run)),
    }
    if system:
        found["system_metrics"] = [facts.of_series(one) for one in series.of_run(store, run, DataKind.SYSTEM)]
    return {**found, SYSTEM: around} if env else found


def _print(store: Store, run: int, env: bool, system: bool) -> None:
    tree = params.tree(store, run)
    around = tree.pop(SYSTEM, None)
    known, attempts = runs.info(store, run), runs.attempts(store, run)
    for name, text in _lines(known, attempts, around).items():
        if text:
            shown = status_colour(text) if name == "status" else harmless(text)
            echo(f"{click.style(f'{name}:', bold=True)} {shown}")
    for sentence in known.problems:
        echo(f"{click.style('problem:', fg='yellow', bold=True)} {harmless(sentence)}")
    _tree("params", tree)
    kinds = CURVES if system else (DataKind.METRIC,)
    found = [one for one in series.of_run(store, run) if one.key.kind in kinds]
    if found:
        echo("")
        table(METRIC_HEADS, [summary(one) for one in found], right=[False, False, *[True] * 7])
    _logged(store, run)
    if len(attempts) > 1:
        echo("")
        table(
            ["Attempt", "Started", "Ended", "Status", "Host", "Process"],
            [[str(a.number), when(a.started), when(a.ended), a.status, a.host, str(a.pid)] for a in attempts],
            paint=lambda at, text: status_colour(text) if at == 3 else text,
        )
    if attempts and attempts[-1].traceback:
        echo("")
        echo(
            "\n".join(harmless_line(line, colours=coloured()) for line in attempts[-1].traceback.splitlines())
        )
    if env:
        _tree("environment", around if isinstance(around, dict) else {})


def _logged(store: Store, run: int) -> None:
    """Say how many objects and files there are."""
    counts = {FOLDERS[kind]: number for kind, number in items.counts(store, run).items() if number}
    kept = len(_artifacts(store, run))
    counts |= {"artifacts": kept} if kept else {}
    if counts:
        echo("")
    for what, count in counts.items():
        echo(f"{click.style(f'{what}:', bold=True)} {count:,}")


def _artifacts(store: Store, run: int) -> list[attachments.Attachment]:
    newest = {one.name: one for one in attachments.of_run(store, run) if one.name != attachments.DIFF}
    return list(newest.values())


def _lines(known: RunInfo, attempts: list[Attempt], around: Any) -> dict[str, str]:
    last = attempts[-1] if attempts else None
    progress = known.progress
    told = "" if last is None or last.exit_code is None else str(last.exit_code)
    return {
        "name": known.name,
        "hash": known.hash,
        "experiment": known.experiment,
        "status": known.status.value,
        "started": when(known.created),
        "ended": when(known.ended),
        "duration": lasting(known.duration(now()) / 1_000_000),
        "progress": "" if progress is None else progress.words,
        "label": known.label,
        "tags": ", ".join(tag.name for tag in known.tags),
        "marked": "yes" if known.marked else "",
        "archived": "yes" if known.archived else "",
        "in the trash since": when(known.trashed),
        "group": known.group,
        "job type": known.job_type,
        "description": known.description,
        "host": last.host if last else "",
        "process": str(last.pid) if last else "",
        "python": last.python if last else "",
        "command": _command(attempts, around),
        "exit code": told,
        "signal": last.signal if last else "",
        "attempts": str(len(attempts)) if len(attempts) > 1 else "",
    }


def _command(attempts: list[Attempt], around: Any) -> str:
    """Return the command line when it was logged, else the script."""
    if isinstance(around, dict) and isinstance(around.get("arguments"), list):
        return shlex.join(map(str, [around.get("executable") or "python", *around["arguments"]]))
    return attempts[-1].script if attempts else ""


def _tree(title: str, tree: Mapping[Any, Any]) -> None:
    """Print a tree of params, a leaf a line under its dotted path."""
    leaves = [(trees.dotted(path), value) for path, value in trees.leaves(dict(tree))]
    if not leaves:
        return
    echo(f"\n{click.style(f'{title}:', bold=True)}")
    for path, value in leaves:
        text = "None" if value is None else cell(path, value)
        echo(f"  {harmless(path)}: {harmless(text)}")


def summary(one: SeriesInfo) -> list[str]:
    """Return the cells of a metric: name, context, count, and last, min and max with their own steps."""
    shown = [f"{one.count:,}"]
    for value, step in ((one.last, one.last_step), (one.low, one.low_step), (one.high, one.high_step)):
        shown += [number(value), "" if step is None else str(step)]
    return [one.key.name, contexts.words(one.key.context), *shown]
