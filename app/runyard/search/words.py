"""A query said in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Compare,
    ContextKey,
    Items,
    Literal,
    MetricFact,
    Minus,
    Moment,
    Node,
    Not,
    Or,
    Param,
    Property,
    Query,
    RunMetric,
)

Pieces = list[tuple[str, bool]]

_HOW = {
    "==": "is",
    "!=": "is not",
    "<": "under",
    "<=": "at most",
    ">": "over",
    ">=": "at least",
    "in": "is in",
    "not in": "is not in",
}
_WHEN = {"==": "on", "!=": "not on", "<": "before", "<=": "until", ">": "after", ">=": "since"}
_TIMES = {"created_at": "created", "creation_time": "created", "finalized_at": "ended", "end_time": "ended"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(query: Query) -> Pieces:
    """Return the sentence that says what a query matches, as (fragment, emphasised) pieces.

    Names and values are emphasised: ``Experiment is **digits**, not archived``.
    A query that matches everything gives no piece.
    """
    if query.tree is None:
        return []
    pieces = _joined(_said(query.tree, True))
    first, emphasised = pieces[0]
    if not emphasised:
        pieces[0] = (first[:1].upper() + first[1:], False)
    return pieces


def _joined(pieces: Pieces) -> Pieces:
    """Put neighbours of one emphasis together."""
    joined: Pieces = []
    for text, emphasised in pieces:
        if joined and joined[-1][1] is emphasised:
            joined[-1] = (joined[-1][0] + text, emphasised)
        elif text:
            joined.append((text, emphasised))
    return joined


def _said(node: Node, outermost: bool = False) -> Pieces:
    if isinstance(node, And | Or):
        return _several(node, outermost)
    if isinstance(node, Not):
        return _not(node.part)
    if isinstance(node, Compare):
        return _compared(node)
    if isinstance(node, Literal):
        return [("every run" if node.value else "no run", False)]
    return _true(node)


def _several(node: And | Or, outermost: bool) -> Pieces:
    between = ", " if isinstance(node, And) and outermost else " and " if isinstance(node, And) else " or "
    pieces: Pieces = []
    for part in node.parts:
        said = _said(part)
        if isinstance(part, And | Or):
            said = [("(", False), *said, (")", False)]
        pieces += [(between, False), *said] if pieces else said
    return pieces


def _not(part: Node) -> Pieces:
    if isinstance(part, Property) and RUN[part.name] is Sort.FLAG:
        return [(f"not {part.name}", False)]
    if isinstance(part, Compare) and part.how == "in":
        return _compared(Compare(part.left, "not in", part.right, part.span))
    if isinstance(part, Property | Param | RunMetric | MetricFact | ContextKey):
        return [("no ", False), *_name(part)]
    return [("not (", False), *_said(part), (")", False)]


def _true(node: Node) -> Pieces:
    if isinstance(node, Property) and RUN[node.name] is Sort.FLAG:
        return [(node.name, False)]
    return [("has ", False), *_name(node)]


def _compared(node: Compare) -> Pieces:
    left, how, right = node.left, node.how, node.right
    if isinstance(left, Literal | Moment) and how in (*_FLIPPED, "==", "!="):
        left, right = right, left
        how = _FLIPPED.get(how, how)  # type: ignore[assignment] # a flipped sign is a sign
    if isinstance(right, Property) and right.name == "tags" and how in ("in", "not in"):
        return [("tagged " if how == "in" else "not tagged ", False), *_name(left)]
    if isinstance(right, Literal) and right.value is None and how in ("==", "!="):
        return [("has " if how == "!=" else "has no ", False), *_name(left)]
    if isinstance(left, Property) and left.name in _TIMES and isinstance(right, Moment):
        return [(f"{_TIMES[left.name]} {_WHEN[how]} ", False), (_moment(right), True)]
    word = _HOW[how]
    if isinstance(right, Items) and how in ("in", "not in"):
        word = "is one of" if how == "in" else "is none of"
    if how in ("in", "not in") and isinstance(left, Literal):
        word = "in" if how == "in" else "not in"
    return [*_name(left), (f" {word} ", False), *_name(right)]


def _name(node: Node) -> Pieces:
    if isinstance(node, Literal):
        return [(_value(node.value), True)]
    if isinstance(node, Moment):
        return [(_moment(node), True)]
    if isinstance(node, Items):
        pieces: Pieces = []
        for part in node.parts:
            pieces += [(", ", False), *_name(part)] if pieces else _name(part)
        return pieces or [("nothing", False)]
    if isinstance(node, Property):
        return [(_TIMES.get(node.name, node.name) if node.name in _TIMES else node.name, False)]
    if isinstance(node, Param):
        return [(values.dotted(tuple(map(str, node.path))), True)]
    if isinstance(node, RunMetric):
        where = contexts.words(node.context) if node.context else ""
        return [(node.name, True), (f" {where}, {node.value}" if where else f" {node.value}", False)]
    if isinstance(node, MetricFact):
        return [("metric" if node.name == "name" else f"{node.name} value", False)]
    if isinstance(node, ContextKey):
        return [(values.dotted(tuple(map(str, node.path))) or "context", True)]
    if isinstance(node, Minus):
        return [("minus ", False), *_name(node.part)]
    return [("(", False), *_said(node), (")", False)]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value) or "empty"


def _moment(moment: Moment) -> str:
    first = dt.datetime.fromtimestamp(moment.start).astimezone()
    day = f"{first.day} {_MONTHS[first.month - 1]} {first.year}"
    width = moment.end - moment.start
    if width > 20 * 86400:
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if width > 3600:
        return day
    return f"{day} {first:%H:%M}" if width > 1 else f"{day} {first:%H:%M:%S}"
