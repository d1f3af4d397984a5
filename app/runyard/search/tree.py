"""What a query can say: a closed set of frozen nodes. Nothing typed is ever evaluated as Python.

Times are Unix seconds and lengths of time are seconds, so that arithmetic with them is that of numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any
from typing import Literal as Choice

Comparison = Choice["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not"]
Sign = Choice["+", "-", "*", "/", "//", "%", "**"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text as typed, in characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written out."""

    value: str | float | bool | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time written as text: from `start` until before `end`, Unix seconds."""

    start: float
    end: float
    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list, tuple or set written out."""

    parts: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary written out: each key with the part at its place."""

    keys: tuple[Node, ...]
    parts: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Property:
    """A fact of the run, such as ``run.name``; see `members.RUN` for the names."""

    name: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Param:
    """A param by its path of keys."""

    path: tuple[str | int, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RunMetric:
    """A number of one metric of the run.

    `context` is canonical text. None means that none was written: the metric without a context, or else the
    only one of that name.
    """

    name: str
    context: str | None
    value: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class MetricFact:
    """A fact of the metric looked at in a metric query: its name or one of its numbers."""

    name: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ContextKey:
    """A value in the context of the metric looked at; the empty path is the whole context."""

    path: tuple[str | int, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Local:
    """A name that a loop in brackets gives to what it goes over."""

    name: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Minus:
    """The negative of a number."""

    part: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two sides added, multiplied and the like."""

    left: Node
    how: Sign
    right: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """True when the part is not."""

    part: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """True when every part is."""

    parts: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """True when a part is."""

    parts: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides compared; ``is None`` has become ``==``, and a chain an `And`."""

    left: Node
    how: Comparison
    right: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Choose:
    """``yes if test else no``."""

    test: Node
    yes: Node
    no: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.FUNCTIONS`; the last of `parts` are given under `names`."""

    function: str
    parts: tuple[Node, ...]
    names: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Method:
    """A method of `methods.METHODS`; the last of `parts` are given under `names`."""

    on: Node
    name: str
    parts: tuple[Node, ...]
    names: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """What lies under a key or at a place of a value that is computed."""

    on: Node
    key: Node
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a text or list."""

    on: Node
    start: Node | None
    stop: Node | None
    step: Node | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class For:
    """One ``for names in over if conditions`` of a loop."""

    names: tuple[str, ...]
    over: Node
    conditions: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Loop:
    """A list or generator comprehension: what `item` is for every round of `rounds`."""

    item: Node
    rounds: tuple[For, ...]
    generator: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AsTime:
    """A value beside a time: text in it is read as an ISO date, local time."""

    part: Node
    span: Span = field(compare=False)


Leaf = Property | Param | RunMetric | MetricFact | ContextKey
Node = (
    Literal | Moment | Items | Dictionary | Leaf | Local | Minus | Arithmetic | Not | And | Or | Compare
    | Choose | Call | Method | Index | Slice | For | Loop | AsTime
)  # fmt: skip


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly inside one, in the order written."""
    for place in fields(node):
        inside = getattr(node, place.name)
        for part in inside if isinstance(inside, tuple) else (inside,):
            if isinstance(part, Node):
                yield part


def everything(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes inside it."""
    yield node
    for part in children(node):
        yield from everything(part)


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every name in a tree whose value comes from a run or metric."""
    return (part for part in everything(node) if isinstance(part, Leaf))


def rebuilt(node: Node, change: Any) -> Node:
    """Return a node of the same kind with `change` applied to each node directly inside it."""
    kept: list[Any] = []
    for place in fields(node):
        inside = getattr(node, place.name)
        if isinstance(inside, tuple):
            kept.append(tuple(change(part) if isinstance(part, Node) else part for part in inside))
        else:
            kept.append(change(inside) if isinstance(inside, Node) else inside)
    return type(node)(*kept)


@dataclass(frozen=True, slots=True)
class Query:
    """A text that was understood; without a tree it matches everything.

    Attributes
    ----------
    text : str
        As typed.
    tree : node, or None for empty text
    mentions_archived : bool
        Whether it names ``run.archived``; otherwise archived runs are left out.
    """

    text: str
    tree: Node | None = None

    @property
    def mentions_archived(self) -> bool:
        return self.tree is not None and any(
            isinstance(leaf, Property) and leaf.name == "archived" for leaf in leaves(self.tree)
        )
