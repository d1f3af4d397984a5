"""The tree's own interpreter over a row, which maps each leaf of the tree to its value, None if missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from runyard.search.tree import And, Compare, Items, Leaf, Literal, Minus, Moment, Node, Not, Or

Row = Mapping[Leaf, Any]


def matches(tree: Node, row: Row) -> bool:
    """Return whether a row fulfils a condition."""
    return bool(evaluate(tree, row))


def evaluate(node: Node, row: Row) -> Any:
    """Return the value of a node, as Python would: ``and`` and ``or`` give one of their sides."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Compare):
        return compare(evaluate(node.left, row), node.how, evaluate(node.right, row))
    if isinstance(node, And | Or):
        value: Any = None
        for part in node.parts:
            value = evaluate(part, row)
            if bool(value) is isinstance(node, Or):
                break
        return value
    if isinstance(node, Not):
        return not evaluate(node.part, row)
    if isinstance(node, Minus):
        number = evaluate(node.part, row)
        return -number if isinstance(number, int | float) else None
    if isinstance(node, Items):
        return [evaluate(part, row) for part in node.parts]
    if isinstance(node, Moment):
        return node
    return row.get(node)


def compare(left: Any, how: str, right: Any) -> bool:
    """Compare two values; nothing raises, and what cannot be compared is false.

    Missing equals only missing, so ``!=`` is true between a missing and any other value, and every order is
    false. ``in`` asks for an equal item, or for a part of a text; neither ``in`` nor ``not in`` holds where
    nothing could be inside.
    """
    if how == "==":
        return _equal(left, right)
    if how == "!=":
        return not _equal(left, right)
    if how in ("in", "not in"):
        inside = _inside(left, right)
        return inside is (how == "in")
    if isinstance(right, Moment):
        right = right.start
    elif isinstance(left, Moment):
        left = left.start
    return _ordered(left, how, right)


def _equal(left: Any, right: Any) -> bool:
    if isinstance(right, Moment):
        left, right = right, left
    if isinstance(left, Moment):
        if isinstance(right, Moment):
            return left == right
        return isinstance(right, int | float) and left.start <= right < left.end
    return bool(left == right)


def _inside(item: Any, whole: Any) -> bool | None:
    if isinstance(whole, list):
        return any(_equal(item, part) for part in whole)
    if isinstance(whole, str):
        return None if item is None else isinstance(item, str) and item in whole
    if isinstance(whole, dict):
        return any(_equal(item, key) for key in whole)
    return None


def _ordered(left: Any, how: str, right: Any) -> bool:
    numbers = isinstance(left, int | float) and isinstance(right, int | float)
    if not numbers and (type(left) is not type(right) or not isinstance(left, str | bytes | list)):
        return False
    try:
        if how == "<":
            return bool(left < right)
        if how == "<=":
            return bool(left <= right)
        return bool(left > right if how == ">" else left >= right)
    except TypeError:  # lists with items of different kinds
        return False


def look(tree: Any, path: tuple[str | int, ...]) -> Any:
    """Return what lies at a path in nested dictionaries and lists, or None."""
    for key in path:
        if isinstance(tree, dict):
            tree = _under(tree, key)
        elif isinstance(tree, list) and isinstance(key, int) and 0 <= key < len(tree):
            tree = tree[key]
        else:
            return None
    return tree


def _under(tree: dict[Any, Any], key: str | int) -> Any:
    """A key of text also finds a number written alike, and the other way round: flattened paths are text."""
    if key in tree:
        return tree[key]
    text = str(key)
    return next((value for known, value in tree.items() if str(known) == text), None)
