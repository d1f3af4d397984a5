"""What a chain of names such as ``run.hparams.lr`` stands for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, NoReturn

from runyard.domain import context as contexts
from runyard.domain.errors import Problem, QueryError
from runyard.search.evaluation.methods import METHODS
from runyard.search.evaluation.times import PARTS
from runyard.search.members import OF_OBJECTS, RUN, VALUES, Sort
from runyard.search.tree import ContextKey, Leaf, MetricFact, Param, Property, RunMetric, Span

CONTEXT_ELSEWHERE = ("A context belongs to a metric", 'Write run.metrics["loss", {"subset": "val"}].last')


@dataclass(frozen=True, slots=True)
class Step:
    """One link: a ``.member``, a ``["key"]`` or number in brackets, a ``{context}`` in brackets, or a key or
    slice that is computed (``index``, ``slice``)."""

    kind: str
    key: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """A root name and the links after it."""

    root: str
    steps: tuple[Step, ...]
    span: Span


def resolve(chain: Chain, target: str) -> tuple[Leaf, tuple[Step, ...]]:
    """Return the node that the beginning of a chain stands for, and the links that go into its value.

    Raises
    ------
    QueryError
        If a member is not known; with what was probably meant.
    """
    if not chain.steps:
        example = f"{chain.root}.name"
        fail(
            chain.span, f"{chain.root} alone is not a condition", f"Name one of its members, as in {example}"
        )
    if chain.root != "run":
        return _series(chain)
    first = chain.steps[0]
    if first.kind == "member" and first.key == "metrics":
        return _run_metric(chain), ()
    if first.kind == "member" and first.key in RUN:
        return _property(chain, first)
    path, rest = _path(chain.steps)
    if not path:
        fail(first.span, "run needs the name of a param here", 'Write run["name"]')
    return Param(path, _until(chain, rest)), rest


def _path(steps: tuple[Step, ...]) -> tuple[tuple[str | int, ...], tuple[Step, ...]]:
    """Return the keys written out, and from the first one that is computed on the rest."""
    for step in steps:
        if step.kind == "context":
            fail(step.span, *CONTEXT_ELSEWHERE)
    length = next((i for i, step in enumerate(steps) if step.kind in ("index", "slice")), len(steps))
    return tuple(step.key for step in steps[:length]), steps[length:]


def _until(chain: Chain, rest: tuple[Step, ...]) -> Span:
    """Return where a chain lies without its last links."""
    if not rest:
        return chain.span
    last = chain.steps[-len(rest) - 1]
    return Span(chain.span.start, last.span.end + (last.kind != "member"))  # and the bracket


def _property(chain: Chain, first: Step) -> tuple[Leaf, tuple[Step, ...]]:
    rest = chain.steps[1:]
    if first.key == "experiment" and rest and rest[0].kind == "member" and rest[0].key == "name":
        rest = rest[1:]
    leaf = Property(first.key, _until(chain, rest))
    sort = RUN[first.key]
    if rest and not _goes_into(rest[0], sort):
        known = ["name"] if first.key == "experiment" else list(PARTS) if sort is Sort.TIME else []
        _unknown(rest[0], f"run.{first.key}", known)
    return leaf, rest


def _goes_into(step: Step, sort: Sort) -> bool:
    if sort is Sort.TIME:
        return step.kind == "member" and step.key in PARTS
    if sort not in (Sort.TEXT, Sort.LIST):
        return False
    return step.kind in ("index", "slice") or (step.kind == "key" and isinstance(step.key, int))


def _run_metric(chain: Chain) -> Leaf:
    keys = [step for step in chain.steps[1:] if step.kind != "member"]
    rest = chain.steps[1 + len(keys) :]
    example = 'Write run.metrics["loss"].last'
    if not keys or keys[0].kind != "key" or not isinstance(keys[0].key, str):
        fail(chain.span, "run.metrics needs the name of a metric", example)
    if len(keys) > 2 or (len(keys) == 2 and keys[1].kind != "context"):
        fail(keys[1].span, "After the name comes the context", 'As in {"subset": "val"}')
    context = contexts.canonical(keys[1].key) if len(keys) == 2 else None
    if not rest or rest[0].kind != "member":
        fail(chain.span, "A metric is compared by one of its numbers", "Add " + _listed(VALUES))
    if rest[0].key not in VALUES:
        _unknown(rest[0], "A metric", list(VALUES))
    if len(rest) > 1:
        _unknown(rest[1], f"The {rest[0].key} value", [])
    return RunMetric(keys[0].key, context, rest[0].key, chain.span)


def _series(chain: Chain) -> tuple[Leaf, tuple[Step, ...]]:
    first, rest = chain.steps[0], chain.steps[1:]
    if first.kind == "member" and first.key == "context":
        for step in rest:
            if step.kind == "context":
                fail(step.span, "A key is text or a number")
        path, rest = _path(rest)
        return ContextKey(path, _until(chain, rest)), rest
    known = ["name", "context", *(VALUES if chain.root == "metric" else OF_OBJECTS)]
    if first.kind != "member" or first.key not in known:
        _unknown(first, chain.root, known)
    if rest and not (first.key == "name" and _goes_into(rest[0], Sort.TEXT)):
        _unknown(rest[0], f"{chain.root}.{first.key}", [])
    return MetricFact(first.key, _until(chain, rest)), rest


def _unknown(step: Step, of: str, known: list[str]) -> NoReturn:
    key = step.key if isinstance(step.key, str | int) else "[...]"
    if step.kind == "member" and key in METHODS:
        fail(step.span, f"{key} is asked with brackets after it", f"Write {of}.{key}()")
    near = difflib.get_close_matches(str(key), known, n=1, cutoff=0.5)
    suggestion = f"Did you mean {near[0]}" if near else ("It has " + _listed(known) if known else "")
    fail(step.span, f"{of} has no member {key}", suggestion)


def _listed(names: Any) -> str:
    *most, last = [f".{name}" for name in names]
    return f"{', '.join(most)} or {last}" if most else last


def fail(span: Span, message: str, suggestion: str = "") -> NoReturn:
    """Raise what is wrong at a place of the text."""
    raise QueryError(Problem(span.start, max(1, span.end - span.start), message, suggestion))
