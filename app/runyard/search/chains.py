"""What a chain of names such as ``run.hparams.lr`` stands for."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any, NoReturn

from runyard.domain import context as contexts
from runyard.domain.errors import Problem, QueryError
from runyard.search.members import RUN, VALUES
from runyard.search.tree import ContextKey, Leaf, MetricFact, Param, Property, RunMetric, Span


@dataclass(frozen=True, slots=True)
class Step:
    """One link: a ``.member``, a ``["key"]`` or number in brackets, or a ``{context}`` in brackets."""

    kind: str
    key: Any
    span: Span


@dataclass(frozen=True, slots=True)
class Chain:
    """A root name and the links after it."""

    root: str
    steps: tuple[Step, ...]
    span: Span


def resolve(chain: Chain, target: str) -> Leaf:
    """Return the node that a chain stands for.

    Raises
    ------
    QueryError
        If a member is not known; with what was probably meant.
    """
    if not chain.steps:
        example = "run.name" if chain.root == "run" else "metric.name"
        _fail(
            chain.span, f"{chain.root} alone is not a condition", f"Name one of its members, as in {example}"
        )
    if chain.root == "metric":
        return _metric(chain)
    first = chain.steps[0]
    if first.kind == "member" and first.key == "metrics":
        return _run_metric(chain)
    if first.kind == "member" and first.key in RUN:
        return _property(chain, first)
    for step in chain.steps:
        if step.kind == "context":
            _fail(
                step.span,
                "A context belongs to a metric",
                'Write run.metrics["loss", {"subset": "val"}].last',
            )
    return Param(tuple(step.key for step in chain.steps), chain.span)


def _property(chain: Chain, first: Step) -> Leaf:
    rest = chain.steps[1:]
    if first.key == "experiment" and rest and rest[0].key == "name":
        rest = rest[1:]
    if rest:
        known = ["name"] if first.key == "experiment" else []
        _unknown(rest[0], f"run.{first.key}", known)
    return Property(first.key, chain.span)


def _run_metric(chain: Chain) -> Leaf:
    keys = [step for step in chain.steps[1:] if step.kind in ("key", "context")]
    rest = chain.steps[1 + len(keys) :]
    example = 'Write run.metrics["loss"].last'
    if not keys or keys[0].kind != "key" or not isinstance(keys[0].key, str):
        _fail(chain.span, "run.metrics needs the name of a metric", example)
    if len(keys) > 2 or (len(keys) == 2 and keys[1].kind != "context"):
        _fail(keys[1].span, "After the name comes the context", 'As in {"subset": "val"}')
    context = contexts.canonical(keys[1].key) if len(keys) == 2 else None
    if not rest or rest[0].kind != "member":
        _fail(chain.span, "A metric is compared by one of its numbers", "Add " + _listed(VALUES))
    if rest[0].key not in VALUES:
        _unknown(rest[0], "A metric", list(VALUES))
    if len(rest) > 1:
        _unknown(rest[1], f"The {rest[0].key} value", [])
    return RunMetric(keys[0].key, context, rest[0].key, chain.span)


def _metric(chain: Chain) -> Leaf:
    first, rest = chain.steps[0], chain.steps[1:]
    if first.key == "context":
        if any(step.kind == "context" for step in rest):
            _fail(rest[0].span, "A key is text or a number")
        return ContextKey(tuple(step.key for step in rest), chain.span)
    known = ["name", "context", *VALUES]
    if first.kind != "member" or first.key not in known:
        _unknown(first, "metric", known)
    if rest:
        _unknown(rest[0], f"metric.{first.key}", [])
    return MetricFact(first.key, chain.span)


def _unknown(step: Step, of: str, known: list[str]) -> NoReturn:
    near = difflib.get_close_matches(str(step.key), known, n=1, cutoff=0.5)
    suggestion = f"Did you mean {near[0]}" if near else ("It has " + _listed(known) if known else "")
    _fail(step.span, f"{of} has no member {step.key}", suggestion)


def _listed(names: Any) -> str:
    *most, last = [f".{name}" for name in names]
    return f"{', '.join(most)} or {last}" if most else last


def _fail(span: Span, message: str, suggestion: str = "") -> NoReturn:
    raise QueryError(Problem(span.start, max(1, span.end - span.start), message, suggestion))
