"""A warning for a query that can be run but names what no run has."""

from __future__ import annotations

import difflib

from runyard.domain import params as values
from runyard.domain.errors import Problem
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.evaluation.methods import METHODS
from runyard.search.members import RUN
from runyard.search.tree import Param, Query, RunMetric, leaves


def check(query: Query, vocabulary: Vocabulary) -> Problem | None:
    """Return a warning about the first param or metric that no run has, or None."""
    if query.tree is None:
        return None
    for leaf in leaves(query.tree):
        if isinstance(leaf, Param):
            message = _param(leaf, vocabulary)
        elif isinstance(leaf, RunMetric):
            message = _metric(leaf, vocabulary)
        else:
            continue
        if message is not None:
            span = leaf.span
            return Problem(span.start, max(1, span.end - span.start), *message)
    return None


def _param(leaf: Param, vocabulary: Vocabulary) -> tuple[str, str] | None:
    # A number may be a place in a list, which is one param.
    keys = [str(key) for key in leaf.path]
    path = values.dotted(tuple(keys))
    known = vocabulary.params
    shorter = {values.dotted(tuple(keys[:depth])) for depth in range(1, len(keys))}
    in_list = any(isinstance(key, int) for key in leaf.path) and any(name in shorter for name in known)
    if in_list or any(name == path or name.startswith((f"{path}.", f"{path}[")) for name in known):
        return None
    if keys[-1] in METHODS and values.dotted(tuple(keys[:-1])) in known:
        return f"No run has a param {path}", f"Did you mean run.{path}()"
    last = {name.rpartition(".")[2]: name for name in known}
    near = difflib.get_close_matches(path, [*known, *RUN], n=1) or [
        last[name] for name in difflib.get_close_matches(keys[-1], last, n=1)
    ]
    suggestion = f"Did you mean run{'' if near[0].startswith('[') else '.'}{near[0]}" if near else ""
    return f"No run has a param {path}", suggestion


def _metric(leaf: RunMetric, vocabulary: Vocabulary) -> tuple[str, str] | None:
    names = {name for name, _ in vocabulary.metrics}
    if leaf.name not in names:
        near = difflib.get_close_matches(leaf.name, names, n=1)
        return f"No run has a metric {leaf.name}", f"Did you mean {near[0]}" if near else ""
    if leaf.context is not None and (leaf.name, leaf.context) not in vocabulary.metrics:
        found = [context for name, context in vocabulary.metrics if name == leaf.name and context != "{}"]
        suggestion = f"It has {', '.join(found[:3])}" if found else "It has none, leave the context out"
        return f"No run has {leaf.name} with this context", suggestion
    return None
