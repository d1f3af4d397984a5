"""Lists of runs: the ordered ids that a query gives, and the rows of those looked at."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from runyard.domain.clock import now
from runyard.domain.errors import KnownProblem
from runyard.domain.kinds import DataKind
from runyard.search.completion.vocabulary import Vocabulary
from runyard.search.evaluation.evaluate import Interpreter
from runyard.search.evaluation.fold import fold
from runyard.search.tree import Node, Param, Query, leaves
from runyard.storage.query.leaves import LeafReader
from runyard.storage.query.lowering import lower
from runyard.storage.query.sources import Execute
from runyard.storage.runs.params import INCOMPLETE, paths
from runyard.storage.store import Store
from runyard.storage.table.cells import Missing, Row, rows
from runyard.storage.table.columns import Column, columns, named_series, sort_source

__all__ = ["Column", "Listing", "Missing", "Row", "Sort", "columns", "find", "rows", "vocabulary"]

_BLOCK = 500  # runs read at once for the interpreter
_STEPS = 100_000  # of the interpreter between two questions whether it should stop, besides one a block
_MARKED = f"SELECT run_id FROM param WHERE path_id = (SELECT id FROM param_path WHERE path = '{INCOMPLETE}')"


@dataclass(frozen=True, slots=True)
class Sort:
    """One key of an order: a column id as in `columns.Column`."""

    column: str
    descending: bool = False


class Listing(NamedTuple):
    """What a query found.

    Attributes
    ----------
    ids : array of int64 (``'q'``)
        The runs in order.
    total : int
        Runs there are, those in the trash left out.
    scanned : int
        Runs that SQL could not decide about, looked at one by one.
    seconds : float
        How long it took.
    """

    ids: array[int]
    total: int
    scanned: int
    seconds: float


def find(
    store: Store,
    query: Query | None,
    sort: Sequence[Sort] = (),
    *,
    archived: bool = False,
    trashed: bool = False,
    cancelled: Callable[[], bool] = lambda: False,
) -> Listing:
    """Return the ordered ids of the runs that a query matches.

    With `trashed` only runs in the trash are found, else none of them; archived ones only with `archived` or
    by a query that mentions ``run.archived``. Without `sort`, and among equals, the newest run comes first,
    of those in the trash the one that was put there last. Numbers come before texts, then NaN, then runs
    without a value, in both directions.
    """
    began = time.perf_counter()
    moment = now()
    interpreter = Interpreter(moment)
    tree = None if query is None or query.tree is None else fold(query.tree, interpreter)
    with store.lock:
        execute = store.connection.execute
        lowered = lower(execute, tree, moment)
        marked = _marked(execute, tree)
        shown = "run.trashed IS NOT NULL" if trashed else "run.trashed IS NULL"
        if not (archived or trashed or (query is not None and query.mentions_archived)):
            shown += " AND run.archived = 0"
        where, bound = lowered.where
        if marked:
            where = f"({where}) OR run.id IN ({_MARKED})"
        joins, order = _order(execute, sort, moment)
        if trashed and not sort:
            order = f"run.trashed DESC, {order}"
        # One row with all the ids: a row each would let go of the GIL and win it back for every run.
        sql = f"""SELECT group_concat(id) FROM (
                    SELECT run.id AS id FROM run{joins}
                    WHERE {shown} AND ({where}) ORDER BY {order} LIMIT -1)"""
        [text] = execute(sql, bound).fetchone()
        [total] = execute("SELECT count(*) FROM run INDEXED BY run_created WHERE trashed IS NULL").fetchone()
    ids = array("q", json.loads(f"[{text or ''}]"))
    scanned = 0
    if tree is not None and (lowered.rest is not None or marked):
        reader = LeafReader(store.connection.execute, leaves(tree), moment)
        scan = _Scan(store, interpreter, reader, cancelled)
        ids, scanned = scan.interpreted(tree, lowered.rest, marked, ids)
    return Listing(ids, total, scanned, time.perf_counter() - began)


def _marked(execute: Execute, tree: Node | None) -> set[int]:
    """Return the runs whose flattened params do not say everything, if the query asks for a param."""
    if tree is None or not any(isinstance(leaf, Param) for leaf in leaves(tree)):
        return set()
    return {row[0] for row in execute(_MARKED).fetchall()}


def _order(execute: Execute, sort: Sequence[Sort], moment: int) -> tuple[str, str]:
    """Return the joins and the ORDER BY of an order."""
    joins, keys = "", []
    for number, key in enumerate(sort):
        source = sort_source(execute, key.column, f"key{number}", moment)
        if source is None:
            continue
        joins += source.join
        direction = "DESC" if key.descending else "ASC"
        keys += (
            [source.rank, f"{source.value} {direction}"] if source.rank else [f"{source.value} {direction}"]
        )
    return joins, ", ".join([*keys, "run.created DESC", "run.id DESC"])


class _Scan(NamedTuple):
    """Looking at runs one by one, in blocks, between which other threads come at the connection."""

    store: Store
    interpreter: Interpreter
    reader: LeafReader
    cancelled: Callable[[], bool]

    def interpreted(
        self, tree: Node, rest: Node | None, marked: set[int], ids: array[int]
    ) -> tuple[array[int], int]:
        """Ask the interpreter about the runs that SQL left open; of a marked run the whole query is asked."""
        open_ids = ids if rest is not None else array("q", (run_id for run_id in ids if run_id in marked))
        kept: set[int] = set()
        for start in range(0, len(open_ids), _BLOCK):
            with self.store.lock:
                rows = self.reader.rows(open_ids[start : start + _BLOCK])
            asked_at = -_STEPS
            for run_id, row in rows.items():
                if self.interpreter.steps - asked_at >= _STEPS:
                    asked_at = self.interpreter.steps
                    if self.cancelled():
                        raise KnownProblem("The search was stopped")
                if self.interpreter.matches(tree if run_id in marked or rest is None else rest, row):
                    kept.add(run_id)
        dropped = set(open_ids) - kept
        return array("q", (run_id for run_id in ids if run_id not in dropped)), len(open_ids)


def vocabulary(store: Store) -> Vocabulary:
    """Return the names that completion and the check of a query know."""
    with store.lock:
        execute = store.connection.execute
        series = named_series(execute)
        tags = [row[0] for row in execute("SELECT name FROM tag ORDER BY name").fetchall()]
        experiments = [row[0] for row in execute("SELECT name FROM experiment ORDER BY name").fetchall()]
        found = [(name, context) for kind, name, context in series if kind is DataKind.METRIC]
        return Vocabulary(paths(store), found, tags, experiments)
