"""A query said in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from runyard.domain import context as contexts
from runyard.domain import params as values
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.evaluation.fold import is_constant
from runyard.search.grammar.sorts import sort_of
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Arithmetic,
    AsTime,
    Call,
    Compare,
    ContextKey,
    Items,
    Literal,
    Local,
    Loop,
    Method,
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
    Span,
)

Pieces = list[tuple[str, bool]]

_HOW = {
    "==": "is",
    "is": "is",
    "is not": "is not",
    "!=": "is not",
    "<": "under",
    "<=": "at most",
    ">": "over",
    ">=": "at least",
    "in": "is in",
    "not in": "is not in",
}
_WHEN = {
    "on": "at",
    "==": "on",
    "is": "at",
    "is not": "not at",
    "!=": "not on",
    "<": "before",
    "<=": "until",
    ">": "after",
    ">=": "since",
}
_TIMES = {"created_at": "created", "creation_time": "created", "finalized_at": "ended", "end_time": "ended"}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_METHODS = {"startswith": "starts with", "endswith": "ends with"}
_PATTERNS = {"re.search": "matches", "re.match": "begins with a match of", "re.fullmatch": "is a match of"}
_SIGNS = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_UNITS = ("weeks", "days", "hours", "minutes", "seconds")
_ONE_VALUE = Property | Param | RunMetric | MetricFact | ContextKey
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def words(query: Query) -> Pieces:
    """Return the sentence that says what a query matches, as (fragment, emphasised) pieces.

    Names and values are emphasised: ``Experiment is **digits**, not archived``.
    A query that matches everything gives no piece.
    """
    if query.tree is None:
        return []
    pieces = _joined(_Speaker(query.text).said(query.tree, True))
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


class _Speaker:
    """Says a tree; what has no plain English is quoted from the text as typed."""

    def __init__(self, text: str) -> None:
        self.text = text

    def said(self, node: Node, outermost: bool = False) -> Pieces:
        if isinstance(node, And | Or):
            return self.several(node, outermost)
        if isinstance(node, Not):
            return self.opposite(node.part)
        if isinstance(node, Compare):
            return self.compared(node)
        if isinstance(node, Literal):
            return [("every run" if node.value else "no run", False)]
        if isinstance(node, Method) and node.name in _METHODS and len(node.parts) == 1:
            return [*self.name(node.on), (f" {_METHODS[node.name]} ", False), *self.choice(node.parts[0])]
        if isinstance(node, Call):
            return self.asked(node)
        if isinstance(node, Property) and RUN[node.name] is Sort.FLAG:
            return [(node.name, False)]
        return [("has ", False), *self.name(node)] if isinstance(node, _ONE_VALUE) else self.quoted(node.span)

    def several(self, node: And | Or, outermost: bool) -> Pieces:
        both = isinstance(node, And)
        between = (", " if outermost else " and ") if both else " or "
        pieces: Pieces = []
        for part in node.parts:
            said = self.said(part)
            if isinstance(part, And | Or):
                said = [("(", False), *said, (")", False)]
            pieces += [(between, False), *said] if pieces else said
        return pieces

    def opposite(self, part: Node) -> Pieces:
        if isinstance(part, Property) and RUN[part.name] is Sort.FLAG:
            return [(f"not {part.name}", False)]
        if isinstance(part, Compare) and part.how == "in":
            return self.compared(Compare(part.left, "not in", part.right, part.span))
        if isinstance(part, _ONE_VALUE):
            return [("no ", False), *self.name(part)]
        return [("not (", False), *self.said(part), (")", False)]

    def asked(self, node: Call) -> Pieces:
        """A function that answers yes or no."""
        if node.function in _PATTERNS and len(node.parts) == 2 and not node.names:
            pattern, whole = node.parts
            return [*self.name(whole), (f" {_PATTERNS[node.function]} ", False), *self.name(pattern)]
        loop = node.parts[0] if node.function in ("any", "all") and node.parts else None
        if isinstance(loop, Loop) and len(loop.rounds) == 1 and not loop.rounds[0].conditions:
            this = loop.rounds[0]
            if len(this.names) == 1 and isinstance(this.over, _ONE_VALUE):
                which = "some" if node.function == "any" else "every"
                entry: Pieces = [("tag", False)]
                if not (isinstance(this.over, Property) and this.over.name == "tags"):
                    entry = [("entry of ", False), *self.name(this.over)]
                inner = [piece for piece in self.said(loop.item) if piece != (this.names[0], True)]
                return [(f"{which} ", False), *entry, *inner]
        return self.quoted(node.span)

    def compared(self, node: Compare) -> Pieces:
        left, how, right = node.left, node.how, node.right
        if isinstance(left, Literal | Moment) and how in (*_FLIPPED, "==", "!="):
            left, right = right, left
            how = _FLIPPED.get(how, how)  # type: ignore[assignment] # a flipped sign is a sign
        if isinstance(right, Property) and right.name == "tags" and how in ("in", "not in"):
            return [("tagged " if how == "in" else "not tagged ", False), *self.name(left)]
        if isinstance(right, Literal) and right.value is None and how in ("==", "!="):
            return [("has " if how == "!=" else "has no ", False), *self.name(left)]
        if (
            isinstance(left, Property)
            and left.name in _TIMES
            and how in _WHEN
            and sort_of(right) is Sort.TIME
        ):
            return self.timed(left, how, right)
        times = how in _FLIPPED and Sort.TIME in (sort_of(left), sort_of(right))
        word = _WHEN[how] if times else _HOW[how]
        if isinstance(right, Items) and how in ("in", "not in"):
            word = "is one of" if how == "in" else "is none of"
        if how in ("in", "not in") and isinstance(left, Literal):
            word = "in" if how == "in" else "not in"
        return [*self.name(left), (f" {word} ", False), *self.name(right)]

    def timed(self, left: Property, how: str, right: Node) -> Pieces:
        ago = _ago(right)
        if ago and how in (">", ">="):
            return [(f"{_TIMES[left.name]} in the last ", False), (ago, True)]
        if ago and how in ("<", "<="):
            return [(f"{_TIMES[left.name]} more than ", False), (ago, True), (" ago", False)]
        return [(f"{_TIMES[left.name]} {_WHEN[how]} ", False), *self.name(right)]

    def choice(self, node: Node) -> Pieces:
        """One of several values."""
        pieces: Pieces = []
        for part in node.parts if isinstance(node, Items) else (node,):
            pieces += [(" or ", False), *self.name(part)] if pieces else self.name(part)
        return pieces or [("nothing", False)]

    def name(self, node: Node) -> Pieces:
        if isinstance(node, Literal):
            return [(_value(node.value), True)]
        if isinstance(node, Moment):
            return [(_moment(node), True)]
        if isinstance(node, Items):
            pieces: Pieces = []
            for part in node.parts:
                pieces += [(", ", False), *self.name(part)] if pieces else self.name(part)
            return pieces or [("nothing", False)]
        if isinstance(node, _ONE_VALUE):
            return _leaf(node)
        if isinstance(node, Minus):
            return [("minus ", False), *self.name(node.part)]
        if isinstance(node, AsTime):
            return self.name(node.part)
        if isinstance(node, Not | Compare):
            return [("(", False), *self.said(node), (")", False)]
        return self.computed(node)

    def computed(self, node: Node) -> Pieces:
        if isinstance(node, Local):
            return [(node.name, True)]
        if isinstance(node, Method) and node.name in ("lower", "upper") and not node.parts:
            return [*self.name(node.on), (f" in {node.name} case", False)]
        if (
            isinstance(node, Arithmetic)
            and node.how in _SIGNS
            and isinstance(node.left, _ONE_VALUE | Literal)
        ):
            return [*self.name(node.left), (f" {_SIGNS[node.how]} ", False), *self.name(node.right)]
        if isinstance(node, Call) and node.function == "len" and isinstance(node.parts[0], _ONE_VALUE):
            return [("number of ", False), *self.name(node.parts[0])]
        if isinstance(node, Call) and node.function == "datetime" and is_constant(node):
            at = Interpreter().value(node, {})
            if isinstance(at, float):
                midnight = at == at // 60 * 60 and dt.datetime.fromtimestamp(at).astimezone().hour == 0
                return [(_moment(Moment(at, at + (86400 if midnight else 60), "", node.span)), True)]
        return self.quoted(node.span)

    def quoted(self, span: Span) -> Pieces:
        return [(" ".join(self.text[span.start : span.end].split()), True)]


def _leaf(node: Property | Param | RunMetric | MetricFact | ContextKey) -> Pieces:
    if isinstance(node, Property):
        return [(_TIMES.get(node.name, node.name.replace("_", " ")), False)]
    if isinstance(node, Param):
        return [(_dotted(node.path), True)]
    if isinstance(node, RunMetric):
        where = contexts.words(node.context) if node.context else ""
        value = node.value.replace("_", " ")
        return [(node.name, True), (f" {where}, {value}" if where else f" {value}", False)]
    if isinstance(node, MetricFact):
        return [("metric" if node.name == "name" else f"{node.name.replace('_', ' ')} value", False)]
    return [(_dotted(node.path) or "context", True)]


def _dotted(path: tuple[str | int, ...]) -> str:
    """As people write it, places of a list in brackets."""
    at = next((i for i, key in enumerate(path) if isinstance(key, int)), len(path))
    named = values.dotted(tuple(str(key) for key in path[:at]))
    return named + "".join(f"[{key!r}]" for key in path[at:])


def _ago(node: Node) -> str:
    """Return how long before now a time is, where it is written ``datetime.now() - timedelta(days=7)``."""
    if not (isinstance(node, Arithmetic) and node.how == "-" and isinstance(node.right, Call)):
        return ""
    left, length = node.left, node.right
    if not (isinstance(left, Call) and left.function in ("datetime.now", "datetime.today")):
        return ""
    names = length.names or ("days",)
    if length.function != "timedelta" or len(length.parts) != 1 or names[0] not in _UNITS:
        return ""
    [part] = length.parts
    if not isinstance(part, Literal):
        return ""
    return f"{_value(part.value)} {names[0].removesuffix('s') if part.value == 1 else names[0]}"


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
