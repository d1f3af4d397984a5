"""What the Messages tab reads, on a worker."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from runyard.desktop.parts.param_value import value_text
from runyard.desktop.tables import Request
from runyard.desktop.tasks import Cancel
from runyard.domain import printed
from runyard.domain.message import Level, Message
from runyard.search.matching.matching import Finder, Matcher
from runyard.storage.output import messages
from runyard.storage.runs import runs
from runyard.storage.store import Store

#: Characters of a message that a row shows and looks at, and of what was given with it.
_ROW = 500
_BLOCK = 500  # messages searched at a time
_MARKS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are listed: none in `levels` means all; `newest` first, or the oldest."""

    run: int
    matcher: Matcher = field(default_factory=Matcher)
    levels: frozenset[Level] = frozenset()
    newest: bool = True


class MessageRow(NamedTuple):
    """A message as the table shows it; `marks` say where its words fit the search."""

    id: int
    message: Message
    marks: list[tuple[int, int]]
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The messages that are wanted, and what is known of all of them."""

    hash: str
    created: int
    active: bool
    counts: dict[Level, int]
    ids: array[int]
    problem: str | None


def listed(store: Store, cancel: Cancel, wanted: Wanted) -> Listed:
    """Read which messages there are."""
    info = runs.info(store, wanted.run)
    found = messages.ids(store, wanted.run, wanted.levels or None)
    problem = None
    if wanted.matcher:
        finder = wanted.matcher.finder()
        found = _searched(store, cancel, found, finder)
        problem = finder.problem
    if wanted.newest:
        found.reverse()
    return Listed(
        info.hash, info.created, info.status.active, messages.counts(store, wanted.run), found, problem
    )


def _searched(store: Store, cancel: Cancel, ids: array[int], finder: Finder) -> array[int]:
    found = array("q")
    for start in range(0, len(ids), _BLOCK):
        if cancel() or finder.over:
            break
        block = ids[start : start + _BLOCK]
        told = messages.some(store, block)
        for key in block:
            one = told.get(key)
            if one is not None and (finder.found(whole_text(one)) or finder.found(args_text(one.args))):
                found.append(key)
    return found


def rows(
    store: Store, _cancel: Cancel, request: Request, matcher: Matcher
) -> tuple[Request, dict[int, MessageRow]]:
    """Read the messages of a stretch of the list."""
    finder = matcher.finder()
    return request, {key: _row(key, one, finder) for key, one in messages.some(store, request.ids).items()}


def _row(key: int, message: Message, finder: Finder) -> MessageRow:
    words = " ".join(whole_text(message._replace(text=message.text[:_ROW])).split())
    args = args_text(message.args)[:_ROW]
    return MessageRow(key, message, finder.spans(words, _MARKS), (message.level, message.time, words, args))


def whole_text(message: Message) -> str:
    """Return the text of a message as it is shown, line by line."""
    return "\n".join(printed.shown(line) for line in message.text.split("\n"))


def args_text(args: Mapping[str, Any]) -> str:
    """Return what was given with a message, on one line."""
    parts = (f"{key} {value_text(value)}" for key, value in args.items())
    return printed.shown("  ".join(parts).replace("\n", " "))
