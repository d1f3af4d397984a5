"""The tree behind the model: nodes made from JSON-like values, and the part of it a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from runyard.desktop.parts.param_value import is_branch, search_text


class Node:
    """A key, its value, and what is below."""

    __slots__ = ("children", "found", "key", "parent", "row", "value")

    def __init__(self, key: Any, value: Any, parent: Node | None, row: int) -> None:
        self.key = key
        self.value = value
        self.parent = parent
        self.row = row
        self.found = False
        self.children: list[Node] = []
        if is_branch(value) or parent is None:
            pairs: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
            self.children = [Node(k, v, self, at) for at, (k, v) in enumerate(pairs)]

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
        if not self.children or isinstance(self.value, list):
            return 0 if self.parent is None else 1
        return sum(child.leaves() for child in self.children)


def matching(tree: dict[Any, Any], words: list[str]) -> Node:
    """Return the tree cut down to the leaves whose path or value holds every word, and whole branches
    whose own path does."""
    root = Node(None, tree, None, 0)
    _keep(root, "", words)
    return root


def _keep(node: Node, above: str, words: list[str]) -> bool:
    """Drop the children that nothing below speaks for; return whether this node stays."""
    place = above if node.parent is None else f"{above}.{node.key}".casefold()
    if node.parent is not None:
        node.found = all(
            word in place or (not node.children and word in search_text(node.value)) for word in words
        )
        if node.found:
            return True
    node.children = [child for child in node.children if _keep(child, place, words)]
    for row, child in enumerate(node.children):
        child.row = row
    return bool(node.children)
