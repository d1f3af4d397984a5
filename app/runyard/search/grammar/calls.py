"""Reading calls of functions and methods: which there are, and what they take."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from runyard.search.evaluation import functions, methods, regexes
from runyard.search.evaluation.limits import BeyondLimitError
from runyard.search.grammar.chains import fail
from runyard.search.grammar.sorts import sort_of
from runyard.search.members import MODULES, Sort
from runyard.search.tree import Call, Items, Literal, Method, Node, Span

_INSTEAD = {
    "type": "Write isinstance(run.x, str)",
    "filter": "Write [x for x in run.x if ...]",
    "map": "Write [x for x in run.x]",
    "format": "Write str(run.x)",
    "contains": 'Write "text" in run.name',
    "startsWith": "Write startswith",
    "endsWith": "Write endswith",
}


def function(name: str, at: Span, parts: Sequence[Node], names: Sequence[str], span: Span) -> Call:
    """Return the call of a function.

    Raises
    ------
    QueryError
        If there is no such function, or it takes other arguments.
    """
    known = functions.FUNCTIONS.get(name) or functions.SPECIAL.get(name)
    if known is None:
        suggestion = _near(name, [*functions.FUNCTIONS, *functions.SPECIAL])
        fail(at, f"There is no function {name}", suggestion)
    _check(name, known, len(parts) - len(names), names, span)
    if name.startswith("re."):
        _check_pattern(parts[0])
    if name == "isinstance" and not _are_kinds(parts[1]):
        fail(parts[1].span, "This is no kind of value", f"Write one of {', '.join(functions.KINDS)}")
    return Call(name, tuple(parts), tuple(names), span)


def method(on: Node, name: str, at: Span, parts: Sequence[Node], names: Sequence[str], span: Span) -> Method:
    """Return the call of a method.

    Raises
    ------
    QueryError
        If there is no such method, it takes other arguments, or the value cannot have it.
    """
    known = methods.METHODS.get(name)
    if known is None:
        fail(at, f"There is no method {name}", _near(name, list(methods.METHODS)))
    sort = sort_of(on)
    if name in methods.TEXT and sort not in (None, Sort.TEXT):
        what = {Sort.LIST: "a list", Sort.TIME: "a time", Sort.NUMBER: "a number"}.get(sort, "yes or no")
        example = f"any(x.{name}(...) for x in ...)" if sort is Sort.LIST else f"str(...).{name}(...)"
        fail(at, f"{name} needs text, this is {what}", f"Write {example}")
    _check(name, known, len(parts) - len(names) + 1, names, span)
    return Method(on, name, tuple(parts), tuple(names), span)


def is_function(name: str) -> bool:
    """Return whether a name stands for a function or for a module of them."""
    return name in functions.FUNCTIONS or name in functions.SPECIAL or name in MODULES


def _near(name: str, known: list[str]) -> str:
    if name in _INSTEAD:
        return _INSTEAD[name]
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}" if near else ""


@lru_cache(maxsize=256)
def _signature(known: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(known)


def _check(name: str, known: Callable[..., Any], given: int, names: Sequence[str], span: Span) -> None:
    try:
        _signature(known).bind(*[None] * given, **dict.fromkeys(names))
    except TypeError as error:
        fail(span, f"{name}: {error}".replace("'", ""))


def _check_pattern(pattern: Node) -> None:
    if isinstance(pattern, Literal) and isinstance(pattern.value, str):
        try:
            regexes.prepared(pattern.value, 0)
        except BeyondLimitError as limit:
            fail(pattern.span, str(limit))


def _are_kinds(node: Node) -> bool:
    parts = node.parts if isinstance(node, Items) else (node,)
    return bool(parts) and all(isinstance(part, Literal) and part.value in functions.KINDS for part in parts)
