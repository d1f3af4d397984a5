"""Query tree to SQL: what SQL can say becomes a condition with bound values, the interpreter does the rest.

Every condition made here is 0 or 1, never NULL, and says of every run what `search.evaluate` says. Where that
cannot be had, the condition is None and the interpreter decides.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from runyard.domain import params as values
from runyard.search.evaluation.comparing import compare
from runyard.search.members import RUN, Sort
from runyard.search.tree import (
    And,
    Call,
    Compare,
    Comparison,
    Items,
    Literal,
    Local,
    Loop,
    Method,
    Moment,
    Node,
    Not,
    Or,
    Param,
    Property,
    RunMetric,
)
from runyard.storage.query import texts
from runyard.storage.query.sources import FACTS, VALUE_FACTS, Execute, param_path, paths_below, runs_with
from runyard.storage.query.sql import FALSE, TRUE, Sql, constant, joined, negated
from runyard.storage.runs.params import NUMBERS, LeafType

_FLIPPED: dict[str, Comparison] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_INT64 = range(-(2**63), 2**63)
_NUMERIC = "type IN ({}, {}, {})".format(*map(int, NUMBERS))
_TEXT = f"type = {int(LeafType.TEXT)}"
#: Of a type other than these, a value alone decides whether it counts as true.
_TRUE_PARAM = f"""({_NUMERIC} AND value != 0) OR ({_TEXT} AND value != '')
  OR (type = {int(LeafType.BYTES)} AND length(value) > 0) OR (type = {int(LeafType.LIST)} AND value != '[]')
  OR type IN ({int(LeafType.BIG_INT)}, {int(LeafType.NAN)})"""
_PRESENT_PARAM = f"type != {int(LeafType.NONE)}"


class Lowered(NamedTuple):
    """A query split at ``and``: `where` holds for every run wanted; `rest` is still to be asked of each."""

    where: Sql
    rest: Node | None


def lower(execute: Execute, tree: Node | None, now: int) -> Lowered:
    """Split a tree; `now` (µs UTC) ends the duration of runs that have not ended."""
    if tree is None:
        return Lowered(TRUE, None)
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
    return Lowered(joined(said, "AND") or TRUE, left)


def _parts(tree: Node) -> list[Node]:
    if not isinstance(tree, And):
        return [tree]
    return [inner for part in tree.parts for inner in _parts(part)]


def _is_number(value: Any) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and value in _INT64)


def _are_tags(node: Node) -> bool:
    return isinstance(node, Property) and node.name == "tags"


def _sign(how: str) -> str:
    return "=" if how == "==" else how


class _Lowering:
    def __init__(self, execute: Execute, now: int) -> None:
        self.execute = execute
        self.now = now

    def condition(self, node: Node) -> Sql | None:
        """Return SQL for the truth of a node."""
        if isinstance(node, And | Or):
            return joined(map(self.condition, node.parts), "AND" if isinstance(node, And) else "OR")
        if isinstance(node, Not):
            return negated(self.condition(node.part))
        if isinstance(node, Literal):
            return constant(bool(node.value))
        if isinstance(node, Compare):
            return self.compare(node)
        if isinstance(node, Property):
            return self.true_property(node)
        if isinstance(node, Param):
            return self.param_rows(node, _TRUE_PARAM, below=True)
        if isinstance(node, RunMetric):
            column = FACTS[node.value]
            nan = f"{column} IS NULL OR " if node.value in VALUE_FACTS else ""
            return self.metric_rows(node, f"{nan}{column} != 0")
        if isinstance(node, Method):
            return self.textual(node)
        return self.tags(node) if isinstance(node, Call) else None

    def compare(self, node: Compare) -> Sql | None:
        left, how, right = node.left, node.how, node.right
        if isinstance(left, Literal) and isinstance(right, Literal):
            return constant(compare(left.value, how, right.value))
        if how in ("is", "is not"):
            same = self.identity(left, right) if isinstance(right, Literal) else self.identity(right, left)
            return negated(same) if how == "is not" else same
        if isinstance(left, Literal | Moment) and how in _FLIPPED:
            left, how, right = right, _FLIPPED[how], left
        if how == "!=":
            return negated(self.single(left, "==", right))
        if how == "not in" and isinstance(right, Items):
            return negated(self.member(left, right))
        if how == "in" and isinstance(right, Items):
            return self.member(left, right)
        if how in ("in", "not in"):
            found = self.within(left, right)
            return negated(found) if how == "not in" else found
        return self.single(left, how, right)

    def member(self, left: Node, items: Items) -> Sql | None:
        """``x in [a, b]`` is ``x == a or x == b``."""
        return joined((self.single(left, "==", item) for item in items.parts), "OR")

    def within(self, item: Node, whole: Node) -> Sql | None:
        """Tags of the run, or a part of a text; what a param holds is left to the interpreter."""
        if isinstance(whole, Method) and isinstance(texts.subject(whole), Property):
            return self.textual(Compare(item, "in", whole, item.span))
        if not (isinstance(whole, Property) and isinstance(item, Literal)):
            return None
        if whole.name != "tags":
            if RUN[whole.name] is not Sort.TEXT or not isinstance(item.value, str):
                return None
            return self.text(whole.name, "instr({0}, ?) > 0", item.value)
        if not isinstance(item.value, str):
            return FALSE
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
        if isinstance(left, Method):
            return self.textual(Compare(left, cast(Comparison, how), right, left.span))
        if isinstance(left, Call):
            return self.tag_count(left, how, right)
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
            "marked": "run.marked",
            "active": "(run.status IN ('running', 'stale'))",
        }.get(name)

    def true_property(self, node: Property) -> Sql | None:
        number = self.number_of(node.name)
        if number is not None:
            return Sql(f"ifnull({number} != 0, 0)")
        if node.name == "tags":
            return Sql("run.id IN (SELECT run_id FROM run_tag)")
        return self.text(node.name, "{0} != ?", "")

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
            return Sql(f"{number} IS NULL") if missing else FALSE
        if number is not None:
            return Sql(f"ifnull({number} {_sign(how)} ?, 0)", (value,)) if _is_number(value) else FALSE
        if RUN[node.name] is Sort.TEXT and isinstance(value, str):
            return self.text(node.name, f"{{0}} {_sign(how)} ?", value)
        return FALSE

    def text(self, name: str, condition: str, *bound: Any) -> Sql:
        """Return SQL for a condition that has ``{0}`` where the text of the run stands."""
        if name != "experiment":
            column = "run_group" if name == "group" else name
            return Sql(condition.format(f"run.{column}"), bound)
        inner = condition.format("name")
        return Sql(f"run.experiment_id IN (SELECT id FROM experiment WHERE {inner})", bound)

    def textual(self, node: Method | Compare) -> Sql | None:
        """What a method says of the text of a property or param."""
        on = texts.subject(node)
        said = None if on is None else texts.condition(node, on)
        if on is None or said is None:
            return None
        if isinstance(on, Param):
            return self.param_rows(on, f"{_TEXT} AND ({said.text.format('value')})", *said.values)
        return self.text(on.name, said.text, *said.values) if RUN[on.name] is Sort.TEXT else None

    def identity(self, node: Node, value: Node) -> Sql | None:
        """``is True`` and ``is False``, which 1 and 0 are not."""
        if not isinstance(value, Literal) or not isinstance(value.value, bool):
            return None
        if isinstance(node, Param):
            return self.param_rows(node, f"type = {int(LeafType.BOOL)} AND value = ?", value.value)
        if not isinstance(node, Property):
            return None
        flag = RUN[node.name] is Sort.FLAG
        return Sql(f"{self.number_of(node.name)} = ?", (value.value,)) if flag else FALSE

    def tags(self, node: Call) -> Sql | None:
        """``any`` and ``all`` over the tags, and whether there are some."""
        [asked, *more] = node.parts
        if more or node.names or (node.function == "len" and not _are_tags(asked)):
            return None
        if node.function == "len":
            return self.true_property(asked)  # type: ignore[arg-type] # the tags are a property
        if node.function not in ("any", "all") or not isinstance(asked, Loop) or len(asked.rounds) > 1:
            return None
        [this] = asked.rounds
        if this.conditions or len(this.names) > 1 or not _are_tags(this.over):
            return None
        said = texts.condition(asked.item, Local(this.names[0], this.span))
        if said is None:
            return None
        every = node.function == "all"
        inner = f"{'NOT ' if every else ''}({said.text.format('name')})"
        sql = f"""run.id {"NOT " if every else ""}IN
          (SELECT run_id FROM run_tag WHERE tag_id IN (SELECT id FROM tag WHERE {inner}))"""
        return Sql(sql, said.values)

    def tag_count(self, node: Call, how: str, right: Literal | Moment) -> Sql | None:
        if node.function != "len" or not _are_tags(node.parts[0]) or isinstance(right, Moment):
            return None
        if not _is_number(right.value):
            return FALSE
        count = "(SELECT count(*) FROM run_tag WHERE run_id = run.id)"
        return Sql(f"ifnull({count} {_sign(how)} ?, 0)", (right.value,))

    def param(self, node: Param, how: str, value: Any) -> Sql | None:
        if value is None:
            return negated(self.param_rows(node, _PRESENT_PARAM, below=True)) if how == "==" else FALSE
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
        return joined(found, "OR")

    def metric(self, node: RunMetric, how: str, value: Any) -> Sql | None:
        column = FACTS[node.value]
        if value is None:
            there = "" if node.value in VALUE_FACTS else f"{column} IS NOT NULL"
            return negated(self.metric_rows(node, there)) if how == "==" else FALSE
        if isinstance(value, str):
            return FALSE
        return self.metric_rows(node, f"{column} {_sign(how)} ?", value)

    def metric_rows(self, node: RunMetric, where: str, *bound: Any) -> Sql:
        rows = runs_with(self.execute, node.name, node.context, where)
        if rows is None:
            return FALSE
        return Sql(f"run.id IN ({rows})", bound * rows.count("?"))
