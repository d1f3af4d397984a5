"""The tree behind the model: nodes made from JSON-like values of one run, or of two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from runyard.desktop.parts.param_value import is_branch
from runyard.storage.runs.changed import MISSING, alike

Spans = tuple[tuple[int, int], ...]


class State(Enum):
    """How a param differs from that of another run; the value is the sign before it."""

    SAME = ""
    CHANGED = "~"
    ADDED = "+"
    REMOVED = "−"


class Node:
    """A key, its value, that of the other run, and what is below. `MISSING` stands for no value.

    `key_spans` and `value_spans` are what a search found in the key and in the value as they are shown.
    """

    __slots__ = (
        "children", "deepest", "found", "key", "key_spans", "other", "parent", "row", "state", "value",
        "value_spans",
    )  # fmt: skip

    def __init__(self, key: Any, value: Any, parent: Node | None, row: int, other: Any = MISSING) -> None:
        self.key = key
        self.value = value
        self.other = other
        self.parent = parent
        self.row = row
        self.found = False
        self.state = State.SAME
        self.key_spans: Spans = ()
        self.value_spans: Spans = ()
        self.children: list[Node] = []
        self.deepest = 1
        if parent is None or is_branch(value) or is_branch(other):
            self.children = [
                Node(name, mine, self, at, theirs)
                for at, (name, mine, theirs) in enumerate(_pairs(value, other))
            ]
            self.deepest += max((child.deepest for child in self.children), default=0)

    @property
    def shown(self) -> Any:
        """The value, or that of the other run where this one has none."""
        return self.other if self.value is MISSING else self.value

    def path(self) -> tuple[Any, ...]:
        """Return the keys from the top to here."""
        keys = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            keys.append(node.key)
            node = node.parent
        return tuple(reversed(keys))

    def leaves(self) -> int:
        """Return how many params there are at or below this node; a list is one."""
        if not self.children or (self.parent is not None and isinstance(self.shown, list)):
            return 0 if self.parent is None else 1
        return sum(child.leaves() for child in self.children)

    def nodes(self) -> Iterator[Node]:
        """Yield everything below, from the top down."""
        waiting = list(reversed(self.children))
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def keep(self, children: list[Node]) -> None:
        """Have only these children left."""
        self.children = children
        for row, child in enumerate(children):
            child.row = row


def compare(node: Node) -> bool:
    """Say of every node how it differs from the other run; return whether anything at or below does."""
    below = [compare(child) for child in node.children]
    if node.parent is None:
        return any(below)
    if node.other is MISSING:
        node.state = State.ADDED
    elif node.value is MISSING:
        node.state = State.REMOVED
    elif is_branch(node.value) and is_branch(node.other):
        node.state = State.CHANGED if any(below) else State.SAME
    else:
        node.state = State.SAME if alike(node.value, node.other) else State.CHANGED
    return node.state is not State.SAME


def _pairs(value: Any, other: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield key, value and other value: in the order of the first, then what only the other has."""
    mine, theirs = _items(value), _items(other)
    for key, found in mine.items():
        yield key, found, theirs.get(key, MISSING)
    for key, found in theirs.items():
        if key not in mine:
            yield key, MISSING, found


def _items(value: Any) -> dict[Any, Any]:
    if isinstance(value, dict):
        return value
    return dict(enumerate(value)) if isinstance(value, list) else {}
