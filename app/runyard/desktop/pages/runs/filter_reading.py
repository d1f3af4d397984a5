"""What a condition of a query says, where a chip can show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from runyard.desktop.parts import words
from runyard.domain import context as contexts
from runyard.domain.params import dotted
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Arithmetic,
    Call,
    Compare,
    Items,
    Moment,
    Node,
    Not,
    Or,
    Param,
    Property,
    RunMetric,
)
from runyard.search.tree import Literal as Value

Facet = Literal["experiment", "created", "archived", "status", "tag", "other"]

_SIGNS = {"==": "=", "!=": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ARCHIVED: dict[tuple[Any, ...], str] = {(False,): "no", (True,): "yes", (True, False): "shown too"}


class Days(NamedTuple):
    """Days of creation: since one, until one (both included), or the last so many counted back from now."""

    since: dt.date | None = None
    until: dt.date | None = None
    last: int = 0


class Said(NamedTuple):
    """What a condition is about, the values it names, and how a chip says it."""

    facet: Facet
    values: tuple[Any, ...]
    label: str
    words: str


def read(node: Node, today: dt.date) -> Said | None:
    """Return what a condition says; None where it is none that a chip shows."""
    if found := _texts_of(node, "experiment"):
        return Said("experiment", found, "Experiment", _listed(found))
    if found := _texts_of(node, "status"):
        return Said("status", found, "Status", _listed(found))
    if found := _tags(node):
        return Said("tag", found, "Tag", _listed(found))
    if found := _archived(node):
        return Said("archived", found, "Archived", _ARCHIVED[found])
    days = _days(node)
    if days is not None:
        return Said("created", (days,), "Created", _days_words(days, today))
    return _other(node)


def _texts_of(node: Node, name: str) -> tuple[Any, ...]:
    """Return the texts that a property is compared with, as equal to one of them."""
    if not (isinstance(node, Compare) and isinstance(node.left, Property) and node.left.name == name):
        return ()
    if node.how == "==" and isinstance(node.right, Value):
        found: tuple[Node, ...] = (node.right,)
    elif node.how == "in" and isinstance(node.right, Items):
        found = node.right.parts
    else:
        return ()
    texts = tuple(part.value for part in found if isinstance(part, Value) and isinstance(part.value, str))
    return texts if len(texts) == len(found) else ()


def _tags(node: Node) -> tuple[Any, ...]:
    found = []
    for part in node.parts if isinstance(node, Or) else (node,):
        if not (isinstance(part, Compare) and part.how == "in" and isinstance(part.left, Value)):
            return ()
        if not (isinstance(part.right, Property) and part.right.name == "tags"):
            return ()
        found.append(part.left.value)
    return tuple(found)


def _archived(node: Node) -> tuple[Any, ...]:
    wanted = True
    if isinstance(node, Not):
        node, wanted = node.part, False
    if isinstance(node, Property) and node.name == "archived":
        return (wanted,)
    if isinstance(node, Compare) and isinstance(node.left, Property) and node.left.name == "archived":
        right = node.right
        if wanted and node.how == "==" and isinstance(right, Value) and isinstance(right.value, bool):
            return (right.value,)
        if wanted and node.how == "in" and isinstance(right, Items):
            both = {part.value for part in right.parts if isinstance(part, Value)}
            return (True, False) if both == {True, False} else ()
    return ()


def _days(node: Node) -> Days | None:
    if isinstance(node, And) and len(node.parts) == 2:
        one, other = (_days(part) for part in node.parts)
        if one is not None and other is not None and not one.last and not other.last:
            since, until = one.since or other.since, one.until or other.until
            return Days(since, until) if since and until else None
        return None
    if not isinstance(node, Compare) or node.how not in ("<=", ">="):
        return None
    left, how, right = node.left, node.how, node.right
    if isinstance(right, Property):
        left, right, how = right, left, "<=" if how == ">=" else ">="
    if not (isinstance(left, Property) and left.name == "created_at"):
        return None
    if isinstance(right, Moment) and len(right.text) == 10:
        date = dt.date.fromisoformat(right.text)
        return Days(since=date) if how == ">=" else Days(until=date)
    last = _days_back(right)
    return Days(last=last) if last and how == ">=" else None


def _days_back(node: Node) -> int:
    """Return the days of ``datetime.now() - timedelta(days=7)``; 0 for anything else."""
    if not (isinstance(node, Arithmetic) and node.how == "-" and isinstance(node.left, Call)):
        return 0
    length = node.right
    if node.left.function != "datetime.now" or not isinstance(length, Call) or len(length.parts) != 1:
        return 0
    [number] = length.parts
    named = length.function == "timedelta" and length.names in ((), ("days",))
    whole = isinstance(number, Value) and isinstance(number.value, int) and number.value > 0
    return int(number.value) if named and whole and isinstance(number, Value) and number.value else 0


def _days_words(days: Days, today: dt.date) -> str:
    if days.last:
        return "last 24 hours" if days.last == 1 else f"last {days.last} days"
    if days.since is not None and days.until is not None:
        if days.since == days.until:
            return words.day(days.since, today)
        return f"{words.day(days.since, today)} – {words.day(days.until, today)}"
    if days.since is not None:
        return "today" if days.since == today else f"since {words.day(days.since, today)}"
    return f"until {words.day(days.until, today)}" if days.until is not None else ""


def _other(node: Node) -> Said | None:
    """Read a comparison of one name with one value."""
    wanted = not isinstance(node, Not)
    flag = node.part if isinstance(node, Not) else node
    if isinstance(flag, Property) and RUN[flag.name] is Sort.FLAG:
        return Said("other", (wanted,), _named(flag), "yes" if wanted else "no")
    if not isinstance(node, Compare) or node.how not in _SIGNS:
        return None
    left, how, right = node.left, node.how, node.right
    if isinstance(left, Value | Moment):
        left, right, how = right, left, _TURNED[how]  # type: ignore[assignment]
    if not (isinstance(left, Param | Property | RunMetric) and isinstance(right, Value | Moment)):
        return None
    value = right.text if isinstance(right, Moment) else right.value
    if value is None:
        said = "none" if how == "==" else "any"
    elif isinstance(value, bool):
        said = f"{_SIGNS[how]} {'yes' if value else 'no'}"
    else:
        said = f"{_SIGNS[how]} {value}"
    return Said("other", (value,), _named(left), said)


def _named(node: Param | Property | RunMetric) -> str:
    if isinstance(node, Param):
        return dotted(tuple(str(key) for key in node.path[-1:]))
    if isinstance(node, RunMetric):
        return " ".join(filter(None, (node.name, contexts.words(node.context or ""), node.value)))
    return node.name.removesuffix("_at").replace("_", " ").capitalize()


def _listed(values: Sequence[Any]) -> str:
    found = [str(value) for value in values]
    return ", ".join(found) if len(found) < 4 else f"{found[0]}, {found[1]} +{len(found) - 2}"
