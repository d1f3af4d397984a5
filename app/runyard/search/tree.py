"""What a query can say: a closed set of frozen nodes. Nothing typed is ever evaluated as Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal as Choice

Comparison = Choice["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


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
class Minus:
    """The negative of a number."""

    part: Node
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
    """Two sides compared; ``is`` has become ``==``, and a chain an `And`."""

    left: Node
    how: Comparison
    right: Node
    span: Span = field(compare=False)


Leaf = Property | Param | RunMetric | MetricFact | ContextKey
Node = Literal | Moment | Items | Leaf | Minus | Not | And | Or | Compare


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside one."""
    if isinstance(node, And | Or | Items):
        return node.parts
    if isinstance(node, Not | Minus):
        return (node.part,)
    if isinstance(node, Compare):
        return (node.left, node.right)
    return ()


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every name in a tree whose value comes from a run or metric."""
    if isinstance(node, Leaf):
        yield node
    for part in children(node):
        yield from leaves(part)


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
