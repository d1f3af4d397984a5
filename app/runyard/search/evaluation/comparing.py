"""How two values compare, and what lies at a path. Nothing here raises."""

from __future__ import annotations

from typing import Any

from runyard.search.tree import Moment


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
    if how in ("is", "is not"):  # beside True or False: 1 equals True but is not it
        same = type(left) is type(right) and bool(left == right)
        return same is (how == "is")
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
    """Return what lies at a path in nested dictionaries, lists and texts, or None."""
    for key in path:
        tree = at(tree, key)
    return tree


def at(whole: Any, key: Any) -> Any:
    """Return what lies under one key or at one place, or None; places below zero count from the end."""
    if isinstance(whole, dict):
        return _under(whole, key)
    if isinstance(whole, list | str) and isinstance(key, int) and -len(whole) <= key < len(whole):
        return whole[key]
    return None


def _under(tree: dict[Any, Any], key: Any) -> Any:
    """A key of text also finds a number written alike, and the other way round: flattened paths are text."""
    if not isinstance(key, str | int | float):
        return None
    if key in tree:
        return tree[key]
    text = str(key)
    return next((value for known, value in tree.items() if str(known) == text), None)
