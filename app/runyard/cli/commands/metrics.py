"""``runyard metrics``: the metrics of a run, and the values of one."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from runyard.cli import facts, options
from runyard.cli.commands.info import METRIC_HEADS, summary
from runyard.cli.filters import Filters
from runyard.cli.selection import chosen, opened
from runyard.cli.terminal import echo, note, stream, table
from runyard.cli.words import as_json, when
from runyard.domain import context as contexts
from runyard.domain.clock import utc
from runyard.domain.errors import MissingRunError
from runyard.domain.kinds import CURVES, DataKind
from runyard.domain.series import SeriesInfo
from runyard.storage.metrics import series
from runyard.storage.store import Store

_BLOCK = 10_000  # points turned into text at a time


@click.command(short_help="Show the metrics of a run, or the values of one.")
@click.argument("reference", required=False, metavar="[RUN]")
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "-c", "--context", "wanted", multiple=True, metavar="KEY=VALUE", help="Only with this in its context."
)
@click.option("-s", "--system", is_flag=True, help="The metrics of the machine.")
@click.option("--csv", "csv_wanted", is_flag=True, help="Print CSV.")
@click.option("--all-points", is_flag=True, help="Every point of a step that was logged several times.")
@options.filters
@options.as_json
@options.repository
def metrics(
    reference: str | None, name: str | None, wanted: tuple[str, ...], system: bool, csv_wanted: bool,
    all_points: bool, filters: Filters, json_wanted: bool, place: Path | None,
) -> None:  # fmt: skip
    """List the metrics of a run (by default the latest), or with NAME print every value of one.

    Values come by step: of a step that was logged several times the latest counts. Times in CSV and JSON are
    ISO timestamps in UTC.

    \b
    Examples:
      runyard metrics                              of the latest run: last, min and max
      runyard metrics 1 loss -c subset=val         every value
      runyard metrics 7c1e9a4f loss --csv > loss.csv
    """
    with opened(place) as store:
        [run, *_] = chosen(store, [reference] if reference else [], filters, latest=True)
        kind = DataKind.SYSTEM if system else None if name else DataKind.METRIC
        pairs = [pair(text) for text in wanted]
        every = series.of_run(store, run, kind)
        known = [one for one in every if one.key.kind in CURVES and within(one, pairs)]
        if name is None:
            _summaries(known, csv_wanted, json_wanted)
            return
        found = [one for one in known if one.key.name == name]
        if not found:
            raise MissingRunError(
                f"The run has no metric {name}{' with this context' if pairs else ''}", _others(known)
            )
        if json_wanted:
            _print_json(store, found, all_points)
        elif csv_wanted:
            _print_csv(store, found, all_points)
        else:
            _print_table(store, found, all_points)


def pair(text: str) -> tuple[str, Any]:
    """Return the key and the value that ``KEY=VALUE`` says; a value may be JSON."""
    key, mark, value = text.partition("=")
    if not mark or not key:
        raise click.UsageError(f"{text!r} is no KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:  # a plain word
        return key, value


def within(one: SeriesInfo, pairs: Sequence[tuple[str, Any]]) -> bool:
    """Return whether the context of a series holds all of these."""
    context = contexts.parse(one.key.context)
    return all(key in context and context[key] == value for key, value in pairs)


def _others(known: Sequence[SeriesInfo]) -> str:
    names = list(dict.fromkeys(one.key.name for one in known if one.key.kind is DataKind.METRIC))
    return f"It has {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}" if names else "It has none"


def _summaries(known: Sequence[SeriesInfo], csv_wanted: bool, json_wanted: bool) -> None:
    if json_wanted:
        echo(as_json([facts.of_series(one) for one in known]))
    elif csv_wanted:
        rows = [facts.of_series(one) for one in known]
        heads = ("name", "context", "count", "last", "last_step", "min", "min_step", "max", "max_step")
        writer = csv.writer(stream(), lineterminator="\n")
        writer.writerow(heads)
        for row in rows:
            writer.writerow([*_named(row["name"], row["context"]), *[_raw(row[head]) for head in heads[2:]]])
    elif known:
        table(METRIC_HEADS, [summary(one) for one in known], right=[False, False, *[True] * 7])
    else:
        note("The run has no metrics")


def _named(name: str, context: dict[str, Any]) -> list[str]:
    return [name, json.dumps(context, ensure_ascii=False) if context else ""]


def _raw(value: float | None) -> str:
    return "" if value is None else repr(value)


def _points(
    store: Store, one: SeriesInfo, all_points: bool
) -> Iterator[list[tuple[int, float, float | None, int]]]:
    """Yield blocks of step, value, epoch and time (µs UTC) of a series."""
    points = series.read(store, one.id, all_points=all_points)
    for start in range(0, len(points.steps), _BLOCK):
        cut = slice(start, start + _BLOCK)
        steps, values, times = (part[cut].tolist() for part in (points.steps, points.values, points.times))
        epochs = [None] * len(steps) if points.epochs is None else points.epochs[cut].tolist()
        known = [None if epoch is None or math.isnan(epoch) else epoch for epoch in epochs]
        yield list(zip(steps, values, known, times, strict=True))


def _print_csv(store: Store, found: Sequence[SeriesInfo], all_points: bool) -> None:
    writer = csv.writer(stream(), lineterminator="\n")
    writer.writerow(["name", "context", "step", "value", "epoch", "time"])
    for one in found:
        head = _named(one.key.name, contexts.parse(one.key.context))
        for block in _points(store, one, all_points):
            writer.writerows([*head, s, repr(v), _raw(e), utc(at).isoformat()] for s, v, e, at in block)


def _print_json(store: Store, found: Sequence[SeriesInfo], all_points: bool) -> None:
    objects = []
    for one in found:
        points = [point for block in _points(store, one, all_points) for point in block]
        steps, values, epochs, times = (list(part) for part in zip(*points, strict=True))
        more = {
            "step": steps,
            "value": values,
            "epoch": epochs,
            "time": [utc(at).isoformat() for at in times],
        }
        objects.append({"name": one.key.name, "context": contexts.parse(one.key.context), **more})
    echo(as_json(objects, indent=None))


def _print_table(store: Store, found: Sequence[SeriesInfo], all_points: bool) -> None:
    rows = [
        [contexts.words(one.key.context), str(step), repr(value), _raw(epoch), when(at)]
        for one in found
        for block in _points(store, one, all_points)
        for step, value, epoch, at in block
    ]
    heads, right = ["Context", "Step", "Value", "Epoch", "Time"], [False, True, True, True, False]
    filled = [any(column) for column in zip(*rows, strict=True)]
    kept = [at for at, any_text in enumerate(filled) if any_text]
    table(
        [heads[at] for at in kept],
        [[row[at] for at in kept] for row in rows],
        right=[right[at] for at in kept],
    )
