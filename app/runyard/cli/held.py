"""What a run holds that can be read as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from runyard.cli import object_paths
from runyard.cli.facts import SYSTEM
from runyard.cli.words import as_json, iso
from runyard.domain.errors import KnownProblem
from runyard.domain.message import Message
from runyard.domain.series import SeriesInfo
from runyard.journal.batch import LogLine
from runyard.storage.objects import attachments, items
from runyard.storage.organise import notes
from runyard.storage.output import logs, messages
from runyard.storage.runs import params, runs
from runyard.storage.store import Store

OUTPUT = "output"
_LINES = 2000  # lines of output read at a time


class File(NamedTuple):
    """A file as `ls` lists it."""

    path: str
    size: int
    what: str


def files(store: Store, run: int) -> list[File]:
    """Return the files of a run."""
    found = []
    size = sum(len(line.text.encode("utf-8", "replace")) + 1 for line in output(store, run))
    if size:
        found.append(File(OUTPUT, size, "what it printed"))
    for path, what in _MADE.items():
        data = _made(store, run, path)
        if data:
            found.append(File(path, len(data), what))
    newest = {one.name: one for one in attachments.of_run(store, run)}
    found += [File(one.name, one.size, _attached(one.name)) for one in newest.values()]
    return found + [_sequence(store, one) for one in object_paths.of_run(store, run)]


def _sequence(store: Store, one: SeriesInfo) -> File:
    kind = object_paths.FOLDERS[one.key.kind]
    what = f"{one.count:,} {kind if one.count > 1 else kind[:-1]}; `runyard objects` lists them"
    return File(f"{object_paths.folder(one)}/", items.total_size(store, one.id), what)


def content(store: Store, run: int, path: str) -> bytes | None:
    """Return the bytes of a file other than the output, or None when the run has none of that name.

    Raises
    ------
    KnownProblem
        If its blob is missing.
    """
    if path in _MADE:
        return _made(store, run, path) or None
    try:
        found = attachments.read(store, run, path)
        return object_paths.find(store, run, path) if found is None else found
    except FileNotFoundError as error:
        raise KnownProblem(
            f"The content of {path} is missing", "`runyard check` says what else is"
        ) from error


def output(store: Store, run: int, start: int = 0) -> Iterator[LogLine]:
    """Yield the terminal lines of a run from line `start` on."""
    while lines := logs.lines(store, run, start, _LINES):
        yield from lines
        start += len(lines)


_MADE = {
    "params.json": "its params",
    "system_params.json": "where it ran",
    "notes.md": "what people noted",
    "messages.jsonl": "what its script told, a message a line",
    "traceback": "how its last process failed",
}


def _made(store: Store, run: int, path: str) -> bytes:
    """Return the bytes of a file that is made from what is stored; empty when there is nothing to say."""
    text = ""
    if path == "traceback":
        text = next((one.traceback for one in reversed(runs.attempts(store, run)) if one.traceback), "")
    elif path == "notes.md":
        noted = sorted(notes.of_run(store, run), key=lambda note: note.created)
        text = "\n---\n\n".join(f"{note.text.rstrip()}\n" for note in noted)
    elif path == "messages.jsonl":
        text = "".join(f"{_message(one)}\n" for one in messages.read(store, run))
    else:
        tree = params.tree(store, run)
        around = tree.pop(SYSTEM, None)
        wanted = tree if path == "params.json" else around
        text = f"{as_json(wanted)}\n" if wanted else ""
    return text.encode("utf-8", "replace")


def _message(one: Message) -> str:
    told = {"time": iso(one.time), "level": one.level.name.lower(), "text": one.text, "args": one.args}
    return as_json(told, indent=None)


def _attached(name: str) -> str:
    return "changes not committed when it began" if name == attachments.DIFF else "attached"
