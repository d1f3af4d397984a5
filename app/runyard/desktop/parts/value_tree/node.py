"""The tree behind the model: nodes made from JSON-like values of one run, or of two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any

from runyard.desktop.parts.param_value import is_branch
from runyard.storage.runs.changed import MISSING, alike

Spans = tuple[tuple[int, int], ...]
#: More items than this stand in ranges of so many: a view asks for every row of a branch that opens.
RANGE = 1000
_LONGEST_KEY = 40


class State(Enum):
    """How a param differs from that of another run; the value is the sign before it."""

    SAME = ""
    CHANGED = "~"
    ADDED = "+"
    REMOVED = "−"


class Node:
    """A key, its value, that of the other run, and what is below. `MISSING` stands for no value.

    `key_spans` and `value_spans` are what a search found in the key and in the value as they are shown.
    `is_range` says that it stands for some of the many items of its parent, and is in no path.
    """

    __slots__ = (
        "children", "deepest", "found", "is_range", "key", "key_spans", "other", "parent", "row", "state",
        "value", "value_spans",
    )  # fmt: skip

    def __init__(
        self,
        key: Any,
        value: Any,
        parent: Node | None,
        row: int,
        other: Any = MISSING,
        part: list[_Pair] | None = None,
    ) -> None:
        self.key = key
        self.value = value
        self.other = other
        self.parent = parent
        self.row = row
        self.found = False
        self.state = State.SAME
        self.key_spans: Spans = ()
        self.value_spans: Spans = ()
        self.is_range = part is not None
        self.children: list[Node] = []
        self.deepest = 1
        if parent is None or is_branch(value) or is_branch(other) or part is not None:
            self.children = self._below(list(_pairs(value, other)) if part is None else part)
            self.deepest += max((child.deepest for child in self.children), default=0)

    def _below(self, pairs: list[_Pair]) -> list[Node]:
        if len(pairs) <= RANGE:
            return [Node(name, mine, self, at, theirs) for at, (name, mine, theirs) in enumerate(pairs)]
        parts = [pairs[at : at + RANGE] for at in range(0, len(pairs), RANGE)]
        return [
            Node(_range_key(part), _of(part, 1, self.value), self, at, _of(part, 2, self.other), part)
            for at, part in enumerate(parts)
        ]

    @property
    def shown(self) -> Any:
        """The value, or that of the other run where this one has none."""
        return self.other if self.value is MISSING else self.value

    def path(self) -> tuple[Any, ...]:
        """Return the keys from the top to here, as the value itself has them."""
        return tuple(node.key for node in self._above() if not node.is_range)

    def trail(self) -> tuple[Any, ...]:
        """Return what leads here from the top, ranges among it: no two nodes have the same."""
        return tuple(node.key for node in self._above())

    def _above(self) -> list[Node]:
        found = []
        node: Node | None = self
        while node is not None and node.parent is not None:
            found.append(node)
            node = node.parent
        return found[::-1]

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


#: A key, its value, and that of the other run.
_Pair = tuple[Any, Any, Any]


def _range_key(part: list[_Pair]) -> str:
    first, last = part[0][0], part[-1][0]
    if isinstance(first, int) and isinstance(last, int):
        return f"{first:,} – {last:,}"
    return f"{str(first)[:_LONGEST_KEY]} … {str(last)[:_LONGEST_KEY]}"


def _of(part: list[_Pair], side: int, whole: Any) -> Any:
    """Return what one side has of a range; `whole` is all that side has."""
    found = {pair[0]: pair[side] for pair in part if pair[side] is not MISSING}
    if not found:
        return MISSING
    return list(found.values()) if isinstance(whole, list) else found


def _pairs(value: Any, other: Any) -> Iterator[_Pair]:
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
