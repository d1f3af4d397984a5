"""Query tree to SQL: what SQL can say becomes a condition with bound values, the interpreter does the rest.

Every condition made here is 0 or 1, never NULL, and says of every run what `search.evaluate` says. Where that
cannot be had, the condition is None and the interpreter decides.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from runyard.domain import params as values
from runyard.search.evaluate import compare
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Compare,
    Comparison,
    Items,
    Literal,
    Moment,
    Node,
    Not,
    Or,
    Param,
    Property,
    RunMetric,
)
from runyard.storage.params import NUMBERS, LeafType
from runyard.storage.sources import VALUE_COLUMNS, Execute, param_path, paths_below, runs_with

_FLIPPED: dict[str, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_INT64 = range(-(2**63), 2**63)
_NUMERIC = "type IN ({}, {}, {})".format(*map(int, NUMBERS))
_TEXT = f"type = {int(LeafType.TEXT)}"
#: Of a type other than these, a value alone decides whether it counts as true.
_TRUE_PARAM = f"""({_NUMERIC} AND value != 0) OR ({_TEXT} AND value != '')
  OR (type = {int(LeafType.BYTES)} AND length(value) > 0) OR (type = {int(LeafType.LIST)} AND value != '[]')
  OR type IN ({int(LeafType.BIG_INT)}, {int(LeafType.NAN)})"""
_PRESENT_PARAM = f"type != {int(LeafType.NONE)}"


class Sql(NamedTuple):
    """A condition on `run` with its bound values."""

    text: str
    values: tuple[Any, ...] = ()


class Lowered(NamedTuple):
    """A query split at ``and``: `where` holds for every run wanted; `rest` is still to be asked of each."""

    where: Sql
    rest: Node | None


_TRUE, _FALSE = Sql("1"), Sql("0")


def lower(execute: Execute, tree: Node | None, now: int) -> Lowered:
    """Split a tree; `now` (µs UTC) ends the duration of runs that have not ended."""
    if tree is None:
        return Lowered(_TRUE, None)
    parts = _parts(tree)
    lowering = _Lowering(execute, now)
    said, rest = [], []
    for part in parts:
        condition = lowering.condition(part)
        if condition is None:
            rest.append(part)
        else:
            said.append(condition)
    left = None if not rest else rest[0] if len(rest) == 1 else And(tuple(rest), tree.span)
    return Lowered(_joined(said, " AND ") if said else _TRUE, left)


def _parts(tree: Node) -> list[Node]:
    if not isinstance(tree, And):
        return [tree]
    return [inner for part in tree.parts for inner in _parts(part)]


def _joined(parts: list[Sql], word: str) -> Sql:
    return Sql(
        word.join(f"({part.text})" for part in parts), tuple(value for part in parts for value in part.values)
    )


def _negated(part: Sql | None) -> Sql | None:
    return None if part is None else Sql(f"NOT ({part.text})", part.values)


def _constant(truth: bool) -> Sql:
    return _TRUE if truth else _FALSE


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and value in _INT64)


def _sign(how: str) -> str:
    return "=" if how == "==" else how


class _Lowering:
    def __init__(self, execute: Execute, now: int) -> None:
        self.execute = execute
        self.now = now

    def condition(self, node: Node) -> Sql | None:
        """Return SQL for the truth of a node."""
        if isinstance(node, And | Or):
            parts = [self.condition(part) for part in node.parts]
            known = [part for part in parts if part is not None]
            return (
                _joined(known, " AND " if isinstance(node, And) else " OR ")
                if len(known) == len(parts)
                else None
            )
        if isinstance(node, Not):
            return _negated(self.condition(node.part))
        if isinstance(node, Literal):
            return _constant(bool(node.value))
        if isinstance(node, Compare):
            return self.compare(node)
        if isinstance(node, Property):
            return self.true_property(node)
        if isinstance(node, Param):
            return self.param_rows(node, _TRUE_PARAM, below=True)
        if isinstance(node, RunMetric):
            column = VALUE_COLUMNS[node.value]
            return self.metric_rows(node, f"{column} IS NULL OR {column} != 0")
        return None

    def compare(self, node: Compare) -> Sql | None:
        left, how, right = node.left, node.how, node.right
        if isinstance(left, Literal) and isinstance(right, Literal):
            return _constant(compare(left.value, how, right.value))
        if isinstance(left, Literal | Moment) and how in _FLIPPED:
            left, how, right = right, _FLIPPED[how], left
        if how == "!=":
            return _negated(self.single(left, "==", right))
        if how == "not in" and isinstance(right, Items):
            return _negated(self.member(left, right))
        if how == "in" and isinstance(right, Items):
            return self.member(left, right)
        if how in ("in", "not in"):
            found = self.within(left, right)
            return _negated(found) if how == "not in" else found
        return self.single(left, how, right)

    def member(self, left: Node, items: Items) -> Sql | None:
        """``x in [a, b]`` is ``x == a or x == b``."""
        parts = [self.single(left, "==", item) for item in items.parts]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return _joined(known, " OR ") if known else _FALSE

    def within(self, item: Node, whole: Node) -> Sql | None:
        """Tags of the run, or a part of a text; what a param holds is left to the interpreter."""
        if not (isinstance(whole, Property) and isinstance(item, Literal)):
            return None
        if whole.name != "tags":
            if RUN[whole.name] is not Sort.TEXT or not isinstance(item.value, str):
                return None
            return self.text(whole.name, "instr({}, ?) > 0", item.value)
        if not isinstance(item.value, str):
            return _FALSE
        sql = "run.id IN (SELECT run_id FROM run_tag WHERE tag_id = (SELECT id FROM tag WHERE name = ?))"
        return Sql(sql, (item.value,))

    def single(self, left: Node, how: str, right: Node) -> Sql | None:
        """One leaf against one written value, any comparison but ``!=`` and ``in``."""
        if not isinstance(right, Literal | Moment):
            return None
        if isinstance(right, Literal) and isinstance(right.value, int) and right.value not in _INT64:
            return None
        if isinstance(left, Property):
            return self.property(left, how, right)
        if isinstance(right, Moment):
            return None
        if isinstance(left, Param):
            return self.param(left, how, right.value)
        if isinstance(left, RunMetric):
            return self.metric(left, how, right.value)
        return None

    def number_of(self, name: str) -> str | None:
        """Return SQL for a property that is a number; NULL when the run has not ended."""
        return {
            "created_at": "(run.created / 1000000.0)",
            "creation_time": "(run.created / 1000000.0)",
            "finalized_at": "(run.ended / 1000000.0)",
            "end_time": "(run.ended / 1000000.0)",
            "duration": f"(max(0, ifnull(run.ended, {self.now}) - run.created) / 1000000.0)",
            "archived": "run.archived",
            "active": "(run.status IN ('running', 'stale'))",
        }.get(name)

    def true_property(self, node: Property) -> Sql | None:
        number = self.number_of(node.name)
        if number is not None:
            return Sql(f"ifnull({number} != 0, 0)")
        if node.name == "tags":
            return Sql("run.id IN (SELECT run_id FROM run_tag)")
        return self.text(node.name, "{} != ?", "")

    def property(self, node: Property, how: str, right: Literal | Moment) -> Sql | None:
        number = self.number_of(node.name)
        if isinstance(right, Moment):
            if number is None:
                return None
            if how == "==":
                return Sql(f"ifnull({number} >= ? AND {number} < ?, 0)", (right.start, right.end))
            return Sql(f"ifnull({number} {how} ?, 0)", (right.start,))
        value = right.value
        if value is None:
            missing = how == "==" and number is not None
            return Sql(f"{number} IS NULL") if missing else _FALSE
        if number is not None:
            return Sql(f"ifnull({number} {_sign(how)} ?, 0)", (value,)) if _is_number(value) else _FALSE
        if RUN[node.name] is Sort.TEXT and isinstance(value, str):
            return self.text(node.name, f"{{}} {_sign(how)} ?", value)
        return _FALSE

    def text(self, name: str, condition: str, value: str) -> Sql:
        """Return SQL for a condition that has ``{}`` where the text of the run stands."""
        if name != "experiment":
            return Sql(condition.format(f"run.{name}"), (value,))
        inner = condition.format("name")
        return Sql(f"run.experiment_id IN (SELECT id FROM experiment WHERE {inner})", (value,))

    def param(self, node: Param, how: str, value: Any) -> Sql | None:
        if value is None:
            return _negated(self.param_rows(node, _PRESENT_PARAM, below=True)) if how == "==" else _FALSE
        kind = _TEXT if isinstance(value, str) else _NUMERIC
        return self.param_rows(node, f"{kind} AND value {_sign(how)} ?", value)

    def param_rows(self, node: Param, where: str, *bound: Any, below: bool = False) -> Sql | None:
        """Return SQL for the runs with a fitting row; with `below` also those with a dictionary there."""
        if any(isinstance(key, int) for key in node.path):  # may be a place in a list, which is kept whole
            return None
        path = values.dotted(tuple(str(key) for key in node.path))
        path_id = param_path(self.execute, path)
        found = []
        if path_id is not None:
            sql = f"run.id IN (SELECT run_id FROM param WHERE path_id = {path_id} AND ({where}))"
            found.append(Sql(sql, bound))
        inner = paths_below(self.execute, path) if below else []
        if inner:
            listed = ", ".join(map(str, inner))
            found.append(Sql(f"run.id IN (SELECT run_id FROM param WHERE path_id IN ({listed}))"))
        return _joined(found, " OR ") if found else _FALSE

    def metric(self, node: RunMetric, how: str, value: Any) -> Sql | None:
        if value is None:
            return _negated(self.metric_rows(node, "")) if how == "==" else _FALSE
        if isinstance(value, str):
            return _FALSE
        return self.metric_rows(node, f"{VALUE_COLUMNS[node.value]} {_sign(how)} ?", value)

    def metric_rows(self, node: RunMetric, where: str, *bound: Any) -> Sql:
        rows = runs_with(self.execute, node.name, node.context, where)
        if rows is None:
            return _FALSE
        return Sql(f"run.id IN ({rows})", bound * rows.count("?"))
