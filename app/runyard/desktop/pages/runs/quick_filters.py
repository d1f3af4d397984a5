"""Filters that chips show: conditions at the top of a query's text, found, put and taken out."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from runyard.desktop.pages.runs.filter_reading import Days, Facet, read
from runyard.domain import clock
from runyard.search.grammar.parse import parse
from runyard.search.grammar.tokens import Token, tokens
from runyard.search.tree import And, Choose, Node, Or, Query

_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class Part(NamedTuple):
    """A condition that must hold, of those that ``and`` joins at the top of a query."""

    start: int
    end: int
    tree: Node


class Filter(NamedTuple):
    """A condition that a chip can show: what it is about, the values it names, and its words."""

    facet: Facet
    values: tuple[Any, ...]
    label: str
    words: str
    start: int
    end: int


def parts(query: Query) -> list[Part]:
    """Return the conditions that ``and`` joins; a query that is something else is one part."""
    if query.tree is None:
        return []
    words, depth = tokens(query.text), 0
    groups: list[list[Token]] = [[]]
    for word in words:
        depth += _DEPTH.get(word.text, 0)
        if depth == 0 and word.text == "and":
            groups.append([])
        else:
            groups[-1].append(word)
    trees = query.tree.parts if isinstance(query.tree, And) else (query.tree,)
    if len(trees) != len(groups):  # the whole stands in brackets, or is one chain of comparisons
        trees, groups = (query.tree,), [words]
    return [
        Part(group[0].start, group[-1].end, part) for group, part in zip(groups, trees, strict=True) if group
    ]


def filters(query: Query, today: dt.date | None = None) -> list[Filter]:
    """Return the conditions of a query that are filters, in their order."""
    now = clock.local(clock.now()).date() if today is None else today
    said = [(part, read(part.tree, now)) for part in parts(query)]
    return [Filter(*found, part.start, part.end) for part, found in said if found is not None]


def added(text: str, condition: str) -> str:
    """Return a query that asks for one condition more."""
    query = parse(text)
    if query.tree is None:
        return condition
    if isinstance(query.tree, Or | Choose) and not _bracketed(text):
        return f"{condition} and ({text})"
    return f"{text} and {condition}"


def replaced(text: str, place: Filter, condition: str) -> str:
    """Return a query with another condition in place of a filter."""
    return text[: place.start] + condition + text[place.end :]


def removed(text: str, place: Filter) -> str:
    """Return a query without one of its conditions; the rest stays as it was typed."""
    found = parts(parse(text))
    number = [part.start for part in found].index(place.start)
    if len(found) == 1:
        return ""
    if number:
        joint = text.rindex("and", found[number - 1].end, place.start)
        joint -= text[:joint].endswith(" ")
        return text[:joint] + text[place.end :]
    rest = text[found[1].start :]
    alone = len(found) == 2 and isinstance(found[1].tree, Or | Choose)
    return text[: place.start] + (rest[1:-1] if alone and rest.endswith(")") else rest)


def experiment(names: Sequence[str]) -> str:
    """Return the condition that a run is in one of these experiments."""
    return _one_of("run.experiment.name", names)


def status(names: Sequence[str]) -> str:
    """Return the condition that a run is in one of these states."""
    return _one_of("run.status", names)


def tagged(names: Sequence[str]) -> str:
    """Return the condition that a run has one of these tags."""
    found = " or ".join(f"{_quoted(name)} in run.tags" for name in names)
    return f"({found})" if len(names) > 1 else found


def archived(values: Sequence[bool]) -> str:
    """Return the condition that a run is archived, that it is not, or that it may be."""
    if len(values) == 2:
        return "run.archived in (True, False)"
    return "run.archived" if values[0] else "not run.archived"


def created(days: Days) -> str:
    """Return the condition that a run was created within these days."""
    if days.last:
        return f"run.created_at >= datetime.now() - timedelta(days={days.last})"
    if days.since is not None and days.until is not None:
        return f'"{days.since}" <= run.created_at <= "{days.until}"'
    if days.since is not None:
        return f'run.created_at >= "{days.since}"'
    return f'run.created_at <= "{days.until}"'


def _bracketed(text: str) -> bool:
    """Whether the whole text stands in one pair of brackets."""
    words, depth = tokens(text), 0
    for place, word in enumerate(words):
        depth += _DEPTH.get(word.text, 0)
        if depth == 0 and place < len(words) - 1:
            return False
    return words[0].text == "("


def _one_of(name: str, values: Sequence[str]) -> str:
    if len(values) == 1:
        return f"{name} == {_quoted(values[0])}"
    return f"{name} in ({', '.join(map(_quoted, values))})"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
