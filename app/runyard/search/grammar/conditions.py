"""What may stand where a condition is asked for, and dates beside times."""

from __future__ import annotations

from runyard.search.evaluation import moments
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.evaluation.fold import fold, is_constant
from runyard.search.grammar.chains import fail
from runyard.search.grammar.sorts import sort_of
from runyard.search.members import Sort
from runyard.search.tree import (
    AsTime,
    Call,
    Dictionary,
    Items,
    Literal,
    Loop,
    Moment,
    Node,
    everything,
    leaves,
)

_CONSTANT_STEPS = 50_000


def check_condition(node: Node, in_loop: bool) -> None:
    """Refuse what is true of every run although nobody meant that: a bare value, list or loop.

    Raises
    ------
    QueryError
        If `node` is such a slip.
    """
    if isinstance(node, Loop) and node.generator:
        fail(node.span, "A loop alone is not a condition", "Write any(...) or all(...) around it")
    named = next(leaves(node), None) is not None or (in_loop and not is_constant(node))
    written_out = isinstance(node, Items | Dictionary | Moment)
    if written_out or (not named and sort_of(node) is not Sort.FLAG):
        fail(node.span, "This is a value, not a condition", "Compare it with something")


def check_constants(tree: Node, text: str) -> None:
    """Compute the parts that name no run, so that what cannot be computed is said before anything is read.

    Raises
    ------
    QueryError
        If a limit is hit, or a date does not exist.
    """
    interpreter = Interpreter(row_steps=_CONSTANT_STEPS, query_steps=_CONSTANT_STEPS)
    fold(tree, interpreter)
    for node in everything(tree):
        dates = isinstance(node, Call) and node.function.startswith(("datetime", "timedelta"))
        if dates and is_constant(node) and interpreter.value(node, {}) is None:
            span = node.span
            fail(span, f"{text[span.start : span.end]} is no date or time", "Write datetime(2026, 11, 20)")


def dated(node: Node, beside: Node) -> Node:
    """Read text that is compared with a time as a date: at once where it is written out."""
    if sort_of(beside) is not Sort.TIME or isinstance(beside, Moment | AsTime):
        return node
    if isinstance(node, Items):
        return Items(tuple(dated(part, beside) for part in node.parts), node.span)
    if isinstance(node, Literal):
        return _moment(node)
    return AsTime(node, node.span) if sort_of(node) in (None, Sort.TEXT, Sort.LIST) else node


def _moment(node: Literal) -> Literal | Moment:
    if not isinstance(node.value, str):
        return node
    found = moments.span(node.value)
    if found is None:
        fail(node.span, f"{node.value} is not a date", 'Write it as "2026-11-20" or "2026-11-20 14:30"')
    return Moment(*found, node.value.strip(), node.span)
