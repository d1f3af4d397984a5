"""Metrics of many runs that a query chooses."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from runyard.domain import context as contexts
from runyard.domain.clock import now
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.search.evaluate import look, matches
from runyard.search.tree import And, ContextKey, Leaf, MetricFact, Node, Query, leaves
from runyard.storage import listing, series
from runyard.storage.columns import named_series
from runyard.storage.leaves import LeafReader
from runyard.storage.store import Store

_BLOCK = 500  # runs


def find(store: Store, query: Query) -> list[SeriesInfo]:
    """Return the metrics that a metric query matches, of the newest run first, then by name and context.

    What the query says of runs alone chooses the runs, what it says of names and contexts alone is asked of
    the distinct pairs, and only the rest of each metric.
    """
    runs_only, names_only, rest = _split(query.tree)
    chosen = listing.find(store, Query(query.text, _joined(runs_only)), archived=query.mentions_archived)
    wanted = _names(store, _joined(names_only))
    if not wanted:
        return []
    tree = _joined(rest)
    reader = LeafReader(store.connection.execute, leaves(tree) if tree is not None else (), now())
    found: list[SeriesInfo] = []
    for start in range(0, len(chosen.ids), _BLOCK):
        block = chosen.ids[start : start + _BLOCK]
        with store.lock:
            infos = series.of_runs(store, block, DataKind.METRIC)
            rows = reader.rows(block) if tree is not None else {}
        found += _matching(block, infos, wanted, tree, rows)
    return found


def _matching(
    block: array[int],
    infos: Sequence[SeriesInfo],
    wanted: set[tuple[str, str]],
    tree: Node | None,
    rows: dict[int, dict[Leaf, Any]],
) -> list[SeriesInfo]:
    place = {run_id: index for index, run_id in enumerate(block)}
    kept = [info for info in infos if (info.key.name, info.key.context) in wanted]
    if tree is not None:
        asked = list(leaves(tree))
        kept = [info for info in kept if matches(tree, _row(info, asked, rows.get(info.run_id, {})))]
    return sorted(kept, key=lambda info: (place[info.run_id], info.key.name, info.key.context))


def _split(tree: Node | None) -> tuple[list[Node], list[Node], list[Node]]:
    """Split at ``and`` into what is said of runs alone, of names and contexts alone, and the rest."""
    runs_only: list[Node] = []
    names_only: list[Node] = []
    rest: list[Node] = []
    parts = () if tree is None else tree.parts if isinstance(tree, And) else (tree,)
    for part in parts:
        asked = list(leaves(part))
        if not any(isinstance(leaf, MetricFact | ContextKey) for leaf in asked):
            runs_only.append(part)
        elif all(_is_name(leaf) for leaf in asked):
            names_only.append(part)
        else:
            rest.append(part)
    return runs_only, names_only, rest


def _is_name(leaf: Leaf) -> bool:
    return isinstance(leaf, ContextKey) or (isinstance(leaf, MetricFact) and leaf.name == "name")


def _joined(parts: list[Node]) -> Node | None:
    return None if not parts else parts[0] if len(parts) == 1 else And(tuple(parts), parts[0].span)


def _names(store: Store, tree: Node | None) -> set[tuple[str, str]]:
    with store.lock:
        known = named_series(store.connection.execute)
    pairs = {(name, context) for kind, name, context in known if kind is DataKind.METRIC}
    if tree is None:
        return pairs
    asked = list(leaves(tree))
    return {pair for pair in pairs if matches(tree, _named(pair, asked))}


def _named(pair: tuple[str, str], asked: list[Leaf]) -> dict[Leaf, Any]:
    name, context = pair
    row: dict[Leaf, Any] = {}
    for leaf in asked:
        if isinstance(leaf, ContextKey):
            row[leaf] = look(contexts.parse(context), leaf.path)
        elif isinstance(leaf, MetricFact) and leaf.name == "name":
            row[leaf] = name
    return row


def _row(info: SeriesInfo, asked: list[Leaf], run: dict[Leaf, Any]) -> dict[Leaf, Any]:
    row = {**run, **_named((info.key.name, info.key.context), asked)}
    nan = float("nan")
    numbers = {
        "last": info.last,
        "first": info.first,
        "min": nan if info.low is None else info.low,
        "max": nan if info.high is None else info.high,
    }
    for leaf in asked:
        if isinstance(leaf, MetricFact) and leaf.name in numbers:
            row[leaf] = numbers[leaf.name]
    return row
