"""Conditions on a text in SQL, with ``{0}`` where the text stands.

SQLite folds the case of ASCII letters only; a pattern of such letters still finds what Python finds, once the
two characters outside ASCII that Python folds to ASCII letters are seen to.
"""

from __future__ import annotations

from runyard.search.tree import And, Compare, Items, Literal, Local, Method, Node, Not, Or, Param, Property
from runyard.storage.query.sql import Sql, joined, negated

_LOWER = "replace(replace(lower({0}), '\u212a', 'k'), '\u0130', 'i\u0307')"
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


def subject(node: Node) -> Property | Param | None:
    """Return the property or param whose text a condition is about, or None for another thing."""
    side = node.on if isinstance(node, Method) and node.name != "lower" else node
    if isinstance(node, Compare):
        side = node.left if isinstance(node.right, Literal | Items) else node.right
    while isinstance(side, Method) and side.name == "lower":
        side = side.on
    return side if isinstance(side, Property | Param) else None


def condition(node: Node, on: Node) -> Sql | None:
    """Return a condition on the text that `on` stands for, or None when SQL cannot say it."""
    if isinstance(node, Method):
        return _edges(node, on)
    if isinstance(node, Compare):
        return _compared(node, on)
    if isinstance(on, Local):  # a tag is always there, so that nothing is missing inside
        if isinstance(node, Not):
            return negated(condition(node.part, on))
        if isinstance(node, And | Or):
            word = "AND" if isinstance(node, And) else "OR"
            return joined((condition(part, on) for part in node.parts), word)
    return None


def _expression(node: Node, on: Node, pattern: str) -> str | None:
    """Return what is compared with the pattern; in lower case only where the pattern is of ASCII."""
    if node == on:
        return "{0}"
    if isinstance(node, Method) and node.name == "lower" and node.on == on and pattern.isascii():
        return _LOWER
    return None


def _edges(node: Method, on: Node) -> Sql | None:
    if node.name not in ("startswith", "endswith") or len(node.parts) != 1:
        return None
    [given] = node.parts
    return joined(
        (_edge(node, on, part) for part in (given.parts if isinstance(given, Items) else node.parts)), "OR"
    )


def _edge(node: Method, on: Node, given: Node) -> Sql | None:
    """Compared byte by byte: SQLite's functions for text stop at a NUL."""
    if not isinstance(given, Literal) or not isinstance(given.value, str):
        return None
    text = _expression(node.on, on, given.value)
    if text is None:
        return None
    edge = given.value.encode()
    if not edge:
        return Sql("1")
    place = f"1, {len(edge)}" if node.name == "startswith" else f"-{len(edge)}"
    return Sql(f"ifnull(substr(CAST({text} AS BLOB), {place}) = ?, 0)", (edge,))  # of nothing it is NULL


def _compared(node: Compare, on: Node) -> Sql | None:
    left, how, right = node.left, node.how, node.right
    if how in ("in", "not in"):
        return _within(left, how, right, on)
    if isinstance(left, Literal):
        if how not in _FLIPPED:
            return None
        left, how, right = right, _FLIPPED[how], left  # type: ignore[assignment] # a flipped sign is a sign
    if not isinstance(right, Literal) or not isinstance(right.value, str):
        return None
    text = _expression(left, on, right.value)
    if text is None or how not in _FLIPPED or (left != on and how not in ("==", "!=")):
        return None
    return Sql(f"{text} {'=' if how == '==' else how} ?", (right.value,))


def _within(left: Node, how: str, right: Node, on: Node) -> Sql | None:
    if isinstance(right, Items):
        found = joined((_compared(Compare(left, "==", part, left.span), on) for part in right.parts), "OR")
        return negated(found) if how == "not in" else found
    if not isinstance(left, Literal) or not isinstance(left.value, str):
        return None
    text = _expression(right, on, left.value)
    return (text and Sql(f"instr({text}, ?) {'>' if how == 'in' else '='} 0", (left.value,))) or None
