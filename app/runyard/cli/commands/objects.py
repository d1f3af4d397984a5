"""``runyard objects``: the images, audio, texts, distributions and figures of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from runyard.cli import object_paths, options
from runyard.cli.commands.metrics import pair, within
from runyard.cli.filters import Filters
from runyard.cli.progress import bar
from runyard.cli.selection import chosen, opened
from runyard.cli.terminal import echo, note, table
from runyard.cli.words import as_json, counted, iso, size
from runyard.domain import context as contexts
from runyard.domain.errors import KnownProblem, MissingRunError
from runyard.domain.item import Item
from runyard.domain.series import SeriesInfo
from runyard.storage.objects import items
from runyard.storage.store import Store

_KINDS = {folder: kind for kind, folder in object_paths.FOLDERS.items()}
_LONGEST = 60


@click.command(short_help="List images, texts and the like, or write them to files.")
@click.argument("reference", required=False, metavar="[RUN]")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("-k", "--kind", type=click.Choice(list(_KINDS)), help="Only these.")
@click.option(
    "-c", "--context", "wanted", multiple=True, metavar="KEY=VALUE", help="Only with this in its context."
)
@click.option(
    "--into", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Write them to files below this folder.",
)  # fmt: skip
@options.filters
@options.as_json
@options.repository
def objects(
    reference: str | None, name: str | None, kind: str | None, wanted: tuple[str, ...], folder: Path | None,
    filters: Filters, json_wanted: bool, place: Path | None,
) -> None:  # fmt: skip
    """List what a run (by default the latest) has logged beside numbers, or with NAME each one of that name.

    `runyard cat RUN PATH` prints one of the files that are listed. With --into all of them are written, each
    to its path; a file that is there is replaced.

    \b
    Examples:
      runyard objects                            of the latest run: names, steps, how many
      runyard objects 1 misread -c subset=val    each image of that name
      runyard objects 1 -k figures --into out    write its figures to files
    """
    with opened(place) as store:
        [run, *_] = chosen(store, [reference] if reference else [], filters, latest=True)
        pairs = [pair(text) for text in wanted]
        known = [
            one
            for one in object_paths.of_run(store, run, None if kind is None else _KINDS[kind])
            if within(one, pairs) and name in (None, one.key.name)
        ]
        if not known and (name or kind or pairs):
            raise MissingRunError("The run has logged nothing like this", _names(store, run))
        if folder is not None:
            _write(store, known, folder.expanduser())
        elif name is not None:
            _list_items(store, known, json_wanted)
        else:
            _list_sequences(known, json_wanted)


def _names(store: Store, run: int) -> str:
    names = list(dict.fromkeys(one.key.name for one in object_paths.of_run(store, run)))
    return f"It has {', '.join(names[:8])}{', ...' if len(names) > 8 else ''}" if names else "It has none"


def _list_sequences(known: Sequence[SeriesInfo], json_wanted: bool) -> None:
    if json_wanted:
        echo(as_json([_of_sequence(one) for one in known]))
    elif known:
        table(
            ["Kind", "Name", "Context", "Objects", "First step", "Last step"],
            [
                [
                    object_paths.FOLDERS[one.key.kind],
                    one.key.name,
                    contexts.words(one.key.context),
                    f"{one.count:,}",
                    str(one.first_step),
                    str(one.last_step),
                ]
                for one in known
            ],
            right=[False, False, False, True, True, True],
        )
    else:
        note("The run has logged nothing beside numbers")


def _of_sequence(one: SeriesInfo) -> dict[str, Any]:
    return {
        "kind": object_paths.FOLDERS[one.key.kind],
        "name": one.key.name,
        "context": contexts.parse(one.key.context),
        "count": one.count,
        "first_step": one.first_step,
        "last_step": one.last_step,
        "path": object_paths.folder(one),
    }


def _list_items(store: Store, known: Sequence[SeriesInfo], json_wanted: bool) -> None:
    found = [(one, item) for one in known for item in items.all_of(store, one.id)]
    if json_wanted:
        echo(as_json([_of_item(one, item) for one, item in found]))
        return
    table(
        ["Path", "Step", "Index", "Size", "What"],
        [
            [
                f"{object_paths.folder(one)}/{object_paths.name(one, item)}",
                str(item.step),
                str(item.index),
                size(item.size),
                _what(item.meta),
            ]
            for one, item in found
        ],
        right=[False, True, True, True, False],
    )


def _of_item(one: SeriesInfo, item: Item) -> dict[str, Any]:
    return {
        "path": f"{object_paths.folder(one)}/{object_paths.name(one, item)}",
        "step": item.step,
        "index": item.index,
        "epoch": item.epoch,
        "time": iso(item.time),
        "size": item.size,
        "meta": item.meta,
    }


def _what(meta: dict[str, Any]) -> str:
    """Return what is known of an object in a few words."""
    text = str(meta.get("caption") or meta.get("title") or "")
    try:
        if "width" in meta and "caption" in meta:
            text = f"{meta['width']} x {meta['height']}  {text}"
        elif meta.get("seconds") is not None:
            text = f"{meta['seconds']:.1f} s  {text}"
        elif "length" in meta:
            text = f"{meta['length']:,} characters"
        elif "bins" in meta:
            text = f"{meta['bins']} bins from {meta.get('low', 0):g} to {meta.get('high', 0):g}"
    except (LookupError, TypeError, ValueError):  # damage: what is left of it says less
        pass
    return text.strip()[:_LONGEST]


def _write(store: Store, known: Sequence[SeriesInfo], folder: Path) -> None:
    total, done, missing = sum(one.count for one in known), 0, 0
    with bar("Writing") as step:
        for one in known:
            for item in items.all_of(store, one.id):
                for file in object_paths.files(store, one, item):
                    missing += file.data is None
                    if file.data is not None:
                        _put(folder / file.path, file.data)
                done += 1
                if step is not None:
                    step(done, max(done, total))
    if missing:
        note(f"The content of {counted(missing, 'file')} is missing; `runyard check` says more")
    note(f"{counted(done, 'object')} written to {folder}")


def _put(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise KnownProblem(
            f"{path} cannot be written: {error.strerror or error}", "Name another folder"
        ) from error
