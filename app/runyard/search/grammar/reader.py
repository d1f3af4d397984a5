"""Turning Python's syntax tree of a query into ours."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable
from typing import Any
from typing import Literal as Choice

from runyard.search.evaluation import functions
from runyard.search.evaluation.limits import LARGEST_INT
from runyard.search.evaluation.times import PARTS
from runyard.search.grammar import calls
from runyard.search.grammar.chains import CONTEXT_ELSEWHERE, Chain, Step, fail, resolve
from runyard.search.grammar.conditions import check_condition, dated
from runyard.search.grammar.screen import DEEPEST
from runyard.search.grammar.sorts import sort_of
from runyard.search.grammar.source import Source
from runyard.search.members import MODULES, Sort
from runyard.search.tree import (
    And,
    Arithmetic,
    Call,
    Choose,
    Compare,
    Comparison,
    Dictionary,
    For,
    Index,
    Items,
    Literal,
    Local,
    Loop,
    Minus,
    Node,
    Not,
    Or,
    Param,
    Sign,
    Slice,
    Span,
)

Target = Choice["run", "metric", "images", "audios", "texts", "distributions", "figures"]
Read = Callable[[ast.expr, int], Node]

_HOW: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_SIGNS: dict[type[ast.operator], Sign] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_NEVER: dict[type[ast.expr], tuple[str, str]] = {
    ast.Lambda: ("lambda makes a function, not a condition", "Write what it returns"),
    ast.DictComp: ("A loop that makes a dictionary is not understood", "Write a list, [... for ...]"),
    ast.Starred: ("A star is not understood here", ""),
    ast.Await: ("await is not understood", ""),
    ast.Yield: ("yield is not understood", ""),
    ast.YieldFrom: ("yield is not understood", ""),
    ast.NamedExpr: ("Nothing can be assigned in a search", "Write =="),
    ast.Slice: ("A slice alone is not understood", "Write run.x[1:2]"),
}
_OTHER_WORDS = {"true": "True", "false": "False", "none": "None", "null": "None", "nan": "None", "AND": "and"}


class Reader:
    """Turns Python's syntax tree into ours, with positions in the text as typed."""

    def __init__(self, source: Source, target: Target) -> None:
        self.target: Target = target
        self.source = source
        self.names: list[str] = []  # those of the loops around
        self.how: dict[type[ast.expr], Callable[[Any, Span, int], Node]] = {
            ast.Constant: lambda node, span, depth: _constant(node.value, span),
            ast.BoolOp: lambda node, span, depth: self.boolean(node, span, depth, self.value),
            ast.UnaryOp: self.unary,
            ast.BinOp: self.arithmetic,
            ast.Compare: self.compare,
            ast.IfExp: lambda node, span, depth: self.choose(node, span, depth, self.value),
            ast.Call: self.call,
            ast.Dict: self.dictionary,
            **dict.fromkeys((ast.List, ast.Tuple, ast.Set), self.items),
            **dict.fromkeys((ast.ListComp, ast.SetComp, ast.GeneratorExp), self.loop),
            **dict.fromkeys((ast.Name, ast.Attribute, ast.Subscript), self.chain),
        }

    def condition(self, node: ast.expr, depth: int) -> Node:
        """Read something asked whether it is true."""
        span = self.source.span(node)
        if isinstance(node, ast.BoolOp):
            return self.boolean(node, span, depth, self.condition)
        if isinstance(node, ast.IfExp):
            return self.choose(node, span, depth, self.condition)
        found = self.value(node, depth)
        check_condition(found, bool(self.names))
        return found

    def value(self, node: ast.expr, depth: int) -> Node:
        span = self.source.span(node)
        if depth > DEEPEST:
            fail(span, f"Expressions nest at most {DEEPEST} deep")
        if type(node) in _NEVER:
            fail(span, *_NEVER[type(node)])
        return self.how[type(node)](node, span, depth)

    def boolean(self, node: ast.BoolOp, span: Span, depth: int, read: Read) -> Node:
        parts = tuple(read(part, depth + 1) for part in node.values)
        return And(parts, span) if isinstance(node.op, ast.And) else Or(parts, span)

    def choose(self, node: ast.IfExp, span: Span, depth: int, read: Read) -> Node:
        test = self.condition(node.test, depth + 1)
        return Choose(test, read(node.body, depth + 1), read(node.orelse, depth + 1), span)

    def unary(self, node: ast.UnaryOp, span: Span, depth: int) -> Node:
        if isinstance(node.op, ast.Not):
            return Not(self.condition(node.operand, depth + 1), span)
        part = self.value(node.operand, depth + 1)
        number = isinstance(part, Literal) and isinstance(part.value, int | float)
        if isinstance(node.op, ast.Invert):
            fail(span, "~ is not understood", "Write not")
        if isinstance(node.op, ast.UAdd):
            if not number:
                fail(span, "+ before this is not understood")
            return part
        if isinstance(part, Literal):
            if isinstance(part.value, int | float):
                return Literal(-part.value, span)
            fail(span, "Only a number has a negative")
        return Minus(part, span)

    def arithmetic(self, node: ast.BinOp, span: Span, depth: int) -> Node:
        how = _SIGNS.get(type(node.op))
        left, right = self.value(node.left, depth + 1), self.value(node.right, depth + 1)
        if how is None:
            fail(span, "This sign is not understood", f"Use one of {' '.join(_SIGNS.values())}")
        return Arithmetic(left, how, right, span)

    def compare(self, node: ast.Compare, span: Span, depth: int) -> Node:
        sides = [self.value(side, depth + 1) for side in (node.left, *node.comparators)]
        parts = []
        for left, right, sign in zip(sides, sides[1:], node.ops, strict=False):
            how = _HOW[type(sign)]
            if how in ("is", "is not"):
                how = _identity(how, left, right)
            both = Span(left.span.start, right.span.end)
            parts.append(Compare(dated(left, right), how, dated(right, left), both))
        return parts[0] if len(parts) == 1 else And(tuple(parts), span)

    def items(self, node: ast.List | ast.Tuple | ast.Set, span: Span, depth: int) -> Node:
        return Items(tuple(self.value(part, depth + 1) for part in node.elts), span)

    def dictionary(self, node: ast.Dict, span: Span, depth: int) -> Node:
        if None in node.keys:
            fail(span, "** is not understood here")
        keys = tuple(self.value(key, depth + 1) for key in node.keys if key is not None)
        return Dictionary(keys, tuple(self.value(part, depth + 1) for part in node.values), span)

    def loop(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, span: Span, depth: int) -> Node:
        outside = len(self.names)
        rounds = []
        for this in node.generators:
            over = self.value(this.iter, depth + 1)
            names = self.targets(this.target)
            if this.is_async:
                fail(over.span, "async is not understood")
            self.names += names
            conditions = tuple(self.condition(test, depth + 1) for test in this.ifs)
            rounds.append(For(names, over, conditions, over.span))
        item = self.value(node.elt, depth + 1)
        del self.names[outside:]
        found = Loop(item, tuple(rounds), isinstance(node, ast.GeneratorExp), span)
        return Call("set", (found,), (), span) if isinstance(node, ast.SetComp) else found

    def targets(self, node: ast.expr) -> tuple[str, ...]:
        parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
        names = []
        for part in parts:
            if not isinstance(part, ast.Name) or (len(parts) == 1 and part is not node):
                fail(self.source.span(part), "A loop names what it goes over", "Write for x in run.tags")
            if part.id in ("run", "metric", self.target, "True", "False", "None") or calls.is_function(
                part.id
            ):
                fail(self.source.span(part), f"{part.id} means something else already", "Choose another name")
            names.append(part.id)
        return tuple(names)

    def call(self, node: ast.Call, span: Span, depth: int) -> Node:
        called = node.func
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        names = [keyword.arg or "**" for keyword in node.keywords]
        if "**" in names or not isinstance(called, ast.Name | ast.Attribute):
            fail(span, "This call is not understood", "Call a function or method by its name")
        at = self.source.span(called)
        if isinstance(called, ast.Name):
            if called.id == "isinstance" and len(given) == 2 and not names:
                parts = [self.value(given[0], depth + 1), self.kinds(given[1])]
            else:
                parts = [self.value(part, depth + 1) for part in given]
            return calls.function(called.id, at, parts, names, span)
        parts = [self.value(part, depth + 1) for part in given]
        if isinstance(called.value, ast.Name) and called.value.id in MODULES:
            return calls.function(f"{called.value.id}.{called.attr}", at, parts, names, span)
        name = self.source.keywords.get(at.end, called.attr)
        if isinstance(called.value, ast.Name) and called.value.id == "run" and name == "get":
            return _got(parts, span)
        on = self.value(called.value, depth + 1)
        return calls.method(on, name, Span(at.end - len(name), at.end), parts, names, span)

    def kinds(self, node: ast.expr) -> Node:
        """Read the names of kinds of values, as ``isinstance`` takes them."""
        span = self.source.span(node)
        if isinstance(node, ast.Tuple):
            return Items(tuple(self.kinds(part) for part in node.elts), span)
        return Literal(node.id if isinstance(node, ast.Name) else None, span)

    def chain(self, node: ast.expr, whole: Span, depth: int) -> Node:
        """Read ``root.name["key"]...`` from its outer end inwards."""
        steps: list[Step] = []
        while isinstance(node, ast.Attribute | ast.Subscript):
            if depth + len(steps) > DEEPEST:
                fail(whole, f"Expressions nest at most {DEEPEST} deep")
            end = self.source.span(node).end
            if isinstance(node, ast.Attribute):
                name = self.source.keywords.get(end, node.attr)
                steps.append(Step("member", name, Span(end - len(name), end)))
            else:
                keys = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
                steps += [self.key(key, depth + 1) for key in reversed(keys)]
            node = node.value
        steps.reverse()
        if not isinstance(node, ast.Name):
            if isinstance(node, ast.Constant):
                fail(steps[0].span, "A value written out has no members")
            return _into(self.value(node, depth + 1), steps, whole)
        root = node.id
        if root in self.names:
            return _into(Local(root, self.source.span(node)), steps, whole)
        if root in MODULES and len(steps) == 1 and f"{root}.{steps[0].key}" in functions.CONSTANTS:
            return Literal(functions.CONSTANTS[f"{root}.{steps[0].key}"], whole)
        self.check_root(root, self.source.span(node))
        leaf, rest = resolve(Chain(root, tuple(steps), whole), self.target)
        return _into(leaf, list(rest), whole)

    def key(self, node: ast.expr, depth: int) -> Step:
        span = self.source.span(node)
        if isinstance(node, ast.Slice):
            ends = (node.lower, node.upper, node.step)
            return Step("slice", [end and self.value(end, depth) for end in ends], span)
        if isinstance(node, ast.Dict):
            return Step("context", self.context(node), span)
        found = self.value(node, depth)
        if isinstance(found, Literal):
            if type(found.value) in (str, int):
                return Step("key", found.value, span)
            fail(span, "A key is text or a number", 'Write it as ["name"]')
        return Step("index", found, span)

    def context(self, node: ast.Dict) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            plain = self.value(value, 1)
            if not isinstance(name, str) or not isinstance(plain, Literal):
                where = self.source.span(key or value)
                fail(where, "A context holds names with plain values", '{"subset": "val"}')
            found[name] = plain.value
        return found

    def check_root(self, name: str, span: Span) -> None:
        if name in ("run", self.target):
            return
        if name == "metric" and self.target == "run":
            fail(span, "A search for runs does not know metric", 'Write run.metrics["loss"].last')
        if name in _OTHER_WORDS:
            fail(span, f"{name} is not a name here", f"Write {_OTHER_WORDS[name]}")
        if calls.is_function(name):
            fail(span, f"{name} is a function", f"Write {name}(...)")
        roots = [*dict.fromkeys(("run", self.target)), *self.names]
        near = difflib.get_close_matches(name, roots)
        fail(span, f"{name} is not a name here", f"Write {near[0]}" if near else f"Write run.{name}")


def _constant(value: object, span: Span) -> Literal:
    if isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value):
        fail(span, "This text has half a character in it")
    if isinstance(value, int) and value.bit_length() > LARGEST_INT:
        fail(span, "This number has too many digits")
    if not (value is None or isinstance(value, bool | int | float | str)):
        what = {bytes: "Bytes", complex: "A complex number"}.get(type(value), "...")
        fail(span, f"{what} cannot be searched for")
    return Literal(value, span)


def _identity(how: Comparison, left: Node, right: Node) -> Comparison:
    """``is`` is understood beside None, True and False: what is missing is None."""
    values = [side.value for side in (left, right) if isinstance(side, Literal)]
    if None in values:
        return "==" if how == "is" else "!="
    if not any(isinstance(value, bool) for value in values):
        fail(right.span, f"{how} is understood only with None, True and False", "Write == or !=")
    return how


def _into(on: Node, steps: list[Step], whole: Span) -> Node:
    """Go into a value that is computed, link by link."""
    for step in steps:
        span = Span(on.span.start, min(whole.end, step.span.end + (step.kind != "member")))
        if step.kind == "slice":
            start, stop, stride = step.key
            on = Slice(on, start, stop, stride, span)
        elif step.kind == "context":
            fail(step.span, *CONTEXT_ELSEWHERE)
        elif step.kind == "member" and step.key in PARTS and sort_of(on) is Sort.TIME:
            on = Call(f"time.{step.key}", (on,), (), span)
        else:
            on = Index(on, step.key if step.kind == "index" else Literal(step.key, step.span), span)
    return on


def _got(parts: list[Node], span: Span) -> Node:
    """``run.get("lr", 0.1)`` is the param, or else what is given."""
    key = parts[0] if parts else None
    if not isinstance(key, Literal) or not isinstance(key.value, str) or len(parts) > 2:
        fail(span, "get needs the name of a param", 'Write run.get("lr")')
    param = Param((key.value,), span)
    if len(parts) == 1:
        return param
    return Choose(Compare(param, "==", Literal(None, span), span), parts[1], param, span)
