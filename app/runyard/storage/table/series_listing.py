"""Metrics of many runs that a query chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from runyard.domain import context as contexts
from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.domain.series import SeriesInfo
from runyard.search.evaluation.comparing import look
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.evaluation.fold import fold
from runyard.search.tree import And, ContextKey, Leaf, MetricFact, Node, Query, leaves
from runyard.storage.metrics import series
from runyard.storage.query.leaves import LeafReader
from runyard.storage.query.sources import VALUE_FACTS
from runyard.storage.store import Store
from runyard.storage.table import listing
from runyard.storage.table.columns import named_series

_BLOCK = 500  # runs
_NAN = float("nan")
_FIELDS = {"min": "low", "max": "high", "min_step": "low_step", "max_step": "high_step"}


def find(
    store: Store,
    query: Query,
    *,
    kind: DataKind = DataKind.METRIC,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[SeriesInfo]:
    """Return the metrics that a metric query matches, of the newest run first, then by name and context.

    So are images, texts and the like of another `kind`.

    What the query says of runs alone chooses the runs, what it says of names and contexts alone is asked of
    the distinct pairs, and only the rest of each metric.
    """
    moment = now()
    interpreter = Interpreter(moment)
    runs_only, names_only, rest = _split(query.tree)
    only_runs = Query(query.text, _joined(runs_only))
    chosen = listing.find(store, only_runs, archived=query.mentions_archived, cancelled=cancelled)
    wanted = _names(store, kind, _joined(names_only), interpreter)
    if not wanted:
        return []
    joined = _joined(rest)
    tree = None if joined is None else fold(joined, interpreter)
    reader = LeafReader(store.connection.execute, leaves(tree) if tree is not None else (), moment)
    found: list[SeriesInfo] = []
    for start in range(0, len(chosen.ids), _BLOCK):
        if cancelled():
            raise KnownProblem("The search was stopped")
        block = chosen.ids[start : start + _BLOCK]
        with store.lock:
            infos = series.of_runs(store, block, kind, {name for name, _ in wanted})
            rows = reader.rows(block) if tree is not None else {}
        place = {run_id: index for index, run_id in enumerate(block)}
        kept = [info for info in infos if (info.key.name, info.key.context) in wanted]
        if tree is not None:
            kept = _matching(kept, tree, rows, interpreter)
        found += sorted(kept, key=lambda info: (place[info.run_id], info.key.name, info.key.context))
    return found


def _matching(
    infos: Sequence[SeriesInfo],
    tree: Node,
    rows: dict[int, dict[Leaf, Any]],
    interpreter: Interpreter,
) -> list[SeriesInfo]:
    asked = list(leaves(tree))
    return [info for info in infos if interpreter.matches(tree, _row(info, asked, rows.get(info.run_id, {})))]


def _split(tree: Node | None) -> tuple[list[Node], list[Node], list[Node]]:
    """Split at ``and`` into what is said of runs alone, of names and contexts alone, and the rest."""
    runs_only: list[Node] = []
    names_only: list[Node] = []
    rest: list[Node] = []
    for part in () if tree is None else _parts(tree):
        asked = list(leaves(part))
        if not any(isinstance(leaf, MetricFact | ContextKey) for leaf in asked):
            runs_only.append(part)
        elif all(_is_name(leaf) for leaf in asked):
            names_only.append(part)
        else:
            rest.append(part)
    return runs_only, names_only, rest


def _parts(tree: Node) -> list[Node]:
    return [inner for part in tree.parts for inner in _parts(part)] if isinstance(tree, And) else [tree]


def _is_name(leaf: Leaf) -> bool:
    return isinstance(leaf, ContextKey) or (isinstance(leaf, MetricFact) and leaf.name == "name")


def _joined(parts: list[Node]) -> Node | None:
    return None if not parts else parts[0] if len(parts) == 1 else And(tuple(parts), parts[0].span)


def _names(store: Store, kind: DataKind, tree: Node | None, interpreter: Interpreter) -> set[tuple[str, str]]:
    with store.lock:
        known = named_series(store.connection.execute, (kind,))
    pairs = {(name, context) for _, name, context in known}
    if tree is None:
        return pairs
    asked = list(leaves(tree))
    return {pair for pair in pairs if interpreter.matches(tree, _named(pair, asked))}


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
    for leaf in asked:
        if isinstance(leaf, MetricFact) and leaf.name != "name":
            row[leaf] = _fact(info, leaf.name)
    return row


def _fact(info: SeriesInfo, name: str) -> float | None:
    """As `sources.FACTS` has it: of a value, None is NaN."""
    numbers = info.count - info.nan_count
    if name == "mean":
        return info.total / numbers if numbers else _NAN
    found: float | None = getattr(info, _FIELDS.get(name, name))
    return _NAN if found is None and name in VALUE_FACTS else found
