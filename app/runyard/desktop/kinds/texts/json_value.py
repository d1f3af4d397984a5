"""The value a JSON text stands for, as the nodes of a tree, and what a search finds among them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from runyard.desktop.kinds.texts.pretty_json import Pretty
from runyard.desktop.parts.param_value import Written, search_text, value_text
from runyard.desktop.parts.value_tree import Node, Spans
from runyard.desktop.tasks import Cancel
from runyard.search.matching.matching import Finder

#: What a tree holds at most: reading letters holds up all other threads, nodes take memory, levels room.
MOST_LETTERS, MOST_VALUES, DEEPEST = 4_000_000, 100_000, 100
#: A whole number of more digits is shown as it was written; Python refuses to read it.
_LONGEST_WHOLE = 400
_CHECK = 1024
#: Nodes that are marked, finds marked in one of them, and the letters of it that are looked through.
_MOST_FINDS, _MOST_SPANS, _LONGEST = 10_000, 20, 100_000
_BLANK = " \t\r\n"


class Find(NamedTuple):
    """A node in which something was found, and where in key and value as they are shown."""

    node: Node
    key_spans: Spans
    value_spans: Spans


def root_of(text: str, pretty: Pretty) -> Node | str:
    """Return the top of the tree of a text that was set out, or one sentence why it has none."""
    if pretty.deepest > DEEPEST:
        return f"This is nested {pretty.deepest:,} levels deep; a tree shows up to {DEEPEST}"
    if pretty.values > MOST_VALUES:
        return f"This holds {pretty.values:,} values; a tree shows up to {MOST_VALUES:,}"
    if len(text) > MOST_LETTERS:
        return f"This is {len(text):,} characters long; a tree shows up to {MOST_LETTERS:,}"
    try:
        values = _values(text)
    except ValueError as error:
        return f"Not JSON: {error}"
    alone = len(values) == 1 and isinstance(values[0], dict | list) and bool(values[0])
    return Node(None, values[0] if alone else values, None, 0)


def finds(root: Node, finder: Finder, cancel: Cancel) -> Sequence[Find]:
    """Return in which keys and values something is found, from the top down; of many the first."""
    return list(islice(_found(root, finder, cancel), _MOST_FINDS))


def _found(root: Node, finder: Finder, cancel: Cancel) -> Iterator[Find]:
    for number, node in enumerate(root.nodes()):
        if number % _CHECK == 0 and cancel():
            return
        if node.is_range:
            continue
        key = finder.spans(str(node.key), _MOST_SPANS)
        leaf = not node.children
        if key or (leaf and finder.found(search_text(node.value)[:_LONGEST])):
            value = finder.spans(value_text(node.value), _MOST_SPANS) if leaf else []
            yield Find(node, tuple(key), tuple(value))


def _values(text: str) -> list[Any]:
    """Return the values that follow one another, as in JSON lines."""
    decoder = json.JSONDecoder(parse_float=Written, parse_int=_whole)
    found: list[Any] = []
    at, end = 0, len(text)
    while True:
        while at < end and text[at] in _BLANK:
            at += 1
        if at == end:
            return found
        value, at = decoder.raw_decode(text, at)
        found.append(value)


def _whole(digits: str) -> int | Written:
    return Written(digits) if len(digits) > _LONGEST_WHOLE or digits == "-0" else int(digits)
