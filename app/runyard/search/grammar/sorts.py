"""What kind of value a node gives, where the text alone says it."""

from __future__ import annotations

from runyard.search.evaluation import functions, methods
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Dictionary,
    Items,
    Literal,
    Loop,
    Method,
    MetricFact,
    Minus,
    Moment,
    Node,
    Not,
    Or,
    Property,
    RunMetric,
)


def sort_of(node: Node) -> Sort | None:
    """Return the kind of a node's values, or None when it depends on the run."""
    if isinstance(node, Literal):
        return _written(node.value)
    if isinstance(node, Property):
        return RUN[node.name]
    if isinstance(node, MetricFact):
        return Sort.TEXT if node.name == "name" else Sort.NUMBER
    if isinstance(node, Compare | Not):
        return Sort.FLAG
    if isinstance(node, RunMetric | Minus):
        return Sort.NUMBER
    if isinstance(node, Items | Loop | Dictionary):
        return Sort.LIST
    if isinstance(node, Moment):
        return Sort.TIME
    if isinstance(node, Call):
        return _extreme(node) if node.function in ("min", "max") else functions.RESULTS.get(node.function)
    if isinstance(node, Method):
        return methods.RESULTS.get(node.name)
    if isinstance(node, Arithmetic):
        return _arithmetic(node)
    if isinstance(node, Choose):
        return _shared((node.yes, node.no))
    return _shared(node.parts) if isinstance(node, And | Or) else None


def _written(value: object) -> Sort | None:
    if isinstance(value, bool):
        return Sort.FLAG
    return Sort.TEXT if isinstance(value, str) else None if value is None else Sort.NUMBER


def _shared(parts: tuple[Node, ...]) -> Sort | None:
    sorts = {sort_of(part) for part in parts}
    return sorts.pop() if len(sorts) == 1 else None


def _extreme(node: Call) -> Sort | None:
    return _shared(node.parts) if len(node.parts) > 1 and not node.names else None


def _arithmetic(node: Arithmetic) -> Sort | None:
    left, right = sort_of(node.left), sort_of(node.right)
    if Sort.TIME in (left, right):
        return Sort.NUMBER if left is right else Sort.TIME
    return Sort.NUMBER if left is right is Sort.NUMBER or node.how in ("-", "/", "//", "**") else None
