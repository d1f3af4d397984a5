"""Computing beforehand what is the same for every run."""

from __future__ import annotations

from typing import Any

from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.tree import (
    For,
    Items,
    Leaf,
    Literal,
    Local,
    Loop,
    Moment,
    Node,
    Span,
    children,
    leaves,
    rebuilt,
)


def fold(node: Node, interpreter: Interpreter) -> Node:
    """Return a tree that says the same, with each part that names no run replaced by its value.

    Raises
    ------
    QueryError
        If computing such a part hits a limit.
    """
    if isinstance(node, Literal | Moment | Leaf | Local):
        return node
    if is_constant(node) and not isinstance(node, For):
        value = _written(interpreter.value(node, {}), node.span)
        return node if value is None else value
    return rebuilt(node, lambda part: fold(part, interpreter))


def is_constant(node: Node) -> bool:
    """Return whether a node gives the same value for every run."""
    return next(leaves(node), None) is None and not _free(node)


def _written(value: Any, span: Span) -> Node | None:
    """Return a value as a node, or None where there is no short way to write it."""
    if isinstance(value, Moment):
        return value
    if value is None or isinstance(value, bool | int | float | str):
        return Literal(value, span)
    if not isinstance(value, list):
        return None
    parts = [_written(part, span) for part in value]
    known = [part for part in parts if part is not None]
    return Items(tuple(known), span) if len(known) == len(parts) else None


def _free(node: Node) -> set[str]:
    """Return the names whose loop lies outside a node."""
    if isinstance(node, Local):
        return {node.name}
    if not isinstance(node, Loop):
        return {name for part in children(node) for name in _free(part)}
    found: set[str] = set()
    bound: set[str] = set()
    for this in node.rounds:
        found |= _free(this.over) - bound
        bound |= set(this.names)
        found |= {name for condition in this.conditions for name in _free(condition)} - bound
    return found | (_free(node.item) - bound)
